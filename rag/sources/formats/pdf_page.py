"""A page of a PDF: its lines with their places, and the rows of the tables that are ruled on it."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any

from rag.sources.formats.extract import Reason, RefusedError

# No page that is read holds more; a poster of a whole book does not, either.
MOST_CHARS_ON_PAGE = 200_000
# White space within a line that is this much wider than its letters are high parts two cells.
_CELL_GAP = 1.5
# Rules this near, in points, are one. A page of more strokes is a drawing.
_NEAR = 3.0
_MOST_STROKES = 4_000
_MOST_RULES = 400
# What parts less text than this is a frame around it, or the scale of a chart.
_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a row of a ruled table; lengths are in points.

    Attributes:
        weight: How bold its letters are: the lightest of the first, a middle and the last one.
        cells: The start, end and text of what wide gaps part in it, or of a ruled row's cells.
        grid: Where the columns of the ruled table begin and end; empty for a line.
        level: Of a heading 1 for the highest.
    """

    text: str
    page: int
    size: float
    weight: int
    left: float
    right: float
    top: float
    bottom: float
    cells: tuple[tuple[float, float, str], ...]
    grid: tuple[float, ...] = ()
    level: int = 0

    @property
    def letter(self) -> float:
        """The width of a letter."""
        return (self.right - self.left) / max(1, len(self.text))


def lines_of(document: Any, number: int) -> list[Line]:
    """Read a page's lines in reading order.

    Args:
        document: The document of pypdfium2.
        number: The page, from 0.

    Raises:
        RefusedError: If it holds too much.
    """
    page = document[number]
    text_page = page.get_textpage()
    if text_page.count_chars() > MOST_CHARS_ON_PAGE:
        raise RefusedError(Reason.TOO_LARGE)
    grids = [_Grid(*rules) for rules in _ruled(page)]
    lines: list[Line] = []
    start = 0
    for row in text_page.get_text_range().split("\n"):
        text = row.rstrip("\r")
        letters = _letters(text_page, text, start) if text.strip() else []
        if letters:
            weight = min(_weight(text_page, start + n) for n in _probes(letters))
            line = _line(text, letters, number, weight)
            grid = next((grid for grid in grids if grid.holds(letters)), None)
            if grid is None:
                lines.append(line)
            else:
                grid.take(line, letters, len(lines))
        start += len(row) + 1
    text_page.close()
    page.close()
    for grid in sorted(grids, key=lambda grid: -grid.place):
        lines[grid.place : grid.place] = grid.lines()
    return lines


@dataclass(frozen=True, slots=True)
class _Letter:
    index: int
    sign: str
    left: float
    bottom: float
    right: float
    top: float


def _letters(text_page: Any, text: str, start: int) -> list[_Letter]:
    """Read where the letters of a line stand."""
    letters = []
    for index, sign in enumerate(text):
        if not sign.isspace():
            try:
                box = text_page.get_charbox(start + index, loose=True)
            except Exception:
                continue
            letters.append(_Letter(index, sign, *box))
    return letters


