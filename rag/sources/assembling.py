"""What a reader took from a file, or a plain text, to its document: title, author, day, text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from pathlib import Path

from rag.sources.asking import with_questions
from rag.sources.building import build_document
from rag.sources.cleaning import clean_news_page, find_title
from rag.sources.dating import find_day, is_dateline
from rag.sources.decoding import decode, refuse_markup
from rag.sources.document import Block, BlockKind, Document, content_id, name_title
from rag.sources.files import other_kind
from rag.sources.formats import (
    Extract,
    Left,
    Limits,
    Member,
    Piece,
    Place,
    Reason,
    RefusedError,
    format_of,
    read_table,
    refusal,
)
from rag.sources.lines import mark_style, speaker_in
from rag.sources.markdown import read_markdown
from rag.sources.records import read_records
from rag.sources.structure import find_blocks, is_title
from rag.sources.unwrapping import unwrap

_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
# A title that the file's data give stands among the first pieces, if it is shown at all.
_TITLE_WITHIN = 4
_NO_TEXT = Left("", Reason.NO_TEXT)


def read_file(content: bytes, name: str, limits: Limits) -> Iterator[Document | Member | Left]:
    """Read what is in a file, in this process.

    Args:
        content: The file.
        name: What it is called, by which its kind is known.
        limits: How much of it is read.

    Returns:
        Its documents, the files in it, and of these what is left out.

    Raises:
        SourceError: If it cannot be read; of a format's own reader also other errors.
    """
    format_ = format_of(name)
    if format_ is None:
        raise other_kind(name)
    try:
        if format_.place is Place.APART:
            # At once: what is damaged at its end is refused as a whole.
            for found in list(format_.read(content, limits)) or [_NO_TEXT]:
                yield _extracted(found, name, limits) if isinstance(found, Extract) else found
            return
        text = decode(content, name)
        refuse_markup(text, name)
        if not text.strip():
            yield _NO_TEXT
        elif format_.place is Place.RECORDS:
            yield from read_records(text, name)
        elif format_.place is Place.TABLE:
            yield _extracted(read_table(text, Path(name).suffix.lower()), name, limits)
        else:
            document = page_document(text, name)
            yield document if document.text.strip() else _NO_TEXT
    except RefusedError as error:
        raise refusal(error.reason, name) from error


def _extracted(extract: Extract, name: str, limits: Limits) -> Document | Left:
    length = sum(len(p.text) + sum(map(len, p.cells)) for p in extract.pieces)
    if length > limits.file_bytes:
        raise RefusedError(Reason.TOO_LARGE)
    return assemble(extract, name) if length else _NO_TEXT


def assemble(extract: Extract, name: str) -> Document:
    """Make the document of what was read from a file, which names it where it has no title."""
    if extract.is_wrapped:
        extract = unwrap(extract)
    pieces = list(extract.pieces)
    place = _title_place(pieces, extract.title)
    if place is not None:
        pieces[place] = replace(pieces[place], kind=BlockKind.TITLE, level=0)
    if extract.author:
        author = Piece(BlockKind.METADATA, f"글쓴이: {extract.author}")
        pieces.insert(1 if place == 0 else 0, author)
    document = build_document(
        pieces,
        source=name,
        title=extract.title or name_title(name),
        publisher=extract.publisher or None,
        published=extract.published or None,
        is_paged=extract.is_paged,
    )
    published = document.published or find_day(document.text, document.title)
    return replace(_with_marked(document), published=published)


def page_document(text: str, name: str) -> Document:
    """Make the document of a text: a web page, Markdown, or plain."""
    page = clean_news_page(text)
    if not page.is_news and Path(name).suffix.lower() in _MARKDOWN_SUFFIXES:
        document = read_markdown(text, name)
        if document is not None:
            return replace(document, blocks=with_questions(document.text, document.blocks))
    blocks = () if page.is_news else find_blocks(page.text, page.header_end)
    blocks = with_questions(page.text, blocks)
    title = page.title
    if not page.is_news and is_dateline(title):
        # Outlet and day stand over the headline; what stands over a list is its title, dated.
        below = next(filter(None, map(str.strip, page.text.split("\n")[1:])), title)
        is_headline = find_title(below) and not mark_style(below) and not speaker_in(below)
        title = below if is_headline else title
    return Document(
        id=content_id(page.text),
        title=(title if is_title(title, page.text, blocks) else "") or name_title(name),
        text=page.text,
        source=name,
        publisher=page.publisher,
        published=page.published or find_day(page.text, page.title),
        header_end=page.header_end,
        blocks=blocks,
    )


def _title_place(pieces: Sequence[Piece], title: str) -> int | None:
    """Find the piece that is the document's title."""
    for place, piece in enumerate(pieces):
        if piece.kind is BlockKind.TITLE:
            return place
    for place, piece in enumerate(pieces[:_TITLE_WITHIN]):
        if title and piece.text.split() == title.split():
            return place
    first = pieces[0]
    levels = [piece.level for piece in pieces if piece.kind is BlockKind.HEADING]
    # An office, a day or a number may stand above the only heading of its level.
    place = len(list(takewhile(_is_label, pieces[:_TITLE_WITHIN])))
    head = pieces[place] if place < len(pieces) else first
    if head.kind is BlockKind.HEADING and levels.count(head.level) == 1:
        return place if head.level == min(levels) else None
    # As in plain text: a short line above the text that is no sentence.
    shown = "\n\n".join(piece.text for piece in pieces if piece.text)
    if first.kind is not BlockKind.PARAGRAPH or find_title(shown) != first.text:
        return None
    return 0 if is_title(first.text, shown, find_blocks(shown, len(first.text))) else None


def _is_label(piece: Piece) -> bool:
    """Tell whether a piece is no sentence, so that it may stand above a title."""
    return piece.kind is BlockKind.PARAGRAPH and bool(find_title(piece.text))


def _with_marked(document: Document) -> Document:
    """Find headings, items and questions among paragraphs by the marks that were typed.

    Most who write "1. 예산", "제3조(벌칙)" or "Q." give it no style of its own.
    """
    blocks: list[Block] = []
    for is_plain, group in groupby(document.blocks, lambda b: b.kind is BlockKind.PARAGRAPH):
        run = list(group)
        start, end = run[0].start, run[-1].end
        found = find_blocks(document.text[start:end]) if is_plain else ()
        blocks += [_moved(block, start) for block in found] or run
    return replace(document, blocks=with_questions(document.text, blocks))


def _moved(block: Block, by: int) -> Block:
    cells = tuple((start + by, end + by) for start, end in block.cells)
    return replace(block, start=block.start + by, end=block.end + by, cells=cells)
