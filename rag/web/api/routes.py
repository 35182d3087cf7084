"""The routes for programs, as OpenAPI describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from rag.answering import Answer, AnswerStatus
from rag.conversation import MAX_QUESTION_CHARS, Turn
from rag.retrieval import RetrievedPassage
from rag.web.api.chat import chat_router
from rag.web.api.embeddings import embeddings_router
from rag.web.api.refusals import tell_refusals

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.web.api.answering import Answering

MOST_PASSAGES = 100
_QUESTION = Field(description=f"in Korean, up to {MAX_QUESTION_CHARS:,} characters")


class Exchange(BaseModel):
    """An earlier turn."""

    question: str
    text: str = Field(description="the answer's `text`")
    status: AnswerStatus = AnswerStatus.ANSWERED


class AnswerBody(BaseModel):
    """A question, and what was said before."""

    model_config = ConfigDict(extra="forbid")

    question: str = _QUESTION
    history: list[Exchange | tuple[str, str]] = Field(
        default=[], description="earlier turns, oldest first; or pairs of question and text"
    )

    @property
    def turns(self) -> list[Turn | tuple[str, str]]:
        """The history as the pipeline takes it."""
        return [
            Turn(each.question, each.text, each.status) if isinstance(each, Exchange) else each
            for each in self.history
        ]


class RetrieveBody(BaseModel):
    """A question, and how many passages are wanted."""

    model_config = ConfigDict(extra="forbid")

    question: str = _QUESTION
    k: int = Field(default=10, ge=1, le=MOST_PASSAGES, description="passages wanted")


def add_routes(app: FastAPI, answering: Answering) -> None:
    """Add the routes for programs to an app, and how it refuses.

    Args:
        app: The app.
        answering: Asks the pipeline.
    """
    tell_refusals(app)
    app.include_router(_own_router(answering))
    app.include_router(chat_router(answering))
    app.include_router(embeddings_router(answering))


def _own_router(answering: Answering) -> APIRouter:
    router = APIRouter(tags=["answers"])

    @router.post("/answer", responses={200: {"model": Answer}})
    async def answer(body: AnswerBody) -> dict[str, Any]:
        """Answer a question from the documents, with the exact words that the answer rests on."""
        return (await answering.answer(body.question, body.turns)).to_dict()

    @router.post("/retrieve")
    async def retrieve(body: RetrieveBody) -> list[RetrievedPassage]:
        """Find the passages closest to a question, best first."""
        return await answering.retrieve(body.question, body.k)

    return router
