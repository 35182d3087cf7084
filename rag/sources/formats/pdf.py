"""PDF with a text layer: its lines as paragraphs, headings and tables, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece, Reason, RefusedError
from rag.sources.formats.pdf_page import Line, lines_of
from rag.sources.formats.tables import table_pieces

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
# Names that programs put into a file for its title.
_NO_TITLE = re.compile(r"^(microsoft (word|powerpoint) - .*|untitled|제목 없음|.*\.\w{2,5})$", re.I)
_SENTENCE_END = re.compile(r"""[.!?…。"”'’)\]]$""")
# Marks that a program sets before an item; others were typed, and are read as in plain text.
_BULLET = re.compile(r"(?<![^\f])[•◦▪‣]\s*")
_LETTERS = "가나다라마바사아자차카타파하"
_TYPED = re.compile(
    rf"(?P<plain>[·○●■□▶※-]\s|[①-⑳])|\(?(?:(?P<number>\d{{1,2}})|(?P<letter>[{_LETTERS}]))[.)]\s"
)
_PAGE_NUMBER = re.compile(
    r"^[-–—\s]*(?:\d+\s*(?:/|of)\s*\d+|\d+|제?\s?\d+\s*(?:쪽|페이지|면)|p(?:age|\.)\s?\d+)[-–—\s]*$",
    re.I,
)
_PASSWORD_ERROR = 4
# A heading's letters are larger, or bolder, than the body's by this factor.
_HEADING = 1.15
_BOLD = 1.3
# A gap this much wider than that between two lines of a paragraph ends it.
_GAP = 1.4
# Rules of two rows this near, in points, are one.
_SAME = 3.0
# As many lines before and behind are looked at for where a column ends; those next to a line may
# end where it does, beside a picture.
_OF_COLUMN = 60
_NEAR = 5
# Lines of a column begin within so many of their letters' heights.
_INDENT = 4
# Lines at the edges of this share of the pages are the pages' own; of this one, in one place.
_SHARE_OF_RUNNING = 0.5
_SHARE_OF_PLACED = 0.2
_LONGEST_HEADING = 60


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD_ERROR
        raise RefusedError(Reason.ENCRYPTED if is_locked else Reason.DAMAGED) from error
    if len(document) > limits.pdf_pages:
        raise RefusedError(Reason.MANY_PAGES)
    pages = [lines_of(document, number) for number in range(len(document))]
    if not any(pages):
        raise RefusedError(Reason.SCAN if len(document) else Reason.NO_TEXT)
    data = document.get_metadata_dict()
    title = data["Title"].strip()
    yield Extract(
        tuple(_pieces(_headed(_without_running_lines(pages)))),
        title="" if _NO_TITLE.match(title) else title,
        author=data["Author"].strip(),
        published=_date(data["CreationDate"]),
        is_wrapped=True,
        is_paged=True,
    )


def _date(text: str) -> str:
    found = _DATE.match(text)
    return "-".join(filter(None, found.groups())) if found else ""


def _body(lines: Sequence[Line]) -> tuple[float, int]:
    """Return the size and the weight of most letters, outside of tables where there are such."""
    styles: Counter[tuple[float, int]] = Counter()
    for line in [line for line in lines if not line.grid] or lines:
        styles[line.size, line.weight] += len(line.text)
    return styles.most_common(1)[0][0]


