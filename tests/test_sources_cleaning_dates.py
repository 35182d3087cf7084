"""Dates as pages print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.cleaning.dates import LABEL_ALONE, find_stamps, first_published


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("입력 2024.05.13 (09:05)", "2024-05-13T09:05"),
        ("입력2024.05.13. 오후 4:41", "2024-05-13T16:41"),
        ("2024-05-13 09:00:11", "2024-05-13T09:00:11"),
        ("2024-05-13T09:00:11+09:00", "2024-05-13T09:00:11"),
        ("2024년 5월 13일(월) 오전 12시 03분", "2024-05-13T00:03"),
        ("2024년 5월 13일 월요일 오후 3시", "2024-05-13T15:00"),
        ("2024/05/13 09:00 송고", "2024-05-13T09:00"),
        ("2024. 5. 13.", "2024-05-13"),
        ("2024.05.13 1:05 PM", "2024-05-13T13:05"),
        ("입력 2024.05.13 09:00 02면", "2024-05-13T09:00"),
        ("2024년 5월호", "2024-05"),
        ("2024년 5월 13일(월요일) 저녁 7시 반", "2024-05-13T19:30"),
        ("2024.05.13 18:02 (목)", "2024-05-13T18:02"),
        ("2024.05.13 25:00", "2024-05-13"),
    ],
)
def test_form(line: str, iso: str):
    assert [stamp.iso for stamp in find_stamps(line)] == [iso]


@pytest.mark.parametrize("line", ["2024-13-01", "2024.02.30 10:00", "12024.05.13", "5월 13일", ""])
def test_no_date_of_the_calendar(line: str):
    assert find_stamps(line) == []


def test_labels_say_what_happened():
    stamps = find_stamps("수정 2024.05.14 09:00 | 기사입력 2024.05.13 | 2024.05.15")
    assert [(s.is_published, s.is_modified, s.is_news_label) for s in stamps] == [
        (False, True, False),
        (True, False, True),
        (False, False, False),
    ]
    assert first_published(stamps) == stamps[1]


def test_offsets_take_in_the_label_and_no_more():
    line = "온유진 기자  입력 : 2024.05.13 09:00  댓글 3"
    (stamp,) = find_stamps(line)
    assert line[stamp.start : stamp.end] == "입력 : 2024.05.13 09:00"


def test_label_alone():
    assert LABEL_ALONE.fullmatch("등록일 :")
    assert not LABEL_ALONE.fullmatch("등록 안내")


@given(st.text(alphabet="입력수정 0123456789.-/:년월일()오전후T", max_size=300))
def test_any_line_gives_ordered_stamps_within_it(line: str):
    ends = [0]
    for stamp in find_stamps(line):
        assert ends[-1] <= stamp.start < stamp.end <= len(line)
        ends.append(stamp.end)
