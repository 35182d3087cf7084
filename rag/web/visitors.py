"""Who a request comes from: a cookie that the server made and no page can read."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from rag.web.asgi import Fence, header, send_html
from rag.web.origin import came_from_elsewhere

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

VISITOR = "rag.visitor"
"""Where a scope has the visitor; ``None`` there when the request names none."""

# Here a page begins, and what `gradio_client` asks for first.
_GREETED = frozenset({"/", "/config"})
# A cookie that only pages of this server bring along is not there when a link elsewhere led to it.
# To give out another would cut off the pages that are open; to ask once more brings it along.
_ONCE_MORE = (
    '<!doctype html><html lang="ko"><meta charset="utf-8">'
    '<meta http-equiv="refresh" content="0"><title>문서에 묻기</title></html>'
)


class Visitors(Fence):
    """ASGI middleware that gives every browser a name of its own, and knows it again.

    Gradio knows a conversation by a hash that the page draws from ``Math.random()``. With the
    cookie a conversation has a second key, which comes from the system's own random source, and
    which no script can read. It is signed, so that only one that was made here counts.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app; cookies of an earlier start count no more."""
        super().__init__(app)
        self._key = secrets.token_bytes(32)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request with its visitor, and name a new one where a page begins."""
        name = _cookie_name(scope)
        visitor = self._known(_cookies(scope).get(name, ""))
        scope = {**scope, VISITOR: visitor}
        if scope["path"] not in _GREETED or visitor:
            await self._app(scope, receive, send)
        elif came_from_elsewhere(scope):
            await send_html(send, 200, _ONCE_MORE)
        else:
            cookie = f"{name}={self._new()}; Path=/; HttpOnly; SameSite=Strict"
            if scope.get("scheme") == "https":
                cookie += "; Secure"
            await self._app(scope, receive, _with_cookie(send, cookie))

    def _new(self) -> str:
        visitor = secrets.token_urlsafe(32)
        return f"{visitor}.{self._signature(visitor)}"

    def _known(self, cookie: str) -> str | None:
        visitor, _, signature = cookie.partition(".")
        known = self._signature(visitor).encode()
        return visitor if hmac.compare_digest(signature.encode(), known) else None

    def _signature(self, visitor: str) -> str:
        return hmac.new(self._key, visitor.encode(), hashlib.sha256).hexdigest()


def _cookie_name(scope: Scope) -> str:
    # Browsers give cookies to every port of a machine: a second chat there has a name of its own.
    return f"rag_visitor_{scope['server'][1]}" if scope.get("server") else "rag_visitor"


def _cookies(scope: Scope) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in (header(scope, b"cookie") or "").split(";"))
    return {name: value for name, _, value in pairs}


def _with_cookie(send: Send, cookie: str) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [(b"set-cookie", cookie.encode()), (b"cache-control", b"no-store")]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return send_with_cookie
