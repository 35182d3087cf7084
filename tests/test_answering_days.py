"""Days of the week in statements, groups of days among them."""

from __future__ import annotations

import pytest

from rag.answering.days import days_in
from rag.answering.statements import Statement
from rag.korean import default_analyzer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("일요일에도 연다.", "일"),
        ("주말에 연다.", "토일"),
        ("평일에 쉰다.", "월화수목금"),
        ("매일 연다.", "월화수목금토일"),
        ("3월 2일에 연다.", ""),
    ],
)
def test_a_statement_names_days(text: str, expected: str) -> None:
    assert days_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("떡볶이는 오천원이다.", ["오천원"]),
        ("요금은 만 이천 원이다.", ["만 이천 원"]),
        ("정원이 열두 명이다.", ["열두 명"]),
        ("상금은 120만원이다.", ["120만원"]),
        ("그 사람은 사원이다.", []),
    ],
)
def test_amounts_in_words_are_claimed_whole(text: str, expected: list[str]) -> None:
    statement = Statement(text, default_analyzer())
    assert [text[v.start : v.end] for v in statement.claimed] == expected
