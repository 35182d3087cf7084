"""CSV and TSV: one table in plain text."""

from __future__ import annotations

import csv

from rag.sources.formats.extract import Extract, Reason, RefusedError
from rag.sources.formats.tables import table_pieces

_DELIMITERS = ",;\t|"
# Enough to tell by what cells are parted.
_SAMPLE_CHARS = 20_000


def read_table(text: str, suffix: str) -> Extract:
    """Read a table.

    Args:
        text: The file's text.
        suffix: ``.tsv`` parts cells by tabs; in ``.csv`` the sign is looked for.

    Raises:
        RefusedError: If a quoted cell never ends, or a cell is longer than any is.
    """
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), _dialect(text, suffix)))
    except csv.Error as error:
        raise RefusedError(Reason.DAMAGED) from error
    return Extract(tuple(table_pieces(rows)))


def _dialect(text: str, suffix: str) -> type[csv.Dialect]:
    if suffix == ".tsv":
        return csv.excel_tab
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE_CHARS], _DELIMITERS)
    except csv.Error:  # a single column, or too little to tell
        return csv.excel
