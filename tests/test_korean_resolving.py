"""What relative dates mean on a document's day."""

from __future__ import annotations

import pytest

from rag.korean import Analyzer, resolve_dates, with_dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("지난해 문을 열었다.", [("지난해", "2022년")]),
        ("지난달 문을 열었다.", [("지난달", "2022년 12월")]),
        ("지난달 3일 문을 열었다.", [("지난달 3일", "2022년 12월 3일")]),
        ("어제 문을 열었다.", [("어제", "2023년 1월 1일")]),
        ("작년 3월에 열고 내년에 닫는다.", [("작년 3월", "2022년 3월"), ("내년", "2024년")]),
        ("3월에 문을 열었다.", []),
        ("다음 주 화요일에 연다.", [("다음 주 화요일", "2023년 1월 10일")]),
        ("다음 달 12일에 시작한다.", [("다음 달 12일", "2023년 2월 12일")]),
        ("오는 15일 문을 연다.", [("오는 15일", "2023년 1월 15일")]),
        ("지난 28일 문을 열었다.", [("지난 28일", "2022년 12월 28일")]),
        ("지난 5월 문을 열었다.", [("지난 5월", "2022년 5월")]),
        ("오늘날에는 드물다.", []),
        ("2023년 5월 3일에 연다.", []),
    ],
)
def test_a_relative_date_means_a_date(
    text: str, dates: list[tuple[str, str]], analyzer: Analyzer
) -> None:
    sentence = analyzer.sentences(text)[0]
    found = resolve_dates(sentence.text, sentence.morphemes, "2023-01-02T09:00:00")
    assert [(d.written, d.meant) for d in found] == dates


def test_a_day_before_counts_from_the_day_told_before_it(analyzer: Analyzer) -> None:
    sentence = analyzer.sentences("14일에 설명회가 열렸고, 전날 예산이 통과됐다.")[0]
    found = resolve_dates(sentence.text, sentence.morphemes, "2024-03-18")
    assert [d.meant for d in found] == ["2024년 3월 13일"]


def test_the_date_stands_beside_its_word(analyzer: Analyzer) -> None:
    sentence = analyzer.sentences("지난해 3월에 열었다.")[0]
    dates = resolve_dates(sentence.text, sentence.morphemes, "2023-01")
    assert with_dates("지난해 3월", dates) == "지난해 3월(2022년 3월)"
