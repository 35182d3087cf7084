"""Whether two values in different words are the same."""

from __future__ import annotations

import pytest

from rag.answering.amounts import same_value


@pytest.mark.parametrize(
    ("claimed", "told", "expected"),
    [
        ("168억", "186억 원", False),
        ("1만 5천 원", "15,000원", True),
        ("만 원", "1만 원", True),
        ("백이십만원", "120만 원", True),
        ("만 이천 원", "12,000원", True),
        ("오천원", "6,000원", False),
        ("두 명", "2명", True),
        ("세 명", "2명", False),
        ("다섯 권", "5권", True),
        ("320만 명", "약 32만 명", False),
        ("3시", "오후 2시", False),
        ("2시", "오후 2시", True),
        ("오전 2시", "오후 2시", False),
        ("7시 반", "19:30", True),
        ("2020년", "2020년 11월", True),
        ("2020년 10월", "2020년 11월", False),
        ("월요일", "화요일", False),
        ("3일", "1~2일", False),
        ("90분", "90초", None),
        ("5달러", "5원", None),
        ("$5", "5원", None),
        ("$5", "5달러", True),
        ("5%", "5%포인트", None),
        ("30평", "30㎡", None),
        ("30%", "30퍼센트", True),
        ("5m", "6미터", False),
        ("3개월", "3달", True),
        ("3개", "3곳", True),
        ("2시간 31분", "2시간 31분 08초", None),
    ],
)
def test_values_are_compared_by_what_they_say(
    claimed: str, told: str, expected: bool | None
) -> None:
    assert same_value(claimed, told) is expected


def test_a_relative_date_is_compared_by_what_it_means() -> None:
    assert same_value("3월 13일", "내일 오전 10시", ["2024년 3월 13일"])
    assert same_value("3월 15일", "내일 오전 10시", ["2024년 3월 13일"]) is False
