"""The requests of the page: whose they are, what they may say, how many at once."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from rag.web.asgi import Fence, Refused, with_json
from rag.web.bodies import JSON
from rag.web.limits import address_of
from rag.web.routes import CALL, HEARTBEAT, JOIN, READ, RUN
from rag.web.sessions import Session, Sessions, TooManySessions
from rag.web.visitors import VISITOR

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from rag.web.inside_gradio import Memory, Shape

_PAGE = r"[A-Za-z0-9_-]{1,64}"

# One page asks one question at a time; a second may cross with the end of the first.
_UNREAD_BY_SESSION = 2
_UNREAD_BY_VISITOR = 4
# Half of what is answered and waits at once in all, so that no address takes every place.
_UNREAD_BY_ADDRESS = 40
_STREAMS_BY_SESSION = 6
# A page opens the next as soon as it hears that one ends.
_READERS_BY_SESSION = 2
_SECONDS_BETWEEN_LOOKS = 5.0
_SECONDS_TO_READ = 15.0
"""The page begins to read as soon as it has asked; who has not by then does not read at all."""

_NO_VISITOR = "이 페이지는 더 쓸 수 없습니다. 쿠키를 허용하고 페이지를 새로 고쳐 주세요."
_NOTHING_SUCH = "이 대화에 없는 요청입니다. 페이지를 새로 고쳐 주세요."
_TOO_MANY = "앞선 질문에 아직 답하는 중입니다. 잠시 뒤에 다시 물어봐 주세요."
_FULL = "지금은 기다리는 질문이 너무 많습니다. 잠시 뒤에 다시 물어봐 주세요."
_NO_ROOM = "지금은 쓰는 사람이 많습니다. 잠시 뒤에 다시 열어 주세요."


class _Event(BaseModel):
    """All that the page sends with an event; what it never sends is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    fn_index: int
    session_hash: str = Field(pattern=f"^{_PAGE}$")
    data: list[JsonValue]
    event_data: dict[str, str | int | None] | None = None
    trigger_id: int | None = None


