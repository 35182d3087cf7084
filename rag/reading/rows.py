"""The rows of a table that a question asks for: those of which something holds, or holds most.

"가장 비싼 메뉴", "만 원 이하인 메뉴", "개발팀은 누구누구야": what holds of a row is told by its
cells, by the names of their columns, or by what stands above the table. Where something that a
question names is told by none of them, no row is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.korean import (
    MEASURES,
    UNITS,
    content_form,
    default_analyzer,
    is_denied,
    kind_of_unit,
)
from rag.reading.degrees import Demand, kind_named
from rag.reading.features import ReadSentence
from rag.reading.grid import OF_ALL, Table, Told, rows_read, tables_read, told_of
from rag.reading.kinds import NAMING_HEADS, Kind
from rag.reading.measures import Measured
from rag.reading.naming import Named, holds
from rag.reading.question import Question
from rag.reading.values import AGE, DATE, TIME, Span
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import Block, BlockKind

# Of rows that share a value so many are told at most.
_MOST_ROWS = 20
_ITEMS = frozenset({Kind.WHAT, Kind.WHO, Kind.WHERE, Kind.WHEN, Kind.DEFINITION, Kind.YES_NO})
_THERE = re.compile(r"있|가능|제공|필요|무료|유료|[OoＯ○◯●✓✔]$")
_NOT_THERE = re.compile(r"없|불가|불필요|미제공|[-–XxＸ×✕]$")
_UNDECIDED = re.compile(r"미정|문의|협의|모름|추후|별도|\?")
# A cell that says how a thing is, and not what it is called, is as short as this.
_SAYS_HOW = 12
# By which anything but people is counted.
_OF_ANYTHING = frozenset("개 가지 종류 번 회 곳 군데 건".split())


@dataclass(frozen=True, slots=True)
class AskedRows:
    """The rows that a question asks for.

    Attributes:
        rows: Their sentences in order, at least one.
        span: Where the one cell lies that is asked for; ``None`` where the rows are told whole.
        is_sure: Whether nothing that the question says of them is left open.
        is_counted: Whether it is asked how many they are.
    """

    rows: tuple[SentenceCandidate, ...]
    span: Span | None
    is_sure: bool
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    """Rows of one table that may be asked for."""

    table: Table
    rows: tuple[Block, ...]
    column: int | None
    explained: int
    is_told: bool
    is_sure: bool
    is_of_time: bool = False


def asked_rows(
    demand: Demand, sentences: Sequence[ReadSentence], found: SearchResult
) -> AskedRows | None:
    """Find the rows that a question asks for in the tables that were read.

    Returns:
        The rows; ``None`` where not all that is said of them is told, or by two tables.
    """
    asked, places = demand.asked, rows_read(sentences)
    if not places or not (demand.extreme or _counts(asked) or asked.kind in _ITEMS):
        return None
    tables = [t for t in tables_read(places, found) if t.is_whole and len(t.rows) > 1]
    choices = [choice for table in tables if (choice := _choice(table, demand))]
    # What nothing names may be told by the only table there is.
    choices = [choice for choice in choices if choice.is_told or len(tables) == 1]
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
    counted = _counts(asked) and not _tells_number(choice.table, asked)
    # Where the rows are called otherwise than in the question, the encoder tells whether it is of
    # them: 객실 for "제일 비싼 방", but not for "제일 비싼 노트북".
    is_theirs = choice.is_told or any(
        s.answerable > 0 for s in sentences if _is_in(s.candidate, choice.table)
    )
    return AskedRows(rows, _span(choice, demand), choice.is_sure and is_theirs, counted)


def lacks_row(
    candidate: SentenceCandidate,
    demand: Demand,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
) -> bool:
    """Tell whether a question names a row that its table does not have: 영업부 beside 총무부."""
    tables = (t for t in tables_read(rows_read(sentences), found) if _is_in(candidate, t))
    return any(
        _is_missing(table, n)
        for table in tables
        if table.is_whole and len(table.rows) > 1
        for n in told_of(table, demand.named).left
    )


def _is_missing(table: Table, named: Named) -> bool:
    """Whether all cells of a column end as a word does, and none is it."""
    width = min(len(row.cells) for row in table.rows)
    columns = ({table.cells(row)[n] for row in table.rows} for n in range(width))
    return len(named.word) > 1 and any(
        len(cells) > 1 and all(cell.endswith(named.word[-1]) for cell in cells) for cells in columns
    )


def _counts(asked: Question) -> bool:
    """Whether things are counted, and nothing measured."""
    unit = UNITS[asked.unit][0] if asked.unit in UNITS else asked.unit
    return asked.kind is Kind.HOW_MANY and unit not in MEASURES | {"", AGE}


def _is_in(candidate: SentenceCandidate, table: Table) -> bool:
    starts = {row.start for row in table.rows}
    is_there = candidate.passage.document_id == table.document.id
    return is_there and candidate.sentence.start in starts


def _choice(table: Table, demand: Demand) -> _Choice | None:
    """The rows of a table that are asked for, if it tells all that is demanded."""
    told = told_of(table, demand.named)
    had = [n for n in told.by_column if n.form in demand.had]
    known = {n.form for n in had}
    felt = {
        form: columns
        for form in demand.had.keys() - known
        if (columns := _columns_saying(table, form))
    }
    # What is not so of something is told by no row that says nothing of it.
    if any(not there and form not in known | felt.keys() for form, there in demand.had.items()):
        return None
    having = [_having(table, n, demand.had[n.form]) for n in had]
    rows = [
        row
        for row in table.rows
        if all(row.start in starts for starts in having)
        and all(
            any(says_so(table.cells(row)[n], form) is demand.had[form] for n in columns)
            for form, columns in felt.items()
        )
    ]
    # What is asked for may be called otherwise: "공복이 필요한 검사" is 위내시경, too.
    narrow = [row for row in rows if table.holds_all(row, told.of_rows)]
    asked_for = [n for n in told.of_rows if n.is_asked] if had or felt else []
    others = [n for n in told.of_rows if n not in asked_for]
    wide = [row for row in rows if table.holds_all(row, others)]
    rows = wide if had or felt else narrow
    explained = len(demand.named) - len(told.left) + len(felt)
    if demand.is_measured:
        return _measured(table, rows, demand, explained, told.left)
    # What is done is told by a column, or left open; of many it would be said that all do it.
    done = [n for n in told.left if n.form in demand.done]
    # What rows are of may be called as the table does not: "수업을 몇 개 맡아?"
    is_any = demand.asked.unit in _OF_ANYTHING
    called = [n for n in told.left if is_any and n.form == demand.asked.counted]
    if len(told.left) > len(done) + len(called) or (done and len(rows) > 1):
        return None
    if not (told.of_rows or had or felt) and _is_all(table, demand, told):
        rows = [row for row in rows if table.cells(row)[0].strip() not in OF_ALL]
        return _Choice(table, tuple(rows), None, explained, True, True)
    is_by_value = bool(felt) and 0 < len(rows) < len(table.rows)
    if not is_by_value and not _is_by_value(table, rows, told.of_rows + had, demand.asked):
        return None
    is_open = (demand.is_open and not (had or felt)) or bool(done) or len(narrow) < len(rows)
    return _Choice(table, tuple(rows), None, explained, not called, not (is_open or called))


def _is_all(table: Table, demand: Demand, told: Told) -> bool:
    """Whether it is asked how many things a table lists: its first column alone is named."""
    key = table.column(table.rows[0], 0)
    left = [n for n in told.left if n.form not in OF_ALL]
    is_named = any(key in {n.word, n.form} for n in told.by_column)
    return (
        is_named
        and not left
        and not demand.is_open
        and _counts(demand.asked)
        and not _tells_number(table, demand.asked)
        and all(holds(key, n) for n in told.by_column)
        and len(table.rows) <= _MOST_ROWS
    )


def _tells_number(table: Table, asked: Question) -> bool:
    """Whether a column tells an amount of what is counted: the seats of each room."""
    kind = kind_of_unit(asked.unit)
    row = table.rows[0]
    return any(kind in table.values(row, n) for n in range(len(row.cells)))


def _columns_saying(table: Table, stem: str) -> list[int]:
    """The columns whose names or cells say that something is so, or not: 매운맛, "매움"."""
    width = min(len(row.cells) for row in table.rows)
    return [
        n
        for n in range(1, width)
        if _is_said(table.column(table.rows[0], n), stem)
        or any(_is_said(cell, stem) for cell in {table.cells(row)[n] for row in table.rows})
    ]


def _is_said(text: str, stem: str) -> bool:
    return len(text) <= _SAYS_HOW and stem in {
        content_form(m) for m in default_analyzer().morphemes(text)
    }


def says_so(cell: str, stem: str = "") -> bool | None:
    """Tell whether a cell says that something is so: 가능, 없음, or its own word, 매움.

    Args:
        cell: What stands in it.
        stem: The word, as :func:`rag.korean.content_form` gives it.

    Returns:
        ``None`` where it says neither.
    """
    own = default_analyzer().morphemes(cell) if stem and len(cell) <= _SAYS_HOW else []
    at = next((n for n, m in enumerate(own) if content_form(m) == stem), None)
    if at is not None:
        before = own[at - 1].form if at else ""
        return not (is_denied(own, at) or before in {"안", "못"})
    return False if _NOT_THERE.match(cell) else (True if _THERE.match(cell) else None)


def _having(table: Table, named: Named, there: bool) -> set[int]:
    """Where the rows begin that say in the column of a thing that it is there, or that it is not.

    Where some say "없음" and none that it is there, any other cell names what is: 사과.
    """
    found: set[int] = set()
    for number, column in enumerate(table.rows[0].columns):
        if not holds(column, named):
            continue
        rows = [row for row in table.rows if number < len(row.cells)]
        cells = [table.cells(row)[number] for row in rows]
        said = [says_so(cell) for cell in cells]
        if set(said) == {None, False}:
            said = [
                True if own is None and cell and not _UNDECIDED.match(cell) else own
                for own, cell in zip(said, cells, strict=True)
            ]
        found |= {row.start for row, own in zip(rows, said, strict=True) if own is there}
    return found


def _is_by_value(
    table: Table, rows: Sequence[Block], named: Sequence[Named], asked: Question
) -> bool:
    """Whether rows are asked for by what other cells than the first hold, or are counted."""
    is_beside = (_counts(asked) and len(rows) > 1) or any(
        holds(f"{table.column(row, number)} {cell}", n)
        for n in named
        for row in rows
        for number, cell in enumerate(table.cells(row))
        if number
    )
    is_row = bool(rows) and rows[0].kind is BlockKind.TABLE_ROW
    return is_row and is_beside and len(rows) <= min(_MOST_ROWS, len(table.rows) - 1)


def _measured(
    table: Table, rows: Sequence[Block], demand: Demand, explained: int, left: Sequence[Named]
) -> _Choice | None:
    """Those of some rows whose values are within the limits and the least or greatest."""
    told: _Column | None = None
    columns: list[_Column] = []
    rows = [row for row in rows if not table.is_sum(row)]
    for limit in demand.limits:
        columns = _columns(table, rows, (limit.value.kind,), demand)
        if len(columns) != 1:
            return None
        told = columns[0]
        rows = [r for r, v in zip(rows, told.values, strict=True) if v and limit.allows(v)]
    if demand.extreme is not None:
        if len(rows) == 1 and rows[0].kind is not BlockKind.TABLE_ROW:
            return None  # "산: 도담산 (812m)" is no mountain among others
        columns = _columns(table, rows, demand.kinds, demand)
        # Of several prices each may say that the same one is dearest.
        places = {tuple(demand.extreme.places(column.values)) for column in columns}
        if len(places) != 1:
            return None
        told = columns[0]
        rows = [rows[place] for place in places.pop()]
    if told is None or not rows or len(rows) > _MOST_ROWS:
        return None
    left = [n for n in left if kind_named(n) != told.kind]
    if not all(n.is_asked for n in left):
        return None
    # What is done first is told by the column that is named by it.
    is_of_time = told.kind in {DATE, TIME}
    is_clear = told.is_named or not demand.is_open or not is_of_time
    is_sure = is_clear and (not left or told.is_named)
    number = told.column if len(columns) == 1 else None
    return _Choice(table, tuple(rows), number, explained, not left, is_sure, is_of_time)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that tells a value of one kind of each row."""

    column: int
    kind: str
    values: tuple[Measured | None, ...]
    is_named: bool


