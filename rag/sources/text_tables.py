"""Tables in plain text: cells between strokes, tabs or leader dots, or aligned in columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.korean import WEEKDAYS
from rag.sources.document import Block, BlockKind
from rag.sources.lines import STOPPED, Line, is_rule

Span = tuple[int, int]

_STROKE = re.compile(r"(?<!\\)[|│┃]")
_LEADER = r"\s?(?:\.{4,}|…{2,}|·{4,}|_{4,})\s?(?=[^\s.])"
_GAP = re.compile(rf"{_LEADER}|\t|\s{{2,}}(?=\S)")
_DIGIT = re.compile(r"\d")
# What names a column though it holds digits.
_PERIOD = re.compile(r"^(?:(?:19|20)\d\d(?:년도?)?|\d{1,2}(?:월|분기|차|회|학년|반|주차))$")
_WORDS_OF_VALUE = re.compile(r"[\d.,:/~()\-\s]+")
_NUMBER = re.compile(r"\d+")
_WEEKDAY = re.compile(rf"(?<![가-힣])[{WEEKDAYS}](?:요일)?(?![가-힣])")
# So many lines with cells are a table that no line of names tells to be one.
_LEAST_ROWS = 3
# How far the cells of a column may begin apart, in columns of a terminal.
_ALIGNED = 1


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    cells: tuple[Span, ...]


def find_tables(text: str, lines: Sequence[Line]) -> dict[int, tuple[list[Block], int]]:
    """Find the tables of a plain text.

    Returns:
        For the number of the line that each begins with, its rows and the number of the line
        after it.
    """
    found: dict[int, tuple[list[Block], int]] = {}
    at = 0
    while at < len(lines):
        run = _Run(text, lines, at)
        blocks = run.blocks()
        if blocks:
            found[at] = blocks, run.end
        at = max(run.end, at + 1)
    return found


class _Run:
    """Lines with cells that follow one another.

    Attributes:
        end: Number of the line after them.
    """

    def __init__(self, text: str, lines: Sequence[Line], at: int) -> None:
        """Take in what begins with a line."""
        self._text = text
        self._rows: list[_Row] = []
        self._rule_end = 0
        first = next((line for line in lines[at : at + 2] if not is_rule(line.text)), lines[at])
        self._is_ruled = len(_STROKE.findall(first.text)) > int(_is_framed(first))
        cells_of = _ruled_cells if self._is_ruled else gap_cells
        self.end = at
        for line in lines[at:]:
            if line.after_blank and self.end > at:
                break
            if is_rule(line.text):
                self._rule_end = line.end if len(self._rows) == 1 else self._rule_end
            elif not self._take(line, cells_of):
                break
            self.end += 1

    def _take(self, line: Line, cells_of: Callable[[Line], tuple[Span, ...]]) -> bool:
        cells = cells_of(line)
        if len(self._rows) == 1 and not self._is_ruled:
            self._rows = [_cornered(self._rows[0], len(cells))]
        if not self._is_ruled and (STOPPED.search(line.text) and len(cells) < _LEAST_ROWS):
            return False
        if self._rows and not self._is_ruled and len(cells) != len(self._rows[0].cells):
            cells = self._under_names(line, cells)
        if len(cells) < 2:
            return False
        self._rows.append(_Row(line, cells))
        return True

    def _under_names(self, line: Line, cells: Sequence[Span]) -> tuple[Span, ...]:
        """Put the cells of a line that lacks some under the names above which they begin."""
        first = self._rows[0].line
        if 0 < line.text.count("\t") < first.text.count("\t") == len(self._rows[0].cells) - 1:
            return _tabbed_cells(line, len(self._rows[0].cells))
        names = [_column(first, start, self._text) for start, _ in self._rows[0].cells]
        if not self._rule_end or not 1 < len(cells) < len(names):
            return ()
        placed: list[Span] = [(line.end, line.end)] * len(names)
        for cell in cells:
            begin = _column(line, cell[0], self._text)
            nearest = min(range(len(names)), key=lambda n: abs(names[n] - begin))
            if abs(names[nearest] - begin) > _ALIGNED or placed[nearest] != (line.end, line.end):
                return ()
            placed[nearest] = cell
        # A cell that is not there lies where the next one begins.
        for n in range(len(names) - 2, -1, -1):
            if placed[n] == (line.end, line.end):
                placed[n] = (placed[n + 1][0], placed[n + 1][0])
        return tuple(placed)

    def blocks(self) -> list[Block]:
        """Make the rows; none where the lines are no table."""
        rows = self._rows
        has_names = len(rows) > 1 and (bool(self._rule_end) or self._names_columns())
        if not has_names and not (self._is_ruled and len(rows) > 1) and not self._is_aligned():
            return []
        names = [self._text[a:b] for a, b in rows[0].cells] if has_names else []
        blocks = [
            Block(BlockKind.TABLE_ROW, row.line.start, row.line.end, 0, tuple(names), row.cells)
            for row in rows
        ]
        if names:
            end = max(self._rule_end, blocks[0].end)
            blocks[0] = replace(blocks[0], kind=BlockKind.TABLE_HEADER, columns=(), end=end)
        return blocks

    def _names_columns(self) -> bool:
        """Whether the first row names the columns: words above values of one kind."""
        names = [self._text[a:b] for a, b in self._rows[0].cells]
        below = [[self._text[a:b] for a, b in row.cells] for row in self._rows[1:]]
        if any(_DIGIT.search(_PERIOD.sub("", name)) for name in names):
            return _names_places(names, below)
        if "\t" in self._rows[0].line.text:
            return True
        if len(names) > 2 or self._is_ruled:
            return any(_DIGIT.search(cell) for cells in below for cell in cells)
        # Of two columns the first row may be a name and its value, as all rows are.
        values = [cells[-1] for cells in below]
        kinds = {_WORDS_OF_VALUE.sub("", value) for value in values}
        return " " not in names[-1] and len(kinds) == 1 and all(map(_DIGIT.search, values))

    def _is_aligned(self) -> bool:
        """Whether lines without names above are rows: dots lead to a value, or all begin alike."""
        rows = self._rows
        gaps = [self._text[row.cells[0][1] : row.cells[1][0]] for row in rows]
        if len(rows) > 1 and all(gap.strip() for gap in gaps):
            return True
        if len(rows) < _LEAST_ROWS:
            return False
        edges = zip(
            *([_column(r.line, at, self._text) for at in r.cells[1]] for r in rows), strict=True
        )
        spread = min(max(edge) - min(edge) for edge in edges)
        return spread <= _ALIGNED or all("\t" in gap for gap in gaps)


def _cornered(first: _Row, count: int) -> _Row:
    """Give a first row an empty cell before the others where the rows below have one more."""
    if not first.line.indent or len(first.cells) + 1 != count:
        return first
    corner = first.cells[0][0]
    return _Row(first.line, ((corner, corner), *first.cells))


def _names_places(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether names with digits, all of one form, stand above other things: days, classes."""
    forms = {_form(name) for name in names[1:]}
    values = {_form(cell) for cells in below for cell in cells[1:]}
    return not _DIGIT.search(names[0]) and len(forms) == 1 < len(names) - 1 and not forms & values


