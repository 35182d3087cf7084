"""The tables that were read: their rows, what stands above them, and what their numbers count."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rag.korean import UNITS, measure_of, read_word
from rag.reading.features import ReadSentence
from rag.reading.labels import field_of
from rag.reading.measures import Measured, cell_values
from rag.reading.naming import ANY, Named, holds
from rag.reading.values import DATE, TIME
from rag.retrieval import SearchResult
from rag.sources import HEADING_SEPARATOR, Block, BlockKind, Document

Places = Mapping[tuple[str, int], int]
"""Rows by document and first character, to their numbers among the sentences read."""

_SPACED = re.compile(r"[\s,/·()]+")
_WORDS = re.compile(r"[가-힣A-Za-z]+")
# Of a longer table the rows that were read are compared.
_MOST_ROWS = 500
# So many rows do not come to what another tells by chance.
_MANY = 3
# What is asked of all rows together, and so of the one that tells their sum.
OF_ALL = frozenset("전체 총 총합 총계 합계 계 합 모두 전부 다 합치 합하 통틀".split())
"""Words that ask of all together."""
_UNIT = re.compile(
    r"(?:단위\s?[:：]?\s?|\()(?P<factor>천만|백만|천|만|억)?\s?(?P<unit>[가-힣A-Za-z%℃°㎀-㏟²³]+)"
)


@dataclass(frozen=True)
class Table:
    """A table: neighbouring rows with the same names of columns, or labelled items.

    Attributes:
        document: The document.
        rows: Its rows in order.
        above: What it stands under: title, headings, and what is said right before it.
        is_whole: Whether all of its rows are here.
    """

    document: Document
    rows: tuple[Block, ...]
    above: str
    is_whole: bool = True

    @property
    def heading(self) -> str:
        """The heading that it stands right under; "" where it stands under none."""
        return self.document.heading_at(self.rows[0].start).rpartition(HEADING_SEPARATOR)[2]

    def cells(self, row: Block) -> list[str]:
        """Return what stands in the cells of a row."""
        return [self.document.text[start:end] for start, end in row.cells]

    def column(self, row: Block, number: int) -> str:
        """Return the name of a column; "" where it has none."""
        return row.columns[number] if number < len(row.columns) else ""

    def unit_of(self, row: Block, number: int) -> tuple[int, str]:
        """What the bare numbers of a column count, as far as it is said: 1000 and 원."""
        own = unit_in(self.column(row, number))
        return own if own[1] else unit_in(self.above)

    def held(self, row: Block, named: Sequence[Named]) -> list[frozenset[Named]]:
        """Return which of some things named stand in each cell of a row."""
        return [
            frozenset(o for o in named if not (o.is_place and n) and holds(cell, o, factor))
            for n, cell in enumerate(self.cells(row))
            for factor in [self.unit_of(row, n)[0]]
        ]

    def holds_all(self, row: Block, named: Sequence[Named]) -> bool:
        """Tell whether each of some things named stands in a cell of a row."""
        return frozenset[Named]().union(*self.held(row, named)) >= frozenset(named)

    def values(self, row: Block, number: int) -> dict[str, Measured]:
        """Return the values in a cell by their kinds."""
        return cell_values(self.cells(row)[number], self._counted(row, number))

    def _counted(self, row: Block, number: int) -> tuple[int, str]:
        """What bare numbers count by what is said, else by the column's name: 원 of 가격."""
        unit = self.unit_of(row, number)
        if unit[1] in UNITS:
            return unit
        for word in _WORDS.findall(self.column(row, number)):
            kind = measure_of(word) or word.removesuffix("수")
            if kind != word and (kind in UNITS or measure_of(word)):
                return 1, kind
        return 1, ""

    def is_sum(self, row: Block) -> bool:
        """Tell whether a row tells what all others come to, and not by chance: 10, 20 and 30."""
        is_called = any(word in OF_ALL for word in _WORDS.findall(self.cells(row)[0]))
        if not is_called and row not in (self.rows[0], self.rows[-1]):
            return False
        others = [other for other in self.rows if other != row]
        width = min(len(other.cells) for other in self.rows)
        sums = []
        for number in range(1, width):
            rest = [self.values(other, number) for other in others]
            for kind, own in self.values(row, number).items():
                if kind.partition(" ")[0] not in {DATE, TIME}:
                    sums.append(own.last == sum(v[kind].last for v in rest if kind in v))
        is_chance = not is_called and (len(others) < _MANY or len(sums) == 1)
        return len(others) > 1 and bool(sums) and all(sums) and not is_chance


@dataclass(frozen=True, slots=True)
class Told:
    """Which of the things named the columns of a table tell, which its rows, and which nothing."""

    by_column: list[Named]
    of_rows: list[Named]
    left: list[Named]


