"""Word: paragraphs with their styles, numbered items with their numbers, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece
from rag.sources.formats.packed import opened, with_properties
from rag.sources.formats.tables import table_pieces

_HEADING = re.compile(r"^(?:heading|제목|개요)\s*(\d)$", re.IGNORECASE)
_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What is no text of its paragraph: what was deleted, what is shown a second time for older
# programs, and text boxes, which stand for themselves.
_NO_TEXT = frozenset({f"{_NAMESPACE}del", f"{_NAMESPACE}moveFrom", f"{_NAMESPACE}pPr", _FALLBACK})
_BOX = f"{_NAMESPACE}txbxContent"
_SIGNS = {f"{_NAMESPACE}tab": " ", f"{_NAMESPACE}br": "\n", f"{_NAMESPACE}cr": "\n",
          f"{_NAMESPACE}noBreakHyphen": "-"}  # fmt: skip
_GANADA = "가나다라마바사아자차카타파하"
_CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()
_COUNTED = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "ganada": _GANADA,
    "chosung": _CHOSUNG,
    "lowerLetter": _LOWER,
    "upperLetter": _LOWER.upper(),
    "lowerRoman": _ROMAN,
    "upperRoman": [number.upper() for number in _ROMAN],
}


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a Word file."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    del limits
    document = opened(content, docx.Document, PackageNotFoundError)
    pieces = tuple(_pieces(document.element.body, document, _Numbers(document)))
    properties = document.core_properties
    yield with_properties(pieces, properties, properties.author)


def _pieces(body: Any, document: Any, numbers: _Numbers) -> Iterator[Piece]:
    """Read what stands in a body, a cell or a text box, in order."""
    for element in body:
        if element.tag == f"{_NAMESPACE}p":
            yield from _paragraph(element, document, numbers)
        elif element.tag == f"{_NAMESPACE}tbl":
            yield from _table(element, document, numbers)
        elif element.tag in (f"{_NAMESPACE}sdt", f"{_NAMESPACE}sdtContent", f"{_NAMESPACE}ins"):
            yield from _pieces(element, document, numbers)


def _paragraph(element: Any, document: Any, numbers: _Numbers) -> Iterator[Piece]:
    from docx.text.paragraph import Paragraph

    paragraph = Paragraph(element, document._body)
    text = "".join(_text(element))
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if text.strip():
        number, level = numbers.next(paragraph)
        heading = _heading_level(paragraph, style)
        if style == "Title":
            yield Piece(BlockKind.TITLE, number + text)
        elif heading:
            yield Piece(BlockKind.HEADING, number + text, heading)
        elif level is not None:
            yield Piece(BlockKind.LIST_ITEM, number + text, level)
        else:
            yield Piece(BlockKind.PARAGRAPH, text)
    for box in element.iter(_BOX):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from _pieces(box, document, numbers)


def _text(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_NAMESPACE}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _NO_TEXT and child.tag != _BOX:
            yield from _text(child)


def _heading_level(paragraph: Any, style: str) -> int:
    """Return a heading's level by its style or its own outline level; 0 for other text."""
    if found := _HEADING.match(style):
        return int(found[1])
    levels = [paragraph._p.pPr, getattr(paragraph.style, "element", None)]
    for place in levels:
        outline = place.find(f".//{_NAMESPACE}outlineLvl") if place is not None else None
        if outline is not None and (level := int(outline.get(f"{_NAMESPACE}val"))) < 9:
            return level + 1
    return 0


def _table(element: Any, document: Any, numbers: _Numbers) -> Iterator[Piece]:
    """Read a table; one of a single column, or with tables in it, is a frame around text."""
    rows = [
        [cell for cell in row if cell.tag == f"{_NAMESPACE}tc"]
        for row in element.iter(f"{_NAMESPACE}tr")
        if next(row.iterancestors(f"{_NAMESPACE}tbl")) is element
    ]
    is_frame = all(len(row) < 2 for row in rows)
    if is_frame or any(True for row in rows for cell in row for _ in cell.iter(f"{_NAMESPACE}tbl")):
        for row in rows:
            for cell in row:
                yield from _pieces(cell, document, numbers)
        return
    above: list[str] = []
    texts = []
    for row in rows:
        cells: list[str] = []
        for cell in row:
            merged = cell.find(f"{_NAMESPACE}tcPr/{_NAMESPACE}vMerge")
            continues = merged is not None and merged.get(f"{_NAMESPACE}val") != "restart"
            span = cell.find(f"{_NAMESPACE}tcPr/{_NAMESPACE}gridSpan")
            text = above[len(cells)] if continues and len(cells) < len(above) else _cell(cell)
            cells += [text] * min(int(span.get(f"{_NAMESPACE}val")) if span is not None else 1, 100)
        texts.append(cells)
        above = cells
    yield from table_pieces(texts)


def _cell(cell: Any) -> str:
    return " ".join("".join(_text(paragraph)) for paragraph in cell.iter(f"{_NAMESPACE}p"))


class _Numbers:
    """Counts numbered items, whose numbers are written nowhere in the file."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, Counter[int]] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {
            each.get(f"{_NAMESPACE}abstractNumId"): each
            for each in numbering.iter(f"{_NAMESPACE}abstractNum")
        }
        for num in numbering.iter(f"{_NAMESPACE}num"):
            linked = num.find(f"{_NAMESPACE}abstractNumId")
            levels = abstract.get(linked.get(f"{_NAMESPACE}val")) if linked is not None else None
            for level in levels.iter(f"{_NAMESPACE}lvl") if levels is not None else ():
                key = num.get(f"{_NAMESPACE}numId"), int(level.get(f"{_NAMESPACE}ilvl"))
                self._levels[key] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(_value(level, "start", "1")),
                )

    def next(self, paragraph: Any) -> tuple[str, int | None]:
        """Return the number before a paragraph, and how deep it is nested; none for plain text."""
        found = None
        for place in (paragraph._p.pPr, getattr(paragraph.style, "element", None)):
            found = place.find(f".//{_NAMESPACE}numPr") if place is not None else None
            if found is not None:
                break
        if found is None:
            return "", None
        number, level = _value(found, "numId", "0"), int(_value(found, "ilvl", "0"))
        if number == "0" or (number, level) not in self._levels:
            return "", None if number == "0" else level
        counts = self._counts.setdefault(number, Counter())
        start = self._levels[number, level][2]
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        kind, shape, _ = self._levels[number, level]
        if kind in ("bullet", "none"):
            return "", level

        def written(found: re.Match[str]) -> str:
            above = int(found[1]) - 1
            kind, _, start = self._levels.get((number, above), ("decimal", "", 1))
            return _counted(kind, counts.get(above, start))

        return re.sub(r"%(\d)", written, shape) + " ", level


def _counted(kind: str, count: int) -> str:
    signs = _COUNTED.get(kind, ())
    return signs[count - 1] if 0 < count <= len(signs) else str(count)


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(f"{_NAMESPACE}{name}")
    return default if found is None else found.get(f"{_NAMESPACE}val", default)
