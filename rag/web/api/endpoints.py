"""The endpoints ``/answer`` and ``/retrieve`` of Gradio's own API, for ``gradio_client``.

Gradio reads the types of their arguments, which therefore must be types and no text: this module
imports no annotations from the future.
"""

from collections.abc import Awaitable
from dataclasses import asdict
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rag.errors import RagError
from rag.web.api.answering import Answering
from rag.web.api.requests import AnswerBody, RetrieveBody, korean_of
from rag.web.limits import address_behind

B = TypeVar("B", bound=BaseModel)
T = TypeVar("T")


def add_endpoints(answering: Answering) -> None:
    """Add the endpoints to the Gradio page that is being laid out."""
    import gradio as gr
    from gradio.events import api

    async def answer(
        request: gr.Request, question: str, history: list[Any] | None = None
    ) -> dict[str, Any]:
        """Answer a question in Korean from the documents, with the exact words it rests on.

        Args:
            request: Who asks; Gradio fills it in.
            question: The question.
            history: Earlier turns, oldest first, each a pair of question and answer text.
        """
        body = _read(AnswerBody, question=question, history=history or [])
        told = answering.answer(body.question, body.turns, client=address_behind(request.request))
        return (await _told(told)).to_dict()

    async def retrieve(request: gr.Request, question: str, k: int = 10) -> list[dict[str, Any]]:
        """Find the passages closest to a question, best first, with their scores.

        Args:
            request: Who asks; Gradio fills it in.
            question: The question.
            k: How many are wanted.
        """
        body = _read(RetrieveBody, question=question, k=10 if k is None else k)
        found = answering.retrieve(body.question, body.k, client=address_behind(request.request))
        return [asdict(each) for each in await _told(found)]

    # Who waits is counted in `answering`, together with all other programs.
    api(answer, api_name="answer", concurrency_limit=None)
    api(retrieve, api_name="retrieve", concurrency_limit=None)


def _read(kind: type[B], **values: object) -> B:
    """Check what a program sent; Gradio's own types check nothing."""
    import gradio as gr

    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise gr.Error(korean_of(error.errors()), print_exception=False) from error


async def _told(work: Awaitable[T]) -> T:
    """Wait for work, and turn what goes wrong into what Gradio tells a program."""
    import gradio as gr

    try:
        return await work
    except RagError as error:
        raise gr.Error(error.korean, print_exception=False) from error