class _Call(BaseModel):
    """What a program sends to an endpoint by its name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    data: list[JsonValue]


class Events(Fence):
    """ASGI middleware that lets each visitor have conversations of its own, within limits.

    The page's name for a conversation is replaced by one that is known in here only.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        shapes: Mapping[int, Shape],
        sessions: Sessions,
        memory: Memory,
        is_full: Callable[[], bool],
        most_asked_by_program: int,
    ) -> None:
        """Wrap an app.

        Args:
            app: Gradio's.
            shapes: What each event may bring along.
            sessions: The conversations.
            memory: What Gradio keeps for them.
            is_full: Tells whether no further question of a page may wait.
            most_asked_by_program: Unread answers of one address, where programs ask.
        """
        super().__init__(app)
        self._shapes = shapes
        self._sessions = sessions
        self._memory = memory
        self._is_full = is_full
        self._most_asked_by_program = most_asked_by_program
        self._endpoints = {shape.name: n for n, shape in shapes.items() if shape.name}
        self._timers: dict[str, asyncio.Task[None]] = {}

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope["path"]
        if path in {JOIN, RUN}:
            await self._happen(scope, receive, send)
        elif path == READ:
            await self._read(scope, receive, send)
        elif path.startswith(CALL) and scope["method"] == "POST":
            await self._call(scope, receive, send)
        elif path.startswith(CALL):
            await self._collect(scope, receive, send)
        elif path.startswith(HEARTBEAT):
            await self._beat(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _happen(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let an event happen, if it is one of the page's."""
        event = self._event(scope)
        is_program = self._shapes[event.fn_index].name is not None
        session = self._session(scope, event.session_hash, is_program=is_program)
        self._memory.keep(session.key)
        told = event.model_dump() | {"session_hash": session.key}
        scope, receive = with_json(scope, receive, told)
        if scope["path"] == RUN:
            await self._app(scope, receive, send)
            return
        self._check_unread(session)
        # Programs have places of their own.
        if not session.is_program and self._is_full():
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, _FULL)
        # Counted until Gradio counts it: many may be sent at the same moment.
        session.asking += 1
        try:
            await self._app(scope, receive, send)
        finally:
            session.asking -= 1
        self._stop_unless_read(session)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a program ask that keeps no cookie, in a conversation of its own."""
        number = self._endpoints.get(scope["path"].removeprefix(CALL))
        try:
            data = _Call.model_validate(scope[JSON]).data
        except ValidationError:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_SUCH) from None
        if number is None:
            raise Refused(HTTPStatus.NOT_FOUND, _NOTHING_SUCH)
        data += [None] * (len(self._shapes[number].inputs) - len(data))
        visitor = f"{CALL}{secrets.token_hex(16)}"
        event = {"fn_index": number, "session_hash": "call", "data": data}
        asked = {"path": JOIN, "raw_path": JOIN.encode(), VISITOR: visitor, JSON: event}
        await self._happen({**scope, **asked}, receive, send)

    async def _collect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand out the answer to a program that was given its number when it asked."""
        key = self._memory.session_of(scope["path"].rpartition("/")[2])
        session = self._sessions.find_key(key) if key else None
        if session is None or not session.visitor.startswith(CALL):
            raise Refused(HTTPStatus.NOT_FOUND, _NOTHING_SUCH)
        await self._hand_out(session, scope, receive, send)
        self._sessions.end(session)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand out the answers of a session to whom it belongs."""
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        page = asked[0][1] if [name for name, _ in asked] == ["session_hash"] else ""
        session = self._sessions.find(_visitor(scope), page)
        if session is None or not self._memory.unread(session.key):
            raise Refused(HTTPStatus.NOT_FOUND, _NOTHING_SUCH)
        query = urlencode({"session_hash": session.key}).encode()
        await self._hand_out(session, {**scope, "query_string": query}, receive, send)

    async def _hand_out(self, session: Session, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream a session's answers until the last, or until nothing is waited for."""
        if session.readers >= _READERS_BY_SESSION:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY)
        reading = asyncio.create_task(self._stream(scope, receive, send, session))
        has_ended = False
        try:
            has_ended = await self._has_ended_when_read(reading, session)
        finally:
            reading.cancel()
            await asyncio.wait({reading})
        self._stop_unless_read(session)
        if has_ended:
            reading.result()
        else:
            with contextlib.suppress(RuntimeError):  # the stream may have said its last itself
                await send({"type": "http.response.body", "body": b""})

    async def _has_ended_when_read(self, reading: asyncio.Task[None], session: Session) -> bool:
        """Wait for a stream to end, but not for one that has nothing to wait for any more.

        Gradio ends a stream with the last answer. With two streams of one session only one is
        told; the other would stay open.
        """
        unread = 1
        while unread or self._memory.unread(session.key):
            unread = self._memory.unread(session.key)
            done, _ = await asyncio.wait({reading}, timeout=_SECONDS_BETWEEN_LOOKS)
            if done:
                return True
        return False

    async def _beat(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a session while its page is open."""
        session = self._session(scope, scope["path"].removeprefix(HEARTBEAT))
        path = HEARTBEAT + session.key
        await self._stream(
            {**scope, "path": path, "raw_path": path.encode()}, receive, send, session
        )

    async def _stream(self, scope: Scope, receive: Receive, send: Send, session: Session) -> None:
        if session.streams >= _STREAMS_BY_SESSION:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY)
        with self._sessions.open_stream(session, reads=not scope["path"].startswith(HEARTBEAT)):
            await self._app(scope, receive, send)

    def _event(self, scope: Scope) -> _Event:
        """Return what the page sent, when it is what it sends for one of its events."""
        try:
            event = _Event.model_validate(scope[JSON])
        except ValidationError:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_SUCH) from None
        shape = self._shapes.get(event.fn_index)
        if shape is None or shape.is_queued != (scope["path"] == JOIN):
            raise Refused(HTTPStatus.NOT_FOUND, _NOTHING_SUCH)
        if not _fits(event, shape):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_SUCH)
        return event

    def _session(self, scope: Scope, page: str, *, is_program: bool | None = None) -> Session:
        if not re.fullmatch(_PAGE, page):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _NOTHING_SUCH)
        try:
            return self._sessions.use(_visitor(scope), page, address_of(scope), is_program)
        except TooManySessions:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, _NO_ROOM) from None

    def _check_unread(self, session: Session) -> None:
        unread = {
            each: each.asking + self._memory.unread(each.key)
            for each in self._sessions
            if each.is_program == session.is_program
        }
        by_visitor = sum(n for each, n in unread.items() if each.visitor == session.visitor)
        by_address = sum(n for each, n in unread.items() if each.address == session.address)
        if session.is_program:
            is_over = by_address >= self._most_asked_by_program
        else:
            is_over = (
                unread.get(session, 0) >= _UNREAD_BY_SESSION
                or by_visitor >= _UNREAD_BY_VISITOR
                or by_address >= _UNREAD_BY_ADDRESS
            )
        if is_over:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY)

    def _stop_unless_read(self, session: Session) -> None:
        """End the answers of a session in a while, unless somebody reads them by then.

        What was begun for an earlier question ends here: the page may just be about to read.
        """

        async def stop() -> None:
            await asyncio.sleep(_SECONDS_TO_READ)
            # One that is just being handed on has its own time to be read.
            idle = not session.readers and not session.asking
            if idle and self._memory.unread(session.key):
                await self._memory.stop(session.key)

        if earlier := self._timers.pop(session.key, None):
            earlier.cancel()
        timer = asyncio.create_task(stop())
        self._timers[session.key] = timer
        timer.add_done_callback(partial(self._drop_timer, session.key))

    def _drop_timer(self, key: str, timer: asyncio.Task[None]) -> None:
        if self._timers.get(key) is timer:
            del self._timers[key]


def _visitor(scope: Scope) -> str:
    visitor: str | None = scope[VISITOR]
    if visitor is None:
        raise Refused(HTTPStatus.FORBIDDEN, _NO_VISITOR)
    return visitor


def _fits(event: _Event, shape: Shape) -> bool:
    """Tell whether the values are of the types, and the trigger one of those, of an event."""
    return (
        len(event.data) == len(shape.inputs)
        and all(
            value is None if kind is None else isinstance(value, kind)
            for value, kind in zip(event.data, shape.inputs, strict=True)
        )
        and (event.trigger_id is None or event.trigger_id in shape.triggers)
    )
