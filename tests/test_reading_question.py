"""What a question asks for, and whether it asks about the document itself."""

from __future__ import annotations

import pytest

from rag.korean import default_analyzer
from rag.reading.header import About, about_document
from rag.reading.kinds import Kind
from rag.reading.question import Question, analyse_question


def asked(question: str) -> Question:
    return analyse_question(question, default_analyzer().morphemes(question))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("시장은 누구인가요?", Kind.WHO),
        ("언제 개통했나요?", Kind.WHEN),
        ("다리는 어디에 있나요?", Kind.WHERE),
        ("공사비는 얼마인가요?", Kind.HOW_MANY),
        ("몇 미터인가요?", Kind.HOW_MANY),
        ("왜 늦어졌나요?", Kind.WHY),
        ("늦어진 이유는?", Kind.WHY),
        ("사장교란 무엇인가요?", Kind.DEFINITION),
        ("누리일보는 어떤 회사인가요?", Kind.DEFINITION),
        ("누리일보가 투자한 곳은 어떤 회사인가요?", Kind.WHAT),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: Kind) -> None:
    assert asked(question).kind is kind


@pytest.mark.parametrize(
    ("question", "focus", "unit"),
    [
        ("다리를 만든 회사는 어느 건설 회사야?", ("건설", "회사"), ""),
        ("학생은 몇 명이 살아?", ("명",), "명"),
        ("다리는 왜 늦어졌나요?", (), ""),
    ],
)
def test_the_thing_asked_for_and_what_is_counted(
    question: str, focus: tuple[str, ...], unit: str
) -> None:
    found = asked(question)
    assert (found.focus, found.unit) == (focus, unit)
    assert {t.form for t in found.terms if t.is_focus} <= set(focus)


def test_the_last_verb_is_the_predicate() -> None:
    found = asked("나루강에 놓은 다리는 언제 개통했나요?")
    assert [t.form for t in found.terms if t.is_predicate] == ["개통"]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("이 기사는 언제 나왔어?", About.DATE),
        ("기사 제목 알려줘", About.TITLE),
        ("어느 신문 기사야?", About.PUBLISHER),
        ("이 기사 누가 썼어?", About.AUTHOR),
        ("이 글 쓴 사람 누구야", About.AUTHOR),
        ("어디 기사야 이거", About.PUBLISHER),
        ("이거 몇년도 기사임", About.DATE),
        ("그 사람은 몇 년에 왔어?", None),
        ("다리는 언제 개통했어?", None),
        ("시장은 누구야?", None),
    ],
)
def test_questions_about_the_document_itself(question: str, about: About | None) -> None:
    assert about_document(asked(question)) is about
