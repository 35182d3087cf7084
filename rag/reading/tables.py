"""The cell of a table that a question asks for: its row and its column are named.

A row is found where one row alone holds the most of what the question names; a column by its own
name, by the kind of value that is asked for, or by being the only one left. The cell is sure where
nothing is left that the question names and neither row, column, nor what stands above them does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.korean import Analyzer, kind_of_unit
from rag.reading.features import ReadSentence
from rag.reading.fitting import kinds_asked_for, says_which_kind
from rag.reading.grid import OF_ALL, Table, rows_read, tables_read, unit_in
from rag.reading.kinds import CALENDAR_UNITS, TOLD_AT_LENGTH, Kind, names_kind
from rag.reading.labels import beside
from rag.reading.naming import Named, asks_otherwise, holds
from rag.reading.question import Question, analyse_question
from rag.reading.values import DATE, TIME, Span, find_values
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import Block, BlockKind, Document

_BARE = re.compile(r"[\d,.]+")
_SPANS = frozenset({"하루", "일주일"})
_ONE_OTHER = frozenset({Kind.WHAT, Kind.DEFINITION})


@dataclass(frozen=True, slots=True)
class AskedCell:
    """The cell that a question asks for.

    Attributes:
        number: Number of its row among the sentences read.
        span: Where it lies in ``Document.text``; ``None`` where the row alone is told.
        is_whole: Whether the table holds all that the question names.
        is_sure: Whether besides the column is named, or no verb of the question is left open.
    """

    number: int
    span: Span | None
    is_whole: bool
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """A cell that may be asked for."""

    table: Table
    row: Block
    span: Span
    explained: int
    in_row: int
    by_name: int
    fits: bool
    left_over: bool
    is_for_each: bool

    @property
    def worth(self) -> tuple[int, int, int, bool]:
        return self.explained, self.in_row, self.by_name, self.fits

    @property
    def place(self) -> tuple[str, int]:
        return self.table.document.id, self.row.start


def asked_cell(
    asked: Question,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
) -> AskedCell | None:
    """Find the cell that a question asks for in the tables that were read.

    Args:
        asked: The question, which names something and neither compares nor denies.
        sentences: What was read.
        found: What was found, with the documents.

    Returns:
        The cell; ``None`` where what is named stands in no row more than in any other.
    """
    places = rows_read(sentences)
    if not places or not _asks_for_cell(asked):
        return None
    of_all = bool(frozenset(m.form for m in asked.morphemes) & OF_ALL)
    tables = list(tables_read(places, found))
    # "오는 편 두 번째 차": of the table that is called so.
    tables = [t for t in tables if t.heading and t.heading in asked.text] or tables
    choices = [c for table in tables for c in _choices(table, asked, of_all=of_all)]
    most = max((c.worth for c in choices), default=None)
    best = [c for c in choices if c.worth == most]
    rows = {" ".join(c.table.cells(c.row)) for c in best}
    if len(rows) != 1 or best[0].place not in places:
        return None
    number = places[best[0].place]
    own = [c for c in best if c.place == best[0].place]
    if len(own) > 1:
        return AskedCell(number, None, is_whole=False, is_sure=False)
    if _is_one_of_several(sentences[number].candidate, asked, found):
        return AskedCell(number, own[0].span, is_whole=False, is_sure=False)
    is_sure = _is_sure(own[0], asked)
    return AskedCell(number, own[0].span, is_whole=not own[0].left_over, is_sure=is_sure)


def _is_one_of_several(candidate: SentenceCandidate, asked: Question, found: SearchResult) -> bool:
    """Whether all that an item tells of a question is told under another heading, too."""
    own = [n for n in asked.named if holds(candidate.heading, n)]
    return any(all(holds(c.heading, n) for n in own) for c in beside(candidate, found))


def _asks_for_cell(asked: Question) -> bool:
    # "15,000원짜리 메뉴 뭐야?" describes nothing.
    by_value = asked.kind is Kind.DEFINITION and any(n.is_exact for n in asked.named)
    return by_value or asked.kind not in TOLD_AT_LENGTH


def _is_sure(choice: _Choice, asked: Question) -> bool:
    is_told = choice.by_name or choice.fits or (choice.in_row and asked.kind in _ONE_OTHER)
    if choice.left_over or choice.is_for_each or not is_told:
        return False
    # What is done is told by the name of a column, or not at all.
    verbs = {m.form for m in asked.morphemes if m.tag in {"VV", "VA"}}
    return choice.by_name > 0 or not any(term.form in verbs for term in asked.terms)


def _choices(table: Table, asked: Question, *, of_all: bool) -> Iterator[_Choice]:
    """The cells beside those that hold something that a question names."""
    above = frozenset(n for n in asked.named if holds(table.above, n))
    for row in table.rows:
        held = table.held(row, asked.named)
        in_row = frozenset[Named]().union(*held)
        by_kind = row.kind is not BlockKind.TABLE_ROW and names_kind(_label(table, row), asked.kind)
        if of_all and table.is_sum(row):
            yield from _summed(table, row, asked, above)
        elif in_row or by_kind:
            yield from _beside(table, row, held, asked, above | in_row)


def _summed(
    table: Table,
    row: Block,
    asked: Question,
    above: frozenset[Named],
) -> list[_Choice]:
    """The cells of the row that tells what the others come to; where any would do, their sum."""
    told = above | {n for n in asked.named if n.form in OF_ALL}
    cells = list(_beside(table, row, [frozenset()] * len(row.cells), asked, told))
    columns = {row.cells[n]: row.columns[n : n + 1] for n in range(len(row.cells))}
    sums = [c for c in cells if OF_ALL.intersection(columns[c.span])]
    return sums if sums and not any(c.by_name for c in cells) else cells


def _label(table: Table, row: Block) -> str:
    return table.document.text[slice(*row.cells[0])]


def _beside(
    table: Table,
    row: Block,
    held: Sequence[frozenset[Named]],
    asked: Question,
    told: frozenset[Named],
) -> Iterator[_Choice]:
    by_column = [
        frozenset(n for n in asked.named if holds(table.column(row, number), n))
        for number in range(len(held))
    ]
    in_row = frozenset[Named]().union(*held)
    keys = [number for number, own in enumerate(held) if own] or [0]
    told = told.union(*(by_column[number] for number in keys))
    rates = _rates(asked)
    for number, cell in enumerate(table.cells(row)):
        fits = _fit(cell, table.column(row, number), table.unit_of(row, number)[1], asked)
        if number in keys or not cell or fits is None:
            continue
        names = by_column[number] - frozenset[Named]().union(*(held[key] for key in keys))
        if not fits:
            names -= rates  # "한 시간에 얼마야?" asks for no time
        left = {n for n in asked.named if not n.is_address} - told - names
        is_loose = fits or (not row.columns and any(n.is_exact for n in in_row))
        yield _Choice(
            table,
            row,
            row.cells[number],
            explained=len(told | names),
            in_row=len(in_row),
            by_name=len(names),
            fits=fits,
            left_over=any(
                not (is_loose and (n in rates or (n.is_asked and _may_tell(cell, n))))
                and not (names and n.is_counted)
                for n in left
            ),
            is_for_each=bool(left & rates),
        )


def _rates(asked: Question) -> set[Named]:
    """What it is asked of each how much there is: 달 of "한 달에 얼마야?"."""
    ones = {b.form for a, b in pairwise(asked.morphemes) if (a.form, a.tag) == ("한", "MM")}
    return {n for n in asked.named if n.form in ones | _SPANS}


def _may_tell(cell: str, asked_for: Named) -> bool:
    """Whether a cell may tell how much there is of a thing: no gram tells calories."""
    kind = kind_of_unit(asked_for.form)
    return not kind or any(value.kind == kind for value in find_values(cell, ()))


def _fit(cell: str, column: str, unit: str, asked: Question) -> bool | None:
    """Whether a cell is of the kind that is asked for; ``None`` where it is of another."""
    kinds = kinds_asked_for(asked) if asked.kind in {Kind.WHEN, Kind.HOW_MANY} else frozenset()
    if not kinds and kinds is not None:
        return bool(column) and names_kind(column, asked.kind)
    if asked.unit in CALENDAR_UNITS:
        kinds = frozenset({TIME, DATE})
    own = {value.kind for value in find_values(cell, ())}
    is_bare = _BARE.fullmatch(cell) is not None
    if is_bare:
        own = {kind_of_unit(unit) if unit else ""}
    if kinds is None or not says_which_kind(asked):
        return bool(own & kinds) if kinds else bool(own)
    if own & kinds or (is_bare and "" in own and asked.unit):
        return True
    return None if own - {""} else False


def lacks_kind(row: Block, text: str, start: int, asked: Question) -> bool:
    """Tell whether an amount of a kind is asked for and no cell of a row may be one."""
    if asked.kind is not Kind.HOW_MANY or not says_which_kind(asked):
        return False
    cells = [text[a - start : b - start] for a, b in row.cells]
    names = [row.columns[n] if n < len(row.columns) else "" for n in range(len(cells))]
    return not any(
        _BARE.fullmatch(cell) or _fit(cell, name, unit_in(name)[1], asked)
        for cell, name in zip(cells, names, strict=True)
    )


def of_row_at(question: str, document: Document, start: int, analyzer: Analyzer) -> str:
    """Put the name of a row before a question that names but a column of its table.

    "막차는 몇 시야?" asks of the row that was told of; what names a number or a day, compares or
    sets a limit may ask of any.

    Args:
        question: The question.
        document: The document with the table.
        start: Where the row begins in it.
        analyzer: Finds the morphemes.

    Returns:
        The question; as it is where it asks for something else, or there is no row.
    """
    row = document.block_at(start)
    if row is None or row.kind is not BlockKind.TABLE_ROW or not row.cells:
        return question
    asked = analyse_question(question, analyzer.morphemes(question))
    named = [n for n in asked.named if not n.is_counted]
    is_open = any(n.is_exact for n in named) or asks_otherwise(asked.morphemes)
    columns = row.columns[1:] if named and not is_open else ()
    key = document.text[slice(*row.cells[0])]
    is_told = any(all(holds(column, n) for n in named) for column in columns)
    return f"{key} {question}" if key and is_told else question
