"""A cookie that the server made, and no other."""

from __future__ import annotations

import re

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from rag.web.visitors import VISITOR, Visitors


async def who(scope, receive, send) -> None:
    await PlainTextResponse(str(scope[VISITOR]))(scope, receive, send)


@pytest.fixture
def fenced() -> Visitors:
    return Visitors(who)


def test_the_page_brings_a_cookie_that_no_script_reads_and_no_other_site_sends(fenced) -> None:
    cookie = TestClient(fenced).get("/").headers["set-cookie"]
    assert re.fullmatch(
        r"rag_visitor_80=[\w-]{43}\.[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict", cookie
    )


def test_every_browser_is_another_visitor_and_stays_it(fenced) -> None:
    one, other = TestClient(fenced), TestClient(fenced)
    one.get("/")
    other.get("/")
    assert one.get("/a").text == one.get("/").text == one.get("/a").text != "None"
    assert one.get("/a").text != other.get("/a").text
    assert "set-cookie" not in one.get("/").headers


@pytest.mark.parametrize("path", ["/a", "/gradio_api/queue/join"])
def test_only_the_page_brings_one(fenced, path: str) -> None:
    reply = TestClient(fenced).get(path)
    assert "set-cookie" not in reply.headers
    assert reply.text == "None"


@pytest.mark.parametrize("cookie", ["", "a", "a.", ".a", "a.b", f"a.{'0' * 64}", "가.나"])
def test_a_cookie_made_elsewhere_counts_for_nothing(fenced, cookie: str) -> None:
    headers = {"cookie": f"rag_visitor_80={cookie}".encode()}
    assert TestClient(fenced).get("/a", headers=headers).text == "None"


def test_a_cookie_of_an_earlier_start_counts_for_nothing(fenced) -> None:
    client = TestClient(fenced)
    client.get("/")
    after = TestClient(Visitors(who), cookies=client.cookies)
    assert after.get("/a").text == "None"


def test_a_link_elsewhere_takes_no_cookie_from_the_pages_that_are_open(fenced) -> None:
    # A browser does not send it along: the page asks once more, as a page of its own.
    client = TestClient(fenced)
    reply = client.get("/", headers={"sec-fetch-site": "cross-site"})
    assert 'http-equiv="refresh"' in reply.text
    assert "set-cookie" not in reply.headers
    assert "set-cookie" in client.get("/", headers={"sec-fetch-site": "same-origin"}).headers
