"""The table of the documents that is asked for as one: its rows, and the columns that are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.reading.fitting import kinds_asked_for
from rag.reading.grid import OF_ALL, Table, tables_read, told_of
from rag.reading.kinds import Kind
from rag.reading.naming import Named, holds
from rag.reading.question import REQUEST_VERBS, Question
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import Block, BlockKind

_WINDOWS = 8
# More rows are too many to read.
_MOST = 60
# What is to be done with it, and what it is called.
_ASKING = REQUEST_VERBS | OF_ALL | frozenset("정리 표 목록 내용 정보 별".split())


@dataclass(frozen=True, slots=True)
class AskedTable:
    """What is to be shown of a table.

    Attributes:
        columns: Their names.
        rows: Each row's sentence with its cells in those columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[SentenceCandidate, tuple[str, ...]], ...]


def asked_table(asked: Question, found: SearchResult) -> AskedTable | None:
    """Find the one table that tells all that a question names.

    Args:
        asked: The question.
        found: What was found for it.

    Returns:
        ``None`` where no table does, or two do.
    """
    named = [n for n in asked.named if n.form not in _ASKING]
    near = [c for window in found.windows(_WINDOWS) for c in window]
    places = {
        (c.passage.document_id, c.sentence.start): n
        for n, c in enumerate(near)
        if c.kind is BlockKind.TABLE_ROW
    }
    whole = [t for t in tables_read(places, found) if t.is_whole and t.rows[0].columns]
    shown = [(table, rows) for table in whole if (rows := _rows(table, named, asked.text))]
    if not named or len(shown) != 1:
        return None
    table, rows = shown[0]
    columns = _columns(table, named, asked)
    first = next(
        c
        for c in near
        if (c.passage.document_id, c.sentence.start) in places
        and c.passage.document_id == table.document.id
    )
    own = {c.sentence.start: c for c in map(found.candidate, found.document_of(first))}
    if not all(row.start in own for row in rows):
        return None
    return AskedTable(
        tuple(table.column(rows[0], n) for n in columns),
        tuple((own[r.start], tuple(table.cells(r)[n] for n in columns)) for r in rows),
    )


def _rows(table: Table, named: Sequence[Named], text: str) -> list[Block]:
    """The rows of which all that is named is told; none where a part of it is told nowhere."""
    told = told_of(table, named)
    # "내선 번호" is the column 내선.
    columns = [n.word for n in told.by_column]
    if any(not any(f"{column} {n.word}" in text for column in columns) for n in told.left):
        return []
    rows = [row for row in table.rows if table.holds_all(row, told.of_rows)]
    return rows if len(rows) <= _MOST else []


def _columns(table: Table, named: Sequence[Named], asked: Question) -> list[int]:
    """The first column and those that are named; all, where none is."""
    first = table.rows[0]
    kinds = kinds_asked_for(asked) if asked.kind is Kind.HOW_MANY else None
    narrow = [n for n in named if not holds(table.above, n)]
    wanted = {
        number
        for number in range(1, len(first.cells))
        if any(holds(table.column(first, number), n) for n in narrow)
        or (kinds and any(kinds & table.values(row, number).keys() for row in table.rows))
    }
    return sorted({0} | wanted) if wanted else list(range(len(first.cells)))
