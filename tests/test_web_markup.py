"""Text as HTML: every text comes through whole, literal and harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_html import read

from rag.web.markup import Mark, escape, korean_date, marked_html

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


@given(texts, st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60))), st.integers(0, 60))
def test_marks_change_no_character(text: str, spans: list[tuple[int, int]], heading: int) -> None:
    marks = [Mark(*sorted(span)) for span in spans]
    assert read(marked_html(text, marks, heading_end=heading)).text == text


@given(texts.filter(len), st.data())
def test_a_mark_holds_exactly_its_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert read(marked_html(text, [Mark(start, end)])).marked == [text[start:end]]


def test_only_the_first_current_mark_is_the_target() -> None:
    marks = [Mark(0, 1, is_current=False), Mark(2, 3), Mark(4, 5)]
    parsed = read(marked_html("가나다라마바", marks, has_target=True))
    assert ["data-target" in attributes for tag, attributes in parsed.elements] == [
        False,
        True,
        False,
    ]


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
