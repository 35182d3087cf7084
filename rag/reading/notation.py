"""Numbers and times of a text that a question writes otherwise: 14:20 for 오후 2시 20분."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rag.korean import Moment, find_moments, numbers_in, same_time
from rag.reading.naming import same_unit

# Smaller numbers are written alike, and stand for much.
_LARGE = 1000
_UP_TO = ("~", "∼", "〜", "–", "—", "-")


@dataclass(frozen=True, slots=True)
class AskedValues:
    """What a question names by number.

    Attributes:
        is_dated: Whether it names a date or a time.
        numbers: Its large numbers by their value: as it writes them, and what they count.
        times: Its times of day, each with how it writes it.
    """

    is_dated: bool
    numbers: Mapping[Fraction, tuple[str, str]]
    times: Sequence[tuple[Moment, str]]

    @classmethod
    def of(cls, question: str) -> AskedValues:
        """Find them in a question."""
        moments = find_moments(question)
        numbers = {
            value: (question[start:end], _counted(question, end))
            for start, end, value in numbers_in(question)
            if value >= _LARGE and not any(m.start <= start < m.end for m in moments)
        }
        times = [(m, question[slice(*m.time)]) for m in moments if m.time]
        return cls(bool(moments), numbers, times)

    def written_otherwise(self, text: str) -> Iterator[tuple[int, str]]:
        """Find the same in a text.

        Yields:
            Where each ends that is written in another way, and how the question writes it.
        """
        for start, end, value in numbers_in(text) if self.numbers else ():
            asked, unit = self.numbers.get(value, ("", ""))
            counted = _counted(text, end)
            if asked not in {"", text[start:end]} and same_unit(counted, unit):
                yield end, asked
        for moment in find_moments(text) if self.times else ():
            for asked_moment, asked in self.times:
                if moment.time and _is_same(moment, asked_moment, text):
                    start, end = moment.time
                    if text[start:end] != asked:
                        yield end, asked


def _counted(text: str, end: int) -> str:
    """The first letter of what a number counts."""
    return text[end:].lstrip()[:1]


def _is_same(moment: Moment, asked: Moment, text: str) -> bool:
    """Whether a text names the time of a question, as the begin or the end that it asks for."""
    if not same_time(moment, asked):
        return False
    before = text[: moment.time[0]].rstrip() if moment.time else ""
    ends = moment.role == "to" or before.endswith(_UP_TO)
    begins = moment.role == "from"
    return not (asked.role == "from" and ends) and not (asked.role == "to" and begins)
