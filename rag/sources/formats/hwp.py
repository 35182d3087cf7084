"""HWP 5, the binary format of 한글: an OLE file whose streams are records, mostly deflated.

The format is Hancom's published one ("한글 문서 파일 형식 5.0").
"""

from __future__ import annotations

import datetime
import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece, Reason, RefusedError, shown_title
from rag.sources.formats.packed import MOST_UNPACKED_BYTES, OLE_MAGIC
from rag.sources.formats.tables import grid_pieces

_OLD_MAGIC = b"HWP Document File V"
_MAGIC = b"HWP Document File"
_IS_DEFLATED, _IS_LOCKED = 0b1, 0b110  # with a password, or for distribution
_PARA_SHAPE, _PARAGRAPH, _TEXT, _CONTROL, _LIST = 25, 66, 67, 71, 72
_LONG = 0xFFF
_MOST_DEEP = 100
# Signs that stand alone; all others below a blank are eight units long.
_SINGLE = frozenset({0, 10, 13, *range(24, 32)})
_SIGNS = {9: " ", 10: "\n", 24: "-", 30: " ", 31: " "}
# Controls whose text is not part of the page's: notes, running heads, comments.
_SKIPPED = frozenset({b"  nf", b"  ne", b"daeh", b"toof", b"tmct"})
_TABLE = b" lbt"
# A paragraph shape's kind of numbering and its level, as bits of its properties.
_KINDS = {1: (BlockKind.HEADING, 1), 2: (BlockKind.LIST_ITEM, 0), 3: (BlockKind.LIST_ITEM, 0)}
_MOST_ACROSS, _MOST_SPANNED = 1_000, 100_000
_TITLE, _AUTHOR, _CREATED = 2, 4, 12


@dataclass(slots=True)
class _Record:
    """A record and those below it."""

    tag: int
    data: bytes
    below: list[_Record] = field(default_factory=list)


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a file of 한글."""
    import olefile

    del limits
    if content.startswith(_OLD_MAGIC):
        raise RefusedError(Reason.OLD)
    if not content.startswith(OLE_MAGIC):
        raise RefusedError(Reason.DAMAGED)
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        if not file.exists("FileHeader"):
            raise RefusedError(Reason.DAMAGED)
        head = file.openstream("FileHeader").read(40)
        if not head.startswith(_MAGIC):
            raise RefusedError(Reason.DAMAGED)
        flags = struct.unpack_from("<I", head, 36)[0]
        if flags & _IS_LOCKED:
            raise RefusedError(Reason.ENCRYPTED)
        is_deflated = bool(flags & _IS_DEFLATED)
        shapes = _shapes(_stream(file, "DocInfo", is_deflated))
        pieces: list[Piece] = []
        number = 0
        while file.exists(f"BodyText/Section{number}"):
            body = _tree(_stream(file, f"BodyText/Section{number}", is_deflated))
            pieces += _paragraphs(body, shapes, 0)
            number += 1
        title, author, made = _described(file)
    yield Extract(tuple(pieces), title=shown_title(title, pieces), author=author, published=made)


def _stream(file: Any, name: str, is_deflated: bool) -> bytes:
    content: bytes = file.openstream(name).read()
    if not is_deflated:
        return content
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    plain = inflate.decompress(content, MOST_UNPACKED_BYTES)
    if inflate.unconsumed_tail:
        raise RefusedError(Reason.TOO_LARGE)
    return plain


def _tree(stream: bytes) -> list[_Record]:
    """Read a stream's records, each below the last one of the level above."""
    top = _Record(0, b"")
    path = [top]
    place = 0
    while place + 4 <= len(stream):
        head = struct.unpack_from("<I", stream, place)[0]
        tag, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        place += 4
        if size == _LONG:
            size = struct.unpack_from("<I", stream, place)[0]
            place += 4
        record = _Record(tag, stream[place : place + size])
        place += size
        del path[level + 1 :]
        path[-1].below.append(record)
        path.append(record)
    return top.below


