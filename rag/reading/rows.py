"""The rows of a table that a question asks for: those of which something holds, or holds most.

"가장 비싼 메뉴", "만 원 이하인 메뉴", "개발팀은 누구누구야": what holds of a row is told by its
cells, by the names of their columns, or by what stands above the table. Where something that a
question names is told by none of them, no row is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.korean import UNITS, Morpheme, is_denial
from rag.reading.degrees import Extreme, Limit, extreme_in, limits_in
from rag.reading.features import ReadSentence
from rag.reading.fitting import measure_of
from rag.reading.grid import Span, Table, rows_read, tables_read
from rag.reading.kinds import Kind
from rag.reading.measures import Measured, cell_value
from rag.reading.naming import Named, asks_otherwise, holds
from rag.reading.question import Question
from rag.reading.values import DATE, TIME, kind_of_unit
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import Block, BlockKind

# Of rows that share a value so many are told at most.
_MOST_ROWS = 20
_ITEMS = frozenset({Kind.WHAT, Kind.WHO, Kind.WHERE, Kind.WHEN, Kind.DEFINITION, Kind.YES_NO})
_COUNTED = frozenset({"명", "개", "회"})
# What may be said of every row.
_ANY = frozenset(
    "사람 분 곳 데 장소 날 요일 때 것 거 건 게 중 가운데 가지 종류 명 개 수 목록".split()
)
_WORDS = re.compile(r"[가-힣A-Za-z]+")
_SPACED = re.compile(r"[\s,/·()]+")


@dataclass(frozen=True, slots=True)
class AskedRows:
    """The rows that a question asks for.

    Attributes:
        rows: Their sentences in order, at least one.
        span: Where the one cell lies that is asked for; ``None`` where the rows are told whole.
        is_sure: Whether nothing that the question says of them is left open.
    """

    rows: tuple[SentenceCandidate, ...]
    span: Span | None
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Demand:
    """What is demanded of rows beside what they hold."""

    asked: Question
    named: tuple[Named, ...]
    extreme: Extreme | None
    limits: tuple[Limit, ...]
    does: bool

    @property
    def is_measured(self) -> bool:
        return self.extreme is not None or bool(self.limits)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Rows of one table that may be asked for."""

    table: Table
    rows: tuple[Block, ...]
    column: int | None
    explained: int
    is_sure: bool


def asked_rows(
    asked: Question,
    morphemes: Sequence[Morpheme],
    named: Sequence[Named],
    sentences: Sequence[ReadSentence],
    found: SearchResult,
) -> AskedRows | None:
    """Find the rows that a question asks for in the tables that were read.

    Args:
        asked: The question.
        morphemes: Its morphemes.
        named: What it names.
        sentences: What was read.
        found: What was found, with the documents.

    Returns:
        The rows; ``None`` where not all that is said of them is told, or by two tables.
    """
    places = rows_read(sentences)
    demand = _demand(asked, morphemes, named) if places else None
    if demand is None:
        return None
    tables = (t for t in tables_read(places, found) if t.is_whole and len(t.rows) > 1)
    choices = [choice for table in tables if (choice := _choice(table, demand))]
    most = max((choice.explained for choice in choices), default=0)
    best = [choice for choice in choices if choice.explained == most]
    if len(best) != 1:
        return None
    choice = best[0]
    starts = {row.start for row in choice.rows}
    first = next(s.candidate for s in sentences if _is_in(s.candidate, choice.table))
    own = (found.candidate(number) for number in found.document_of(first))
    rows = tuple(c for c in own if c.sentence.start in starts)
    if len(rows) != len(starts):
        return None
    return AskedRows(rows, _span(choice, demand), choice.is_sure)


def _is_in(candidate: SentenceCandidate, table: Table) -> bool:
    starts = {row.start for row in table.rows}
    is_there = candidate.passage.document_id == table.document.id
    return is_there and candidate.sentence.start in starts


def _demand(
    asked: Question, morphemes: Sequence[Morpheme], named: Sequence[Named]
) -> _Demand | None:
    extreme, limits = extreme_in(asked.text, morphemes), tuple(limits_in(asked.text, morphemes))
    if extreme is None and not limits and asks_otherwise(morphemes):
        return None
    if not limits and any(map(is_denial, morphemes)):
        return None
    counts = asked.kind is Kind.HOW_MANY and kind_of_unit(asked.unit) in _COUNTED
    if not (extreme or counts or asked.kind in _ITEMS):
        return None
    said = frozenset[str]().union(
        extreme.words if extreme else (), *(limit.words for limit in limits)
    )
    verbs = {m.form for m in morphemes if m.tag in {"VV", "VA"}} - {extreme.stem if extreme else ""}
    does = any(term.form in verbs for term in asked.terms)
    return _Demand(asked, tuple(n for n in named if n.word not in said), extreme, limits, does)


def _choice(table: Table, demand: _Demand) -> _Choice | None:
    """The rows of a table that are asked for, if it tells all that is demanded."""
    columns = " ".join(c for row in table.rows[:1] for c in row.columns)
    by_column = {n for n in demand.named if holds(columns, n)}
    others = [n for n in demand.named if n not in by_column]
    of_rows = [n for n in others if any(_is_word(table, row, n) for row in table.rows)]
    above = {n for n in others if n not in of_rows and holds(table.above, n)}
    of_rows += [
        n
        for n in others
        if n not in of_rows and n not in above and any(_holds(table, row, n) for row in table.rows)
    ]
    left = [n for n in others if n not in above and n not in of_rows and n.form not in _ANY]
    if any(not (n.is_asked and demand.is_measured) for n in left):
        return None
    rows = [row for row in table.rows if all(_holds(table, row, n) for n in of_rows)]
    explained = len(demand.named) - len(left)
    if not demand.is_measured:
        if not _is_by_value(table, rows, of_rows):
            return None
        return _Choice(table, tuple(rows), None, explained, not demand.does)
    return _measured(table, rows, demand, explained, is_told=not left)


