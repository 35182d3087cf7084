"""The dates that relative words mean."""

from __future__ import annotations

import pytest

from rag.answering.dates import relative_dates, with_dates
from rag.korean import Analyzer


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("지난해 문을 열었다.", [("지난해", "2022년")]),
        ("지난달 문을 열었다.", [("지난달", "2022년 12월")]),
        ("어제 문을 열었다.", [("어제", "2022년 12월 31일")]),
        ("작년 3월에 열고 내년에 닫는다.", [("작년", "2022년"), ("내년", "2024년")]),
        ("3월에 문을 열었다.", []),
    ],
)
def test_a_relative_word_means_a_date(
    text: str, dates: list[tuple[str, str]], analyzer: Analyzer
) -> None:
    sentence = analyzer.sentences(text)[0]
    assert relative_dates(sentence, "2023-01-01T09:00:00") == dates
    assert relative_dates(sentence, None) == []


def test_the_date_stands_beside_its_word() -> None:
    assert with_dates("지난해 3월", [("지난해", "2022년")]) == "지난해(2022년) 3월"
