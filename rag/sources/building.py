"""Blocks one after the other to one document: the text is made here, and each block's span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from rag.korean import normalize
from rag.sources.document import Block, BlockKind, Document, content_id
from rag.sources.formats import Piece

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


def build_document(
    pieces: Iterable[Piece],
    *,
    source: str,
    title: str = "",
    publisher: str | None = None,
    published: str | None = None,
    is_paged: bool = False,
) -> Document:
    """Put a document together.

    Args:
        pieces: Its blocks in reading order: plain text without a format's own marks, but with the
            number of an item that has one ("1. 신청서"). Those of nothing but white space are left
            out; line breaks stay in paragraphs, answers and code alone. Title and metadata that
            come first are the document's header.
        source: Where it came from.
        title: Its title, where none of the blocks is one.
        publisher: Its outlet.
        published: When it appeared, ISO 8601.
        is_paged: Whether a page begins with the first block.
    """
    parts: list[str] = []
    length = 0
    blocks: list[Block] = []
    cells: Sequence[tuple[int, int]]
    pages = [0] if is_paged else []
    for piece in pieces:
        kind = piece.kind
        before, *others = piece.text.split("\f")
        text, cells = (
            _row(piece) if kind in _ROWS else (_tidy("".join((before, *others)), kind), ())
        )
        start = length
        if text:
            parts += [_gap(blocks[-1].kind, kind) if blocks else "", text]
            start += len(parts[-2])
            length = start + len(text)
            names = tuple(_tidy(name, kind) for name in piece.columns)
            spans = tuple((start + begin, start + end) for begin, end in cells)
            blocks.append(Block(kind, start, length, piece.level, names, spans))
        for page in others:
            pages.append(start + len(_tidy(before, kind)))
            before += page
    text = "".join(parts)
    named = next((b for b in blocks if b.kind is BlockKind.TITLE), None)
    header = list(takewhile(lambda block: block.kind in _HEADER, blocks))
    return Document(
        id=content_id(text),
        title=text[named.start : named.end] if named else normalize(title),
        text=text,
        source=source,
        publisher=publisher,
        published=published,
        header_end=header[-1].end if header else 0,
        blocks=tuple(blocks),
        pages=tuple(pages),
    )


def _gap(above: BlockKind, below: BlockKind) -> str:
    """Return what stands between two blocks."""
    if above is BlockKind.ANSWER and below is BlockKind.QUESTION:
        return "\n\n"  # an answer stays with its question, and the next one begins anew
    return "\n" if any({above, below} <= kinds for kinds in _TOGETHER) else "\n\n"


def _row(piece: Piece) -> tuple[str, Sequence[tuple[int, int]]]:
    """Return a row's cells with a stroke between them, and where each lies in that."""
    texts = [_tidy(cell, piece.kind) for cell in piece.cells]
    line = CELL_SEPARATOR.join(texts)
    text = line.strip() if any(texts) else ""
    begin = len(line.lstrip()) - len(line)
    spans: list[tuple[int, int]] = []
    for cell in texts:
        start = min(max(begin, 0), len(text))
        spans.append((start, start + len(cell)))
        begin += len(cell) + len(CELL_SEPARATOR)
    return text, spans


def _tidy(text: str, kind: BlockKind) -> str:
    """Normalise a block's text: white space within and around it."""
    text = _SPACE_AT_END.sub("", normalize(text))
    if kind is BlockKind.CODE:
        return text.strip("\n")
    if kind in _MANY_LINES:
        return _BLANK_LINES.sub("\n", text).strip()
    return " ".join(text.split())