def _probes(letters: Sequence[_Letter]) -> set[int]:
    return {letters[n].index for n in (0, len(letters) // 2, -1)}


def _weight(text_page: Any, index: int) -> int:
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFText_GetFontWeight(text_page.raw, index))


def _line(text: str, letters: Sequence[_Letter], page: int, weight: int) -> Line:
    size = Counter(round(one.top - one.bottom, 1) for one in letters).most_common(1)[0][0]
    starts = [
        n
        for n, one in enumerate(letters)
        if n == 0 or one.left - letters[n - 1].right > _CELL_GAP * size
    ]
    cells = []
    for begin, end in zip(starts, [*starts[1:], len(letters)], strict=True):
        first, last = letters[begin], letters[end - 1]
        cells.append((first.left, last.right, _clean(text[first.index : last.index + 1])))
    return Line(
        text=_clean(text),
        page=page,
        size=size,
        weight=weight,
        left=min(one.left for one in letters),
        right=max(one.right for one in letters),
        top=max(one.top for one in letters),
        bottom=min(one.bottom for one in letters),
        cells=tuple(cells),
    )


def _clean(text: str) -> str:
    # A hyphen at a line's end that is none of the word is told as U+FFFE or U+0002.
    return text.replace("\ufffe", "").replace("\x02", "").strip()


# --- Ruled tables ------------------------------------------------------------------------------

_Rule = tuple[float, float, float]
"""Where a horizontal or vertical rule lies, and from where to where it goes."""


@dataclass(slots=True)
class _Grid:
    """A ruled table.

    Attributes:
        across: Its horizontal rules.
        down: Its vertical rules.
        inside: The lines in it, and their letters.
        place: How many lines of the page come before it.
    """

    across: Sequence[_Rule]
    down: Sequence[_Rule]
    inside: list[tuple[Line, list[_Letter]]] = field(default_factory=list)
    place: int = 0
    xs: list[float] = field(init=False)
    ys: list[float] = field(init=False)

    def __post_init__(self) -> None:
        """Find where columns and rows begin; tables are often open at the sides."""
        ends = [end for rule in self.across for end in rule[1:]]
        self.xs = _apart([*(rule[0] for rule in self.down), min(ends), max(ends)])
        self.ys = _apart([rule[0] for rule in self.across])[::-1]

    def holds(self, letters: Sequence[_Letter]) -> bool:
        """Tell whether a line stands in it."""
        return all(
            self.xs[0] - _NEAR < (one.left + one.right) / 2 < self.xs[-1] + _NEAR
            and self.ys[-1] - _NEAR < (one.bottom + one.top) / 2 < self.ys[0] + _NEAR
            for one in (letters[0], letters[-1])
        )

    def take(self, line: Line, letters: list[_Letter], place: int) -> None:
        """Take a line in, before which so many others stand."""
        if not self.inside:
            self.place = place
        self.inside.append((line, letters))

    def lines(self) -> Iterator[Line]:
        """Return its rows, a cell that spans several places in each; of a frame, its lines."""
        if not self.inside:
            return
        owner = self._owners()
        texts = self._texts(owner)
        is_layout = len(self.ys) == 2 and max(t.count("\n") for t in texts.values()) > 2
        if len(texts) < _FEWEST_CELLS or is_layout:
            yield from (line for line, _ in self.inside)
            return
        model = self.inside[0][0]
        for row, (top, bottom) in enumerate(pairwise(self.ys)):
            cells = [
                (left, right, texts.get(owner[row, column], ""))
                for column, (left, right) in enumerate(pairwise(self.xs))
            ]
            text = " ".join(dict.fromkeys(cell for _, _, cell in cells if cell))
            if text:
                yield replace(
                    model,
                    text=text,
                    left=self.xs[0],
                    right=self.xs[-1],
                    top=top,
                    bottom=bottom,
                    cells=tuple(cells),
                    grid=tuple(self.xs),
                )

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Tell which cell each place belongs to: the first of those that no rule parts."""
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for row, (top, bottom) in enumerate(pairwise(self.ys)):
            for column, (left, right) in enumerate(pairwise(self.xs)):
                owner[row, column] = row, column
                if column and not _covers(self.down, left, (top + bottom) / 2):
                    owner[row, column] = owner[row, column - 1]
                elif row and not _covers(self.across, top, (left + right) / 2):
                    owner[row, column] = owner[row - 1, column]
        return owner

    def _texts(self, owner: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], str]:
        """Put the letters into their cells, line by line from the top."""
        parts: dict[tuple[int, int], list[tuple[float, str]]] = {}
        for _, letters in self.inside:
            for cell, run in groupby(letters, lambda one: owner[self._place_of(one)]):
                told = list(run)
                text = told[0].sign
                for before, one in pairwise(told):
                    text += " " * (one.index > before.index + 1) + one.sign
                parts.setdefault(cell, []).append((-round(told[0].top), _clean(text)))
        return {
            cell: "\n".join(text for _, text in sorted(lines, key=lambda line: line[0]))
            for cell, lines in parts.items()
        }

    def _place_of(self, one: _Letter) -> tuple[int, int]:
        middle, height = (one.left + one.right) / 2, (one.bottom + one.top) / 2
        column = sum(x <= middle for x in self.xs[1:-1])
        return sum(y >= height for y in self.ys[1:-1]), column


def _covers(rules: Sequence[_Rule], at: float, point: float) -> bool:
    return any(abs(r[0] - at) <= _NEAR and r[1] - _NEAR < point < r[2] + _NEAR for r in rules)


def _apart(places: Sequence[float]) -> list[float]:
    """Return places in order, of those that are near each other the first."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _ruled(page: Any) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Find the rules of each table: those that touch, and part two columns."""
    strokes = list(_strokes(page))
    across = _joined((y, min(x, u), max(x, u)) for x, y, u, v in strokes if abs(y - v) < 1)
    down = _joined((x, min(y, v), max(y, v)) for x, y, u, v in strokes if abs(x - u) < 1)
    if len(strokes) >= _MOST_STROKES or max(len(across), len(down)) > _MOST_RULES:
        return
    left = set(range(len(across)))
    while left:
        rows, columns, new = set[int](), set[int](), {left.pop()}
        while new:
            rows |= new
            columns |= {
                n for n, rule in enumerate(down) if any(_meet(across[r], rule) for r in new)
            }
            new = {r for r in left if any(_meet(across[r], down[n]) for n in columns)}
            left -= new
        found = [across[r] for r in rows], [down[c] for c in columns]
        ends = [end for rule in found[0] for end in rule[1:]]
        xs = _apart([*(rule[0] for rule in found[1]), min(ends), max(ends)])
        if len(xs) > 2 and len(_apart([rule[0] for rule in found[0]])) > 1:
            yield found


def _meet(across: _Rule, down: _Rule) -> bool:
    return (
        across[1] - _NEAR <= down[0] <= across[2] + _NEAR
        and down[1] - _NEAR <= across[0] <= down[2] + _NEAR
    )


def _joined(rules: Iterator[_Rule]) -> list[_Rule]:
    """Join rules that go on where another ends, as the edges of cells do."""
    joined: list[_Rule] = []
    for at, start, end in sorted(rules, key=lambda rule: (round(rule[0]), rule[1])):
        last = joined[-1] if joined else None
        if last and abs(last[0] - at) <= 1.5 and start <= last[2] + _NEAR:
            joined[-1] = last[0], last[1], max(last[2], end)
        else:
            joined.append((at, start, end))
    return [rule for rule in joined if rule[2] - rule[1] > _NEAR]


def _strokes(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight lines that are drawn on a page, from point to point."""
    import pypdfium2.raw as pdfium

    left = _MOST_STROKES
    for number in range(pdfium.FPDFPage_CountObjects(page.raw)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, number)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        turned = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(drawn, turned)
        first = last = (0.0, 0.0)
        for at in range(min(left, pdfium.FPDFPath_CountSegments(drawn))):
            segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = (
                turned.a * x.value + turned.c * y.value + turned.e,
                turned.b * x.value + turned.d * y.value + turned.f,
            )
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield (*last, *point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield (*point, *first)
            last = point
            left -= 1
        if left <= 0:
            return
