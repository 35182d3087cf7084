"""What a statement names, what it claims, and what would ask for it."""

from __future__ import annotations

import pytest

from rag.answering.statements import Statement
from rag.korean import default_analyzer


@pytest.mark.parametrize(
    ("text", "claimed", "question"),
    [
        ("온달 빵집 직원은 네 명이다.", "네 명", "온달 빵집 직원은 몇 명인가?"),
        ("가게는 2018년이었다.", "2018년", "가게는 몇 년이었나?"),
        ("예산 3억 들었다.", "3억", "예산 얼마 들었다?"),
        ("월요일에 쉰다.", "월요일", "무슨 요일에 쉰다?"),
        ("보증 2년이다.", "2년", "보증 몇 년 동안인가?"),
        ("회의는 7시부터이다.", "7시", "회의는 몇 시부터인가?"),
        ("3층에 카페 있다.", None, None),
        ("65세 넘으면 무료이다.", None, None),
    ],
)
def test_a_claimed_value_is_asked_for(text: str, claimed: str | None, question: str | None) -> None:
    said = Statement(text, default_analyzer())
    assert [text[v.start : v.end] for v in said.claimed] == ([claimed] if claimed else [])
    assert [said.asking_for(v) for v in said.claimed] == ([question] if question else [])


@pytest.mark.parametrize(
    ("text", "names", "word", "is_denied"),
    [
        ("배온달 사장님은 은행원이었다.", ["배온달", "사장", "은행원"], "은행원", False),
        ("반려동물은 태울 수 없다.", ["반려동물"], "태우다", True),
        ("안건은 통과되지 않았다.", ["안건"], "통과", True),
        ("정원에 그네 있다.", ["정원", "그네"], "", False),
    ],
)
def test_names_and_predicate(text: str, names: list[str], word: str, is_denied: bool) -> None:
    said = Statement(text, default_analyzer())
    assert said.names == names
    assert said.predicate is not None
    assert (said.predicate.word, said.predicate.is_denied) == (word, is_denied)