def told_of(table: Table, named: Sequence[Named]) -> Told:
    """Sort what is named by where a table tells it."""
    columns = " ".join(c for row in table.rows[:1] for c in row.columns)
    by_column = [n for n in named if holds(columns, n)]
    others = [n for n in named if n not in by_column]
    # A word that is a cell of its own tells rows apart, even where it stands above them too.
    of_rows = [
        n
        for n in others
        if any(_is_word(table, row, n) for row in table.rows)
        or (not holds(table.above, n) and any(table.holds_all(row, [n]) for row in table.rows))
    ]
    left = [n for n in others if n not in of_rows and n.form not in ANY and not n.is_address]
    return Told(by_column, of_rows, [n for n in left if not holds(table.above, n)])


def _is_word(table: Table, row: Block, named: Named) -> bool:
    return any(named.word in _SPACED.split(cell.lower()) for cell in table.cells(row))


def unit_in(text: str) -> tuple[int, str]:
    """Tell what bare numbers count by what stands above them: "단위: 천원", "단가(원)".

    Returns:
        What each is to be multiplied by, and the unit; "" where it is not said.
    """
    found = _UNIT.search(text)
    return (read_word(found["factor"] or "") or 1, found["unit"]) if found else (1, "")


def unit_written(column: str) -> str:
    """Return the unit that the name of a column tells, as it stands there: 천원 of "단가(천원)"."""
    found = _UNIT.search(column)
    return f"{found['factor'] or ''}{found['unit']}" if found and found["unit"] in UNITS else ""


def amounts_in(row: Block, text: str, start: int, asked: str) -> list[tuple[str, Measured]]:
    """Return the amounts of a row, each as written with the unit that its column's name tells.

    Args:
        row: The row.
        text: Its sentence.
        start: Where that begins in the document.
        asked: The question; of the columns that it names by all of their name alone, if any.
    """
    found = []
    cells = [*zip(row.cells, row.columns, strict=False)]
    named = [(cell, column) for cell, column in cells if column and column in asked]
    for (begin, end), column in named or cells:
        cell, unit = text[begin - start : end - start], unit_written(column)
        counted = unit_in(column) if unit else (1, "")
        written = cell + unit if cell[-1:].isdigit() else cell
        found += [(written, own) for own in cell_values(cell, counted).values()]
    return found


def rows_read(sentences: Sequence[ReadSentence]) -> Places:
    """Find the rows, and the items with a label, among what was read."""
    return {
        (s.candidate.passage.document_id, s.candidate.sentence.start): number
        for number, s in enumerate(sentences)
        if s.candidate.block and as_row(s.candidate.block, s.candidate.sentence.text)
    }


def tables_read(places: Places, found: SearchResult) -> Iterator[Table]:
    """Find the tables that hold the rows that were read, each once."""
    wanted = {document_id for document_id, _ in places}
    documents = {d.id: d for d in found.index.documents if d.id in wanted}
    seen: set[tuple[str, int]] = set()
    for document_id, start in places:
        document = documents[document_id]
        if (document_id, start) in seen:
            continue
        table = table_at(document, start, places)
        seen.update((document_id, row.start) for row in table.rows)
        yield table


def table_at(document: Document, start: int, places: Places = MappingProxyType({})) -> Table:
    """Return the table that holds the row which begins at a place of a document.

    Args:
        document: The document.
        start: First character of the row.
        places: Of a very long table the rows that are to be kept.
    """
    blocks = document.blocks
    # Of an item the second sentence may have a label, too.
    at = bisect_right(blocks, start, key=lambda block: block.start) - 1
    own = _row_at(document, at)
    rows = [own] if own else []
    first = last = at
    for step in (-1, 1):
        number = at + step
        while 0 <= number < len(blocks) and own is not None:
            row = _row_at(document, number)
            is_frame = blocks[number].kind is BlockKind.TABLE_HEADER and not blocks[number].cells
            if not is_frame and (row is None or not _is_fellow(row, own)):
                break
            rows += [row] if row else []
            first, last = min(first, number), max(last, number)
            number += step
    rows.sort(key=lambda row: row.start)
    is_whole = len(rows) <= _MOST_ROWS
    if not is_whole:
        rows = [row for row in rows if (document.id, row.start) in places]
    lead = first - 1 if first and blocks[first - 1].kind is BlockKind.TABLE_HEADER else first
    before = blocks[lead - 1] if lead else None
    said = document.text[before.start : before.end] if before else ""
    above = f"{document.title}\n{document.heading_at(start)}\n{said}"
    return Table(document, tuple(rows), above, is_whole)


def _row_at(document: Document, number: int) -> Block | None:
    block = document.blocks[number]
    return as_row(block, document.text[block.start : block.end])


def as_row(block: Block, text: str) -> Block | None:
    """Return a row of a table; an item with a label is one of two cells."""
    if block.kind is BlockKind.TABLE_ROW:
        return block
    field = field_of(text, block.kind)
    if field is None:
        return None
    return replace(block, cells=tuple((block.start + a, block.start + b) for a, b in field))


def _is_fellow(row: Block, other: Block) -> bool:
    return (row.kind, row.level, row.columns) == (other.kind, other.level, other.columns)
