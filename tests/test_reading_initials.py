from __future__ import annotations

import pytest

from rag.reading.initials import stands_for


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("skt", "sk텔레콤은2020년", True),
        ("lgd", "지난해lg디스플레이가", True),
        ("skb", "sk브로드밴드", True),
        ("skt", "sk하이닉스는", False),
        ("skt", "sk가텔레콤을", False),
        ("kt", "k텔레콤", False),
        ("lgd", "nlg디스플레이", False),
        ("x22", "x2둘러", False),
        ("서울", "서울시", False),
        ("", "", False),
    ],
)
def test_letters_stand_for_the_name_that_they_shorten(form: str, text: str, expected: bool) -> None:
    assert stands_for(form, text) is expected
