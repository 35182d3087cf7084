"""How much is served at once and kept, and to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.web.asgi import send_refusal
from rag.web.routes import HEARTBEAT

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Receive, Scope, Send

    from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator may want otherwise.

    Attributes:
        requests: Requests served at once, open streams among them.
        client_requests: The same for one address.
        sessions: Conversations of pages kept.
        session_seconds: How long one is kept that no page is open for.
        answers: Answers made at once for pages, and as many for programs.
        waiting: Questions of programs that may wait for their turn.
        body_bytes: What a program may send with one request.
    """

    requests: int = 600
    client_requests: int = 500
    sessions: int = 300
    session_seconds: float = 3600
    answers: int = 8
    waiting: int = 256
    body_bytes: int = 2**18

    @property
    def programs(self) -> int:
        """Conversations of programs kept: one for each question that waits or is answered."""
        return self.answers + self.waiting

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return what the settings say."""
        return cls(
            requests=settings.max_requests,
            client_requests=settings.max_client_requests,
            sessions=settings.max_sessions,
            session_seconds=settings.session_minutes * 60,
            answers=settings.max_answers,
            waiting=settings.max_waiting,
            body_bytes=settings.max_body_kb * 1024,
        )


MOST_WAITING_PAGES = 64
"""Questions of pages that may wait for their turn: a person waits for no more."""


class RequestLimits:
    """ASGI middleware that serves so many requests at once in all, and so many to an address.

    What is over the limit is refused at once: a place in a line is memory, too. Half of the places
    are for open pages, each of which holds one by its heartbeat, and does without where there is
    none: so that who only keeps pages open never takes the places of those who ask.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        """Wrap an app."""
        self._app = app
        self._limits = limits
        self._open: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = address_of(scope)
        limits, is_page = self._limits, scope["path"].startswith(HEARTBEAT)
        if self._open[client] >= limits.client_requests or (
            is_page and self._pages[client] >= limits.client_requests // 2
        ):
            await send_refusal(
                send, 429, "한꺼번에 너무 많이 요청했습니다. 잠시 뒤에 다시 해 주세요."
            )
            return
        if self._open.total() >= limits.requests or (
            is_page and self._pages.total() >= limits.requests // 2
        ):
            await send_refusal(send, 503, "지금은 요청이 너무 많습니다. 잠시 뒤에 다시 해 주세요.")
            return
        held = [self._open, self._pages] if is_page else [self._open]
        for counter in held:
            counter[client] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            for counter in held:
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
