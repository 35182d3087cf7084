"""By how much one thing has more than another, and what is compared at all."""

from __future__ import annotations

import pytest

from rag.answering.comparing import (
    Side,
    asks_by_how_much,
    difference,
    each_asked,
    whether_more,
)
from rag.korean import default_analyzer


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("배가 사과보다 비싸?", ("배", "사과")),
        ("그럼 배가 사과보다 더 비싸?", ("배", "사과")),
        ("새로 나온 배가 사과보다 비싸?", ("배", "사과")),
        ("온결 3000이 온결 2000보다 얼마 더 비싸?", ("온결 3000", "온결 2000")),
        ("형이 동생보다 몇 살 많아?", ("형", "동생")),
    ],
)
def test_the_two_are_named_whole_and_alone(question: str, names: tuple[str, str]) -> None:
    found = whether_more(question, default_analyzer())
    assert found is not None
    assert found[1] == names
    assert "얼마" not in found[0]
    assert "몇" not in found[0]


@pytest.mark.parametrize("question", ["배는 비싸?", "작년보다 늘었어?"])
def test_of_one_thing_nothing_is_compared(question: str) -> None:
    assert whether_more(question, default_analyzer()) is None


def test_the_difference_is_asked_for_by_an_amount() -> None:
    assert asks_by_how_much("A가 B보다 얼마나 비싸?")
    assert asks_by_how_much("A가 B보다 몇 살 많아?")
    assert not asks_by_how_much("A가 B보다 비싸?")


@pytest.mark.parametrize(
    ("values", "gap"),
    [
        (("8만 4천 원", "5만 9천 원"), "25,000원"),
        (("1.2km", "3.5km"), "2.3km"),
        (("10억3000만달러", "8억9000만달러"), "1억 4,000만달러"),
        (("3대", "3대"), ""),
        (("3대", "2명"), ""),
        (("2시간 31분", "1시간"), ""),
    ],
)
def test_amounts_of_one_unit_differ_by_an_amount(values: tuple[str, str], gap: str) -> None:
    assert difference([Side("하나", (), values[0]), Side("둘", (), values[1])]) == gap


@pytest.mark.parametrize(
    ("question", "names", "asked"),
    [
        (
            "강해가 유진보다 몇 점 더 넣었어?",
            (),
            {"강해": "강해가 몇 점 넣었어?", "유진": "유진이 몇 점 넣었어?"},
        ),
        (
            "미국에 판 게 중국에 판 것보다 얼마나 더 많아?",
            (),
            {
                "미국에 판 게": "미국에 판 게 얼마나 많아?",
                "중국에 판 것": "중국에 판 것 얼마나 많아?",
            },
        ),
        (
            "A와 B 값 차이가 얼마야?",
            ("A", "B"),
            {"A": "A 값은 얼마인가요?", "B": "B 값은 얼마인가요?"},
        ),
        ("배는 얼마야?", (), {}),
    ],
)
def test_each_is_asked_for_alone(
    question: str, names: tuple[str, ...], asked: dict[str, str]
) -> None:
    assert each_asked(question, names, default_analyzer()) == asked
