"""Names cut short to letters."""

from __future__ import annotations

import pytest

from rag.korean import spelled_out


@pytest.mark.parametrize(
    ("short", "text", "name"),
    [
        ("SKT", "SK텔레콤은 칩을 냈다.", "SK텔레콤"),
        ("LGD", "패널은 LG디스플레이가 만든다.", "LG디스플레이"),
        ("KTX", "KT는 회사이다.", None),
        ("SKB", "SK텔레콤은 칩을 냈다.", None),
    ],
)
def test_letters_stand_for_a_name_in_the_text(short: str, text: str, name: str | None) -> None:
    assert spelled_out(short, text) == name
