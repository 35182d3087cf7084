"""Text as HTML: every text comes through whole, literal and harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_html import read

from rag.web.markup import escape, korean_date

# Everything that normalised text may hold.
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"))


@given(texts)
def test_escaped_text_is_the_text(text: str) -> None:
    parsed = read(escape(text))
    assert parsed.text == text
    assert not parsed.elements


@given(texts)
def test_escaped_text_stays_inside_an_attribute(text: str) -> None:
    assert read(f'<p title="{escape(text)}">').elements == [("p", {"title": text})]


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_what_cannot_be_shown_is_replaced(bad: str) -> None:
    assert escape(f"앞{bad}뒤") == "앞\ufffd뒤"
    escape(bad).encode()


@pytest.mark.parametrize(
    ("iso", "korean"),
    [
        ("2024-03-05", "2024년 3월 5일"),
        ("2024-03-05T09:30", "2024년 3월 5일 09:30"),
        ("2024-03-05T09:30:10+09:00", "2024년 3월 5일 09:30"),
        ("봄", "봄"),
    ],
)
def test_dates_are_written_the_korean_way(iso: str, korean: str) -> None:
    assert korean_date(iso) == korean
