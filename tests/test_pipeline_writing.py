"""The whole way from a question to a written answer, with a model that follows a script."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from fakes import CharacterEmbedder, index_of
from generation_fakes import ScriptedModel, make_tiny_model, says
from scripted_server import Exchange, ScriptedServer, fails, stays_silent_until_left, writes

from rag.answering import POSSIBLE_TEXT, Answer, AnswerStatus
from rag.index import PassageIndex
from rag.pipeline import RagPipeline
from rag.reading import Reader
from rag.settings import Settings
from rag.sources import Document
from rag.web.background import Background
from rag.web.conversation import converse

BRIDGE = Document(
    id="bridge",
    title="가람시, 새 다리 개통",
    text=(
        "가람시, 새 다리 개통\n\n"
        "가람시는 지난 3월 5일 나루강에 새 다리를 개통했다. "
        "다리는 길이가 1,200미터이고 공사비로 350억원이 들었다. "
        "한도윤 시장은 내년에 통행료를 인하하겠다고 말했다."
    ),
    source="bridge.txt",
    header_end=12,
)
QUESTION = "다리 공사비는 얼마인가요?"


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return index_of([BRIDGE], 600)


def pipeline(
    index: PassageIndex, model: ScriptedModel | None = None, **settings: object
) -> RagPipeline:
    return RagPipeline(
        index, CharacterEmbedder(), Reader.load(), Settings(**settings), chat_model=model
    )


def number_of(prompt: str, words: str) -> int:
    """The number that the sentence with these words has in the prompt."""
    found = re.search(rf"^\[(\d+)\] .*{re.escape(words)}", prompt, re.MULTILINE)
    assert found is not None
    return int(found[1])


def claims(claim: str, words: str) -> ScriptedModel:
    """Make a model that makes a claim and cites the sentence with these words."""
    return ScriptedModel(lambda prompt: [f"{claim} [{number_of(prompt, words)}]."])


@dataclass(frozen=True)
class Loaded:
    """A pipeline that the chat need not wait for."""

    pipeline: RagPipeline
    is_loading: bool = False

    def wait(self) -> RagPipeline:
        return self.pipeline


def assert_true(reply: Answer) -> None:
    for citation in reply.citations:
        assert BRIDGE.text[citation.start : citation.end] == citation.quote


def assert_quoted(reply: Answer, quoted: Answer) -> None:
    """Both say and cite the same."""
    assert (reply.text, reply.status, reply.citations) == (
        quoted.text,
        quoted.status,
        quoted.citations,
    )


def test_a_true_claim_is_an_answer_with_its_citation(index: PassageIndex) -> None:
    written = pipeline(index, claims("다리 공사비는 350억 원입니다", "350억원"))
    reply = written.ask(QUESTION)
    assert reply.status is AnswerStatus.ANSWERED
    assert str(reply) == "다리 공사비는 350억 원입니다. [1]"
    assert reply.citations[0].quote == "다리는 길이가 1,200미터이고 공사비로 350억원이 들었다."
    assert reply.model == "scripted"
    assert reply.seconds > 0
    assert reply.to_dict()["claims"][0]["supported"] is True
    assert_true(reply)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("다리 공사비는 530억 원입니다", "350억원"),
        ("다리의 길이는 1,200킬로미터입니다", "350억원"),
        ("한도윤 시장은 통행료를 인상하겠다고 말했습니다", "인하"),
        ("한도윤 시장은 통행료를 인하하지 않겠다고 말했습니다", "인하"),
        ("한도윤 시장은 내년에 통행료를 인하하겠다고 말했습니다", "350억원"),
    ],
    ids=["wrong number", "wrong unit", "opposite", "negated", "another sentence"],
)
def test_a_false_claim_is_not_shown_and_the_evidence_may_be_the_answer(
    index: PassageIndex, claim: str, words: str
) -> None:
    reply = pipeline(index, claims(claim, words)).ask(QUESTION)
    assert reply.status is AnswerStatus.POSSIBLE
    assert reply.text.startswith(POSSIBLE_TEXT)
    assert claim not in reply.text
    assert any("350억원" in citation.quote for citation in reply.citations)
    assert_true(reply)
    assert [claim.supported for claim in reply.claims] == [False]
    assert reply.claims[0].reason


def test_stream_grows_and_ends_with_what_ask_gives(index: PassageIndex) -> None:
    model = claims("다리 공사비는 350억 원입니다", "350억원")
    model.script = lambda prompt, whole=model.script: [c for text in whole(prompt) for c in text]
    written = pipeline(index, model)
    *growing, last = written.stream(QUESTION)
    assert len(growing) > 10
    lengths = [len(reply.text) for reply in growing]
    assert lengths == sorted(lengths)
    assert last.text == written.ask(QUESTION).text


def test_closing_the_stream_stops_the_model(index: PassageIndex) -> None:
    model = says("다리 ", "공사비는 ", "350억 ", "원입니다 ", "[3].")
    with closing(pipeline(index, model).stream(QUESTION)) as replies:
        next(replies)
    assert model.stopped


HISTORY = [("가람시는 나루강에 무엇을 개통했나요?", "가람시는 나루강에 새 다리를 개통했다.")]


def rewrites(text: str) -> ScriptedModel:
    """Make a model that makes a follow-up whole with this, and then answers."""
    answers = claims("가람시는 3월 5일 새 다리를 개통했습니다", "3월 5일")
    return ScriptedModel(lambda prompt: [text] if "<대화>" in prompt else answers.script(prompt))


def test_the_model_makes_a_follow_up_whole(index: PassageIndex) -> None:
    model = rewrites("가람시는 나루강에 새 다리를 언제 개통했나요?")
    reply = pipeline(index, model).ask("언제 개통했어?", HISTORY)
    assert reply.standalone_question == "가람시는 나루강에 새 다리를 언제 개통했나요?"
    assert reply.status is AnswerStatus.ANSWERED
    assert reply.standalone_question in model.given[1][-1].content
    assert_true(reply)


def test_a_question_that_stands_alone_is_not_rewritten(index: PassageIndex) -> None:
    model = rewrites("다리의 길이는 얼마인가요?")
    reply = pipeline(index, model).ask("한도윤 시장은 무엇을 인하하나요?", HISTORY)
    assert reply.standalone_question is None
    assert len(model.given) == 1


def test_a_rewriting_that_asks_for_something_else_is_not_looked_up(index: PassageIndex) -> None:
    model = rewrites("관리자 암호는 언제 바뀌나요?")
    reply = pipeline(index, model).ask("언제 개통했어?", HISTORY)
    assert reply.standalone_question == pipeline(index).ask("언제 개통했어?", HISTORY).looked_up


def test_closing_the_stream_stops_a_rewriting(index: PassageIndex) -> None:
    model = rewrites("가람시는 언제 개통했나요?")
    with closing(pipeline(index, model).stream("언제 개통했어?", HISTORY)) as replies:
        first = next(replies)
    assert (first.text, first.citations, first.retrieved) == ("", (), ())
    assert model.stopped
    assert len(model.given) == 1


def test_quote_asks_no_model(index: PassageIndex) -> None:
    model = says("아무 말")
    reply = pipeline(index, model).quote(QUESTION)
    assert reply.citations[0].quote in BRIDGE.text
    assert reply.claims == ()
    assert model.given == []


def test_a_server_can_write(index: PassageIndex) -> None:
    def action(exchange: Exchange) -> None:
        number = number_of(exchange.body["messages"][-1]["content"], "350억원")
        said = f"다리 공사비는 350억 원입니다 [{number}]. 길이는 9미터입니다 [{number}]."
        writes(*said)(exchange)

    with ScriptedServer([action]) as server:
        reply = pipeline(index, generator="openai:m", openai_base_url=server.url).ask(QUESTION)
    assert [claim.supported for claim in reply.claims] == [True, False]
    assert reply.model == "openai:m"
    assert_true(reply)


def test_a_server_that_fails_leaves_the_quoted_answer(index: PassageIndex) -> None:
    with ScriptedServer([fails(404)]) as server:
        failed = pipeline(index, generator="openai:m", openai_base_url=server.url)
        reply = failed.ask(QUESTION)
    assert_quoted(reply, pipeline(index).ask(QUESTION))
    assert reply.notice is not None
    assert "'m' 모델이 없거나" in reply.notice
    assert reply.model.endswith("(in place of openai:m)")
    assert_true(reply)


@pytest.mark.parametrize("pieces", [(), ("다리 공사비는 ",)], ids=["thinking", "writing"])
def test_stop_in_the_chat_stops_the_server(index: PassageIndex, pieces: tuple[str, ...]) -> None:
    async def ask_and_stop(source: Loaded) -> None:
        answering = Background(partial(converse, source, QUESTION, ()))
        async for turns in answering:
            if server.requests and turns[-1].answer is not None:
                answering.stop()

    with ScriptedServer([stays_silent_until_left(*pieces)]) as server:
        asked = pipeline(index, generator="openai:m", openai_base_url=server.url)
        asyncio.run(ask_and_stop(Loaded(asked)))
        assert server.disconnected.wait(10)


def test_what_a_real_model_of_random_weights_writes_is_not_shown(
    index: PassageIndex, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path)
    reply = pipeline(
        index,
        generator=f"transformers:{folder}",
        generator_device="cpu",
        generator_max_new_tokens=40,
    ).ask(QUESTION)
    assert reply.status is AnswerStatus.POSSIBLE
    assert reply.text.startswith(POSSIBLE_TEXT)
    assert reply.model.endswith(f"(in place of transformers:{folder})")
    assert reply.claims
    assert not any(claim.supported for claim in reply.claims)
    assert_true(reply)


def test_a_model_that_is_too_large_leaves_the_quoted_answer(
    index: PassageIndex, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    config |= {"num_hidden_layers": 4, "hidden_size": 2**20, "intermediate_size": 2**24}
    (folder / "config.json").write_text(json.dumps(config))
    reply = pipeline(index, generator=f"transformers:{folder}").ask(QUESTION)
    assert_quoted(reply, pipeline(index).ask(QUESTION))
    assert reply.notice is not None
    assert "너무 커서 이 컴퓨터의 메모리에 들어가지 않습니다." in reply.notice
    assert_true(reply)


def test_a_missing_reranker_is_told_and_the_answer_given(index: PassageIndex) -> None:
    reply = pipeline(index, reranker="no/such/model").ask(QUESTION)
    assert_quoted(reply, pipeline(index).ask(QUESTION))
    assert reply.notice is not None
    assert "no/such/model" in reply.notice
