"""The few lines of ASGI that the fences share."""

from __future__ import annotations

import asyncio
import json

from rag.web.asgi import header, send_refusal, with_json


def test_a_header_counts_that_is_there_once() -> None:
    scope = {"headers": [(b"host", b"a"), (b"origin", b"b"), (b"origin", b"c")]}
    assert header(scope, b"host") == "a"
    assert header(scope, b"origin") is None
    assert header(scope, b"cookie") is None


def test_a_refusal_is_korean_json_and_ends_the_connection() -> None:
    sent = []

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(send_refusal(send, 413, "너무 큽니다."))
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert json.loads(sent[1]["body"]) == {"detail": "너무 큽니다."}


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
