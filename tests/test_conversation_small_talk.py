"""Greetings, thanks and questions about the chat itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation.small_talk import SmallTalk, reply_to, small_talk
from rag.korean import default_analyzer, normalize

DATA = Path(__file__).parent / "data"
TITLES = ("가람시, 새 다리 개통", "나루시 도서관")


def kind(text: str, *, is_first: bool = True) -> SmallTalk | None:
    return small_talk(text, default_analyzer().morphemes(text), is_first=is_first)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("안녕하세요", SmallTalk.GREETING),
        ("안녕!", SmallTalk.GREETING),
        ("안녕?", SmallTalk.GREETING),
        ("네, 반가워요", SmallTalk.GREETING),
        ("처음 뵙겠습니다", SmallTalk.GREETING),
        ("안녕히 계세요", SmallTalk.GREETING),
        ("고마워", SmallTalk.THANKS),
        ("정말 감사합니다. 덕분에 잘 알았어요", SmallTalk.THANKS),
        ("많이 도움이 됐어요", SmallTalk.THANKS),
        ("아 그렇구나", SmallTalk.SEEN),
        ("응 알았어", SmallTalk.SEEN),
        ("넌 누구야", SmallTalk.ABOUT),
        ("네 이름이 뭐니?", SmallTalk.ABOUT),
        ("너 사람이야?", SmallTalk.ABOUT),
        ("뭘 물어볼 수 있어?", SmallTalk.ABOUT),
        ("어떤 질문을 하면 돼?", SmallTalk.ABOUT),
        ("도와줘", SmallTalk.ABOUT),
        ("질문해도 돼?", SmallTalk.ABOUT),
    ],
)
def test_small_talk_is_told(said: str, expected: SmallTalk) -> None:
    assert kind(said) is expected
    assert kind(said, is_first=False) is expected


@pytest.mark.parametrize(
    "question",
    [
        "안녕시 인구는?",
        "안녕은 누가 불렀나요?",
        "감사는 누가 맡았나요?",
        "감사는?",
        "수고한 사람은 누구야?",
        "안녕하지 못한 이유는?",
        "누가 누구를 도왔어?",
        "의원은 어떤 질문을 할 수 있나요?",
        "그는 무슨 질문을 했나요?",
        "너구리는 뭘 먹어?",
        "인공지능은 무엇을 할 수 있나요?",
        "챗봇은 누가 만들었나요?",
        "그렇게 좋아?",
        "왜 그렇지?",
        "좋은 점은?",
        "왜?",
        "그건 뭐야?",
        "얼마야?",
        "",
        "12",
    ],
)
def test_a_question_is_none(question: str) -> None:
    assert kind(question) is None


@pytest.mark.parametrize(
    "question", ["무엇을 할 수 있나요?", "어떻게 쓰는 거야?", "뭐 할 줄 알아?", "누구세요?"]
)
def test_a_question_about_nothing_is_about_the_chat_only_at_the_beginning(question: str) -> None:
    assert kind(question) is SmallTalk.ABOUT
    assert kind(question, is_first=False) is None


@pytest.mark.parametrize(
    "remark", ["오 늦게까지 하네 ㅎㅎ", "생각보다 싸네요", "일요일엔 쉬는구나", "일요일엔 쉬는군요"]
)
def test_a_remark_on_what_was_told_asks_for_nothing(remark: str) -> None:
    assert kind(remark, is_first=False) is SmallTalk.SEEN
    assert kind(f"{remark}?", is_first=False) is None
    assert kind(remark) is None


@pytest.mark.parametrize(
    "question",
    [
        "주차비가 궁금하네요",
        "환불 되는지 모르겠네요",
        "환불 규정 알려 주세요. 급하네요.",
        "우리 동네는 어디야",
    ],
)
def test_a_remark_that_asks_is_a_question(question: str) -> None:
    assert kind(question, is_first=False) is None


@pytest.mark.parametrize("name", ["article_questions", "followups", "standalone_questions"])
def test_no_question_of_the_tests_is_small_talk(name: str) -> None:
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    questions = [
        row[key] for row in rows for key in ("question", "follow_up", "then") if key in row
    ]
    assert [q for q in questions if kind(q, is_first=False) is not None] == []


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    assert kind(normalize(text)) in {None, *SmallTalk}


@pytest.mark.parametrize("said", SmallTalk)
def test_the_reply_is_polite_and_says_what_was_read(said: SmallTalk) -> None:
    for titles in ((), TITLES[:1], TITLES):
        reply = reply_to(said, titles)
        assert reply.endswith(("요.", "다."))
        if said in {SmallTalk.GREETING, SmallTalk.ABOUT} and titles:
            assert f"「{titles[0]}」" in reply
            read = "「가람시, 새 다리 개통」 등 문서 2건을" if titles == TITLES else "개통」을 읽어"
            assert read in reply
