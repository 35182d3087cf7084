"""What is asked for, told by the question alone."""

from __future__ import annotations

import pytest

from rag.answering import Form, plan_of
from rag.korean import Analyzer


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("다리는 언제 개통했어?", Form.SHORT),
        ("풀 스택이 뭐야?", Form.SENTENCES),
        ("다리를 개통했어?", Form.YES_NO),
        ("다리는 3월에 개통한 거 맞지?", Form.YES_NO),
        ("참석자를 모두 알려 줘", Form.LIST),
        ("학생은 모두 몇 명이야?", Form.SHORT),
        ("누구누구 참석했어?", Form.LIST),
        ("교장은 누구야? 교감은?", Form.SEVERAL),
        ("A와 B는 어떻게 달라?", Form.COMPARISON),
        ("A와 B 중에 더 비싼 쪽은?", Form.COMPARISON),
        ("왜 다리를 새로 놓았어?", Form.REASON),
        ("다리를 새로 놓은 이유를 알려 줘", Form.REASON),
    ],
)
def test_the_question_tells_the_form(question: str, form: Form, analyzer: Analyzer) -> None:
    assert plan_of(question, analyzer).form is form


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("언제 열어? 얼마야?", ("언제 열어?", "얼마야?")),
        ("학생은 몇 명이고 교사는 몇 명이야?", ("학생은 몇 명이야?", "교사는 몇 명이야?")),
        ("사과랑 배는 각각 얼마야?", ("사과는 얼마야?", "배는 얼마야?")),
        ("KT와 SK의 계획은 각각 뭐야?", ("KT의 계획은 뭐야?", "SK의 계획은 뭐야?")),
    ],
)
def test_several_questions_are_split(
    question: str, parts: tuple[str, ...], analyzer: Analyzer
) -> None:
    assert plan_of(question, analyzer).parts == parts


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("테슬라가 M2를 만들었어?", "테슬라가 M2를 만들었다."),
        ("X220은 2021년에 나온 거 맞지?", "X220은 2021년에 나왔다."),
        ("X220 서버가 40대 맞아?", "X220 서버가 40대이다."),
        ("KT가 투자했다는 게 사실이야?", "KT가 투자했다."),
        ("도서관이 일요일에 쉬나요?", "도서관이 일요일에 쉰다."),
        ("국내 최초인가요?", "국내 최초이다."),
    ],
)
def test_a_yes_or_no_question_is_said_as_a_statement(
    question: str, statement: str, analyzer: Analyzer
) -> None:
    assert plan_of(question, analyzer).statement == statement


def test_words_for_the_layout_are_not_looked_up(analyzer: Analyzer) -> None:
    table = plan_of("학생과 교사의 수를 표로 보여 줘", analyzer)
    assert (table.question, table.as_table) == ("학생과 교사의 수를 보여 줘", True)
    english = plan_of("학생이 몇 명인지 영어로 말해 줘", analyzer)
    assert english.question == "학생이 몇 명인지 말해 줘"
    assert english.notice is not None


def test_a_number_asked_for_is_kept(analyzer: Analyzer) -> None:
    assert plan_of("수업을 두 가지만 알려 줘", analyzer).count == 2
    assert plan_of("수업을 3개만 알려 줘", analyzer).count == 3
