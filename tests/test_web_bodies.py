"""Small JSON goes through, and no word of a file."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_requests import echo, file_data

from rag.web.bodies import MAX_BODY_BYTES, SmallJson, names_a_type

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


def post(body: bytes, kind: str = "application/json"):
    return TestClient(SmallJson(echo, MAX_BODY_BYTES)).post(
        "/a", content=body, headers={"content-type": kind}
    )


def test_what_is_understood_goes_on() -> None:
    reply = post('{"a": ["가", null, "\\uac00"]}'.encode(), "application/json; charset=utf-8")
    assert reply.json()["body"] == {"a": ["가", None, "가"]}


def test_what_is_read_twice_is_one() -> None:
    assert post(b'{"a": 1, "a": 2}').json()["body"] == {"a": 2}


@pytest.mark.parametrize(
    "value",
    [
        file_data("/dev/zero"),
        {"data": [file_data("/proc/self/environ"), None]},
        {"data": [[[{"a": file_data("http://192.0.2.1/")}]]]},
        {"event_data": {"meta": {"_type": "gradio.FileData"}}},
        {"_type": ["gradio.FileData"]},
    ],
)
def test_file_data_does_not_however_deep(value: object) -> None:
    for body in (json.dumps(value), json.dumps(value).replace("_type", "\\u005ftype")):
        assert post(body.encode()).status_code == 422
        assert post(body.encode("utf-16")).status_code == 422


@given(PLAIN, PLAIN)
def test_file_data_is_found_in_whatever_is_around_it(around: object, beside: object) -> None:
    hidden = [around, {"a": [beside, file_data("/a")]}]
    assert names_a_type(hidden)
    assert names_a_type({"b": hidden, "c": beside})


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 20_000, b"\xff\xfe\xff", b"[NaN]", b"[-Infinity]", b"1" * 9_000],
    ids=["empty", "open", "deep", "no text", "NaN", "-Infinity", "long number"],
)
def test_what_is_no_json_does_not(body: bytes) -> None:
    assert post(body).status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=a", ""])
def test_other_kinds_do_not(kind: str) -> None:
    assert post(b"{}", kind).status_code == 415


def test_a_large_body_is_refused_by_what_it_says() -> None:
    asked = []

    async def receive() -> dict[str, object]:
        asked.append(1)
        return {"type": "http.request"}

    for size in (str(MAX_BODY_BYTES + 1), str(10**30), "-1", "many"):
        assert sent_for(receive, [(b"content-length", size.encode())]) == 413
    assert not asked


def test_a_large_body_that_does_not_say_so_is_read_no_further() -> None:
    read = []

    async def receive() -> dict[str, object]:
        read.append(b"a" * 10_000)
        return {"type": "http.request", "body": read[-1], "more_body": True}

    assert sent_for(receive, []) == 413
    assert len(b"".join(read)) <= MAX_BODY_BYTES + 10_000


def test_a_body_up_to_the_limit_is_read() -> None:
    body = json.dumps("a" * (MAX_BODY_BYTES - 2)).encode()
    assert len(body) == MAX_BODY_BYTES
    assert post(body).status_code == 200
    assert post(body + b" ").status_code == 413


def test_who_goes_away_is_told_nothing() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    assert sent_for(receive, []) is None


def sent_for(receive, headers) -> int | None:
    """Post with these headers what ``receive`` gives, and return the status."""
    sent = []

    async def send(message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), *headers]
    scope = {"type": "http", "method": "POST", "path": "/a", "headers": headers}
    asyncio.run(SmallJson(echo, MAX_BODY_BYTES)(scope, receive, send))
    return sent[0]["status"] if sent else None


@pytest.mark.slow
def test_a_body_of_any_depth_is_answered() -> None:
    statuses = [post(b"[" * depth + b"]" * depth).status_code for depth in range(1, 1200)]
    assert statuses[:31] == [200] * 31
    assert set(statuses[32:]) == {400}
