"""One document, as everything after loading sees it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_HASH_DIGITS = 16


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
    """

    id: str
    title: str
    text: str
    source: str
    publisher: str | None = None
    published: str | None = None
    header_end: int = 0


def content_id(text: str) -> str:
    """Return the id of a text that came without one."""
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
