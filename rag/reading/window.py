"""Text as the encoder reads it: rows with columns, Hanja read, dates and conditions in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from rag.encoder import ShortAnswer, Window
from rag.korean import conditions_in, find_moments, in_hangul, numbers_in
from rag.retrieval import SentenceCandidate
from rag.sources import HEADING_SEPARATOR, NOWHERE, WrittenOut, write_out

_TITLE_CHARS = 80
_LARGE = 1000
_UP_TO = ("~", "-", "–", "~ ", "- ", "– ")


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


@dataclass(frozen=True, slots=True)
class AskedValues:
    """What a question names by number, as it writes it; the text may write it otherwise.

    Attributes:
        is_dated: Whether it names a date or a time.
        numbers: Numbers of four digits and more, by their value.
        times: Times of day, by the minute of the day.
        begins: Whether what begins then is asked for: "2시부터".
    """

    is_dated: bool
    numbers: Mapping[Fraction, str]
    times: Mapping[int, str]
    begins: bool

    @classmethod
    def of(cls, question: str) -> AskedValues:
        """Find them in a question."""
        moments = find_moments(question)
        numbers = numbers_in(question)
        return cls(
            bool(moments),
            {value: question[start:end] for start, end, value in numbers if value >= _LARGE},
            {
                moment.fields["minute"]: question[slice(*moment.parts["minute"])]
                for moment in moments
                if "minute" in moment.parts
            },
            any(moment.role == "from" for moment in moments),
        )

    def notes(self, text: str) -> dict[int, str]:
        """What a text writes otherwise, as the question does, by where it ends in the text."""
        found = {}
        if self.numbers:
            for start, end, value in numbers_in(text):
                if text[start:end] != self.numbers.get(value, text[start:end]):
                    found[end] = self.numbers[value]
        if self.times:
            for moment in find_moments(text):
                start, end = moment.parts.get("minute", (0, 0))
                asked = self.times.get(moment.fields.get("minute", -1))
                ends = self.begins and text[:start].endswith(_UP_TO)
                if asked and text[start:end] != asked and not ends:
                    found[end] = asked
        return found


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
    notes = {found.end: f"({found.meant})" for found in dates}
    said = (*conditions_in(written.text), *asked.notes(written.text).items())
    notes |= {end: f"({meant})" for end, meant in said}
    for begin, stop in pairwise([0, *sorted(notes), len(written.text)]):
        # The encoder knows no Hanja.
        for piece, start, end in in_hangul(written.text[begin:stop]):
            yield piece, _stretched(written.places[begin + start : begin + end], len(piece))
        note = notes.get(stop, "")
        yield note, [NOWHERE] * len(note)
