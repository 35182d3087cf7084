"""PowerPoint: each slide a page, its title a heading, its text from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece, Reason, RefusedError
from rag.sources.formats.packed import opened, with_properties
from rag.sources.formats.tables import table_pieces

_MOST_DEEP = 20


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a presentation."""
    import pptx
    from pptx.exc import PackageNotFoundError

    del limits
    show = opened(content, pptx.Presentation, PackageNotFoundError)
    pieces: list[Piece] = []
    for number, slide in enumerate(show.slides):
        if number:
            pieces.append(Piece(BlockKind.PARAGRAPH, "\f"))
        pieces += _slide(slide)
    properties = show.core_properties
    yield with_properties(pieces, properties, properties.author, is_paged=True)


def _slide(slide: Any) -> Iterator[Piece]:
    title = slide.shapes.title
    if title is not None and title.has_text_frame and title.text_frame.text.strip():
        yield Piece(BlockKind.HEADING, " ".join(title.text_frame.text.split()), 1)
    others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    yield from _shapes(others, 0)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from _paragraphs(slide.notes_slide.notes_text_frame)


def _shapes(shapes: Iterable[Any], depth: int) -> Iterator[Piece]:
    """Read shapes as they are read on the slide: from top to bottom, from left to right."""
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    if depth > _MOST_DEEP:
        raise RefusedError(Reason.NESTED)
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _shapes(shape.shapes, depth + 1)
        elif getattr(shape, "has_table", False):
            rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            yield from table_pieces(rows)
        elif shape.has_text_frame:
            yield from _paragraphs(shape.text_frame, is_list=shape.is_placeholder)


def _paragraphs(frame: Any, *, is_list: bool = False) -> Iterator[Piece]:
    """Read a frame's paragraphs; several in a place for text are shown as a list."""
    shown = [paragraph for paragraph in frame.paragraphs if paragraph.text.strip()]
    for paragraph in shown:
        text = paragraph.text.replace("\v", "\n")
        if (is_list and len(shown) > 1) or paragraph.level:
            yield Piece(BlockKind.LIST_ITEM, text, paragraph.level)
        else:
            yield Piece(BlockKind.PARAGRAPH, text)
