"""A document as HTML: every character of it, and its parts as what they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_fakes import DOCUMENT
from web_html import HOSTILE, elements_from_outside, read

from rag.sources import Block, BlockKind, Document, load_documents
from rag.web.document import Span, document_html

MARKDOWN = """# 도서관 안내

## 이용 시간

| 요일 | 여는 시각 |
|---|---|
| 평일 | 09:00 |
| 주말 | 10:00 |

쉬는 날은 다음과 같다.

- 매주 월요일
  - 공휴일이면 화요일
- 설날

Q. 주차할 수 있나요?
A. 예.

```
curl lib
```
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory) -> Document:
    path = tmp_path_factory.mktemp("guide") / "guide.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    (document,) = load_documents(Path(path))
    return document


def body(markup: str) -> str:
    """The text of the document alone."""
    begin = '<div class="document-text">'
    return read(markup.partition(begin)[2].rpartition('<p class="meta source">')[0]).text


def tags(markup: str) -> list[str]:
    return [tag for tag, _ in read(markup).elements]


def span(document: Document, words: str, number: int = 1) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words), number, f"citation-0-{number}")


def test_headings_lists_tables_and_code_are_such(guide: Document) -> None:
    markup = document_html(guide)
    assert body(markup) == guide.text
    found = tags(markup)
    for tag, count in {"table": 1, "tr": 3, "th": 2, "td": 4, "ul": 1, "li": 3, "pre": 1}.items():
        assert found.count(tag) == count, tag
    assert {"h3", "h5"} <= set(found)
    assert '<li class="level-1 unmarked">' in markup


def test_plain_text_has_its_title_its_header_and_its_paragraphs() -> None:
    markup = document_html(DOCUMENT)
    assert body(markup) == DOCUMENT.text
    assert "<h3>가람시, 새 도서관 연다</h3>" in markup
    assert '<p class="metadata">입력 2024.03.05 09:30</p>' in markup
    assert "가람신문 · 2024년 3월 5일 09:30" in read(markup).text
    assert tags(markup).count("p") == 6


def test_a_title_that_the_text_does_not_begin_with_stands_before_it() -> None:
    markup = document_html(replace(DOCUMENT, title="안내"))
    assert "<h3>안내</h3>" in markup


def test_what_is_pointed_to_leads_back_and_has_its_number(guide: Document) -> None:
    row = span(guide, "평일 | 09:00", 2)
    parsed = read(document_html(guide, [row]))
    # A row is marked cell by cell; it is one stop for the keyboard, and has one number.
    assert [text for text in parsed.marked if text.strip(" |")] == ["평일", "09:00"]
    marks = [given for tag, given in parsed.elements if tag == "mark"]
    assert {given["data-numbers"] for given in marks} == {"2"}
    assert [given.get("data-label") for given in marks][-1] == "2"
    links = [given for tag, given in parsed.elements if tag == "a"]
    assert {given["href"] for given in links} == {"#citation-0-2"}
    assert ["tabindex" in given for given in links].count(False) == 1
    assert links[0]["aria-description"] == "근거 2, 답으로 돌아가기"


def test_places_that_overlap_show_both_numbers() -> None:
    first, second = span(DOCUMENT, "장서는 12만 권이다.", 1), span(DOCUMENT, "12만 권이다.", 2)
    parsed = read(document_html(DOCUMENT, [second, first]))
    marks = [given for tag, given in parsed.elements if tag == "mark"]
    assert [given["data-numbers"] for given in marks] == ["1", "1 2"]
    assert [given.get("data-label") for given in marks] == [None, "1·2"]


@pytest.mark.parametrize(
    ("source", "is_linked"),
    [
        ("https://news.example/1?a=b", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("news/library.txt", False),
        ("https://a.example/ onclick=alert(1)", False),
    ],
)
def test_only_an_address_of_the_web_is_a_link(source: str, is_linked: bool) -> None:
    markup = document_html(replace(DOCUMENT, source=source))
    links = [given for tag, given in read(markup).elements if tag == "a"]
    assert [given["href"] for given in links] == ([source] if is_linked else [])
    assert f"원본: {source}" in read(markup).text


def test_nothing_from_outside_becomes_an_element() -> None:
    hostile = replace(
        DOCUMENT, title=HOSTILE, text=HOSTILE, publisher=HOSTILE, published=HOSTILE, source=HOSTILE
    )
    assert elements_from_outside(document_html(hostile)) == []


def test_a_very_long_document_is_shown_around_its_place() -> None:
    text = "앞 문장이다. " * 20_000 + "답이 여기 있다." + " 뒤 문장이다." * 20_000
    document = replace(DOCUMENT, text=text, header_end=0)
    place = span(document, "답이 여기 있다.")
    markup = document_html(document, [place], around=place.start)
    assert len(markup) < len(text)
    assert read(markup).marked == ["답이 여기 있다."]
    assert "앞부분은 줄였습니다" in markup
    assert "뒷부분은 줄였습니다" in markup


texts = st.text(st.sampled_from("가나 \n\t|-<&1"), max_size=60)
kinds = st.sampled_from(list(BlockKind))


@given(texts, st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=4), st.data())
def test_no_character_is_lost_whatever_the_blocks_and_places(text, pairs, data) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    blocks = tuple(
        Block(data.draw(kinds), start, end)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    spans = [Span(*sorted(pair), 1, "a") for pair in pairs]
    document = Document("d", "없는 제목", text, "s", blocks=blocks)
    shown = body(document_html(document, spans))
    title = (
        "" if blocks and blocks[0].kind is BlockKind.TITLE and not blocks[0].start else "없는 제목"
    )
    assert shown == title + text


def test_a_drawn_line_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("강가점\n--------\n두부를 팔았다.", encoding="utf-8")
    (document,) = load_documents(tmp_path / "a.txt")
    markup = document_html(document)
    assert '<div class="rule">\n--------\n</div>' in markup
    assert body(markup) == document.text
