from __future__ import annotations

import itertools
from contextlib import closing

import pytest
from scripted_server import (
    Action,
    Exchange,
    ScriptedServer,
    breaks_a_chunk,
    breaks_off,
    fails,
    hangs,
    never_ends,
    stays_silent_until_left,
    writes,
)

from rag.errors import ModelError
from rag.settings import Settings
from rag.writing import ContextOverflowError, Message, load_chat_model
from rag.writing.generation.server import OpenAIChatModel

pytestmark = pytest.mark.slow

ASKED = (Message("system", "규칙"), Message("user", "질문"))


def model(url: str, **more: object) -> OpenAIChatModel:
    return OpenAIChatModel("m", Settings(openai_base_url=url, **more))


def reply(url: str, **more: object) -> str:
    return "".join(model(url, **more).stream(ASKED))


def test_what_the_server_streams_comes_in_order() -> None:
    with ScriptedServer([writes("다리는 ", "1,200", "미터다 [1].")]) as server:
        assert reply(server.url) == "다리는 1,200미터다 [1]."
    (request,) = server.requests
    assert request["messages"] == [
        {"role": "system", "content": "규칙"},
        {"role": "user", "content": "질문"},
    ]
    assert request["model"] == "m"
    assert request["stream"] is True
    assert request["max_tokens"] == 512
    assert request["chat_template_kwargs"] == {"enable_thinking": False}


def test_the_key_is_sent_and_never_told() -> None:
    keys: list[str] = []

    def action(exchange: Exchange) -> None:
        keys.append(exchange.headers["Authorization"])
        fails(401)(exchange)

    with ScriptedServer([action]) as server, pytest.raises(ModelError, match="API_KEY") as caught:
        reply(server.url, openai_api_key="sesame")
    assert keys == ["Bearer sesame"]
    assert "sesame" not in f"{caught.value} {caught.value.korean}"


def test_a_server_that_knows_no_thinking_is_asked_without() -> None:
    refuses = fails(400, "Unknown field: chat_template_kwargs")
    with ScriptedServer([refuses, writes("가"), writes("나")]) as server:
        strict = model(server.url)
        assert "".join(strict.stream(ASKED)) == "가"
        assert "".join(strict.stream(ASKED)) == "나"
    assert ["chat_template_kwargs" in request for request in server.requests] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_passing_failure_is_tried_again(status: int) -> None:
    with ScriptedServer([fails(status), writes("다시")]) as server:
        assert reply(server.url) == "다시"


def sends_no_event(exchange: Exchange) -> None:
    exchange.start()
    exchange.wfile.write(b"data: <html>\n\n")


def fails_in_the_midst(exchange: Exchange) -> None:
    exchange.start()
    exchange.event("절반")
    exchange.raw({"error": {"message": "CUDA out of memory"}})


@pytest.mark.parametrize(
    ("action", "english", "korean"),
    [
        (fails(500, Retry_After="0.01"), "HTTP 500", "오류 500"),
        (fails(429, Retry_After="0.01"), "busy", "요청이 몰려"),
        (fails(404), "no model 'm'", "'m' 모델이 없거나"),
        (fails(403), "refuses the key", "인증 키"),
        (fails(302, Location="http://example.invalid/"), "HTTP 302", "오류 302"),
        (breaks_off("절반"), "ended its reply in the middle", "중간에 끊겼"),
        (breaks_a_chunk(), "broke off", "연결이 끊겼"),
        (hangs(), "wrote nothing for 0.5 s", "0.5초 동안"),
        (hangs("절반"), "wrote nothing for 0.5 s", "0.5초 동안"),
        (sends_no_event, "cannot be read", "알 수 없는 답"),
        (fails_in_the_midst, "CUDA out of memory", "알 수 없는 답"),
    ],
)
def test_a_lasting_failure_says_what_and_why(action: Action, english: str, korean: str) -> None:
    with ScriptedServer([action]) as server, pytest.raises(ModelError, match=english) as caught:
        reply(server.url, generator_timeout_s=0.5)
    assert korean in caught.value.korean


def test_no_server_is_a_failure() -> None:
    with ScriptedServer([]) as server:
        gone = server.url
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        reply(gone)
    assert "연결하지 못했" in caught.value.korean


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens",
        "the request exceeds the available context size, try increasing it",
        "Input is too long for requested model",
    ],
)
def test_an_overflow_is_told_apart(message: str) -> None:
    with (
        ScriptedServer([fails(400, message)]) as server,
        pytest.raises(ContextOverflowError) as caught,
    ):
        reply(server.url)
    assert 0 < caught.value.share < 1


def test_closing_stops_a_server_that_writes() -> None:
    with ScriptedServer([never_ends(itertools.repeat("끝없이 "))]) as server:
        with closing(model(server.url).stream(ASKED)) as pieces:
            next(piece for piece in pieces if piece)
        assert server.disconnected.wait(10)


def test_closing_stops_a_server_that_thinks() -> None:
    """The caller gets an empty piece before there is any text, and can stop at it."""
    with ScriptedServer([stays_silent_until_left()]) as server:
        with closing(model(server.url).stream(ASKED)) as pieces:
            assert next(pieces) == ""
        assert server.disconnected.wait(10)


def test_one_model_serves_several_callers() -> None:
    with ScriptedServer([writes("하나")]) as server:
        shared = model(server.url)
        first, second = shared.stream(ASKED), shared.stream(ASKED)
        assert next(second) == "하나"
        assert next(first) == "하나"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "127.0.0.1:8000",
        "file:///etc/passwd",
        "http://[bad/v1",
        "http://127.0.0.1:high/v1",
    ],
)
def test_an_address_is_needed(url: str | None) -> None:
    with pytest.raises(ModelError, match="RAG_OPENAI_BASE_URL"):
        list(OpenAIChatModel("m", Settings(openai_base_url=url)).stream(ASKED))


@pytest.mark.parametrize("url", ["http://192.0.2.7:8000/v1", "https://llm.example/v1"])
def test_another_machine_needs_leave(url: str) -> None:
    with pytest.raises(ModelError, match="RAG_ALLOW_NETWORK=1"):
        reply(url)


def test_the_setting_chooses() -> None:
    assert load_chat_model(Settings()) is None
    for name in ("openai:org/model:7b", "transformers:./model"):
        chosen = load_chat_model(Settings(generator=name))
        assert chosen is not None
        assert chosen.name == name
