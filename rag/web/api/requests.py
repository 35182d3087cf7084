"""What a program sends to ask, whichever way, and what it is told where it gets no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from rag.answering import AnswerStatus
from rag.conversation import MAX_QUESTION_CHARS, Turn
from rag.errors import QuestionError, RagError
from rag.web.asgi import RETRY_AFTER_S
from rag.web.metrics import REFUSED
from rag.web.places import NoPlace

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import JSONResponse

MOST_PASSAGES = 100
_MOST_TOLD = 5
# What is wrong with a value, by the type that pydantic gives an error; with its own numbers.
_KOREAN = {
    "missing": "값이 없습니다",
    "extra_forbidden": "알 수 없는 이름입니다",
    "string_type": "문자열이 아닙니다",
    "int_type": "정수가 아닙니다",
    "int_parsing": "정수가 아닙니다",
    "bool_type": "true나 false가 아닙니다",
    "bool_parsing": "true나 false가 아닙니다",
    "list_type": "목록이 아닙니다",
    "tuple_type": "목록이 아닙니다",
    "model_type": "이름과 값의 묶음이 아닙니다",
    "model_attributes_type": "이름과 값의 묶음이 아닙니다",
    "too_short": "{min_length}개보다 적습니다",
    "too_long": "{max_length}개보다 많습니다",
    "greater_than_equal": "{ge}보다 작습니다",
    "less_than_equal": "{le}보다 큽니다",
    "literal_error": "{expected} 가운데 하나가 아닙니다",
    "enum": "{expected} 가운데 하나가 아닙니다",
    "json_invalid": "JSON이 아닙니다",
}
# What stands in the path to a value and is no name in a body.
_UNNAMED = {"body", "str", "int"}
_MODEL = re.compile(r" or instance of \w+")
# The statuses that say that the request is at fault.
_AT_FAULT = {400, 404, 422}
_OTHER_KOREAN = "쓸 수 없는 값입니다"
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


def korean_of(errors: Iterable[Mapping[str, Any]]) -> str:
    """Say the same as :func:`told_of` in Korean."""
    told = dict.fromkeys(f"{_korean_place(each['loc'])}: {_korean(each)}" for each in errors)
    return f"요청의 값을 쓸 수 없습니다: {'; '.join([*told][:_MOST_TOLD])}"


def _korean_place(steps: Sequence[object]) -> str:
    """Say where a value stands: ``history의 1번째``."""
    place = _place(steps)
    if place == "body":
        return "본문"
    parts = [f"{int(part) + 1}번째" if part.isdecimal() else part for part in place.split(".")]
    return "의 ".join(parts)


def _korean(error: Mapping[str, Any]) -> str:
    template = _KOREAN.get(error["type"], _OTHER_KOREAN)
    context = {
        name: str(value).replace(" or ", ", ") for name, value in error.get("ctx", {}).items()
    }
    return template.format_map(context)


def told_of(errors: Iterable[Mapping[str, Any]]) -> str:
    """Say which values of a body cannot be used, and why."""
    first = list(errors)[:_MOST_TOLD]
    return "; ".join(f"{_place(each['loc'])}: {_MODEL.sub('', each['msg'])}" for each in first)


def _place(steps: Sequence[object]) -> str:
    """Name a value as whoever sent it would: no models of this program, which begin with a capital.

    Of a union pydantic names the kind that it tried, too: ``tuple[str, str]``.
    """
    named = [
        str(step)
        for step in steps
        if isinstance(step, int) or (step not in _UNNAMED and re.fullmatch(r"[a-z_]+", str(step)))
    ]
    return ".".join(named) or "body"


class Refusal(RagError):  # noqa: N818 - a request came too early, or too many did
    """A request gets no answer now."""

    def __init__(self, status: int, message: str, *, korean: str) -> None:
        """Keep the status and both wordings."""
        super().__init__(message, korean=korean)
        self.status = status


def status_of(error: RagError) -> int:
    """Return the HTTP status that says whose fault an error is."""
    match error:
        case Refusal():
            return error.status
        case NoPlace(is_own=True):
            return 429
        case QuestionError():
            return 400
        case _:
            return 503


def refusal_body(status: int, korean: str, message: str) -> dict[str, Any]:
    """Return what a refused program reads.

    Args:
        status: The HTTP status.
        korean: For people; ``detail``, as everywhere in this server.
        message: For programmers; ``error.message``, where clients of OpenAI's API look.
    """
    kind = "invalid_request_error" if status in _AT_FAULT else "server_error"
    error = {"message": message, "type": kind, "param": None, "code": status}
    return {"detail": korean, "error": error}


def tell_refusals(app: FastAPI) -> None:
    """Have an app answer errors as this module says."""
    from fastapi.exceptions import RequestValidationError

    async def refuse(_request: object, error: Exception) -> JSONResponse:
        assert isinstance(error, RagError)
        return _reply(status_of(error), error.korean, str(error))

    async def refuse_body(_request: object, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return _reply(422, korean_of(error.errors()), told_of(error.errors()))

    app.add_exception_handler(RagError, refuse)
    app.add_exception_handler(RequestValidationError, refuse_body)


def _reply(status: int, korean: str, message: str) -> JSONResponse:
    from starlette.responses import JSONResponse

    headers = {"cache-control": "no-store"}
    REFUSED.labels(str(status)).inc()
    if status in {429, 503}:
        headers["retry-after"] = str(RETRY_AFTER_S)
    return JSONResponse(refusal_body(status, korean, message), status, headers)
