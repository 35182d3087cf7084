"""The day that relative dates of a text count from."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.sources import read_sources
from rag.sources.dating import find_day


@pytest.mark.parametrize(
    ("title", "text", "day"),
    [
        ("회의록", "회의록\n\n일시: 2024년 11월 7일(목) 19:00\n\n축제를 연다.", "2024-11-07T19:00"),
        ("안내", "안내\n\n일시: 2025. 5. 16.\n장소: 강당\n\n연다.", None),
        ("안내", "안내\n작성일: 2025. 4. 1.\n\n5월 3일에 연다.", "2025-04-01"),
        ("안내", "안내\n\n5월 16일에 간다.\n\n2025. 4. 28.\n솔빛초등학교장", "2025-04-28"),
        ("안내", "안내\n\n문을 연 날은 2025. 4. 28.이다.", None),
        ("한낮일보", "한낮일보 | 2024년 3월 12일 | 지역\n도서관 연다\n\n내일 연다.", "2024-03-12"),
        ("규정", "규정\n시행일: 2025. 1. 1.\n\n제1조 목적", None),
        ("일정", "일정\n\n아래와 같다.\n\n2025. 4. 1.\n2025. 5. 1.\n2025. 6. 1.", None),
    ],
)
def test_a_day_is_found_where_a_text_says_its_own(title: str, text: str, day: str | None) -> None:
    assert find_day(text, title) == day


def test_a_line_of_outlet_and_day_is_no_title(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("한낮일보 | 2024년 3월 12일\n도서관 연다\n\n내일 연다.", encoding="utf-8")
    (document,) = read_sources(file).documents
    assert (document.title, document.published) == ("도서관 연다", "2024-03-12")
