"""Whether the server lives and can answer, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from rag.web.api.refusals import Refusal
from rag.web.metrics import RUNNING, WAITING

if TYPE_CHECKING:
    from rag.web.api.answering import Answering

_NOT_READY = "아직 질문에 답할 수 없습니다."


def health_router(answering: Answering) -> APIRouter:
    """Return the routes for whoever watches over the server."""
    router = APIRouter(tags=["operation"])
    WAITING.labels("program").set_function(lambda: answering.places.waiting)
    RUNNING.set_function(lambda: answering.places.running)

    @router.get("/healthz")
    async def is_alive() -> dict[str, str]:
        """Say that the server answers at all."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def is_ready() -> dict[str, str]:
        """Say that questions can be answered; 503 while documents are read, or cannot be."""
        # Nobody logs in for this: why it is not ready is told in the log alone.
        if not answering.is_ready:
            raise Refusal(503, "questions cannot be answered yet", korean=_NOT_READY)
        return {"status": "ok"}

    @router.get("/metrics")
    async def figures() -> Response:
        """Give the figures to Prometheus."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
