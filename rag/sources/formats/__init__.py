"""Files of many formats to the blocks of documents, each format read by one module."""

from rag.sources.formats.delimited import read_table
from rag.sources.formats.extract import (
    Extract,
    Found,
    Left,
    Member,
    Piece,
    Reason,
    RefusedError,
)
from rag.sources.formats.registry import (
    Place,
    format_of,
    install_command,
    missing_packages,
    suffixes,
)
from rag.sources.formats.worker import limit_memory, limit_time

__all__ = [
    "Extract",
    "Found",
    "Left",
    "Member",
    "Piece",
    "Place",
    "Reason",
    "RefusedError",
    "format_of",
    "install_command",
    "limit_memory",
    "limit_time",
    "missing_packages",
    "read_table",
    "suffixes",
]
