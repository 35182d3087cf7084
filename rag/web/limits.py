"""How much is served at once and kept, and to whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rag.web.asgi import Fence, Refused
from rag.web.routes import HEARTBEAT

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Receive, Scope, Send


MOST_WAITING_PAGES = 64
"""Questions of pages that may wait for their turn: a person waits for no more."""


class RequestLimits(Fence):
    """ASGI middleware that serves so many requests at once in all, and so many to an address.

    What is over the limit is refused at once: a place in a line is memory, too. Half of the places
    are for open pages, each of which holds one by its heartbeat, and does without where there is
    none: so that who only keeps pages open never takes the places of those who ask.
    """

    def __init__(self, app: ASGIApp, most: int, most_of_client: int) -> None:
        """Wrap an app; serve so many requests at once, and so many of one address."""
        super().__init__(app)
        self._most, self._most_of_client = most, most_of_client
        self._open: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what there is a place for."""
        client = address_of(scope)
        held = [(self._open, 1)]
        if scope["path"].startswith(HEARTBEAT):
            held.append((self._pages, 2))
        if any(own[client] >= self._most_of_client // part for own, part in held):
            raise Refused(429, "한꺼번에 너무 많이 요청했습니다. 잠시 뒤에 다시 해 주세요.")
        if any(own.total() >= self._most // part for own, part in held):
            raise Refused(503, "지금은 요청이 너무 많습니다. 잠시 뒤에 다시 해 주세요.")
        for counter, _ in held:
            counter[client] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            for counter, _ in held:
                counter[client] -= 1
                if not counter[client]:
                    del counter[client]


def address_of(scope: Scope) -> str:
    """Return the address that a request came from; empty when it is not known."""
    return scope["client"][0] if scope.get("client") else ""


def address_behind(request: HTTPConnection | None) -> str:
    """Return the address behind a call; empty where no request carries it."""
    return "" if request is None else address_of(request.scope)


def for_one_client(most: int) -> int:
    """How many of so many one client may take: an eighth stays for the others."""
    return most - most // 8
