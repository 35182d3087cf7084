"""Blocks one after the other to one document: the text is made here, and each block's span."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.korean import normalize
from rag.sources.document import Block, BlockKind, Document, content_id

CELL_SEPARATOR = " | "
"""Stands between two cells of a row."""
_BLANK_LINES = re.compile(r"\n\s*\n")
_SPACE_AT_END = re.compile(r"[^\S\n]+$", re.MULTILINE)
_ROWS = frozenset({BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW})
_HEADER = frozenset({BlockKind.TITLE, BlockKind.METADATA})
# Kinds that follow each other without a blank line between.
_TOGETHER = (
    _ROWS,
    _HEADER,
    frozenset({BlockKind.LIST_ITEM}),
    frozenset({BlockKind.QUESTION, BlockKind.ANSWER}),
)
_MANY_LINES = frozenset({BlockKind.PARAGRAPH, BlockKind.ANSWER, BlockKind.CODE})


class DocumentBuilder:
    """Puts a document together from its blocks, in reading order.

    What a reader of a format hands over is plain text: without the format's own marks, but with
    the number of an item that has one ("1. 신청서"). Blocks of nothing but white space are left
    out. Title and metadata that come first are the document's header.
    """

    def __init__(self) -> None:
        """Begin with no block."""
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[int] = []

    def begin_page(self) -> None:
        """Begin a page, the first or the next: what is added from here on stands on it."""
        self._pages.append(self._length)

    def add(self, kind: BlockKind, text: str, *, level: int = 0) -> None:
        """Add a block; of a table's rows, :meth:`add_row` makes one.

        Args:
            kind: What it is.
            text: Its text; line breaks stay in paragraphs, answers and code alone. A form feed in
                it says that a page begins there.
            level: Of a heading 1 for the highest; of a list item how deep it is nested.
        """
        before, *others = text.split("\f")
        text = _tidy(text.replace("\f", ""), kind)
        start = self._length
        if text:
            start = self._put(text, kind)
            self._blocks.append(Block(kind, start, start + len(text), level))
        for page in others:
            self._pages.append(start + len(_tidy(before, kind)))
            before += page

    def add_row(
        self, cells: Sequence[str], columns: Sequence[str] = (), *, is_header: bool = False
    ) -> None:
        """Add a row of a table, its cells with a stroke between them.

        Args:
            cells: The text of each cell; may be empty.
            columns: The name of the column of each cell, where the table has such names.
            is_header: Whether the row holds those names itself.
        """
        kind = BlockKind.TABLE_HEADER if is_header else BlockKind.TABLE_ROW
        texts = [_tidy(cell, kind) for cell in cells]
        line = CELL_SEPARATOR.join(texts)
        text = line.strip()
        if not any(texts):
            return
        place = self._put(text, kind)
        begin = place - (len(line) - len(line.lstrip()))
        spans: list[tuple[int, int]] = []
        for cell in texts:
            start = min(max(begin, place), place + len(text))
            spans.append((start, start + len(cell)))
            begin += len(cell) + len(CELL_SEPARATOR)
        names = tuple(_tidy(name, kind) for name in columns)
        self._blocks.append(Block(kind, place, place + len(text), 0, names, tuple(spans)))

    def build(
        self,
        *,
        source: str,
        title: str = "",
        publisher: str | None = None,
        published: str | None = None,
    ) -> Document:
        """Make the document.

        Args:
            source: Where it came from.
            title: Its title, where none of the blocks is one.
            publisher: Its outlet.
            published: When it appeared, ISO 8601.
        """
        text = "".join(self._parts)
        named = next((b for b in self._blocks if b.kind is BlockKind.TITLE), None)
        header_end = 0
        for block in self._blocks:
            if block.kind not in _HEADER:
                break
            header_end = block.end
        return Document(
            id=content_id(text),
            title=text[named.start : named.end] if named else normalize(title),
            text=text,
            source=source,
            publisher=publisher,
            published=published,
            header_end=header_end,
            blocks=tuple(self._blocks),
            pages=tuple(self._pages),
        )

    def _put(self, text: str, kind: BlockKind) -> int:
        """Put text behind what is there, and tell where it begins."""
        if self._blocks:
            last = self._blocks[-1].kind
            together = any({last, kind} <= kinds for kinds in _TOGETHER)
            # An answer stays with its question, and the next question begins anew.
            together &= not (last is BlockKind.ANSWER and kind is BlockKind.QUESTION)
            self._parts.append("\n" if together else "\n\n")
            self._length += len(self._parts[-1])
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


def _tidy(text: str, kind: BlockKind) -> str:
    """Normalise a block's text: white space within and around it."""
    text = _SPACE_AT_END.sub("", normalize(text))
    if kind is BlockKind.CODE:
        return text.strip("\n")
    if kind in _MANY_LINES:
        return _BLANK_LINES.sub("\n", text).strip()
    return " ".join(text.split())
