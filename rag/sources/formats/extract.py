"""What a reader takes from a file, and why it takes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.sources.document import BlockKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before its document is put together.

    Attributes:
        kind: What it is.
        text: Its text. A form feed in it says that a page begins there.
        level: Of a heading 1 for the highest; of a list item how deep it is nested.
        cells: Of a table's row the text of each cell, in place of ``text``.
        columns: Of a table's row the name of the column of each cell, where there are such names.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """One document as its file gives it.

    Attributes:
        pieces: Its parts in reading order.
        title: The title that the file's own data give, which its text may not show.
        author: Who wrote it, by the same data.
        publisher: The outlet.
        published: When it appeared or was made, ISO 8601.
        is_wrapped: Whether lines within paragraphs end where the page had no more room, in the
            middle of words too.
        is_paged: Whether it has pages: the first begins before the first piece.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    is_wrapped: bool = False
    is_paged: bool = False


MOST_PDF_PAGES = 5_000
"""Pages that a PDF may have where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read.

    Attributes:
        file_bytes: How large a file in it may be.
        pdf_pages: How many pages a PDF may have.
    """

    file_bytes: int
    pdf_pages: int = MOST_PDF_PAGES


@dataclass(frozen=True, slots=True)
class Member:
    """A file within a file: in an archive, or attached to a letter."""

    name: str
    content: bytes


class Reason(StrEnum):
    """Why a file, or one within it, is left out."""

    CRASHED = "crashed"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ENTITIES = "entities"
    MANY_FILES = "many_files"
    MANY_PAGES = "many_pages"
    MEMORY = "memory"
    NESTED = "nested"
    NO_TEXT = "no_text"
    OLD = "old"
    OUTSIDE = "outside"
    SCAN = "scan"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True)
class Left:
    """A file within a file that is left out."""

    name: str
    reason: Reason


Found = Extract | Member | Left


class RefusedError(Exception):
    """A file is not read, for a reason that is known."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason."""
        super().__init__(reason.value)
        self.reason = reason


def shown_title(title: str, pieces: Sequence[Piece]) -> str:
    """Return a title where the text shows it: 한글 keeps that of the file one began with."""
    return title if any(title in piece.text for piece in pieces) else ""
