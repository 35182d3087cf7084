"""Example questions: made from statements by rule, kept only when answered from their place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from web_fakes import DOCUMENT, FakePipeline, answered, possible

from rag.answering.asking import statement_to_questions, without_mark
from rag.answering.examples import SUMMARY, example_questions, nearby_questions
from rag.index import Passage
from rag.korean import Analyzer
from rag.sources import Document

BODY = (
    "나래시는 3월 4일 새 다리를 개통했습니다. 이 다리에는 가로등 48개를 세웠습니다. "
    "다온강 물길이란 강을 따라 걷는 길을 말합니다. 시민들은 다리를 반겼다."
)
HEADER = "나래시, 새 다리 개통\n2024.03.05\n\n"
BRIDGE = Document(
    "b", "나래시, 새 다리 개통", HEADER + BODY, "b.txt", "나래일보", "2024-03-05", len(HEADER)
)


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("나래시는 3월 4일 새 다리를 개통했습니다.", "나래시는 언제 새 다리를 개통했나요?"),
        ("나래시는 2020년에는 다리를 세 개 놓았다.", "나래시는 언제 다리를 세 개 놓았나요?"),
        ("공원에 소나무 30그루를 새로 심는다.", "공원에 소나무 몇 그루를 새로 심나요?"),
        ("직원들은 상자 30개를 창고로 옮깁니다.", "직원들은 상자 몇 개를 창고로 옮기나요?"),
        ("물길은 강을 따라 걷는 길을 의미한다.", "물길이란 무엇인가요?"),
        ("한별은 새 칩을 내년에 내놓겠다는 계획을 밝혔다.", "한별의 계획은 무엇인가요?"),
        ("학생은 312명이고 교사는 28명이다.", "학생은 몇 명인가요?"),
        ("별가게는 4월 9일 문을 열었고 빵을 판다.", "별가게는 언제 문을 열었나요?"),
        ("한별은 2020년 11월 새 칩을 내놓으며 이름을 알렸다.", "한별은 언제 새 칩을 내놓았나요?"),
        ("쓰레기는 7톤으로, 지난해의 절반이었다.", "쓰레기는 몇 톤인가요?"),
        ("모임의 회비는 한 달에 2만 원이다.", "모임의 회비는 한 달에 얼마인가요?"),
        ("나래시는 다리에 3억 원을 들였다.", "나래시는 다리에 얼마를 들였나요?"),
        ("나래시는 3월 4일 밤 10시에 다리를 열었다.", "나래시는 언제 다리를 열었나요?"),
        ("A3. 다온시는 5월 6일 공원을 열었다.", "다온시는 언제 공원을 열었나요?"),
        ("나래시의 새 다리는 3월 4일 열린 시설입니다.", "나래시의 새 다리는 언제 열린 시설인가요?"),
    ],
)
def test_a_statement_becomes_a_question(analyzer: Analyzer, statement: str, question: str) -> None:
    asked = statement_to_questions(without_mark(analyzer.sentences(statement)[0]))
    assert question in list(asked)


@pytest.mark.parametrize(
    "statement",
    [
        "그는 1998년 서울에서 태어나 그림을 배웠다.",  # leans on the sentence before
        "시는 다음 달 10일부터 새 노선을 운행한다.",  # the month would be left behind
        "조사단은 13일까지 강변을 걸었다.",  # a range
        "회원은 5일 안에 책을 돌려줍니다.",  # how long
        "직원은 2년마다 건강 검진을 받는다.",
        "주민은 4만 8천 명이 다리를 건넜다고 밝혔다.",  # reported speech
        "새 다리가 놓인 나래시의 강변",  # no statement
        "정말 아름다운 다리!",
    ],
)
def test_what_would_make_a_poor_question_makes_none(analyzer: Analyzer, statement: str) -> None:
    asked = list(statement_to_questions(analyzer.sentences(statement)[0]))
    assert not any("언제" in question or "몇" in question for question in asked)


@pytest.mark.parametrize(
    "statement",
    [
        "나래시는 새 다리를 개통했습니다.",  # who did it is all that is told
        "성적은 45승 2무 19패, 순위는 2위이다.",
        "회사는 모두 9척, 29억 달러어치를 수주했다.",
        "시는 2026년 하반기 공원을 연다.",
        "주민께서는 9월 7일에 열쇠를 찾아 주시기 바랍니다.",  # somebody is asked for something
        "신청자는 9월 7일에 서류를 내 주기 바랍니다.",
        "할머니는 9월 7일에 고향에 가셨다.",  # who writes speaks of her own
        "우리 가족은 9월 7일에 바다를 보았다.",
        "첫날은 비가 와서 9월 7일에 못 갔는데, 다음 날은 날이 갰다.",  # two clauses
        "창고에는 상자를 다 나르면 9월 7일에 문을 닫는다.",
        "정문 옆 충전기 2대는 그대로 쓴다.",  # the count is what is spoken of
        "보증 기간은 산 날부터 1년이다.",  # how long, not when
    ],
)
def test_what_nobody_would_ask_is_not_asked(analyzer: Analyzer, statement: str) -> None:
    assert list(statement_to_questions(analyzer.sentences(statement)[0])) == []


def test_after_a_refusal_questions_near_to_it_are_made_from_what_was_found(
    analyzer: Analyzer,
) -> None:
    texts = ["누리관은 4월 9일 문을 열었다.", "가람학교 학생은 모두 312명이다.", "방은 좋다."]
    passages = [
        (Passage(f"p{n}", "b", text, 0, len(text)), analyzer.sentences(text))
        for n, text in enumerate(texts)
    ]
    documents = {"b": BRIDGE}
    near = nearby_questions("학생은 어디에서 쉬어?", passages, documents, analyzer)
    assert near == ("가람학교 학생은 모두 몇 명인가요?",)
    assert nearby_questions("교장은 누구야?", passages, documents, analyzer) == ()


def replies(*pairs: tuple[str, str]) -> FakePipeline:
    return FakePipeline(
        documents={BRIDGE.id: BRIDGE},
        replies={question: answered(BRIDGE, quote) for question, quote in pairs},
    )


def test_only_what_is_answered_from_its_own_sentence_is_kept() -> None:
    when, how_many = "나래시는 언제 새 다리를 개통했나요?", "이 다리에는 가로등 몇 개를 세웠나요?"
    right = replies((when, "나래시는 3월 4일 새 다리를 개통했습니다."))
    assert example_questions(right) == (when,)
    wrong = replies((when, "시민들은 다리를 반겼다."))
    assert example_questions(wrong) == ()
    assert how_many not in [question for question, _ in right.asked]


def test_what_is_only_possibly_answered_is_not_offered() -> None:
    when = "나래시는 언제 새 다리를 개통했나요?"
    quote = "나래시는 3월 4일 새 다리를 개통했습니다."
    for reply, offered in (
        (answered(BRIDGE, quote), (when,)),
        (possible(answered(BRIDGE, quote)), ()),
    ):
        pipeline = FakePipeline(documents={BRIDGE.id: BRIDGE}, replies={when: reply})
        assert example_questions(pipeline) == offered


def test_a_long_document_alone_may_be_summed_up() -> None:
    when = "나래시는 언제 새 다리를 개통했나요?"
    long = replace(BRIDGE, text=f"{BRIDGE.text} {'시민들은 다리를 반겼다. ' * 30}")
    pipeline = FakePipeline(
        documents={"b": long},
        replies={when: answered(long, "나래시는 3월 4일 새 다리를 개통했습니다.")},
    )
    assert example_questions(pipeline) == (SUMMARY, when)
    assert example_questions(replace(pipeline, documents={"b": long, "c": BRIDGE})) == (when,)


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "•", "1. ", "(2) ", "가. ", "③ "])
def test_the_mark_of_a_list_is_no_part_of_a_question(mark: str) -> None:
    statement = "나래시는 3월 4일 새 다리를 개통했습니다."
    document = replace(BRIDGE, text=f"할 일\n\n{mark}{statement}", header_end=0)
    question = "나래시는 언제 새 다리를 개통했나요?"
    pipeline = FakePipeline(
        documents={"b": document}, replies={question: answered(document, statement)}
    )
    assert example_questions(pipeline) == (question,)


def test_short_questions_come_before_long_ones() -> None:
    what = "오랜 공사 끝에 강가 마을과 시내를 곧바로 잇는 가장 튼튼한 아주 넓은 새 다리를"
    long, short = f"나래시는 3월 4일 {what} 개통했습니다.", "다온시는 5월 6일 공원을 열었습니다."
    document = replace(BRIDGE, text=f"{long} {short}", header_end=0)
    asked_of = {
        f"나래시는 언제 {what} 개통했나요?": long,
        "다온시는 언제 공원을 열었나요?": short,
    }
    pipeline = FakePipeline(
        documents={"b": document},
        replies={question: answered(document, quote) for question, quote in asked_of.items()},
    )
    assert example_questions(pipeline, count=2) == tuple(reversed(asked_of))


def test_no_two_examples_come_from_one_sentence() -> None:
    statement = "나래시는 3월 4일 새 다리를 개통했습니다."
    pipeline = replies(
        ("나래시는 언제 새 다리를 개통했나요?", statement),
        ("나래시는 무엇을 개통했나요?", statement),
    )
    assert len(example_questions(pipeline)) == 1


def test_many_documents_cost_few_questions() -> None:
    documents = {str(i): replace(DOCUMENT, id=str(i)) for i in range(500)}
    pipeline = FakePipeline(documents=documents)
    assert example_questions(pipeline) == ()
    assert len(pipeline.asked) <= 40


def test_no_documents_no_examples() -> None:
    assert example_questions(FakePipeline(documents={})) == ()
