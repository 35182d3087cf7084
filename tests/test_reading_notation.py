from __future__ import annotations

import pytest

from rag.reading.notation import AskedValues


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("240,000,000원을 받은 곳은?", "2억 4,000만 원을 받았다.", ["2억 4,000만(240,000,000)"]),
        ("3천 부면 얼마야?", "3,000부는 1,120원이다.", ["3,000(3천)"]),
        ("3천 부면 얼마야?", "3,000원이다.", []),
        ("3,000부면 얼마야?", "3,000부는 1,120원이다.", []),
        ("2000년에 무슨 일이 있었어?", "2,000명이 모였다.", []),
        ("오후 2시 20분에는 뭐 해?", "13:00~14:20 연극", ["14:20(오후 2시 20분)"]),
        ("2시 20분에는 뭐 해?", "14:20 연극", ["14:20(2시 20분)"]),
        ("오후 2시 20분부터는 뭐 해?", "13:00~14:20 연극", []),
        ("오후 2시 20분부터는 뭐 해?", "14:20~15:30 마술", ["14:20(오후 2시 20분)"]),
        ("오후 2시 20분까지 하는 건 뭐야?", "14:20~15:30 마술", []),
        ("오전 2시 20분에는 뭐 해?", "14:20 연극", []),
    ],
)
def test_what_is_written_otherwise_is_found(question: str, text: str, expected: list[str]) -> None:
    found = AskedValues.of(question).written_otherwise(text)
    shown = [f"{text[:end].rpartition('~')[2]}({asked})" for end, asked in found]
    assert shown == expected
