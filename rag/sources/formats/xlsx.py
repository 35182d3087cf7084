"""Excel: each sheet a heading, its cells as they are shown, its tables with their columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece
from rag.sources.formats.packed import opened, with_properties
from rag.sources.formats.tables import table_pieces


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a workbook."""
    import warnings

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    del limits
    load = partial(openpyxl.load_workbook, read_only=True, data_only=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what is in a workbook beside its cells
        book = opened(content, load, InvalidFileException)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    pieces: list[Piece] = []
    for sheet in sheets:
        found = [piece for rows in _tables(sheet) for piece in table_pieces(rows)]
        if found and len(sheets) > 1:
            pieces.append(Piece(BlockKind.HEADING, sheet.title, 1))
        pieces += found
    yield with_properties(pieces, book.properties, book.properties.creator)


def _tables(sheet: Any) -> Iterator[list[Sequence[str]]]:
    """Give a sheet's rows, apart where a row is empty, without the columns that are empty."""
    # A sheet's own word for its size may be a million rows of nothing.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        cells = [_shown(cell) for cell in row]
        if any(cells):
            rows.append(cells)
        elif rows:
            yield _trimmed(rows)
            rows = []
    if rows:
        yield _trimmed(rows)


def _trimmed(rows: list[list[str]]) -> list[Sequence[str]]:
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in full)]
    return [[row[column] for column in used] for row in full]


def _shown(cell: Any) -> str:
    """Return a cell's value as the sheet shows it, as far as its number format is a plain one."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General")
    return str(value)


def _number(value: float, shape: str) -> str:
    shape = shape.split(";", maxsplit=1)[0]
    digits = len(shape.partition(".")[2]) - len(shape.partition(".")[2].lstrip("0#"))
    if "%" in shape:
        return f"{value * 100:.{digits}f}%"
    if "0" not in shape:
        digits = -1
    comma = "," if "#,##" in shape else ""
    text = f"{value:{comma}.{digits}f}" if digits >= 0 else f"{value:.15g}"
    # "#,##0원" and "#,##0\"원\"" write a unit behind the number.
    unit = shape.rpartition("0")[2].replace('"', "").replace("\\", "").strip()
    return text + (unit if unit and unit.isalpha() and digits >= 0 else "")
