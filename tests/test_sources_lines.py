"""The lines of a plain text, and who says what they tell."""

from __future__ import annotations

import pytest

from rag.sources import speaker_in
from rag.sources.lines import is_rule, text_lines, without_bullet


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("[가온] [오전 10:01] 내일 봐", "가온"),
        ("2031년 5월 10일 오전 10:01, 보람 : 내일 봐", "보람"),
        ("[10:01] 다올: 내일 봐", "다올"),
        ("라희 (10:01): 내일 봐", "라희"),
        ("A2. (도로과 마루리) 내일 고칩니다.", "도로과 마루리"),
        ("10:20 발표 1: 마을", ""),
        ("[1] 주석", ""),
        ("장소: 강가", ""),
        ("(강가) 모임", ""),
    ],
)
def test_who_says_a_line(line: str, speaker: str) -> None:
    found = speaker_in(line)
    assert (line[slice(*found)] if found else "") == speaker


def test_one_line_alone_is_no_chat() -> None:
    line = "[가온] [오전 10:01] 내일 봐"
    assert [row.style for row in text_lines(f"{line}\n{line}")] == ["speech", "speech"]
    assert [row.style for row in text_lines(f"{line}\n그다음")] == ["", ""]


def test_a_talk_of_several_needs_no_times() -> None:
    talk = "[하람] 내일 몇 시야\n[소이] 세 시\n[하람] 알겠어\n[보람] 나도 갈게"
    assert {row.style for row in text_lines(talk)} == {"speech"}
    notices = "[공지] 새 주소\n[속보] 비 그침\n[알림] 문 닫음\n[행사] 음악회"
    assert {row.style for row in text_lines(notices)} == {""}


def test_the_speaker_of_a_line_in_a_talk_is_its_name() -> None:
    line = "[하람] 내가 가져갈게"
    assert speaker_in(line) is None
    span = speaker_in(line, is_spoken=True)
    assert span is not None
    assert line[slice(*span)] == "하람"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 물", "물"),
        ("■ 사유 : 교체", "사유 : 교체"),
        ("▲냉수", "냉수"),
        ("1. 물", "1. 물"),
        ("때: 내일", "때: 내일"),
        ("-3도이다", "-3도이다"),
    ],
)
def test_a_bullet_is_left_out_and_a_number_stays(text: str, expected: str) -> None:
    assert without_bullet(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-----", True),
        ("* * *", True),
        ("=== 안내 ===", False),
        ("- 물", False),
        ("+--+---+", True),
    ],
)
def test_a_drawn_line_tells_nothing(text: str, expected: bool) -> None:
    assert is_rule(text) is expected
