"""Files of many formats to the blocks of documents, each format read by one module."""

from rag.sources.formats.extract import (
    MOST_PDF_PAGES,
    Extract,
    Left,
    Limits,
    Member,
    Piece,
    Reason,
    RefusedError,
    refusal,
)
from rag.sources.formats.registry import (
    Place,
    format_of,
    install_command,
    missing_packages,
    suffixes,
)
from rag.sources.formats.tables import read_table

__all__ = [
    "MOST_PDF_PAGES",
    "Extract",
    "Left",
    "Limits",
    "Member",
    "Piece",
    "Place",
    "Reason",
    "RefusedError",
    "format_of",
    "install_command",
    "missing_packages",
    "read_table",
    "refusal",
    "suffixes",
]
