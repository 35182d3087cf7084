"""PDF with a text layer: its lines as paragraphs and headings, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Piece, Reason, RefusedError
from rag.sources.formats.tables import table_pieces

MOST_PAGES = 5_000
# No page that is read holds more; a poster of a whole book does not, either.
MOST_CHARS_ON_PAGE = 200_000
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
# Names that programs put into a file for its title.
_NO_TITLE = re.compile(r"^(microsoft (word|powerpoint) - .*|untitled|제목 없음|.*\.\w{2,5})$", re.I)
_SENTENCE_END = re.compile(r"""[.!?…。"”'’)\]]$""")
_ITEM = re.compile(r"^\s*(?:[•◦▪‣·○●■□▶※-]\s|[①-⑳]|\(?\d{1,2}[.)]\s|[가-하][.)]\s)")
# Marks that a program sets before an item; others were typed.
_BULLET = re.compile(r"(?<![^\f])[•◦▪‣]\s*")
_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:\d+\s*/\s*\d+|\d+|\d+\s*쪽|page \d+)[-–—\s]*$", re.I)
_PASSWORD_ERROR = 4
# A heading's letters are larger than the body's by this factor.
_HEADING = 1.15
# A gap this much wider than that between two lines of a paragraph ends it.
_GAP = 1.4
# White space within a line that is this much wider than its letters are high parts two cells.
_CELL_GAP = 1.5
# Lines this near in reading order are looked at for where the text of a column ends.
_NEAR = 5
# Lines at the edges of this share of the pages are the pages' own.
_SHARE_OF_RUNNING = 0.5


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; lengths are in points.

    Attributes:
        cells: The start, end and text of what wide gaps part in it.
    """

    text: str
    page: int
    size: float
    left: float
    right: float
    top: float
    cells: tuple[tuple[float, float, str], ...]

    @property
    def letter(self) -> float:
        """The width of a letter."""
        return (self.right - self.left) / max(1, len(self.text))


def read(content: bytes, max_bytes: int) -> Iterator[Extract]:
    """Read a PDF.

    Raises:
        RefusedError: If it is protected, damaged, has no text, or too much of it.
    """
    import pypdfium2

    del max_bytes
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD_ERROR
        raise RefusedError(Reason.ENCRYPTED if is_locked else Reason.DAMAGED) from error
    if len(document) > MOST_PAGES:
        raise RefusedError(Reason.MANY_PAGES)
    pages = [_lines(document, number) for number in range(len(document))]
    if not any(pages):
        raise RefusedError(Reason.SCAN if len(document) else Reason.NO_TEXT)
    data = document.get_metadata_dict()
    title = data["Title"].strip()
    yield Extract(
        tuple(_pieces(_without_running_lines(pages))),
        title="" if _NO_TITLE.match(title) else title,
        author=data["Author"].strip(),
        published=_date(data["CreationDate"]),
        is_wrapped=True,
        is_paged=True,
    )


def _date(text: str) -> str:
    found = _DATE.match(text)
    return "-".join(filter(None, found.groups())) if found else ""


def _lines(document: Any, number: int) -> list[_Line]:
    """Read a page's lines with their places and the size of their letters."""
    page = document[number]
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > MOST_CHARS_ON_PAGE:
        raise RefusedError(Reason.TOO_LARGE)
    lines: list[_Line] = []
    start = 0
    for line in text_page.get_text_range().split("\n"):
        text = line.rstrip("\r")
        if text.strip():
            lines.append(_line(text_page, text, start, number))
        start += len(line) + 1
    text_page.close()
    page.close()
    return lines


def _line(text_page: Any, text: str, start: int, page: int) -> _Line:
    boxes: list[tuple[int, float, float, float, float]] = []
    for index, sign in enumerate(text):
        if not sign.isspace():
            try:
                boxes.append((index, *text_page.get_charbox(start + index, loose=True)))
            except Exception:
                continue
    boxes = boxes or [(0, 0.0, 0.0, 0.0, 0.0)]
    size = Counter(round(box[4] - box[2], 1) for box in boxes).most_common(1)[0][0]
    starts = [
        n for n, box in enumerate(boxes) if n == 0 or box[1] - boxes[n - 1][3] > _CELL_GAP * size
    ]
    cells = []
    for begin, end in zip(starts, [*starts[1:], len(boxes)], strict=True):
        first, last = boxes[begin], boxes[end - 1]
        cells.append((first[1], last[3], text[first[0] : last[0] + 1]))
    return _Line(
        # A hyphen at a line's end that is none of the word is told as U+FFFE or U+0002.
        text=text.replace("\ufffe", "").replace("\x02", "").strip(),
        page=page,
        size=size,
        left=min(box[1] for box in boxes),
        right=max(box[3] for box in boxes),
        top=max(box[4] for box in boxes),
        cells=tuple(cells),
    )


