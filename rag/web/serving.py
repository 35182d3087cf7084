"""The server around the chat: a first page at once, and a fence around the browser."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import RagError
from rag.web.asgi import Fence, header, send_html, send_json, send_refusal
from rag.web.login import Login
from rag.web.logs import SeldomAgain
from rag.web.style import waiting_page

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rag.settings import Settings

_LOG = logging.getLogger(__name__)

# The browser itself refuses any request to another origin, whatever Gradio's page asks for.
# Gradio's page needs inline script and `Function`; injected markup is kept out by escaping.
_CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
_HEADERS = (
    (b"content-security-policy", _CONTENT_SECURITY_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_MISDIRECTED = (
    '<!doctype html><html lang="ko"><meta charset="utf-8"><p>이 주소로는 채팅을 열 수 없습니다. '
    "서버를 켠 창에 나온 주소로 열어 주세요.</p></html>"
)
_TOO_EARLY = "아직 준비하는 중입니다. 잠시 뒤에 다시 해 주세요."
# Gradio's template names its own site and picture for link previews, and English.
_PREVIEW_TAGS = re.compile(r'[ \t]*<meta\s+(?:property="og:|name="twitter:)[^>]*>\n?')
_ENGLISH = re.compile(r'<html\s+lang="en"')


def serve(build: Callable[[], Starlette], bound: socket.socket, settings: Settings) -> None:
    """Serve until Ctrl-C: a waiting page at once, the app as soon as it is built.

    It is built in a thread, so that a slow import keeps nobody waiting.

    Raises:
        RagError: The app could not be built.
    """
    import uvicorn

    from rag.web.patience import PatientProtocol, open_enough_files

    open_enough_files()
    door = FrontDoor(build)
    secret = settings.auth.get_secret_value() if settings.auth else ""
    behind: ASGIApp = Login(door, secret) if secret else door
    own = OwnHost(LocalOnly(behind), settings, listening=bound.getsockname()[0])
    fenced = UnderPath(own, settings.root_path) if settings.root_path else own
    config = uvicorn.Config(
        fenced,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=1,
        http=PatientProtocol,
        ws="none",
        h11_max_incomplete_event_size=16 * 1024,
        # So many connections are taken at once, before one of them can be given up.
        backlog=100,
        # What says to come from a proxy comes from whoever asks, unless one is there.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or "",
        server_header=False,
    )
    server = uvicorn.Server(config)
    # Open pages hold a stream; that it is cut off at the end is no error worth a traceback.
    logging.getLogger("uvicorn.error").addFilter(lambda _: not server.should_exit)
    logging.getLogger("uvicorn.error").addFilter(SeldomAgain())
    door.on_failure = lambda: setattr(server, "should_exit", True)
    server.run(sockets=[bound])
    if door.failure is not None:
        raise RagError(
            f"the chat could not be started: {door.failure!r}; see what is amiss with: rag doctor",
            korean="대화 화면을 열지 못했습니다.",
        ) from door.failure


class FrontDoor:
    """An ASGI app that shows a waiting page until the real app is built, then is that app."""

    def __init__(self, build: Callable[[], Starlette]) -> None:
        """Prepare; the app is built when the server starts."""
        self.failure: Exception | None = None
        self.on_failure: Callable[[], None] = lambda: None
        self._build = build
        self._app: Starlette | None = None
        self._closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._wait(scope["path"], send)

    @staticmethod
    async def _wait(path: str, send: Send) -> None:
        """Show a page that asks again every second, or tell a program that it came too early."""
        match path:
            case "/":
                await send_html(send, 200, waiting_page())
            case "/healthz":
                await send_json(send, {"status": "ok"})
            case _:
                await send_refusal(send, 503, _TOO_EARLY)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        opening = asyncio.create_task(self._open())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._closing.set()
        await opening
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> None:
        """Build the app and keep its lifespan open until the server closes."""
        building = self._building()
        closing = asyncio.create_task(self._closing.wait())
        either: set[asyncio.Future[Any]] = {building, closing}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not building.done():
            return
        try:
            app = building.result()
            async with app.router.lifespan_context(app):
                self._app = app
                await closing
        except Exception as error:
            _LOG.exception("the chat could not be built")
            self.failure = error
            self.on_failure()

    def _building(self) -> asyncio.Future[Starlette]:
        """Build the app in a thread for which nobody waits at the end, as for one of a pool."""
        loop = asyncio.get_running_loop()
        built: asyncio.Future[Starlette] = loop.create_future()

        def build() -> None:
            try:
                told = partial(built.set_result, self._build())
            except BaseException as error:
                told = partial(built.set_exception, error)
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(told)

        threading.Thread(target=build, name="app-builder", daemon=True).start()
        return built


class UnderPath(Fence):
    """ASGI middleware for a proxy that passes on the path below which it shows the chat."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        """Wrap an app."""
        super().__init__(app)
        self._root_path = root_path

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the path away, as most proxies have done."""
        path = scope["path"]
        if f"{path}/".startswith(f"{self._root_path}/"):
            path = path.removeprefix(self._root_path) or "/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(scope, receive, send)


class OwnHost(Fence):
    """ASGI middleware that answers only what was asked of this very server.

    A page of another site can have its own name lead to this machine (DNS rebinding). To the
    browser its requests are then within one site, and it could read the answers, documents and
    all. But they bear that name, in ``Host``, and are refused by it. An IP address is nobody's
    name, and on a loopback address only this machine's browser can ask.
    """

    def __init__(self, app: ASGIApp, settings: Settings, *, listening: str) -> None:
        """Wrap an app that listens on this IP address."""
        super().__init__(app)
        named = (settings.allowed_hosts or "").split(",")
        self._names = {"localhost", "127.0.0.1", "::1", listening}
        self._names |= {_host_name(name.strip()) for name in named} - {""}
        self._is_local = ipaddress.ip_address(listening).is_loopback
        if not self._is_local:
            self._names |= {settings.host.lower(), socket.gethostname().lower()}

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is asked for by a name of this server."""
        name = _host_name(header(scope, b"host") or "")
        if name in self._names or (not self._is_local and _is_address(name)):
            await self._app(scope, receive, send)
        else:
            await send_html(_with_headers(send), 421, _MISDIRECTED)


def _host_name(host: str) -> str:
    """Return the name in a ``Host`` header without the port; empty where there is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class LocalOnly(Fence):
    """ASGI middleware that keeps the page, and the server, from speaking to other hosts.

    It adds a Content-Security-Policy to every reply, and takes from the page what names Gradio's
    own site. The page is Korean and says so.
    """

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, and mend the reply."""
        # The page is small; uncompressed, its HTML can be read and mended.
        if scope["path"] == "/":
            kept = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, _Mend(_with_headers(send)))


class _Mend:
    """Sends a reply on, and mends it if it is HTML."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            content_type = dict(message["headers"]).get(b"content-type", b"")
            if content_type.startswith(b"text/html"):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = mend_html(self._body.decode()).encode()
        headers = [(k, v) for k, v in self._start["headers"] if k != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def mend_html(page: str) -> str:
    """Take link previews that name other sites from a page, and call its language Korean."""
    return _ENGLISH.sub('<html lang="ko"', _PREVIEW_TAGS.sub("", page), count=1)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_HEADERS]}
        await send(message)

    return send_with_headers