def _is_by_value(table: Table, rows: Sequence[Block], named: Sequence[Named]) -> bool:
    """Whether rows are asked for by what other cells than the first hold."""
    is_beside = any(holds(cell, n) for n in named for row in rows for cell in table.cells(row)[1:])
    is_row = bool(rows) and rows[0].kind is BlockKind.TABLE_ROW
    return is_row and is_beside and len(rows) <= min(_MOST_ROWS, len(table.rows) - 1)


def _measured(
    table: Table, rows: Sequence[Block], demand: _Demand, explained: int, *, is_told: bool
) -> _Choice | None:
    """Those of some rows whose values are within the limits and the least or greatest."""
    column: int | None = None
    is_named = True
    for limit in demand.limits:
        kinds = frozenset({limit.value.kind.partition(" ")[0]})
        column, is_named = _column(table, rows, kinds, demand)
        if column is None:
            return None
        values = _values(table, rows, column)
        rows = [r for r, v in zip(rows, values, strict=True) if v and limit.allows(v)]
    if demand.extreme is not None:
        rows = [row for row in rows if not _is_sum(table, row)]
        column, is_named = _column(table, rows, demand.extreme.kinds, demand)
        if column is None:
            return None
        rows = _most(rows, _values(table, rows, column), is_least=demand.extreme.is_least)
    if not rows or len(rows) > _MOST_ROWS:
        return None
    is_sure = is_told and (is_named or not demand.does)
    return _Choice(table, tuple(rows), column, explained, is_sure)


def _most(
    rows: Sequence[Block], values: Sequence[Measured | None], *, is_least: bool
) -> list[Block]:
    told = [(row, value) for row, value in zip(rows, values, strict=True) if value is not None]
    numbers = [value.first if is_least else value.last for _, value in told]
    best = min(numbers) if is_least else max(numbers)
    return [row for (row, _), number in zip(told, numbers, strict=True) if number == best]


def _column(
    table: Table, rows: Sequence[Block], kinds: frozenset[str], demand: _Demand
) -> tuple[int | None, bool]:
    """The one column that tells values of a kind; and whether it is named, or tells that alone."""
    fitting = {
        number: names
        for number, name, values in _told(table, rows)
        if _tells(values, kinds, is_first=number == 0)
        for names in [_names(name, demand)]
    }
    most = max(fitting.values(), default=0)
    best = [number for number, names in fitting.items() if names == most]
    is_clear = most > 0 or not kinds & {DATE, TIME}
    return (best[0], is_clear) if len(best) == 1 else (None, False)


def _told(table: Table, rows: Sequence[Block]) -> Iterator[tuple[int, str, list[Measured | None]]]:
    width = min((len(row.cells) for row in rows), default=0)
    for number in range(width):
        yield number, table.column(rows[0], number), _values(table, rows, number)


def _names(column: str, demand: _Demand) -> int:
    is_degree = demand.extreme is not None and column.startswith(demand.extreme.stem)
    return is_degree + sum(holds(column, n) for n in demand.named)


def _tells(values: Sequence[Measured | None], kinds: frozenset[str], *, is_first: bool) -> bool:
    """Whether a column holds values of one of some kinds."""
    told = [value for value in values if value is not None]
    own = {value.kind for value in told}
    if len(own) != 1 or 2 * len(told) < len(values):
        return False
    return own.pop().partition(" ")[0] in kinds if kinds else not is_first


def _values(table: Table, rows: Sequence[Block], number: int) -> list[Measured | None]:
    return [cell_value(table.cells(row)[number], _unit(table, row, number)) for row in rows]


def _unit(table: Table, row: Block, number: int) -> tuple[int, str]:
    unit = table.unit_of(row, number)
    if unit[1] in UNITS:
        return unit
    measures = (measure_of(word) for word in _WORDS.findall(table.column(row, number)))
    return 1, next(filter(None, measures), "")


def _is_sum(table: Table, row: Block) -> bool:
    """Whether a row tells what the others come to: no other may be greater."""
    others = [other for other in table.rows if other != row]
    width = min(len(other.cells) for other in table.rows)
    columns = [_values(table, [row, *others], number) for number in range(1, width)]
    sums = [
        own.last == sum(v.last for v in rest if v)
        for own, *rest in columns
        if own and own.kind not in {TIME} and not own.kind.startswith(DATE)
    ]
    return len(others) > 1 and bool(sums) and all(sums)


def _is_word(table: Table, row: Block, named: Named) -> bool:
    return any(named.word in _SPACED.split(cell.lower()) for cell in table.cells(row))


def _holds(table: Table, row: Block, named: Named) -> bool:
    cells = enumerate(table.cells(row))
    return any(holds(cell, named, table.unit_of(row, n)[0]) for n, cell in cells)


def _span(choice: _Choice, demand: _Demand) -> Span | None:
    """The cell of a single row that is asked for: in the column named, or what names the row."""
    if len(choice.rows) != 1:
        return None
    row, asked = choice.rows[0], demand.asked
    wanted = [n for n in demand.named if n.is_asked]
    columns = [
        n
        for n in range(len(row.cells))
        if any(holds(choice.table.column(row, n), w) for w in wanted)
    ]
    if asked.kind is Kind.HOW_MANY:
        columns = columns if columns or choice.column is None else [choice.column]
    elif not columns and asked.kind in _ITEMS and choice.column != 0:
        columns = [0]
    return row.cells[columns[0]] if len(columns) == 1 else None