def _form(cell: str) -> str:
    """What a cell is like, whatever its numbers and days of the week."""
    return _NUMBER.sub("0", _WEEKDAY.sub("요", cell))


def _is_framed(line: Line) -> bool:
    return _STROKE.match(line.text) is not None


def _column(line: Line, offset: int, text: str) -> int:
    """Where a character stands in a line as a terminal shows it, Hangul twice as wide."""
    before = text[line.start : offset]
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in before)
    return line.indent + len(before) + wide


def _ruled_cells(line: Line) -> tuple[Span, ...]:
    strokes = [found.start() for found in _STROKE.finditer(line.text)]
    if not strokes:
        return ()
    edges = [-1, *strokes, len(line.text)]
    if strokes[0] == 0:
        edges = edges[1:]
    if strokes[-1] == len(line.text) - 1 and len(edges) > 2:
        edges = edges[:-1]
    return tuple(_tight(line, a + 1, b) for a, b in pairwise(edges))


def _tight(line: Line, start: int, end: int) -> Span:
    """A cell without the white space around it; an empty one where it begins."""
    piece = line.text[start:end]
    length = len(piece.strip())
    begin = line.start + start + (len(piece) - len(piece.lstrip()) if length else 0)
    return begin, begin + length


def _tabbed_cells(line: Line, count: int) -> tuple[Span, ...]:
    """Cells between tabs, and empty ones behind the last."""
    tabs = [n for n, letter in enumerate(line.text) if letter == "\t"]
    edges = [-1, *tabs, len(line.text)]
    own = [_tight(line, a + 1, b) for a, b in pairwise(edges)]
    return (*own, *[(line.end, line.end)] * (count - len(own)))


def gap_cells(line: Line) -> tuple[Span, ...]:
    """Return where the things lie that a line tells side by side; none where it tells one."""
    gaps = [(0, 0), *(found.span() for found in _GAP.finditer(line.text))]
    ends = [*(start for start, _ in gaps[1:]), len(line.text)]
    cells = tuple(_tight(line, start, end) for (_, start), end in zip(gaps, ends, strict=True))
    return cells if len(cells) > 1 else ()
