"""HWPX, the open format of 한글: a ZIP of XML, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece, Reason, RefusedError, shown_title
from rag.sources.formats.packed import open_office, unpack
from rag.sources.formats.tables import grid_pieces

_SECTION = re.compile(r"Contents/section(\d+)\.xml$")
_MOST_DEEP = 100
MOST_CELLS_ACROSS = 1_000
# What a paragraph holds beside its text, each a list of paragraphs of its own.
_NOTES = frozenset({"footNote", "endNote", "header", "footer", "hiddenComment"})
# What a paragraph is by its shape's numbering, and how many its level counts from.
_KINDS = {
    "OUTLINE": (BlockKind.HEADING, 1),
    "NUMBER": (BlockKind.LIST_ITEM, 0),
    "BULLET": (BlockKind.LIST_ITEM, 0),
}
Shapes = dict[str, tuple[BlockKind, int]]
_SIGNS = {"tab": " ", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a file of 한글."""
    del limits
    packed = open_office(content)
    names = packed.namelist()
    if "META-INF/manifest.xml" in names and b"encryption-data" in unpack(
        packed, "META-INF/manifest.xml"
    ):
        raise RefusedError(Reason.ENCRYPTED)
    sections = sorted((int(found[1]), name) for name in names if (found := _SECTION.search(name)))
    if not sections:
        raise RefusedError(Reason.DAMAGED)
    shapes = _shapes(_parsed(unpack(packed, "Contents/header.xml")))
    pieces = [
        piece
        for _, name in sections
        for piece in _paragraphs(_parsed(unpack(packed, name)), shapes, 0)
    ]
    data = _described(packed, names)
    yield Extract(
        tuple(pieces),
        title=shown_title(data.get("title", ""), pieces),
        author=data.get("creator", ""),
        published=data.get("CreatedDate", "")[:10],
    )


def _parsed(xml: bytes) -> Any:
    from xml.etree.ElementTree import ParseError

    import defusedxml.ElementTree
    from defusedxml import DefusedXmlException

    try:
        return defusedxml.ElementTree.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise RefusedError(Reason.ENTITIES) from error
    except ParseError as error:
        raise RefusedError(Reason.DAMAGED) from error


def _name(element: Any) -> str:
    """Return an element's name without its namespace, which differs between versions."""
    return str(element.tag).rpartition("}")[2]


def _shapes(header: Any) -> Shapes:
    """Return what paragraphs of each shape are, by its id: headings, or items of lists."""
    shapes = {}
    for shape in header.iter():
        if _name(shape) == "paraPr":
            for heading in shape.iter():
                if _name(heading) == "heading" and heading.get("type") in _KINDS:
                    kind, above = _KINDS[heading.get("type")]
                    shapes[shape.get("id", "")] = (kind, int(heading.get("level", "0")) + above)
    return shapes


def _paragraphs(parent: Any, shapes: Shapes, depth: int) -> Iterator[Piece]:
    if depth > _MOST_DEEP:
        raise RefusedError(Reason.NESTED)
    for paragraph in parent:
        if _name(paragraph) != "p":
            continue
        text, inner = _content(paragraph)
        if text.strip():
            shape = paragraph.get("paraPrIDRef", "")
            kind, level = shapes.get(shape, (BlockKind.PARAGRAPH, 0))
            yield Piece(kind, text, level)
        for element in inner:
            if _name(element) == "tbl":
                yield from _table(element, shapes, depth)
            else:
                yield from _paragraphs(element, shapes, depth + 1)


def _content(paragraph: Any) -> tuple[str, list[Any]]:
    """Return a paragraph's text, and the tables and text boxes that hang on it."""
    text: list[str] = []
    inner: list[Any] = []

    def walk(element: Any) -> None:
        for child in element:
            name = _name(child)
            if name == "t":
                text.append(child.text or "")
                text.extend(_SIGNS.get(_name(sign), "") + (sign.tail or "") for sign in child)
            elif name in ("subList", "tbl"):
                inner.append(child)
            elif name not in _NOTES:
                walk(child)

    walk(paragraph)
    return "".join(text), inner


def _table(table: Any, shapes: Shapes, depth: int) -> Iterator[Piece]:
    """Read a table; one of a single cell, or with tables in it, is a frame around text."""
    rows = [[cell for cell in row if _name(cell) == "tc"] for row in table if _name(row) == "tr"]
    nested = any(_name(e) == "tbl" for row in rows for cell in row for e in cell.iter())
    if nested or all(len(row) < 2 for row in rows):
        for row in rows:
            for cell in row:
                for sub in cell:
                    if _name(sub) == "subList":
                        yield from _paragraphs(sub, shapes, depth + 1)
        return
    # Cells stand where they say that they are, those that span several places in each; a row that
    # only a span tells of is none.
    placed: dict[tuple[int, int], str] = {}
    for cell in (cell for row in rows for cell in row):
        data = {_name(element): element for element in cell}
        if "cellAddr" not in data:
            raise RefusedError(Reason.DAMAGED)
        left, top = (_count(data["cellAddr"], name) for name in ("colAddr", "rowAddr"))
        across, down = (_count(data.get("cellSpan"), name) for name in ("colSpan", "rowSpan"))
        text = " ".join(_content(p)[0] for p in cell.iter() if _name(p) == "p")
        for place in product(range(top, top + max(1, down)), range(left, left + max(1, across))):
            placed[place] = text
    yield from grid_pieces(placed, len(rows))


def _count(element: Any, name: str) -> int:
    return min(int(element.get(name, "0")), MOST_CELLS_ACROSS) if element is not None else 1


def _described(packed: Any, names: list[str]) -> dict[str, str]:
    """Take title, author and date from the list of the file's contents."""
    if "Contents/content.hpf" not in names:
        return {}
    found = {}
    for element in _parsed(unpack(packed, "Contents/content.hpf")).iter():
        if _name(element) == "title":
            found["title"] = (element.text or "").strip()
        elif _name(element) == "meta" and element.get("name"):
            found[element.get("name")] = (element.text or "").strip()
    return found
