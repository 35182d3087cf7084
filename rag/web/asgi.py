"""The few lines of ASGI that the fences around the chat share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rag.web.metrics import REFUSED

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RETRY_AFTER_S = 2
"""Seconds after which one may ask again who came too early, or with too many."""


class Refused(Exception):  # noqa: N818 - no error of the program
    """A fence lets a request no further: a status from 400 on, and why, in Korean."""

    def __init__(self, status: int, why: str) -> None:
        """Keep both."""
        super().__init__(why)
        self.status, self.why = status, why


class Fence:
    """ASGI middleware that looks at requests; the lifespan passes, and nothing else there is."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "http":
            try:
                await self.serve(scope, receive, send)
            except Refused as refused:
                await send_refusal(send, refused.status, refused.why)
        elif scope["type"] == "lifespan":
            await self._app(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request: pass it on, answer in place of the app, or raise ``Refused``."""
        raise NotImplementedError


async def send_unauthorized(send: Send, why: str) -> None:
    """Have a browser ask the user for a name and a password."""
    asked = (b"www-authenticate", b'Basic realm="chat", charset="UTF-8"')
    body = json.dumps({"detail": why}, ensure_ascii=False).encode()
    await _send(send, 401, b"application/json", body, asked)


async def send_html(send: Send, status: int, page: str) -> None:
    """Answer with a page that no browser keeps."""
    await _send(send, status, b"text/html; charset=utf-8", page.encode())


async def send_json(send: Send, value: object) -> None:
    """Answer with a value that no browser keeps."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    await _send(send, 200, b"application/json", body)


async def send_refusal(send: Send, status: int, why: str) -> None:
    """Answer what Gradio's page shows to the user, in Korean.

    The connection stays, so that what is left of the request is read and thrown away: closed over
    bytes that nobody read, it is reset, and a proxy or browser that still sends loses the answer.
    """
    body = json.dumps({"detail": why}, ensure_ascii=False).encode()
    REFUSED.labels(str(int(status))).inc()
    later = ((b"retry-after", str(RETRY_AFTER_S).encode()),) if status in {429, 503} else ()
    await _send(send, status, b"application/json", body, *later)


async def _send(
    send: Send, status: int, kind: bytes, body: bytes, *more: tuple[bytes, bytes]
) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> str | None:
    """Return the value of a header, or ``None`` unless it is there exactly once."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def with_json(scope: Scope, receive: Receive, value: object) -> tuple[Scope, Receive]:
    """Return a request with a value, written as JSON, in place of the body that has been read.

    What is received after it is still asked whether the client went away.
    """
    body = json.dumps(value).encode()
    told = (b"content-length", b"transfer-encoding")
    headers = [(key, value) for key, value in scope["headers"] if key not in told]
    headers.append((b"content-length", str(len(body)).encode()))
    unread = [body]

    async def receive_json() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return {**scope, "headers": headers}, receive_json
