"""Requests for a summary, and the documents that they name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation.summary_request import (
    SummaryRequest,
    documents_about,
    documents_named,
    summary_request,
)
from rag.korean import default_analyzer, normalize

DATA = Path(__file__).parent / "data"


def request(text: str, *, is_first: bool = True) -> SummaryRequest | None:
    return summary_request(text, default_analyzer().morphemes(text), is_first=is_first)


@pytest.mark.parametrize(
    "said",
    [
        "요약해줘",
        "이 기사 요약해 줘",
        "기사 세 줄 요약 부탁해요",
        "3줄로 요약해 주세요",
        "내용을 간추려 줄래?",
        "요점이 뭐예요?",
        "줄거리 말해 줘",
        "간단히 정리해 주세요",
        "이 글은 무엇에 대한 글인가요?",
        "이 기사 내용이 뭐야?",
        "이 뉴스는 어떤 이야기를 다루고 있어?",
        "이 기사에서 말하는 핵심이 뭐야",
        "무슨 기사야?",
        "이거 세 문장으로 요약해 주실 수 있나요?",
    ],
)
def test_a_request_is_told_at_any_time(said: str) -> None:
    for is_first in (True, False):
        found = request(said, is_first=is_first)
        assert found is not None
        assert found.named == ()


@pytest.mark.parametrize(
    ("said", "sentences", "one_line"),
    [
        ("이 기사 요약해 줘", None, False),
        ("기사 세 줄 요약 부탁해요", 3, False),
        ("5문장으로 요약해 줘", 5, False),
        ("한 줄로 요약해 줘", None, True),
        ("한 문장으로 정리해 줘", None, True),
        ("핵심만 알려줘", None, True),
        ("이 기사에서 말하는 핵심이 뭐야", None, False),
        ("핵심만 두 문장으로 말해 줘", 2, False),
        ("급하니까 두 줄로 정리 좀", 2, False),
        ("네 문장 이하로 요약 좀", 4, False),
        ("중요한 것만 두 개 골라줘", 2, False),
        ("바빠서 그런데 두 줄만", 2, False),
        ("읽을 시간이 없어서 그러는데 한 줄로 요약해 줄래?", None, True),
        ("눈이 아파서 못 읽겠어. 요약 좀", None, False),
    ],
)
def test_a_request_tells_how_long(said: str, sentences: int | None, one_line: bool) -> None:
    assert request(said) == SummaryRequest((), sentences, one_line)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("80자 이내로 요약해 줘", SummaryRequest((), None, False, 80)),
        ("한 줄로만, 120자 안 넘게 간추려 주세요", SummaryRequest((), None, True, 120)),
        ("다솜길 기사 요약 부탁해요. 백 자까지만요", SummaryRequest(("다솜길",), None, False, 100)),
        ("1천5백 자 이내로 요약", SummaryRequest((), None, False, 1500)),
        ("천이백 자 안쪽으로 요약해 줘", SummaryRequest((), None, False, 1200)),
        ("4자 회담 기사 요약해 줘", SummaryRequest(("자", "회담"), None, False, None)),
    ],
)
def test_a_request_tells_how_many_characters(said: str, expected: SummaryRequest) -> None:
    assert request(said) == expected


@pytest.mark.parametrize(
    "said", ["무슨 내용이야?", "주요 내용은?", "핵심만 알려줘", "뭐에 대한 거야?"]
)
def test_contents_are_the_documents_only_at_the_beginning(said: str) -> None:
    assert request(said) is not None
    assert request(said, is_first=False) is None


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("AI반도체 기사를 요약해줘", ("ai반도체",)),
        ("철새 기사 내용 알려줘", ("철새",)),
        ("나루강 새 다리 기사 요약해 줘", ("나루강", "새", "다리")),
        ("가람시 요약", ("가람시",)),
    ],
)
def test_a_request_names_a_document(said: str, named: tuple[str, ...]) -> None:
    found = request(said)
    assert found is not None
    assert found.named == named


@pytest.mark.parametrize(
    "question",
    [
        "요약본은 누가 만들었나요?",
        "요약은 누가 했나요?",
        "언제 요약했어?",
        "요약이란 무엇인가요?",
        "법안의 내용은 무엇인가요?",
        "협약의 주요 내용은?",
        "그 내용이 뭐야?",
        "시장은 무슨 이야기를 했나요?",
        "이 기사는 언제 나왔어?",
        "이 기사를 쓴 기자는 누구야?",
        "이 기사에서 말하는 풀 스택은 뭐야?",
        "이 기사에 나오는 회사는 어디야?",
        "기사 제목이 뭐야?",
        "뉴스가 뭐야?",
        "어떤 기사가 많이 읽혔나요?",
        "회의 내용을 정리한 사람은?",
        "핵심 기술은 무엇인가요?",
        "누가 글을 줄였어?",
        "시장이 사과했는데 무슨 까닭이야?",
        "100자 원고지는 누가 만들었어?",
        "입장료가 궁금한데 한 줄로 정리해 줘",
        "환불 규정이 어려워서 그런데 두 줄로 정리해 줘",
        "결승에서 누가 이겼는지 궁금해서 그러는데 한 줄로 요약해 줘",
        "소식 있어?",
        "음식물 쓰레기 줄이려면 어떻게 해?",
        "재고 정리는 어떻게 해?",
        "어떻게 줄여?",
        "회의록은 어떻게 정리해?",
        "문서 정리는 어떻게 해요?",
        "짧은 것 좀 보여줘",
        "간단한 일 하고 싶어",
        "",
    ],
)
def test_a_question_is_none(question: str) -> None:
    assert request(question) is None


@pytest.mark.parametrize("name", ["article_questions", "followups", "standalone_questions"])
def test_no_question_of_the_tests_is_a_request(name: str) -> None:
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    questions = [
        row[key] for row in rows for key in ("question", "follow_up", "then") if key in row
    ]
    assert [q for q in questions if request(q, is_first=False) is not None] == []


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    found = request(normalize(text))
    assert found is None or isinstance(found, SummaryRequest)


def test_documents_are_named_by_the_words_of_their_titles() -> None:
    titles = ["가람시, ‘새 다리’ 개통", "나루시 도서관", "가람시 AI 반도체"]
    assert documents_named(SummaryRequest(()), titles) == [0, 1, 2]
    assert documents_named(SummaryRequest(("가람시",)), titles) == [0, 2]
    assert documents_named(SummaryRequest(("가람시", "새다리")), titles) == [0]
    assert documents_named(SummaryRequest(("ai반도체",)), titles) == [2]
    assert documents_named(SummaryRequest(("다솜강",)), titles) == []


def test_a_document_may_be_named_by_what_it_begins_with() -> None:
    leads = ["가람시는 나루대교를 열었다.", "새 건물에 대교라는 이름이 붙었다."]
    assert documents_about(SummaryRequest(("나루대교",)), leads) == [0]
    assert documents_about(SummaryRequest(("물",)), leads) == []


def test_a_request_may_point_at_what_the_document_tells_of() -> None:
    assert request("이 경기 어떻게 흘러갔는지 정리해줘") == SummaryRequest(("경기",), points=True)
    assert request("감독이 뭐라고 했는지 요약해줘") is None
    assert request("어떻게 신청하는지 정리해줘") is None