def _shapes(stream: bytes) -> list[tuple[BlockKind, int]]:
    """Return what paragraphs of each shape are."""
    shapes = []
    for record in _flat(_tree(stream)):
        if record.tag == _PARA_SHAPE:
            bits = struct.unpack_from("<I", record.data)[0]
            kind, above = _KINDS.get(bits >> 23 & 0b11, (BlockKind.PARAGRAPH, 0))
            is_plain = kind is BlockKind.PARAGRAPH
            shapes.append((kind, 0 if is_plain else (bits >> 25 & 0b111) + above))
    return shapes


def _flat(records: Sequence[_Record]) -> Iterator[_Record]:
    for record in records:
        yield record
        yield from _flat(record.below)


def _paragraphs(
    records: Sequence[_Record], shapes: Sequence[tuple[BlockKind, int]], depth: int
) -> Iterator[Piece]:
    if depth > _MOST_DEEP:
        raise RefusedError(Reason.NESTED)
    for record in records:
        if record.tag == _PARAGRAPH:
            number = struct.unpack_from("<H", record.data, 8)[0]
            kind, level = shapes[number] if number < len(shapes) else (BlockKind.PARAGRAPH, 0)
            if (text := _text(record)).strip():
                yield Piece(kind, text, level)
            for control in record.below:
                if control.tag == _CONTROL and control.data[:4] == _TABLE:
                    yield from _table(control.below, shapes, depth)
                elif control.tag == _CONTROL and control.data[:4] not in _SKIPPED:
                    yield from _paragraphs(control.below, shapes, depth + 1)
        elif record.tag != _CONTROL:  # a drawing, with text in it
            yield from _paragraphs(record.below, shapes, depth + 1)


def _text(paragraph: _Record) -> str:
    """Return a paragraph's text without the signs that stand for something else."""
    units = b"".join(record.data for record in paragraph.below if record.tag == _TEXT)
    text = bytearray()
    place = 0
    while place + 2 <= len(units):
        unit = int.from_bytes(units[place : place + 2], "little")
        if unit >= 32:
            text += units[place : place + 2]
        else:
            text += _SIGNS.get(unit, "").encode("utf-16-le")
        place += 2 if unit >= 32 or unit in _SINGLE else 16
    return text.decode("utf-16-le", "replace")


def _table(
    records: Sequence[_Record], shapes: Sequence[tuple[BlockKind, int]], depth: int
) -> Iterator[Piece]:
    """Read a table; one of a single cell, or with tables in it, is a frame around text."""
    cells: list[tuple[_Record, list[_Record]]] = []
    for record in records:
        if record.tag == _LIST:
            cells.append((record, []))
        elif record.tag == _PARAGRAPH and cells:
            cells[-1][1].append(record)
    # A caption is a list too, but has no place in the grid.
    cells = [cell for cell in cells if len(cell[0].data) >= 16]
    inner = [control for _, found in cells for p in found for control in p.below]
    is_frame = len(cells) == 1 or any(c.tag == _CONTROL and c.data[:4] == _TABLE for c in inner)
    if is_frame:
        for _, found in cells:
            yield from _paragraphs(found, shapes, depth + 1)
        return
    placed: dict[tuple[int, int], str] = {}
    for head, found in cells:
        column, row, across, down = struct.unpack_from("<HHHH", head.data, 8)
        if max(column, across) > _MOST_ACROSS or across * down > _MOST_SPANNED:
            raise RefusedError(Reason.DAMAGED)
        text = " ".join(map(_text, found))
        for place in product(range(row, row + down), range(column, column + across)):
            placed[place] = text
    yield from grid_pieces(placed, max((row + 1 for row, _ in placed), default=0))


def _described(file: Any) -> tuple[str, str, str]:
    """Take title, author and date from the summary."""
    name = "\x05HwpSummaryInformation"
    if not file.exists(name):
        return "", "", ""
    found = file.getproperties(name, convert_time=True)
    made = found.get(_CREATED)
    # What stands behind a string's end was in the room before.
    texts = [str(found.get(key) or "").partition("\0")[0].strip() for key in (_TITLE, _AUTHOR)]
    return texts[0], texts[1], _day(made)


def _day(made: object) -> str:
    """Return a day, if it is one; what was never set is the first day that Windows counts."""
    if isinstance(made, datetime.datetime) and made.year > 1601:
        return made.date().isoformat()
    return ""
