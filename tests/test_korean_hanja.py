"""Hanja written by their reading."""

from __future__ import annotations

import pytest

from rag.korean import in_hangul


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("李舜臣은 이겼다.", "이순신은 이겼다."),
        ("日 업체가 샀다.", "일본 업체가 샀다."),
        ("3日 회의中", "3日 회의中"),
        ("북(北)은", "북(북한)은"),
    ],
)
def test_words_and_countries_are_read(text: str, read: str) -> None:
    pieces = in_hangul(text)
    assert "".join(piece for piece, _, _ in pieces) == read
    assert [start for _, start, _ in pieces[1:]] == [end for _, _, end in pieces[:-1]]
    assert (pieces[0][1], pieces[-1][2]) == (0, len(text))
