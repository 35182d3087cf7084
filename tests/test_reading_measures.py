"""Values as numbers, and what a question demands of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rag.korean import default_analyzer
from rag.reading.degrees import extreme_in, is_least, limits_in, limits_told
from rag.reading.measures import cell_values


@pytest.mark.parametrize(
    ("cell", "kind", "first", "last"),
    [
        ("12,000원", "원", 12000, 12000),
        ("1만 2천 원(대)", "원", 12000, 12000),
        ("무료", "원", 0, 0),
        ("1시간 30분", "시간", 5400, 5400),
        ("15분(주말 20분)", "시간", 900, 900),
        ("30분 ~ 1시간", "시간", 1800, 3600),
        ("2~4명", "명", 2, 4),
        ("영하 3도", "도", -3, -3),
        ("1.2km", "길이", 1200, 1200),
        ("09:00~18:00", "time", 540, 1080),
        ("18:00~02:00", "time", 1080, 1560),
        ("2019-03-04", "date year-month-day", 20190304, 20190304),
    ],
)
def test_a_cell_is_read_as_a_number(cell: str, kind: str, first: int, last: int) -> None:
    own = cell_values(cell, (1, ""))[kind]
    assert (own.first, own.last) == (first, last)


def test_a_bare_number_counts_what_stands_above() -> None:
    assert cell_values("12", (1000, "원"))["원"].first == Fraction(12000)
    assert cell_values("휴무", (1000, "원")) == {}


@pytest.mark.parametrize(
    ("question", "stem", "least"),
    [
        ("제일 비싼 빵이 뭐야?", "비싸", False),
        ("수강료 제일 싼 강좌는?", "싸", True),
        ("가장 오래된 다리는?", "오래", True),
        ("가장 오래 걸리는 길은?", "오래", False),
        ("제일 나이 많은 사람은?", "많", False),
        ("물안골에서 가장 짧은 다리는?", "짧", True),
    ],
)
def test_what_a_question_heightens_is_found(question: str, stem: str, least: bool) -> None:
    found = extreme_in(question, default_analyzer().morphemes(question))
    assert found is not None
    assert (found.stem, found.is_least) == (stem, least)


@pytest.mark.parametrize(
    "question", ["제일 매운 국은?", "더 비싼 쪽은?", "비싼 빵이 뭐야?", "제일 비싸지 않은 빵은?"]
)
def test_what_no_value_tells_is_not_found(question: str) -> None:
    assert extreme_in(question, default_analyzer().morphemes(question)) is None


@pytest.mark.parametrize(
    ("question", "within", "beyond"),
    [
        ("만 원 이하인 빵", "10,000원", "10,001원"),
        ("5천 원 넘는 빵", "5,001원", "5,000원"),
        ("2만원이 넘지 않는 빵", "20,000원", "21,000원"),
        ("20명 이상 들어가는 방", "20명", "19명"),
        ("열 명 미만인 방", "9명", "10명"),
        ("3만원보다 싼 방", "29,000원", "30,000원"),
        ("2020년 이후에 온 사람", "2020-03-02", "2019-12-31"),
        ("오후 7시 이후에 여는 강좌", "19:00~20:00", "18:00~19:30"),
        ("90분 이내에 가는 길", "1시간 30분", "2시간"),
    ],
)
def test_a_limit_allows_what_lies_within(question: str, within: str, beyond: str) -> None:
    [limit] = limits_in(question, default_analyzer().morphemes(question))
    [own], [other] = cell_values(within, (1, "")).values(), cell_values(beyond, (1, "")).values()
    assert limit.allows(own)
    assert not limit.allows(other)


@pytest.mark.parametrize(
    ("text", "within", "beyond"),
    [
        ("19세 이상 65세 미만", "64세", "65세"),
        ("2kg 초과 5kg까지", "5kg", "2kg"),
        ("13~18세", "18세", "12세"),
    ],
)
def test_a_text_sets_limits(text: str, within: str, beyond: str) -> None:
    limits = limits_told(text, default_analyzer().morphemes(text))
    [own], [other] = cell_values(within, (1, "")).values(), cell_values(beyond, (1, "")).values()
    assert all(limit.allows(own) for limit in limits)
    assert not all(limit.allows(other) for limit in limits)


def test_an_amount_alone_is_no_limit() -> None:
    question = "만 원짜리 빵은 뭐야?"
    assert limits_in(question, default_analyzer().morphemes(question)) == []


def test_there_is_less_of_what_is_cheap() -> None:
    assert is_least("저렴하")
    assert not is_least("비싸")
