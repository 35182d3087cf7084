"""One document, as everything after loading sees it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath

_HASH_DIGITS = 16
HEADING_SEPARATOR = " › "
"""Stands between a heading and the one below it."""


class BlockKind(StrEnum):
    """The part that a block plays in its document."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_HEADER = "table_header"
    TABLE_ROW = "table_row"
    QUESTION = "question"
    ANSWER = "answer"
    SPEECH = "speech"
    CODE = "code"
    METADATA = "metadata"


OPENS_SECTION = frozenset({BlockKind.HEADING, BlockKind.QUESTION})
"""Kinds that what follows stands under."""
NAMING = OPENS_SECTION | {BlockKind.TITLE, BlockKind.TABLE_HEADER}
"""Kinds that name what is told below them, and tell nothing themselves."""
# A question without a level stands under every heading.
_DEEPEST = 99
_MARK = re.compile(
    r"^(?:#{1,6}\s+|[■□◆◇▣◈○●◎▲△▶▷►☞]\s*|(?:Q\s?\d*|문\s?\d*|질문\s?\d*)\s?[.:)．：]\s*)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document: ``document.text[start:end]``, without white space around it.

    Attributes:
        kind: What it is.
        start: First character in ``Document.text``.
        end: One past the last.
        level: Of a heading 1 for the highest; of a list item 0, or how deep it is nested.
        columns: Of a table's row the name of the column of each cell; may be empty.
        cells: Of a table's row the start and end of each cell in ``Document.text``.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document, as everything after loading sees it.

    Attributes:
        id: The id given in the source, else the first 16 hex digits of the SHA-256 of ``text``.
        title: Title, or the file's name without extension where no title is found.
        text: Normalised, cleaned text; all offsets in the package point into it.
        source: Where it came from: a path as given, or the record's URL.
        publisher: Outlet, when the page names it.
        published: ISO 8601 date or date and time of first publication, or year and month where
            no more is known, when the page says it.
        header_end: End of the lines at the start of ``text`` that hold title, outlet and dates;
            0 when the text starts with the body.
        blocks: The parts of ``text`` in order, none within another; empty where the text is
            nothing but paragraphs.
        pages: Where each page begins in ``text``, from the first page on; empty where the source
            has no pages.
        copies: The sources of files that were read too and hold the same text, letter for letter.
    """

    id: str
    title: str
    text: str
    source: str
    publisher: str | None = None
    published: str | None = None
    header_end: int = 0
    blocks: tuple[Block, ...] = ()
    pages: tuple[int, ...] = ()
    copies: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page that holds a character, from 1, where there are pages."""
        return bisect_right(self.pages, offset) or None

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds a character of the text, if one does."""
        number = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[number] if number >= 0 and offset < self.blocks[number].end else None

    def heading_at(self, offset: int) -> str:
        """Return the headings under which a character stands: "이용 시간 › 주말".

        Headings themselves stand under those above them; one that repeats the document's title
        is left out.
        """
        starts, paths = _headings(self)
        return paths[bisect_right(starts, offset) - 1]


@lru_cache(maxsize=64)
def _headings(document: Document) -> tuple[list[int], list[str]]:
    """Where each heading begins to hold, and the path to it."""
    starts, paths = [0], [""]
    above: list[tuple[int, str]] = []

    def add(start: int) -> None:
        starts.append(start)
        paths.append(HEADING_SEPARATOR.join(text for _, text in above))

    for block in document.blocks:
        if block.kind not in OPENS_SECTION:
            continue
        depth = block.level or _DEEPEST
        above = [(level, text) for level, text in above if level < depth]
        add(block.start)
        text = " ".join(_MARK.sub("", document.text[block.start : block.end]).split())
        if text != " ".join(document.title.split()):
            above.append((depth, text))
        add(block.end)
    return starts, paths


def name_title(name: str) -> str:
    """Return a file's name as a title: "값/가게_가격표.csv" gives "가게 가격표"."""
    stem = PurePosixPath(name).stem
    return " ".join(stem.replace("_", " ").split()) or stem


def content_id(text: str) -> str:
    """Return the id of a text that came without one."""
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
