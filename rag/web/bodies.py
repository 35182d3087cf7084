"""What a request may bring along: a little JSON, and no word of a file for Gradio."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Never

from rag.web.asgi import Fence, Refused, header, with_json
from rag.web.routes import DOCUMENTS, JOIN, RUN

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

MAX_BODY_BYTES = 256 * 1024
"""A conversation that a browser kept, of up to 50 turns; its script sends no more than that."""

# An event of the page has three; what is deeper is written to exhaust somebody's stack.
_MOST_LEVELS = 32

JSON = "rag.json"
"""Where a scope has the parsed body."""


class SmallJson(Fence):
    """ASGI middleware that reads a body within a limit, and hands on what it understood.

    Gradio takes an object with ``_type: gradio.FileData`` anywhere in a body for a file that was
    uploaded: it copies the path, or fetches the address, that stands there. Gradio is given no
    file, so no object with a ``_type`` gets through. What does is written anew: nobody behind
    reads the same bytes otherwise. Files go to :mod:`rag.web.upload_routes`, which reads them.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        """Wrap an app; a page may send :data:`MAX_BODY_BYTES` at most, whatever a program may."""
        super().__init__(app)
        self._most_bytes = most_bytes

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what can be read, and refuse all else."""
        if scope["method"] != "POST" or scope["path"] == DOCUMENTS:
            await self._app(scope, receive, send)
            return
        kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refused(415, "JSON으로 된 요청만 받습니다.")
        is_page = scope["path"] in {JOIN, RUN}
        most = min(MAX_BODY_BYTES, self._most_bytes) if is_page else self._most_bytes
        try:
            body = await read_body(scope, receive, most)
        except ValueError:
            raise Refused(413, f"요청이 너무 큽니다. {most // 1024}KB까지 받습니다.") from None
        if body is None:
            return
        try:
            value = json.loads(body, parse_constant=_refuse)
            _refuse_deep(value)
        except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError among them
            raise Refused(400, "요청을 읽을 수 없습니다.") from None
        if names_a_type(value):
            raise Refused(422, "이 대화는 파일을 받지 않습니다.")
        scope, receive = with_json(scope, receive, value)
        await self._app({**scope, JSON: value}, receive, send)


def _refuse_deep(value: object) -> None:
    """Raise a ``ValueError`` where parsed JSON is nested deeper than anybody need follow it."""
    level = [value]
    for _ in range(_MOST_LEVELS):
        inner: list[object] = []
        for item in level:
            match item:
                case dict():
                    inner += item.values()
                case list():
                    inner += item
        level = inner
    if level:
        raise ValueError(level)


def names_a_type(value: object) -> bool:
    """Tell whether an object in parsed JSON, however deep, has a ``_type``, as file data has."""
    left = [value]
    while left:
        match left.pop():
            case dict() as item:
                if "_type" in item:
                    return True
                left += item.values()
            case list() as items:
                left += items
    return False


async def read_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """Return the body, or ``None`` when the client went away before its end.

    Raises:
        ValueError: It is too large; no more of it was read than that.
    """
    told = header(scope, b"content-length") or "0"
    if not told.isdecimal() or int(told[:20]) > most:
        raise ValueError(told)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            raise ValueError(len(body))
        if not message.get("more_body"):
            return bytes(body)


def _refuse(constant: str) -> Never:
    raise ValueError(constant)
