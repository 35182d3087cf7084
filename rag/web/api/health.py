"""Whether the server lives and can answer, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from rag.web.metrics import RUNNING, WAITING

if TYPE_CHECKING:
    from rag.web.api.answering import Answering


def health_router(answering: Answering) -> APIRouter:
    """Return the routes for whoever watches over the server."""
    router = APIRouter(tags=["operation"])
    WAITING.labels("program").set_function(lambda: answering.waiting)
    RUNNING.set_function(lambda: answering.running)

    @router.get("/healthz")
    async def is_alive() -> dict[str, str]:
        """Say that the server answers at all."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def is_ready() -> dict[str, str | int]:
        """Say that questions can be answered; 503 while documents are read, or cannot be."""
        return {"status": "ok", "documents": len(answering.pipeline.documents)}

    @router.get("/metrics")
    async def figures() -> Response:
        """Give the figures to Prometheus."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
