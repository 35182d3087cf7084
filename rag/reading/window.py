"""Text as the encoder reads it: rows with columns, Hanja read, dates and conditions in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.encoder import ShortAnswer, Window
from rag.korean import conditions_in, in_hangul
from rag.reading.notation import AskedValues
from rag.retrieval import SentenceCandidate
from rag.sources import HEADING_SEPARATOR, NOWHERE, WrittenOut, write_out

_TITLE_CHARS = 80


def moved(answer: ShortAnswer, places: Sequence[int]) -> ShortAnswer | None:
    """Return where a short answer in a window's text lies in the document.

    Args:
        answer: The answer, as offsets into the window's text.
        places: For each character of that text the offset in the document.
    """
    span = WrittenOut("", tuple(places)).place_of(answer.start, answer.end)
    return span and ShortAnswer(*span, answer.probability)


def _stretched(places: Sequence[int], length: int) -> list[int]:
    """Places for a piece of another length: 日 is that of both letters of 일본."""
    last = len(places) - 1
    return [places[min(n, last)] for n in range(length)]


def written_window(
    candidates: Sequence[SentenceCandidate], asked: AskedValues
) -> tuple[Window, list[int]]:
    """Put sentences together as they stand in the document, with the place of each character.

    Args:
        candidates: Neighbouring sentences.
        asked: What the question names by number: that is written as it writes it, too, and
            relative dates are written out for a date.

    Returns:
        The window, and for each character of its text the offset in the document.
    """
    text = ""
    spans: list[tuple[int, int]] = []
    places: list[int] = []
    for number, candidate in enumerate(candidates):
        sentence = candidate.sentence
        gap = sentence.start - candidates[number - 1].sentence.end if number else 0
        text += " " * gap
        places += range(sentence.start - gap, sentence.start)
        begin = len(text)
        for piece, own in _spelled_out(candidate, asked):
            text += piece
            places += own
        spans.append((begin, len(text)))
    first = candidates[0]
    # Under a heading that opens the window stands all of it but the heading itself.
    heading = candidates[-1].heading
    title = HEADING_SEPARATOR.join(part[:_TITLE_CHARS] for part in (first.title, heading) if part)
    title = "".join(piece for piece, _, _ in in_hangul(title))
    return Window(title, text, tuple(spans)), places


def _spelled_out(
    candidate: SentenceCandidate, asked: AskedValues
) -> Iterator[tuple[str, Sequence[int]]]:
    """Write a sentence as the encoder reads it: pieces, each with the places of its characters."""
    sentence = candidate.sentence
    written = write_out(sentence.text, sentence.start, candidate.block)
    dates = candidate.dates if asked.is_dated and written.text == sentence.text else []
    notes: defaultdict[int, list[str]] = defaultdict(list)
    said = (*conditions_in(written.text), *asked.written_otherwise(written.text))
    for end, meant in (*((found.end, found.meant) for found in dates), *said):
        notes[end].append(meant)
    for begin, stop in pairwise([0, *sorted(notes), len(written.text)]):
        # The encoder knows no Hanja.
        for piece, start, end in in_hangul(written.text[begin:stop]):
            yield piece, _stretched(written.places[begin + start : begin + end], len(piece))
        note = f"({', '.join(notes[stop])})" if stop in notes else ""
        yield note, [NOWHERE] * len(note)