def _without_running_lines(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Leave out the lines at the top and bottom that many pages share, but for their number."""
    edges = Counter(
        key for lines in pages for key in {_same(line.text) for line in lines[:2] + lines[-2:]}
    )
    running = {
        key for key, count in edges.items() if count > max(1.0, _SHARE_OF_RUNNING * len(pages))
    }
    return [
        [
            line
            for place, line in enumerate(lines)
            if not (
                (place < 2 or place >= len(lines) - 2)
                and (_same(line.text) in running or _PAGE_NUMBER.match(line.text))
            )
        ]
        for lines in pages
    ]


def _same(text: str) -> str:
    return re.sub(r"\d+", "0", "".join(text.split()))


def _pieces(pages: Sequence[Sequence[_Line]]) -> Iterator[Piece]:
    """Put lines together to paragraphs; the lines of one stay lines."""
    lines = [line for page in pages for line in page]
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    levels = {size: level for level, size in enumerate(_heading_sizes(lines, body), start=1)}
    spacing = _line_spacing(lines, body)
    group: list[_Line] = []
    page, number = 0, 0
    while number < len(lines):
        line = lines[number]
        rows = _table_rows(lines, number)
        if group and (rows or _begins(group, lines, number, levels, spacing)):
            yield _piece(group, levels, page)
            page, group = group[-1].page, []
        if rows:
            yield from _table(rows, page)
            page = rows[-1].page
        else:
            group.append(line)
        number += len(rows) or 1
    if group:
        yield _piece(group, levels, page)


def _table_rows(lines: Sequence[_Line], number: int) -> Sequence[_Line]:
    """Return the lines from one on that are rows of a table: two or more, cell below cell."""
    end = number + 1
    while end < len(lines) and _are_rows(lines[end - 1], lines[end]):
        end += 1
    return lines[number:end] if end > number + 1 else ()


def _are_rows(above: _Line, below: _Line) -> bool:
    if len(above.cells) < 2 or len(above.cells) != len(below.cells) or above.page != below.page:
        return False
    pairs = zip(above.cells, below.cells, strict=True)
    return all(a[0] < b[1] and b[0] < a[1] for a, b in pairs)


def _table(rows: Sequence[_Line], page: int) -> Iterator[Piece]:
    turned = "\f" * (rows[0].page - page)
    if turned:
        yield Piece(BlockKind.PARAGRAPH, turned)
    yield from table_pieces([[text for _, _, text in row.cells] for row in rows])


def _heading_sizes(lines: Sequence[_Line], body: float) -> list[float]:
    """Return the sizes of headings, largest first."""
    return sorted(
        {line.size for line in lines if line.size > _HEADING * body and len(line.text) < 100},
        reverse=True,
    )[:6]


def _line_spacing(lines: Sequence[_Line], body: float) -> float:
    """Return how far apart lines of a paragraph are, most often."""
    gaps = Counter(
        round(above.top - line.top, 1)
        for above, line in pairwise(lines)
        if above.page == line.page and above.size == line.size == body and above.top > line.top
    )
    return gaps.most_common(1)[0][0] if gaps else 2 * body


def _begins(
    group: Sequence[_Line],
    lines: Sequence[_Line],
    number: int,
    levels: dict[float, int],
    spacing: float,
) -> bool:
    """Tell whether a line begins a paragraph."""
    last, line = group[-1], lines[number]
    if (last.size in levels or line.size in levels) and last.size != line.size:
        return True
    if _ITEM.match(line.text):
        return True
    if line.size in levels:
        return last.page != line.page or last.top - line.top > _GAP * line.size * 1.5
    ended = _SENTENCE_END.search(last.text) is not None
    if last.page != line.page or last.top <= line.top:  # the next page or column
        return ended
    if last.top - line.top > _GAP * spacing or _had_room(lines, number):
        return True
    return ended and len(group) > 1 and line.left > last.left + 0.8 * line.size


def _had_room(lines: Sequence[_Line], number: int) -> bool:
    """Tell whether the first word of a line would have had room on the line above."""
    above, line = lines[number - 1], lines[number]
    near = [
        other
        for other in lines[max(0, number - _NEAR) : number + _NEAR]
        if other.page == above.page and other.left < above.right and other is not above
    ]
    if any(abs(other.right - above.right) < 0.5 * above.letter for other in near):
        return False  # both end where the column does
    word = line.text.split()[0]
    return above.right + (len(word) + 2) * line.letter < max(
        (other.right for other in near), default=0.0
    )


def _piece(group: Sequence[_Line], levels: dict[float, int], page: int) -> Piece:
    """Make a piece of lines; a form feed stands wherever a page begins."""
    text = ""
    for line in group:
        text += ("\n" if text else "") + "\f" * (line.page - page) + line.text
        page = line.page
    first = group[0]
    if first.size in levels and sum(len(line.text) for line in group) < 200:
        return Piece(BlockKind.HEADING, text.replace("\n", " "), levels[first.size])
    if _ITEM.match(first.text):
        return Piece(BlockKind.LIST_ITEM, _BULLET.sub("", text))
    return Piece(BlockKind.PARAGRAPH, text)
