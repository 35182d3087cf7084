"""Which module reads a file, by the ending of its name."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import PurePath

from rag.sources.formats.extract import Found, Limits


class Place(StrEnum):
    """Where a format is read."""

    TEXT = "text"
    """Here, as plain text: nothing but characters to decode."""
    RECORDS = "records"
    """Here, a document a line."""
    TABLE = "table"
    """Here, a table in plain text."""
    APART = "apart"
    """In a process of its own, with limits: what is taken apart may have been made to do harm."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        suffixes: Endings of its files' names.
        place: Where it is read.
        module: The module of this package that reads it.
        packages: What that module imports that is installed only with the extra.
        holds_files: Whether its files may hold files.
    """

    suffixes: tuple[str, ...]
    place: Place
    module: str = ""
    packages: tuple[str, ...] = ()
    holds_files: bool = False

    def read(self, content: bytes, limits: Limits) -> Iterable[Found]:
        """Read a file by the format's own module.

        Raises:
            RefusedError: If it is not read, for a reason that is known; of others the reader's own.
        """
        found: Iterable[Found] = import_module(f"{__package__}.{self.module}").read(content, limits)
        return found


FORMATS = (
    Format((".txt", ".text", ".md", ".markdown"), Place.TEXT),
    Format((".jsonl",), Place.RECORDS),
    Format((".csv", ".tsv"), Place.TABLE),
    Format((".html", ".htm"), Place.APART, "html", ("trafilatura", "lxml_html_clean")),
    Format((".pdf",), Place.APART, "pdf", ("pypdfium2",)),
    Format((".docx",), Place.APART, "docx", ("docx",)),
    Format((".xlsx",), Place.APART, "xlsx", ("openpyxl",)),
    Format((".pptx",), Place.APART, "pptx", ("pptx",)),
    Format((".hwpx",), Place.APART, "hwpx", ("defusedxml",)),
    Format((".hwp",), Place.APART, "hwp", ("olefile",)),
    Format((".eml",), Place.APART, "eml", ("trafilatura", "lxml_html_clean"), True),
    Format((".zip",), Place.APART, "archive", holds_files=True),
)
_BY_SUFFIX = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}


def format_of(name: str | PurePath) -> Format | None:
    """Return the format that a file's name tells, if it is one that is read."""
    return _BY_SUFFIX.get(PurePath(name).suffix.lower())


def suffixes() -> list[str]:
    """Return the endings of the files that are read."""
    return sorted(_BY_SUFFIX)


def missing_packages(format_: Format) -> list[str]:
    """Return what is not installed of that which a format's reader imports."""
    return [name for name in format_.packages if importlib.util.find_spec(name) is None]


def install_command() -> str:
    """Return the command that installs the readers of all formats."""
    return "pip install '/path/to/checkout[formats]' (in the checkout: pip install -e '.[formats]')"
