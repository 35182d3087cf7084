"""The tools, asked by a client of the protocol over a real connection."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
from mcp import Client
from web_fakes import DOCUMENT, FakePipeline, answered
from web_server import served

QUOTE = "장서는 12만 권이다."
QUESTION = "장서는 몇 권이야?"
ANSWER = answered(DOCUMENT, QUOTE)
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "a", "version": "1"},
    },
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def asked() -> FakePipeline:
    return FakePipeline(replies={QUESTION: ANSWER})


@pytest.fixture(scope="module")
def url(asked: FakePipeline):
    with served(asked) as url:
        yield url


def call(url: str, name: str, arguments: dict[str, object]):
    async def called():
        async with Client(f"{url}/mcp") as client:
            return await client.call_tool(name, arguments)

    return asyncio.run(called())


def test_a_client_finds_the_tools_and_what_they_take(url: str) -> None:
    async def listed():
        async with Client(f"{url}/mcp") as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert set(tools) == {"answer", "retrieve"}
    assert tools["answer"].input_schema["required"] == ["question"]
    assert all(tool.annotations.read_only_hint for tool in tools.values())


def test_a_client_is_answered_in_text_and_in_data(url: str, asked: FakePipeline) -> None:
    reply = call(url, "answer", {"question": QUESTION, "history": [["누가?", "관장이."]]})
    assert not reply.is_error
    assert reply.content[0].text.startswith(f"{QUOTE} [1]\n\n[1] ")
    assert reply.structured_content == replace(ANSWER, question=QUESTION).to_dict()
    assert asked.asked[-1] == (QUESTION, (("누가?", "관장이."),))


def test_a_client_finds_passages(url: str) -> None:
    reply = call(url, "retrieve", {"question": QUESTION, "k": 1})
    (passage,) = reply.structured_content["passages"]
    assert passage["passage"]["text"] == reply.content[0].text


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("answer", {"question": ""}, "질문이 비어 있습니다"),
        ("answer", {}, "question: Field required"),
        ("retrieve", {"question": "가", "k": 0}, "k: Input should"),
        ("remove", {}, "there is no tool 'remove'"),
    ],
)
def test_a_client_is_told_what_is_wrong(url: str, name, arguments, told: str) -> None:
    reply = call(url, name, arguments)
    assert reply.is_error
    assert told in reply.content[0].text


def test_an_older_client_is_answered_and_another_site_is_not(url: str) -> None:
    reply = httpx.post(f"{url}/mcp", json=INITIALIZE, headers=ACCEPT)
    assert reply.json()["result"]["serverInfo"]["name"] == "korean-document-chat"
    other = {**ACCEPT, "Origin": "https://evil.example"}
    assert httpx.post(f"{url}/mcp", json=INITIALIZE, headers=other).status_code == 403
    assert httpx.get(f"{url}/mcp", headers=ACCEPT).status_code == 405