# --- Running lines -----------------------------------------------------------------------------


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Leave out the lines at the top and bottom that pages share, but for their number."""
    size, _ = _body([line for lines in pages for line in lines])
    edges = [_edges(lines) for lines in pages]
    shared = Counter(same for lines in edges for same in {_same(line.text) for line in lines})
    placed = Counter(place for lines in edges for place in {_placed(line) for line in lines})

    def is_running(line: Line, beside: Sequence[Line]) -> bool:
        if _PAGE_NUMBER.match(line.text):
            return True
        # Large letters head a page of their own, and rows of a table may be alike on each.
        if line.grid or line.size > _HEADING * size or any(map(_are_rows, beside, beside[1:])):
            return False
        return shared[_same(line.text)] > max(1.0, _SHARE_OF_RUNNING * len(pages)) or placed[
            _placed(line)
        ] > max(1.0, _SHARE_OF_PLACED * len(pages))

    return [
        line
        for lines, outer in zip(pages, edges, strict=True)
        for at, line in enumerate(lines)
        if line not in outer or not is_running(line, lines[max(0, at - 1) : at + 2])
    ]


def _edges(lines: Sequence[Line]) -> list[Line]:
    """Return the highest and the lowest lines of a page, wherever they stand in its text."""
    ordered = sorted(lines, key=lambda line: line.top)
    return [*ordered[:2], *ordered[2:][-2:]]


def _placed(line: Line) -> tuple[str, int]:
    return _same(line.text), round(line.top)


def _same(text: str) -> str:
    return re.sub(r"\d+", "0", "".join(text.split()))


# --- Headings ----------------------------------------------------------------------------------


def _headed(lines: Sequence[Line]) -> list[Line]:
    """Give headings their levels: by the size of their letters, below these the bold ones."""
    if not lines:
        return []
    size, weight = _body(lines)
    larger = {
        line.size
        for line in lines
        if line.size > _HEADING * size and len(line.text) < 100 and not line.grid
    }
    levels = {each: level for level, each in enumerate(sorted(larger, reverse=True)[:6], start=1)}
    headed = []
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        level = 0 if line.grid else levels.get(line.size, 0)
        if not level and below and _is_bold_heading(line, below, weight):
            level = len(levels) + 1
        headed.append(replace(line, level=level))
    return headed


def _is_bold_heading(line: Line, below: Line, weight: int) -> bool:
    return (
        not line.grid
        and len(line.cells) == 1
        and line.weight > _BOLD * max(1, weight) >= below.weight
        and len(line.text) <= _LONGEST_HEADING
        and not re.search(r"[.!?:;,]$|다$|[:：]\s", line.text)
        and not _BULLET.match(line.text)
    )


# --- Paragraphs and tables ---------------------------------------------------------------------


def _pieces(lines: Sequence[Line]) -> Iterator[Piece]:
    """Put lines together to paragraphs; the lines of one stay lines."""
    spacing = _line_spacing(lines)
    marks = _Marks()
    group: list[Line] = []
    page, number = 0, 0
    while number < len(lines):
        line = lines[number]
        rows = _table_rows(lines, number)
        is_marked = not rows and marks.begins(line.text)
        begins = is_marked or (group and not rows and _begins(group, lines, number, spacing))
        if group and (rows or begins):
            yield _piece(group, page)
            page, group = group[-1].page, []
        if rows:
            yield from _table(rows, page)
            page = rows[-1].page
        else:
            group.append(line)
        number += len(rows) or 1
    if group:
        yield _piece(group, page)


class _Marks:
    """Tells marks that begin items from words and numbers that a line happens to begin with.

    Numbers and letters are counted up: a line that begins with "다." stands within a sentence
    where none before began with "나.".
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def begins(self, text: str) -> bool:
        """Tell whether a line begins an item."""
        found = _TYPED.match(text)
        if _BULLET.match(text) or (found and found["plain"]):
            return True
        if not found:
            return False
        count = found["number"] or found["letter"]
        style = found[0].replace(count, found.lastgroup or "").strip()
        value = int(count) if found["number"] else _LETTERS.index(count) + 1
        if value != 1 and value != self._seen.get(style, -1) + 1:
            return False
        self._seen[style] = value
        return True


def _table_rows(lines: Sequence[Line], number: int) -> Sequence[Line]:
    """Return the lines from one on that are rows of a table: two or more, cell below cell."""
    end = number + 1
    last = lines[number]
    while end < len(lines):
        if _are_rows(last, lines[end]):
            last = lines[end]
        elif not _goes_on(last, lines[end]):
            break
        end += 1
    return lines[number:end] if end > number + 1 else ()


def _are_rows(above: Line, below: Line) -> bool:
    if len(above.cells) < 2 or len(above.cells) != len(below.cells):
        return False
    if above.grid or below.grid:
        is_same = all(abs(a - b) < _SAME for a, b in zip(above.grid, below.grid, strict=False))
        is_next = above.page != below.page or above.bottom - below.top < _SAME
        return len(above.grid) == len(below.grid) and is_same and is_next
    pairs = zip(above.cells, below.cells, strict=True)
    return all(a[0] < b[1] and b[0] < a[1] for a, b in pairs)


