"""What a row of a table says of a statement: by an amount in a cell, or by 가능, 없음, O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.amounts import same_value
from rag.answering.statements import Predicate, Statement, squeeze
from rag.grounding import stance
from rag.korean import Analyzer, content_form
from rag.reading import (
    DATE,
    EMPTY,
    TIME,
    Evidence,
    Table,
    Value,
    asks_for_former,
    measured,
    says_so,
    table_at,
    unit_written,
)
from rag.sources import Block, BlockKind, Document

# "변경 전" beside "변경 후": what is so no longer.
_CHANGED = r"(?:변경|개정|수정|조정|개편|인상|인하)"
_FORMER = re.compile(rf"{_CHANGED}\s?전|^(?:기존|종전|당초)")
_LATTER = re.compile(rf"{_CHANGED}\s?후|^{_CHANGED}(?!\s?전)")
# Said of what costs, is there, or can be had, and of nothing else.
_LIGHT = EMPTY | frozenset("없 가능 쓰 이용 사용 제공 받 내 들 팔 맞".split())


@dataclass(frozen=True, slots=True)
class ToldByRow:
    """What a row says.

    Attributes:
        holds: Whether what is stated is so.
        wrong: The value that is stated and is not told; "" where there is none.
        right: What the row tells in its place.
    """

    holds: bool
    wrong: str = ""
    right: str = ""


def told_by_row(
    said: Statement, item: Evidence, document: Document, analyzer: Analyzer
) -> ToldByRow | None:
    """Hold a statement against the row that it names.

    Args:
        said: The statement.
        item: A sentence.
        document: The document that holds it.
        analyzer: Finds the morphemes of the columns' names.

    Returns:
        ``None`` where it is no row, another row or several are named as well, or the row does not
        tell all that the statement names.
    """
    row = item.candidate.block
    if row is None or row.kind is not BlockKind.TABLE_ROW or not row.columns:
        return None
    table = table_at(document, row.start)
    rest = _unnamed(said, table, row)
    if rest is None:
        return None
    predicate = said.predicate
    if said.claimed:
        return _by_values(said, table, row, rest)
    if predicate is None:
        return None
    former = former_cells(row, said)
    verdicts = {
        verdict
        for number in range(1, min(len(row.cells), len(row.columns)))
        if row.cells[number] not in former
        and (verdict := _by_word(predicate, table, row, number, rest, analyzer)) is not None
    }
    return ToldByRow(verdicts.pop()) if len(verdicts) == 1 else None


def former_cells(row: Block | None, said: Statement) -> list[tuple[int, int]]:
    """Return where a row tells what was so before the change that another of its columns tells.

    Args:
        row: A row of a table, or another block; ``None`` where a sentence stands in none.
        said: What is held against it; nothing is left out of what was before for that.
    """
    if row is None or asks_for_former(said.morphemes) or not any(map(_LATTER.search, row.columns)):
        return []
    cells = zip(row.columns, row.cells, strict=False)
    return [cell for column, cell in cells if _FORMER.search(column)]


def _unnamed(said: Statement, table: Table, row: Block) -> list[str] | None:
    """What a statement names beside a row; ``None`` where it names another row, or no one row."""
    text = squeeze(said.text)
    keys = {other.start: squeeze(table.cells(other)[0]) for other in table.rows if other.cells}
    named = {start: key for start, key in keys.items() if key and key in text}
    longest = max(named.values(), key=len, default="")
    if longest:
        own = [start for start, key in named.items() if key == longest]
        if own != [row.start] or any(key not in longest for key in named.values()):
            return None
        told = {longest}
    else:
        cells = {other.start: squeeze(" ".join(table.cells(other))) for other in table.rows}
        told = {squeeze(n) for n in said.names if squeeze(n) in cells.get(row.start, "")}
        fellows = [s for s, cell in cells.items() if told and all(n in cell for n in told)]
        if fellows != [row.start]:
            return None
    above = squeeze(f"{table.above} {row.columns[0]}")
    given = [squeeze(g) for g in said.given]
    rest = [squeeze(n) for n in said.names]
    rest = [n for n in (*rest, *given) if not any(n in key for key in told)]
    columns = squeeze(" ".join(row.columns[1:]))
    return [n for n in rest if n not in above or n in columns]


def _by_values(said: Statement, table: Table, row: Block, rest: Sequence[str]) -> ToldByRow | None:
    predicate = said.predicate
    if predicate is not None and predicate.word.endswith("다") and predicate.form not in _LIGHT:
        return None
    if predicate is not None and predicate.is_denied:
        return None
    told = [_compared(said, value, table, row, rest) for value in said.claimed]
    wrong = next((t for t in told if t is not None and not t.holds), None)
    return wrong if wrong is not None or None in told else told[0]


def _compared(
    said: Statement, value: Value, table: Table, row: Block, rest: Sequence[str]
) -> ToldByRow | None:
    """Compare a value with the one cell that tells one of its kind."""
    own, cells = said.text[value.start : value.end], table.cells(row)
    told = {
        number: measure
        for number in range(1, len(cells))
        for kind, measure in table.values(row, number).items()
        if value.kind and kind.partition(" ")[0] == value.kind
    }
    held = {n: sum(w in squeeze(table.column(row, n)) for w in rest) for n in told}
    most = max(held.values(), default=0)
    best = [n for n in told if held[n] == most]
    if len(best) != 1 or most < len(rest):
        return None
    number, written = best[0], " ".join(cells[best[0]].split())
    if value.kind in {DATE, TIME}:
        same = same_value(own, written)
    else:
        claimed, there = measured(own, value.kind), told[number]
        is_one = claimed is not None and there.first == there.last
        same = there.first == claimed.first if claimed is not None and is_one else None
    if same is None:
        return None
    if same:
        return ToldByRow(True)
    unit = unit_written(table.column(row, number)) if written[-1].isdigit() else ""
    return ToldByRow(False, own, written + unit)


def _by_word(
    predicate: Predicate,
    table: Table,
    row: Block,
    number: int,
    rest: Sequence[str],
    analyzer: Analyzer,
) -> bool | None:
    """Whether a cell says what a statement does: the column, or the cell itself, is named by it."""
    column, cell = squeeze(table.column(row, number)), table.cells(row)[number]
    forms = {content_form(m) for m in analyzer.morphemes(table.column(row, number))}
    in_column = predicate.form in forms or bool(predicate.word and predicate.word in column)
    others = [n for n in rest if n not in column and n != predicate.word]
    is_it = bool(predicate.word) and squeeze(cell) == predicate.word  # "무료야?"
    if others or not (is_it or in_column or any(n in column for n in rest)):
        return None
    same = stance(cell, predicate.word) if predicate.word else None
    own = says_so(cell, "" if predicate.form in _LIGHT else predicate.form)
    if is_it:
        own = True
    elif same is not None:
        own = same
    elif not in_column and predicate.form not in _LIGHT:
        own = None
    return None if own is None else own ^ predicate.is_denied
