"""The endpoints ``/answer`` and ``/retrieve`` of Gradio's own API, for ``gradio_client``.

Gradio reads the types of their arguments, which therefore must be types and no text: this module
imports no annotations from the future.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, TypeVar

from pydantic import ValidationError

from rag.errors import RagError
from rag.web.api.answering import Answering
from rag.web.api.requests import AnswerBody, RetrieveBody, korean_of
from rag.web.limits import address_behind

T = TypeVar("T")

ENDPOINTS = ("answer", "retrieve")


def add_endpoints(answering: Answering) -> None:
    """Add the endpoints to the Gradio page that is being laid out.

    Args:
        answering: Asks the pipeline, and bounds how much at once.
    """
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
        return await _told(_answer(answering, question, history, address_behind(request.request)))

    async def retrieve(request: gr.Request, question: str, k: int = 10) -> list[dict[str, Any]]:
        """Find the passages closest to a question, best first, with their scores.

        Args:
            request: Who asks; Gradio fills it in.
            question: The question.
            k: How many are wanted.
        """
        return await _told(_retrieve(answering, question, k, address_behind(request.request)))

    functions: tuple[Callable[..., Awaitable[Any]], ...] = (answer, retrieve)
    for name, function in zip(ENDPOINTS, functions, strict=True):
        # Who waits is counted in `answering`, together with all other programs.
        api(function, api_name=name, concurrency_limit=None)


async def _answer(
    answering: Answering, question: object, history: object, client: str
) -> dict[str, Any]:
    body = AnswerBody.model_validate({"question": question, "history": history or []})
    return (await answering.answer(body.question, body.turns, client=client)).to_dict()


async def _retrieve(
    answering: Answering, question: object, k: object, client: str
) -> list[dict[str, Any]]:
    body = RetrieveBody.model_validate({"question": question, "k": 10 if k is None else k})
    found = await answering.retrieve(body.question, body.k, client=client)
    return [asdict(each) for each in found]


async def _told(work: Awaitable[T]) -> T:
    """Wait for work, and turn what goes wrong into what Gradio tells a program."""
    import gradio as gr

    try:
        return await work
    except RagError as error:
        raise gr.Error(error.korean, print_exception=False) from error
    except ValidationError as error:
        raise gr.Error(korean_of(error.errors()), print_exception=False) from error
