"""Figures held against the limits that a text sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding import against_limit


@pytest.mark.parametrize(
    ("asked", "told", "limit", "is_within"),
    [
        ("20명 들어갈 수 있어?", "최대 16명까지 이용할 수 있습니다.", "최대 16명", False),
        ("16명 들어갈 수 있어?", "최대 16명까지 이용할 수 있습니다.", "최대 16명", True),
        ("초등학교 3학년도 돼?", "초등학교 4~6학년을 모집합니다.", "4~6학년", False),
        ("5만 원어치 사면?", "40,000원 이상이면 무료입니다.", "40,000원 이상", True),
        ("키 110cm인데 돼?", "키 120cm 이상만 탑승합니다.", "120cm 이상", False),
        ("18세도 돼?", "19세 미만은 입장할 수 없습니다.", "19세 미만", True),
        ("19세도 돼?", "19세 미만은 입장할 수 없습니다.", "19세 미만", False),
        ("6월 25일에 내도 돼?", "신청은 6월 20일까지 받습니다.", "6월 20일", False),
        ("6월 20일에 내도 돼?", "신청은 6월 20일까지 받습니다.", "6월 20일", True),
        ("밤 9시에 가도 돼?", "오전 9시부터 오후 6시까지 엽니다.", "오전 9시부터 오후 6시", False),
        (
            "토요일 저녁 7시에 열어?",
            "평일 09:00~21:00, 토요일 09:00~18:00입니다.",
            "토요일 09:00~18:00",
            False,
        ),
    ],
)
def test_a_figure_lies_within_a_limit_or_not(
    asked: str, told: str, limit: str, is_within: bool
) -> None:
    found = against_limit(asked, told)
    assert found is not None
    assert (found.limit, found.is_within) == (limit, is_within)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("20명이 왔어?", "정원은 16명입니다."),  # no limit
        ("20명 들어가?", "30분까지 쓸 수 있습니다."),  # of something else
        ("일요일 3시에 열어?", "토요일은 10:00~12:00에 엽니다."),  # of another day
        ("20명 이상이야?", "최대 16명입니다."),  # a limit itself
        ("7시에 열어?", "18:30부터 21:00까지 엽니다."),  # in the morning or in the evening
        ("16명 돼?", "1층은 10명까지, 2층은 20명까지 들어갑니다."),  # two that differ
    ],
)
def test_what_cannot_be_compared_is_left(asked: str, told: str) -> None:
    assert against_limit(asked, told) is None


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_number_is_within_what_it_does_not_pass(number: int, most: int) -> None:
    found = against_limit(f"{number}명 들어가?", f"최대 {most}명까지 들어갑니다.")
    assert found is not None
    assert found.is_within == (number <= most)
