"""Joins lines that a page's edge broke, in the middle of words too, to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.korean import default_analyzer
from rag.sources.formats import Extract, Piece

# Only between these two is it a question: everywhere else lines are broken between words.
_HANGUL_END = re.compile(r"[가-힣]$")
_HANGUL_START = re.compile(r"\f*[가-힣]")
_CLOSING = re.compile(r"\f*[.,!?…)\]”’」』》]")
# As many breaks as show whether a document's lines end between words alone, and how many of
# them may seem not to: telling them apart is not free of errors.
_SAMPLE = 100
_FEW_IN_WORDS = 0.06


def unwrap(extract: Extract) -> Extract:
    """Join the lines of each piece."""
    pieces = list(extract.pieces)
    breaks_words = _breaks_words(pieces)
    return replace(
        extract,
        pieces=tuple(_joined(piece, breaks_words) for piece in pieces),
        is_wrapped=False,
    )


def _breaks_words(pieces: list[Piece]) -> bool:
    """Tell whether a document's lines are broken within words, from the first of them."""
    seen = in_words = 0
    for text in (text for piece in pieces for text in (piece.text, *piece.cells)):
        lines = text.split("\n")
        for at, has_space in _spaces(lines):
            if _is_open(lines[at - 1], lines[at]):
                seen, in_words = seen + 1, in_words + (not has_space)
        if seen >= _SAMPLE:
            break
    return in_words > _FEW_IN_WORDS * seen


def _joined(piece: Piece, breaks_words: bool) -> Piece:
    cells, columns = (
        tuple(_in_one_line(cell, breaks_words) for cell in row)
        for row in (piece.cells, piece.columns)
    )
    text = _in_one_line(piece.text, breaks_words)
    return replace(piece, text=text, cells=cells, columns=columns)


def _in_one_line(broken: str, breaks_words: bool) -> str:
    lines = broken.split("\n")
    spaces = dict(_spaces(lines)) if breaks_words and len(lines) > 1 else {}
    text = lines[0]
    for at, line in enumerate(lines[1:], start=1):
        has_space = spaces.get(at, True) and not _CLOSING.match(line)
        text += (" " if has_space else "") + line
    return text


def _spaces(lines: list[str]) -> Iterator[tuple[int, bool]]:
    """Tell for each line but the first whether a space stands before it."""
    if not any(map(_is_open, lines, lines[1:])):
        yield from ((at, True) for at in range(1, len(lines)))
        return
    glued = default_analyzer().spaces_between([line.replace("\f", "") for line in lines])
    for at, has_space in enumerate(glued, start=1):
        yield at, has_space or not _is_open(lines[at - 1], lines[at])


def _is_open(above: str, below: str) -> bool:
    return bool(_HANGUL_END.search(above) and _HANGUL_START.match(below))
