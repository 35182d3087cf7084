"""What Word, Excel and PowerPoint files have in common: how they are opened, what they tell."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rag.sources.formats.extract import Extract, Piece, Reason, RefusedError
from rag.sources.formats.packed import open_office

T = TypeVar("T")


def opened(content: bytes, load: Callable[[io.BytesIO], T], not_found: type[Exception]) -> T:
    """Open an Office file with its library.

    Raises:
        RefusedError: If it is protected, damaged, or not to be unpacked.
    """
    open_office(content)
    try:
        return load(io.BytesIO(content))
    except (not_found, KeyError, ValueError) as error:
        raise RefusedError(Reason.DAMAGED) from error


def with_properties(
    pieces: Sequence[Piece], properties: Any, author: str | None, *, is_paged: bool = False
) -> Extract:
    """Put what stands in a file together with what it tells of itself.

    Args:
        pieces: Its parts in reading order.
        properties: Its core properties, as the library reads them.
        author: Who wrote it, which each library names its own way.
        is_paged: Whether it has pages.
    """
    made = properties.created
    return Extract(
        tuple(pieces),
        title=(properties.title or "").strip(),
        author=(author or "").strip(),
        published=made.date().isoformat() if made else "",
        is_paged=is_paged,
    )
