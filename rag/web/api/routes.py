"""The routes for programs, as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request

from rag.answering import Answer
from rag.retrieval import RetrievedPassage
from rag.web.api.chat import chat_router
from rag.web.api.embeddings import embeddings_router
from rag.web.api.health import health_router
from rag.web.api.refusals import tell_refusals
from rag.web.api.requests import AnswerBody, RetrieveBody
from rag.web.api.tools import Tools
from rag.web.limits import address_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.web.api.answering import Answering


def add_routes(app: FastAPI, answering: Answering) -> None:
    """Add the routes for programs to an app, and how it refuses."""
    tell_refusals(app)
    app.include_router(_own_router(answering))
    app.include_router(chat_router(answering))
    app.include_router(embeddings_router(answering))
    app.include_router(health_router(answering))
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
