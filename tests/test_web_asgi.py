"""The few lines of ASGI that the fences share."""

from __future__ import annotations

import asyncio
import json
import socket
from urllib.parse import urlsplit

from web_server import served

from rag.web.asgi import header, send_refusal, with_json


def test_a_header_counts_that_is_there_once() -> None:
    scope = {"headers": [(b"host", b"a"), (b"origin", b"b"), (b"origin", b"c")]}
    assert header(scope, b"host") == "a"
    assert header(scope, b"origin") is None
    assert header(scope, b"cookie") is None


def test_a_refusal_is_korean_json() -> None:
    sent = []

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(send_refusal(send, 413, "너무 큽니다."))
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"]) == {"detail": "너무 큽니다."}


def hear(connection: socket.socket, words: bytes) -> None:
    """Read until the other side has said the words."""
    said = b""
    while words not in said:
        piece = connection.recv(65536)
        assert piece, said
        said += piece


def test_who_still_sends_gets_the_refusal_whole_and_may_ask_again() -> None:
    with served() as address:
        host = urlsplit(address).netloc
        name, port = host.split(":")
        with socket.create_connection((name, int(port)), timeout=20) as connection:
            head = "POST /answer HTTP/1.1\r\nHost: {}\r\nContent-Length: 90000\r\n\r\n"
            connection.sendall(head.format(host).encode())
            hear(connection, b"415 Unsupported")
            connection.sendall(b"a" * 90_000)
            connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            hear(connection, b"200 OK")


def test_a_body_is_put_in_the_place_of_another() -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    headers = [(b"content-length", b"9"), (b"transfer-encoding", b"chunked"), (b"host", b"a")]
    scope, receive = with_json({"headers": headers}, gone, {"a": "\ud800"})
    message = asyncio.run(receive())
    assert json.loads(message["body"]) == {"a": "\ud800"}
    assert dict(scope["headers"]) == {
        b"host": b"a",
        b"content-length": str(len(message["body"])).encode(),
    }
    assert asyncio.run(receive()) == {"type": "http.disconnect"}
