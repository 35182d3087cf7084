"""The routes for programs, as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from rag.answering import Answer
from rag.retrieval import RetrievedPassage
from rag.web.api.chat import openai_router
from rag.web.api.requests import AnswerBody, Refusal, RetrieveBody, tell_refusals
from rag.web.api.tools import Tools
from rag.web.limits import address_of
from rag.web.metrics import RUNNING, WAITING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.web.api.answering import Answering


def add_routes(app: FastAPI, answering: Answering) -> None:
    """Add the routes for programs to an app, and how it refuses."""
    tell_refusals(app)
    app.include_router(_own_router(answering))
    app.include_router(openai_router(answering))
    app.include_router(_health_router(answering))
    Tools(answering).add_to(app)


def _own_router(answering: Answering) -> APIRouter:
    router = APIRouter(tags=["answers"])

    @router.post("/answer", responses={200: {"model": Answer}})
    async def answer(body: AnswerBody, request: Request) -> dict[str, Any]:
        """Answer a question from the documents, with the exact words that the answer rests on."""
        client = address_of(request.scope)
        return (await answering.answer(body.question, body.turns, client=client)).to_dict()

    @router.post("/retrieve")
    async def retrieve(body: RetrieveBody, request: Request) -> list[RetrievedPassage]:
        """Find the passages closest to a question, best first."""
        return await answering.retrieve(body.question, body.k, client=address_of(request.scope))

    return router


def _health_router(answering: Answering) -> APIRouter:
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
            raise Refusal(
                503, "questions cannot be answered yet", korean="아직 질문에 답할 수 없습니다."
            )
        return {"status": "ok"}

    @router.get("/metrics")
    async def figures() -> Response:
        """Give the figures to Prometheus."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
