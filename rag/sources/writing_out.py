"""A block as it is read and shown: a table's row with its column names, code without fences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.sources.document import Block, BlockKind
from rag.sources.lines import without_bullet

_FENCE = re.compile(r"^\s*(?:```|~~~)")
NOWHERE = -1
"""The place of a character that does not stand in the document."""


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A text made from a part of a document.

    Attributes:
        text: The text.
        places: For each of its characters the offset in ``Document.text``, or :data:`NOWHERE`.
    """

    text: str
    places: tuple[int, ...]

    def span_of(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where in the text a span of the document stands, if all of it does."""
        held = [n for n, place in enumerate(self.places) if start <= place < end]
        return (held[0], held[-1] + 1) if held else None

    def place_of(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where in the document a span of the text stands, if any of it does."""
        held = [place for place in self.places[start:end] if place != NOWHERE]
        return (held[0], held[-1] + 1) if held else None


def write_out(text: str, start: int, block: Block | None) -> WrittenOut:
    """Write a sentence as it is read.

    Args:
        text: The sentence, or what is shown of it.
        start: Where it begins in ``Document.text``.
        block: The block that holds it, if any.

    Returns:
        A table's row with the name of each column before its cell, code without the lines that
        fence it, and any other sentence as it is.
    """
    if block is not None and block.kind is BlockKind.TABLE_ROW:
        pieces = list(_row(text, start, block))
    elif block is not None and block.kind is BlockKind.CODE:
        pieces = list(_code(text, start))
    else:
        pieces = [(text, start)]
    return WrittenOut(
        "".join(piece for piece, _ in pieces),
        tuple(
            NOWHERE if place == NOWHERE else place + n
            for piece, place in pieces
            for n in range(len(piece))
        ),
    )


def quote_start(text: str, start: int, block: Block | None) -> int:
    """Return where the quote of a sentence that begins at ``start`` begins: behind a bullet."""
    if block is None or block.kind is not BlockKind.LIST_ITEM or start != block.start:
        return start
    return start + len(text) - len(without_bullet(text))


def _row(text: str, start: int, block: Block) -> Iterator[tuple[str, int]]:
    is_first = True
    for number, (begin, end) in enumerate(block.cells):
        if begin == end or not (start <= begin and end <= start + len(text)):
            continue
        yield ("" if is_first else ", ", NOWHERE)
        name = block.columns[number] if number < len(block.columns) else ""
        yield (f"{name}: " if name else "", NOWHERE)
        yield (text[begin - start : end - start], begin)
        is_first = False


def _code(text: str, start: int) -> Iterator[tuple[str, int]]:
    for line in text.splitlines(keepends=True):
        if not _FENCE.match(line):
            yield line, start
        start += len(line)
