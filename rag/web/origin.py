"""Who may ask: pages of this very server, under the name by which it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.web.asgi import Fence, Refused, header

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

# By these a proxy tells the name that a visitor asked for, and Gradio puts it into the page. No
# proxy is before this server, so that they come from whoever asks.
_FORWARDED = frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-forwarded-server",
        b"x-gradio-server",
    }
)


class OwnOrigin(Fence):
    """ASGI middleware that refuses what a page of another origin asks for.

    Another port of this machine is another origin, though Gradio takes it for its own. A browser
    tells the origin of a page with every request that can change something, and newer ones tell
    with every request whether it came from this origin (``Sec-Fetch-Site``). A link on another
    page may lead here, and only to the page itself.
    """

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what this server's own pages ask for."""
        if not _is_own(scope) or (came_from_elsewhere(scope) and not _is_followed_link(scope)):
            raise Refused(403, "다른 페이지에서 온 요청은 받지 않습니다.")
        headers = [(k, v) for k, v in scope["headers"] if k not in _FORWARDED]
        await self._app({**scope, "headers": headers}, receive, send)


def came_from_elsewhere(scope: Scope) -> bool:
    """Tell whether the browser says that a page of another origin made it ask."""
    return header(scope, b"sec-fetch-site") in {"cross-site", "same-site"}


def _is_own(scope: Scope) -> bool:
    """Tell whether the origin, where one is told, is the server's own."""
    told = [value for key, value in scope["headers"] if key == b"origin"]
    host = header(scope, b"host")
    if not told:
        return True
    if len(told) > 1 or not host:
        return False
    try:
        origin = urlsplit(told[0].decode("latin-1"))
    except ValueError:
        return False
    return origin.scheme in {"http", "https"} and origin.netloc.lower() == host.lower()


def _is_followed_link(scope: Scope) -> bool:
    is_page = scope["path"] == "/" and scope["method"] in {"GET", "HEAD"}
    return is_page and header(scope, b"sec-fetch-mode") == "navigate"
