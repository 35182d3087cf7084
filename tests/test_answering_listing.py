"""What a sentence lists side by side."""

from __future__ import annotations

import pytest

from rag.answering.listing import side_by_side
from rag.korean import Analyzer


@pytest.mark.parametrize(
    ("text", "named", "listed"),
    [
        ("수업은 바둑, 코딩, 수영이 있다.", "코딩", ["바둑", "코딩", "수영"]),
        ("녹차와 홍차, 유자차를 판다.", "유자차", ["녹차", "홍차", "유자차"]),
        ("애플이 낸 M2칩, 테슬라 D1 등을 들었다.", "D1", ["M2칩", "테슬라 D1"]),
        ("칩을 직접 개발, 정부는 M2칩, 테슬라 D1 등을 들었다.", "D1", ["M2칩", "테슬라 D1"]),
        (
            "서버용 X330, 자율주행 및 모빌리티를 위한 X340, 기기용 X350 등을 낸다.",
            "X340",
            ["서버용 X330", "X340", "기기용 X350"],
        ),
        ("다리는 길이가 1,200미터이고, 왕복 4차로이다.", "1,200미터", []),
    ],
)
def test_members_stand_side_by_side(
    text: str, named: str, listed: list[str], analyzer: Analyzer
) -> None:
    sentence = analyzer.sentences(text)[0]
    at = text.index(named)
    found = side_by_side(text, sentence.morphemes, (at, at + len(named)))
    assert [text[start:end] for start, end in found] == listed