def _goes_on(row: Line, line: Line) -> bool:
    """Tell whether a line is the rest of cells of the row above, but not of its first."""
    return (
        not row.grid
        and not line.grid
        and len(row.cells) > max(1, len(line.cells))
        and row.page == line.page
        and 0 < row.top - line.top < 2 * row.size
        and line.cells[0][0] > row.cells[0][1]
        and all(_column_of(cell, row) is not None for cell in line.cells)
    )


def _column_of(cell: tuple[float, float, str], row: Line) -> int | None:
    under = [n for n, above in enumerate(row.cells) if cell[0] < above[1] and above[0] < cell[1]]
    return under[0] if len(under) == 1 else None


def _table(rows: Sequence[Line], page: int) -> Iterator[Piece]:
    """Make rows pieces; the names of the columns that a page repeats are left out."""
    cells: list[list[str]] = []
    begun: list[int] = []
    for row in rows:
        told = [text for _, _, text in row.cells]
        if len(told) < len(cells[-1] if cells else told):
            for cell in row.cells:
                cells[-1][_column_of(cell, rows[0]) or -1] += "\n" + cell[2]
        elif not (cells and begun[-1] != row.page and told == cells[0]):
            cells.append(told)
            begun.append(row.page)
    pieces = list(table_pieces(cells))
    # Rows are as many as they were, but for what the first of them became.
    for piece, at in zip(pieces, begun, strict=len(pieces) == len(begun)):
        if at > page:
            yield Piece(BlockKind.PARAGRAPH, "\f" * (at - page))
            page = at
        yield piece
    yield from pieces[len(begun) :]


def _line_spacing(lines: Sequence[Line]) -> float:
    """Return how far apart lines of a paragraph are, most often."""
    size = _body(lines)[0] if lines else 0.0
    gaps = Counter(
        round(above.top - line.top, 1)
        for above, line in pairwise(lines)
        if above.page == line.page and above.size == line.size == size and above.top > line.top
    )
    return gaps.most_common(1)[0][0] if gaps else 2 * size


def _begins(group: Sequence[Line], lines: Sequence[Line], number: int, spacing: float) -> bool:
    """Tell whether a line without a mark begins a paragraph."""
    last, line = group[-1], lines[number]
    if last.level != line.level:
        return True
    if line.level:
        return last.page != line.page or last.top - line.top > _GAP * line.size * 1.5
    if max(last.size, line.size) > _HEADING * min(last.size, line.size):
        return True
    ended = _SENTENCE_END.search(last.text) is not None
    if last.page != line.page or last.top <= line.top:  # the next page or column
        return ended
    if last.top - line.top > _GAP * spacing or _had_room(lines, number):
        return True
    return ended and len(group) > 1 and line.left > last.left + 0.8 * line.size


def _had_room(lines: Sequence[Line], number: int) -> bool:
    """Tell whether the first word of a line would have had room on the line above."""
    above, line = lines[number - 1], lines[number]

    def of_column(reach: int) -> Iterator[Line]:
        for other in lines[max(0, number - reach) : number + reach]:
            is_alike = other.page == above.page and other.size == above.size and not other.grid
            if (
                is_alike
                and other is not above
                and abs(other.left - above.left) < _INDENT * above.size
            ):
                yield other

    if any(abs(other.right - above.right) < 0.5 * above.letter for other in of_column(_NEAR)):
        return False  # both end where the column does
    word = line.text.split()[0]
    end = max((other.right for other in of_column(_OF_COLUMN)), default=0.0)
    return above.right + (len(word) + 2) * line.letter < end


def _piece(group: Sequence[Line], page: int) -> Piece:
    """Make a piece of lines; a form feed stands wherever a page begins."""
    text = ""
    for line in group:
        text += ("\n" if text else "") + "\f" * (line.page - page) + line.text
        page = line.page
    first = group[0]
    if first.level and sum(len(line.text) for line in group) < 200:
        return Piece(BlockKind.HEADING, text.replace("\n", " "), first.level)
    if _BULLET.match(first.text):
        return Piece(BlockKind.LIST_ITEM, _BULLET.sub("", text))
    return Piece(BlockKind.PARAGRAPH, text)
