"""Slow clients are given up, and never keep others waiting."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rag.web.network import bind
from rag.web.patience import PatientProtocol

pytestmark = pytest.mark.timed

WAIT = 10


class Impatient(PatientProtocol):
    SECONDS_TO_ASK = 0.3
    SECONDS_TO_TAKE = 0.3
    MOST = 20


class Patient(PatientProtocol):
    MOST = 20


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())}")


async def large(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("a" * 50_000_000)


@contextlib.contextmanager
def served(protocol: type[PatientProtocol]) -> Iterator[tuple[str, int]]:
    routes = [Route(path, page, methods=["GET", "POST"]) for path in ("/", "/documents")]
    app = Starlette(routes=[*routes, Route("/large", large)])
    config = uvicorn.Config(app, http=protocol, backlog=10, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    with bind("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join(WAIT)


def connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=WAIT)


def is_closed(connection: socket.socket) -> bool:
    """Wait for the other side to close, past what it said before."""
    with contextlib.suppress(ConnectionError):
        while connection.recv(65536):
            pass
    return True


def all_said(connection: socket.socket) -> str:
    """Read until the other side closes."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            said += piece
    return said.decode()


def answer(address: tuple[str, int]) -> bytes:
    with connect(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        said = b""
        while piece := connection.recv(65536):
            said += piece
    return said


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n",
    ],
    ids=["nothing", "half a header", "half a body", "half in chunks", "half of a second"],
)
def test_half_a_request_is_not_waited_for(begun: bytes, caplog) -> None:
    with served(Impatient) as address, connect(address) as slow:
        started = time.monotonic()
        slow.sendall(begun)
        said = all_said(slow)
        assert time.monotonic() - started < 5
        # What was begun is told of, in Korean; a connection that said nothing is just closed.
        assert said.endswith(
            '너무 천천히 와서 끊었습니다. 잠시 뒤에 다시 해 주세요."}' if begun else ""
        )
        assert said.count("408 Request Timeout") == bool(begun)
        assert b"200 OK" in answer(address)
    assert caplog.text == ""


def test_a_drip_does_not_buy_time() -> None:
    with served(Impatient) as address, connect(address) as slow:
        started = time.monotonic()
        slow.sendall(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(OSError):
            while time.monotonic() - started < 5:
                slow.sendall(b"A: b\r\n")
                time.sleep(0.05)
        assert time.monotonic() - started < 5


def test_a_whole_request_is_answered_as_slowly_as_it_takes() -> None:
    with served(Impatient) as address, connect(address) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab")
        time.sleep(0.1)
        connection.sendall(b"c")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_who_takes_no_reply_is_given_up() -> None:
    gave_up = threading.Event()

    class Watched(Impatient):
        def give_up(self) -> None:
            super().give_up()
            gave_up.set()

    with served(Watched) as address, connect(address) as slow:
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        assert gave_up.wait(WAIT)
        taken = 0
        with contextlib.suppress(ConnectionError):
            while piece := slow.recv(1 << 20):
                taken += len(piece)
        assert taken < 50_000_000


def test_many_who_wait_keep_nobody_waiting(caplog) -> None:
    with served(Patient) as address, contextlib.ExitStack() as stack:
        first = stack.enter_context(connect(address))
        first.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(60):
            stack.enter_context(connect(address)).sendall(b"GET / HTTP/1.1\r\n")
        started = time.monotonic()
        assert b"200 OK" in answer(address)
        assert time.monotonic() - started < 2
        # The one that was waited for longest made room.
        assert is_closed(first)
    assert caplog.text == ""


def test_a_process_that_may_open_few_files_is_let_open_enough() -> None:
    code = (
        "import resource as r; _, hard = r.getrlimit(r.RLIMIT_NOFILE);"
        "r.setrlimit(r.RLIMIT_NOFILE, (256, hard));"
        "from rag.web.patience import open_enough_files; open_enough_files();"
        "print(r.getrlimit(r.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) >= 2 * PatientProtocol.MOST


def test_a_file_may_take_longer_to_come_in_than_a_question() -> None:
    body = b"a" * 10
    with served(Impatient) as address:
        for path, goes_on in ((b"/documents", True), (b"/", False)):
            with connect(address) as slow:
                length = f"Content-Length: {len(body)}\r\n\r\n".encode()
                slow.sendall(b"POST " + path + b" HTTP/1.1\r\nHost: a\r\n" + length + body[:1])
                time.sleep(Impatient.SECONDS_TO_ASK * 3)
                if goes_on:
                    slow.sendall(body[1:])
                    assert slow.recv(65536).startswith(b"HTTP/1.1 200")
                else:
                    assert is_closed(slow)
