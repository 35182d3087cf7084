"""A document as HTML: headings, lists and tables as such, and every character of its text.

The text content of what is drawn is the document's text, so that whoever copies from it copies what
stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from rag.korean import holds_word
from rag.sources import Block, BlockKind, Document, mark_style
from rag.web.markup import escape, korean_date

# A longer document is shown in part: this much before and after the place that is asked for.
_SHOWN_CHARS = 100_000
# What a document without blocks is cut into.
_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)
_LINE = re.compile(r"\S.*")
_HIGHEST_HEADING = 4
_DEEPEST_ITEM = 4
_IN_TABLES = frozenset({BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW})


@dataclass(frozen=True, slots=True)
class Span:
    """Characters that an answer points to: ``document.text[start:end]``.

    Attributes:
        start: First character.
        end: One past the last.
        number: The number in the answer.
        href: The fragment of the address at which the answer has that number.
        is_cited: Whether the answer rests on it; else it only came close.
    """

    start: int
    end: int
    number: int
    href: str
    is_cited: bool = True


def document_html(document: Document, spans: Iterable[Span] = (), *, around: int = 0) -> str:
    """Render a document with what an answer points to.

    Args:
        document: The document.
        spans: Become links back to the answer; those outside the text are left out.
        around: The character that is shown in any case when the document is too long.

    Returns:
        HTML whose text content is the title where the text does not begin with it, outlet and
        date, the text, and where it came from.
    """
    text = document.text
    start, end = max(0, around - _SHOWN_CHARS), min(len(text), around + _SHOWN_CHARS)
    drawing = _Drawing(text, sorted(spans, key=lambda s: (s.start, s.number)), start)
    parts = [_clipped(p, start, end) for p in _parts(document) if p.end > start and p.start < end]
    # A title may be the first line of a paragraph's kind, where no blank line is below it.
    own = [text[p.start : p.end] for p in parts[:1] if p.start == 0]
    is_titled = bool(own) and (parts[0].kind is BlockKind.TITLE or own == [document.title])
    title = drawing.title(parts.pop(0)) if is_titled else f"<h3>{escape(document.title)}</h3>"
    date = korean_date(document.published) if document.published else ""
    byline = " · ".join(escape(part) for part in (document.publisher or "", date) if part)
    before = '<p class="quiet">… 앞부분은 줄였습니다.</p>' if start else ""
    after = '<p class="quiet">뒷부분은 줄였습니다 …</p>' if end < len(text) else ""
    return (
        f'<article class="document" lang="ko"><p class="meta byline">{byline}</p>{before}'
        f'<div class="document-text">{title}{drawing.body(parts)}{drawing.gap(end)}</div>{after}'
        f'<p class="meta source">원본: {_source_html(document.source)}</p></article>'
    )


def _source_html(source: str) -> str:
    """Link an address of the web; what else a source may be is only named."""
    shown = escape(source)
    if not re.match(r"https?://[^\s]+\Z", source):
        return shown
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def _parts(document: Document) -> Iterator[Block]:
    """Return the blocks, for plain text its title, the lines of its header, and paragraphs."""
    if document.blocks:
        yield from document.blocks
        return
    text, header = document.text, document.header_end
    at = len(document.title) if document.title and text.startswith(document.title) else 0
    if at:
        yield Block(BlockKind.TITLE, 0, at)
    for line in _LINE.finditer(text, at, max(at, header)):
        yield Block(BlockKind.METADATA, *line.span())
    for paragraph in _PARAGRAPH.finditer(text, max(at, header)):
        yield Block(BlockKind.PARAGRAPH, *paragraph.span())


def _clipped(block: Block, start: int, end: int) -> Block:
    if start <= block.start and block.end <= end:
        return block
    return replace(block, start=max(block.start, start), end=min(block.end, end), cells=())


class _Drawing:
    """Draws a text from left to right, and leaves out no character."""

    def __init__(self, text: str, spans: Sequence[Span], at: int) -> None:
        self._text = text
        self._spans = [s for s in spans if 0 <= s.start < s.end <= len(text)]
        self._linked: set[int] = set()
        self._at = at

    def title(self, block: Block) -> str:
        return f"<h3>{self._through(block.end)}</h3>"

    def body(self, blocks: Sequence[Block]) -> str:
        """Draw blocks, those of one list and of one table together."""
        tables = 0
        keys: list[tuple[str, int]] = []
        for block in blocks:
            tables += block.kind is BlockKind.TABLE_HEADER
            is_item = block.kind is BlockKind.LIST_ITEM
            keys.append(
                ("table", tables) if block.kind in _IN_TABLES else ("ul" if is_item else "", 0)
            )
        drawn: list[str] = []
        for (kind, _), group in groupby(zip(keys, blocks, strict=True), key=lambda pair: pair[0]):
            members = [block for _, block in group]
            drawn.append(self.gap(members[0].start))
            if kind == "table":
                rows = "".join(
                    self.gap(row.start, is_inside=True) + self._row(row) for row in members
                )
                drawn.append(
                    f'<div class="table" tabindex="0" role="region" aria-label="표">'
                    f"<table>{rows}</table></div>"
                )
            elif kind == "ul":
                items = "".join(
                    self.gap(item.start, is_inside=True)
                    + f'<li class="{self._item_class(item)}">{self._through(item.end)}</li>'
                    for item in members
                )
                drawn.append(f"<ul>{items}</ul>")
            else:
                drawn += [self.gap(block.start) + self._block(block) for block in members]
        return "".join(drawn)

    def _item_class(self, item: Block) -> str:
        """How deep an item is set in, and whether it has a mark of its own."""
        depth = f"level-{min(item.level, _DEEPEST_ITEM)}"
        return depth if mark_style(self._text[item.start : item.end]) else f"{depth} unmarked"

    def gap(self, to: int, *, is_inside: bool = False) -> str:
        """Draw what stands between two blocks, which should be blank."""
        if to <= self._at:
            return ""
        is_blank = not self._text[self._at : to].strip()
        if is_inside and not is_blank:  # no place for it in a table or a list
            return ""
        is_drawn = not holds_word(self._text[self._at : to])
        inner = self._through(to)
        if is_blank:
            return inner
        return f'<div class="rule">{inner}</div>' if is_drawn else f"<p>{inner}</p>"

    def _block(self, block: Block) -> str:
        inner = self._through(block.end)
        match block.kind:
            case BlockKind.TITLE | BlockKind.HEADING:
                tag = f"h{min(_HIGHEST_HEADING + max(block.level - 1, 0), 6)}"
                return f"<{tag}>{inner}</{tag}>"
            case BlockKind.CODE:
                return f"<pre>{inner}</pre>"
            case BlockKind.QUESTION:
                return f'<p class="question-block">{inner}</p>'
            case BlockKind.METADATA:
                return f'<p class="metadata">{inner}</p>'
            case _:
                return f"<p>{inner}</p>"

    def _row(self, row: Block) -> str:
        """Draw a row; what parts its cells in the text is there and not seen."""
        tag, scope = ("th", ' scope="col"') if row.kind is BlockKind.TABLE_HEADER else ("td", "")
        cells = row.cells or ((row.start, row.end),)
        drawn: list[str] = []
        for number, (start, end) in enumerate(cells):
            before = f'<span class="bar">{self._through(start)}</span>' if start > self._at else ""
            inner = self._through(end)
            is_last = number + 1 == len(cells)
            rest = f'<span class="bar">{self._through(row.end)}</span>' if is_last else ""
            drawn.append(f"<{tag}{scope}>{before}{inner}{rest}</{tag}>")
        return f"<tr>{''.join(drawn)}</tr>"

    def _through(self, end: int) -> str:
        """Draw the text up to ``end`` with what is pointed to in it."""
        start, self._at = self._at, max(end, self._at)
        spans = [s for s in self._spans if s.start < end and start < s.end]
        cuts = {start, end, *(s.start for s in spans), *(s.end for s in spans)}
        pieces: list[str] = []
        for left, right in pairwise(sorted(cut for cut in cuts if start <= cut <= end)):
            piece = escape(self._text[left:right])
            over = [s for s in spans if s.start <= left and right <= s.end]
            pieces.append(self._link(piece, over, right) if over and piece.strip() else piece)
        return "".join(pieces)

    def _link(self, piece: str, over: Sequence[Span], end: int) -> str:
        """Link a piece to the answer; only a span's first piece is on the keyboard's way."""
        cited = [s for s in over if s.is_cited] or list(over)
        numbers = [s.number for s in cited]
        is_first = not self._linked.issuperset(numbers)
        self._linked.update(numbers)
        ended = [str(s.number) for s in cited if s.end == end]
        label = f' data-label="{"·".join(ended)}"' if ended else ""
        what = "근거" if cited[0].is_cited else "가까운 내용"
        return (
            f'<mark class="{"cited" if cited[0].is_cited else "close"}" '
            f'data-numbers="{" ".join(map(str, numbers))}"{label}>'
            f'<a href="#{cited[0].href}" data-action="back"{"" if is_first else " tabindex=-1"} '
            f'aria-description="{what} {numbers[0]}, 답으로 돌아가기">{piece}</a></mark>'
        )
