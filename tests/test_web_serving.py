"""The server around the chat: the port, the first page, the fence."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.errors import SettingsError
from rag.settings import Settings
from rag.web.network import address, bind
from rag.web.serving import FrontDoor, LocalOnly, OwnHost, mend_html

SECONDS = 10
PAGE = """<!doctype html>
<html lang="en" style="margin: 0">
<head>
<meta property="og:image" content="https://example.com/a.png" />
<meta name="twitter:creator" content="@someone" />
<meta
    property="og:url"
    content="https://example.com/"
/>
<meta charset="utf-8" />
</head><body>본문 <a href="https://example.com">글</a></body></html>"""


def small_app(lifespan=None) -> Starlette:
    async def page(_request):
        return HTMLResponse(PAGE)

    async def plain(_request):
        return PlainTextResponse('<html lang="en">')

    routes = [Route("/", page), Route("/plain", plain)]
    return Starlette(routes=routes, lifespan=lifespan)


def test_a_free_port_is_taken_and_named() -> None:
    with bind("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert address(listening) == f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
            pass


def test_an_ipv6_address_is_written_in_brackets() -> None:
    try:
        listening = bind("::1", 0)
    except SettingsError:
        pytest.skip("this machine has no IPv6")
    with listening:
        assert address(listening).startswith("http://[::1]:")


def test_a_taken_port_is_named_with_the_next_command() -> None:
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} .* rag chat --port {port + 1}") as e:
            bind("127.0.0.1", port)
    assert str(port) in e.value.korean


def test_an_address_of_another_machine_is_named() -> None:
    # 192.0.2.0/24 is kept for documentation: no machine has it.
    with pytest.raises(SettingsError, match=r"'192\.0\.2\.1'.*--host 127\.0\.0\.1"):
        bind("192.0.2.1", 0)


def test_pages_name_no_other_site_and_are_korean() -> None:
    mended = mend_html(PAGE)
    assert "og:" not in mended
    assert "twitter:" not in mended
    assert '<html lang="ko" style="margin: 0">' in mended
    assert '<meta charset="utf-8" />' in mended
    assert '<a href="https://example.com">글</a>' in mended


def test_the_fence_mends_pages_and_nothing_else() -> None:
    client = TestClient(LocalOnly(small_app()))
    page = client.get("/")
    assert page.text == mend_html(PAGE)
    assert int(page.headers["content-length"]) == len(page.content)
    assert client.get("/plain").text == '<html lang="en">'


@pytest.mark.parametrize("path", ["/", "/plain", "/missing"])
def test_every_reply_forbids_requests_to_other_origins(path: str) -> None:
    reply = TestClient(LocalOnly(small_app())).get(path)
    policy = reply.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy
    assert reply.headers["referrer-policy"] == "no-referrer"


def status(name: str | None, *, listening: str, **configured: str) -> int:
    """Ask the app, fenced, for its page under a name."""
    client = TestClient(OwnHost(small_app(), Settings(**configured), listening=listening))
    request = client.build_request("GET", "/plain", headers={"host": name or ""})
    if name is None:
        del request.headers["host"]
    return client.send(request).status_code


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "127.0.0.2"],
)
def test_a_loopback_address_is_served_under_its_own_names(host: str) -> None:
    assert status(host, listening="127.0.0.2") == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#@localhost",
        "192.0.2.7",
        "[::1",
        "",
        None,
    ],
)
def test_a_name_that_was_led_to_this_machine_gets_nothing(host: str | None) -> None:
    assert status(host, listening="127.0.0.1") == 421


def test_an_open_address_is_served_under_addresses_and_its_own_name() -> None:
    for host in ("192.0.2.7:7860", "[2001:db8::7]:7860", "Chat.Example", socket.gethostname()):
        assert status(host, listening="0.0.0.0", host="chat.example") == 200
    assert status("evil.example", listening="0.0.0.0", host="chat.example") == 421


def test_the_names_of_a_proxy_are_served() -> None:
    names = "Chat.Example:8443, 192.0.2.7"
    for host in ("chat.example", "192.0.2.7"):
        assert status(host, listening="127.0.0.1", allowed_hosts=names) == 200
    assert status("192.0.2.8", listening="127.0.0.1", allowed_hosts=names) == 421


def test_two_names_at_once_get_nothing() -> None:
    sent = []

    async def send(message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "headers": [(b"host", b"localhost"), (b"host", b"x.y")]}
    asyncio.run(OwnHost(small_app(), Settings(), listening="127.0.0.1")(scope, None, send))
    assert sent[0]["status"] == 421


def test_until_the_app_is_built_a_page_says_so() -> None:
    go_on, opened, closed = threading.Event(), threading.Event(), threading.Event()

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        opened.set()
        yield
        closed.set()

    def build() -> Starlette:
        go_on.wait(SECONDS)
        return small_app(lifespan)

    with TestClient(FrontDoor(build)) as client:
        waiting = client.get("/")
        assert waiting.status_code == 200
        assert "대화 화면을 준비하는 중입니다" in waiting.text
        assert 'http-equiv="refresh"' in waiting.text
        assert waiting.headers["cache-control"] == "no-store"
        assert client.get("/config").status_code == 503
        go_on.set()
        deadline = time.monotonic() + SECONDS
        while client.get("/plain").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert client.get("/").text == PAGE
        assert opened.is_set()
        assert not closed.is_set()
    assert closed.is_set()


def test_an_app_that_cannot_be_built_is_told_to_the_server(caplog) -> None:
    told = threading.Event()

    def build() -> Starlette:
        raise ImportError("no gradio here")

    door = FrontDoor(build)
    door.on_failure = told.set
    with TestClient(door):
        assert told.wait(SECONDS)
    assert isinstance(door.failure, ImportError)
    assert "no gradio here" in caplog.text


def test_an_app_that_cannot_start_is_told_to_the_server(caplog) -> None:
    told = threading.Event()

    @contextlib.asynccontextmanager
    async def lifespan(_app):
        raise OSError("no room")
        yield

    door = FrontDoor(lambda: small_app(lifespan))
    door.on_failure = told.set
    with TestClient(door):
        assert told.wait(SECONDS)
    assert isinstance(door.failure, OSError)
    assert "no room" in caplog.text
