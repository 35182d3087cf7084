"""How long the server waits for a client, and for how many of them.

The only module that knows uvicorn's connections; it is imported with it, when the server starts.
"""

from __future__ import annotations

import asyncio
import json
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from rag.web.routes import DOCUMENTS

_TOO_SLOW = json.dumps(
    {"detail": "요청이 너무 천천히 와서 끊었습니다. 잠시 뒤에 다시 해 주세요."}, ensure_ascii=False
).encode()
# Written past the app, which may still wait for the rest of the request.
_TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(_TOO_SLOW), _TOO_SLOW)
)

_FILES = 2048
"""For connections, and the files of the models; many systems begin with a half or less."""


def open_enough_files() -> None:
    """Let the process open the files that so many connections take, where it may."""
    try:
        import resource
    except ImportError:  # Windows, where there is no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    most = _FILES if hard == unlimited else min(_FILES, hard)
    if soft != unlimited and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class PatientProtocol(H11Protocol):
    """A connection that is given up when its client is too slow, or one of too many.

    uvicorn waits for ever for the rest of a request, and for a client to take its reply, and runs
    out of file descriptors when many keep it waiting. A request that is there as a whole waits
    for nobody: when there are too many connections, the one goes that has been waited for longest.
    Who began a request is told that it came too slowly, where no reply has begun.
    """

    SECONDS_TO_ASK: ClassVar[float] = 10
    """For a request with its body, from the connection or from the reply before."""
    SECONDS_TO_SEND: ClassVar[float] = 180
    """For a file that comes with a request."""
    SECONDS_TO_TAKE: ClassVar[float] = 30
    """For a client to take what was written, where it takes nothing at all meanwhile."""
    MOST: ClassVar[int] = 700
    """Connections; well below the files that a process may open."""

    waited_since: float | None = None
    _to_ask: asyncio.TimerHandle | None = None
    _to_take: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or give up another for it."""
        super().connection_made(transport)
        self._look()
        if len(self.connections) > self.MOST:
            # Only these have a place to lose; they are all of this class, with the server's config.
            others = [c for c in self.connections if isinstance(c, PatientProtocol)]
            waited_for = [c for c in others if c.waited_since is not None]
            oldest = min(waited_for, key=lambda c: c.waited_since or 0.0, default=self)
            oldest.give_up()

    def data_received(self, data: bytes) -> None:
        """Read on, and see whether the request is whole."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Wait for the client to take what was written."""
        super().pause_writing()
        self._to_take = self.loop.call_later(self.SECONDS_TO_TAKE, self.give_up)

    def resume_writing(self) -> None:
        """Write on."""
        super().resume_writing()
        if self._to_take:
            self._to_take.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        super().connection_lost(exc)
        self.waited_since = None
        for timer in (self._to_ask, self._to_take):
            if timer:
                timer.cancel()

    def give_up(self) -> None:
        """Close the connection now, whatever is left unsent."""
        if not self.transport.is_closing() and self._may_be_told():
            # As much as fits into the system's own buffer, which is empty, goes out at once.
            self.transport.write(_TIMED_OUT)
        self.waited_since = None
        self.connections.discard(self)
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _may_be_told(self) -> bool:
        """Tell whether half a request is there, and no reply to it has begun."""
        if self.conn.their_state is h11.SEND_BODY:
            return not self.cycle.response_started
        return self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])

    def _look(self) -> None:
        """Begin to wait for a request, or end it when the request is whole."""
        if self.transport.is_closing():
            return
        if self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
            self.waited_since = None
            if self._to_ask:
                self._to_ask.cancel()
                self._to_ask = None
        elif self._to_ask is None:
            self.waited_since = self.loop.time()
            self._to_ask = self.loop.call_later(self.SECONDS_TO_ASK, self._waited)

    def _waited(self) -> None:
        """Give up, unless a file is on its way."""
        if self.conn.their_state is h11.SEND_BODY and self.scope["path"] == DOCUMENTS:
            self._to_ask = self.loop.call_later(self.SECONDS_TO_SEND, self.give_up)
        else:
            self.give_up()
