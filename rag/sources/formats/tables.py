"""Rows of cells, and CSV and TSV, to pieces: which row names the columns, and what is no table."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Piece, Reason, RefusedError

_DELIMITERS = ",;\t|"
# Enough to tell by what cells are parted.
_SAMPLE_CHARS = 20_000
_NUMBER = re.compile(r"[\s\d.,:%~()/+-]*\d[\s\d.,:%~()/+-]*")


def table_pieces(
    rows: Sequence[Sequence[str]], *, has_header: bool | None = None
) -> Iterator[Piece]:
    """Make a table's rows pieces, each with the names of its columns.

    Args:
        rows: The text of each cell; a row of one cell alone stands over all columns.
        has_header: Whether the first row names the columns; ``None`` looks whether it could: all
            its cells are filled, no two alike, and none is a number.
    """
    filled = [tuple(map(_tidy, row)) for row in rows]
    filled = [row for row in filled if any(row)]
    if all(len(row) == 1 for row in filled):
        # One column is a frame around text.
        yield from (Piece(BlockKind.PARAGRAPH, row[0]) for row in filled)
        return
    while len(filled) > 2 and len(over_all := set(filter(None, filled[0]))) == 1:
        yield Piece(BlockKind.PARAGRAPH, over_all.pop())
        filled.pop(0)
    columns: tuple[str, ...] = ()
    if len(filled) > 1 and (names_columns(filled[0]) if has_header is None else has_header):
        columns = filled.pop(0)
        yield Piece(BlockKind.TABLE_HEADER, cells=columns, columns=columns)
    for row in filled:
        yield Piece(BlockKind.TABLE_ROW, cells=row, columns=columns[: len(row)])


def grid_pieces(placed: Mapping[tuple[int, int], str], height: int) -> Iterator[Piece]:
    """Make pieces of a table of so many rows by the row and column of each cell."""
    width = max((column + 1 for _, column in placed), default=0)
    yield from table_pieces(
        [[placed.get((row, column), "") for column in range(width)] for row in range(height)]
    )


def _tidy(cell: str) -> str:
    """White space within lines; where a page broke one, it is joined later."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in cell.split("\n"))))


def names_columns(row: Sequence[str]) -> bool:
    """Tell whether a row could be the names of a table's columns."""
    return (
        len(row) > 1
        and all(row)
        and len(set(row)) == len(row)
        and not any(_NUMBER.fullmatch(cell) for cell in row)
    )


def read_table(text: str, suffix: str) -> Extract:
    """Read a table; ``.tsv`` parts cells by tabs, in ``.csv`` the sign is looked for.

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