def _columns(
    table: Table, rows: Sequence[Block], kinds: Sequence[str], demand: Demand
) -> list[_Column]:
    """The columns that tell values of a kind, those that are named where any is."""
    width = min((len(row.cells) for row in rows), default=0)
    cells = [(n, [table.values(row, n) for row in rows]) for n in range(width)]
    wants: list[tuple[str, ...]] = [(kind,) for kind in kinds] or [()]
    for wanted in wants:
        fitting = {
            number: (_names(table.column(rows[0], number), demand), told)
            for number, values in cells
            if (told := _of_kind(values, wanted)) and (wanted or number)
        }
        if demand.extreme and not wanted:
            tells = demand.extreme.is_told_by
            fitting = {n: own for n, own in fitting.items() if own[0] or tells(_kind(own[1]))}
        most = max((names for names, _ in fitting.values()), default=0)
        if fitting:
            return [
                _Column(number, _kind(own), own, most > 0)
                for number, (names, own) in fitting.items()
                if names == most
            ]
    return []


def _kind(values: Sequence[Measured | None]) -> str:
    return next(value.kind for value in values if value).partition(" ")[0]


def _of_kind(
    cells: Sequence[Mapping[str, Measured]], wanted: Sequence[str]
) -> tuple[Measured | None, ...]:
    """The values of one kind in the cells of a column; empty where most hold none, or another."""
    kinds = {kind for cell in cells for kind in cell}
    if wanted:
        kinds = {kind for kind in kinds if kind.partition(" ")[0] == wanted[0].partition(" ")[0]}
    values = tuple(cell.get(next(iter(kinds))) for cell in cells) if len(kinds) == 1 else ()
    return values if 2 * sum(value is not None for value in values) >= len(cells) else ()


def _names(column: str, demand: Demand) -> int:
    is_degree = demand.extreme is not None and column.startswith(demand.extreme.stem)
    return is_degree + sum(holds(column, n) for n in demand.named)


def _span(choice: _Choice, demand: Demand) -> Span | None:
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
    if asked.kind is Kind.HOW_MANY or (asked.kind is Kind.WHEN and choice.is_of_time):
        columns = columns if columns or choice.column is None else [choice.column]
    elif not columns and asked.kind in _ITEMS and choice.column != 0:
        names = [n for n in range(len(row.cells)) if choice.table.column(row, n) in NAMING_HEADS]
        columns = names[:1] if names and asked.kind is Kind.WHO else [0]
    return row.cells[columns[0]] if len(columns) == 1 else None
