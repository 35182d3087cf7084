"""What a program is told when it gets no answer: a status, in Korean and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.errors import QuestionError, RagError
from rag.web.api.requests import korean_of, told_of
from rag.web.asgi import RETRY_AFTER_S
from rag.web.metrics import REFUSED
from rag.web.places import NoPlace

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import JSONResponse

_KINDS = {400: "invalid_request_error", 404: "invalid_request_error", 422: "invalid_request_error"}


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
    kind = _KINDS.get(status, "server_error")
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
