"""Numbers, times and days of a text that a question writes otherwise: 14:20 for 오후 2시 20분.

A day or year within a span of time is in the text, too: 2018년 in "2016.06 ~ 2019.12".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from rag.korean import Moment, ages_in, find_moments, numbers_in, same_time
from rag.reading.naming import same_unit

# Smaller numbers are written alike, and stand for much.
_LARGE = 1000
_UP_TO = ("~", "∼", "〜", "–", "—", "-")
_STILL = re.compile(rf"\s?[{''.join(_UP_TO)}]\s?(?:현재|지금|재직\s?중)")
_ASKS_AGE = re.compile(r"몇\s?[살세]|나이|연세|연령")
_ASKS_DATE = re.compile(
    r"몇\s?(?:년|월|일)(?!\s?(?:동안|간|이나|째|근속))|며칠(?!\s?동안)|날짜|년도"
)
_DAY_FIELDS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class AskedValues:
    """What a question names by number.

    Attributes:
        is_dated: Whether it names a date or a time, or asks for a date.
        numbers: Its large numbers by their value: as it writes them, and what they count.
        times: Its times of day, each with how it writes it.
        days: Its years, months and days, each with how it writes it.
        is_age: Whether it asks how old someone is.
    """

    is_dated: bool
    numbers: Mapping[Fraction, tuple[str, str]]
    times: Sequence[tuple[Moment, str]]
    days: Sequence[tuple[Moment, str]]
    is_age: bool

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
        days = [(m, m.surface) for m in moments if m.is_dated and not m.role]
        is_dated = bool(moments) or _ASKS_DATE.search(question) is not None
        return cls(is_dated, numbers, times, days, bool(_ASKS_AGE.search(question)))

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
        for start, end in ages_in(text, is_asked=True) if self.is_age else ():
            yield end, f"{text[start:end]}세"
        for first, last, end in _spans_of_time(text) if self.days else ():
            for day, asked in self.days:
                is_written = re.search(rf"(?<!\d){re.escape(asked)}", text)
                if not is_written and _is_within(day, first, last):
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


def _spans_of_time(text: str) -> Iterator[tuple[Moment, Moment | None, int]]:
    """The spans of time in a text: first and last day, and where each ends; some go on still."""
    dated = [m for m in find_moments(text) if m.is_dated]
    for first, last in zip_longest(dated, dated[1:]):
        still = _STILL.match(text, first.end)
        if still:
            yield first, None, still.end()
        elif last is not None and (
            text[first.end : last.start].strip() in _UP_TO
            or (first.role == "from" and last.role == "to")
        ):
            yield first, last, last.end


def _is_within(day: Moment, first: Moment, last: Moment | None) -> bool:
    """Whether a day, month or year lies within a span of time, as finely as it is told."""
    begins, ends = ({**m.context, **m.fields} if m else {} for m in (first, last))
    fields = [f for f in _DAY_FIELDS if f in day.fields]
    if not fields or fields[0] not in begins or (last is not None and fields[0] not in ends):
        return False
    told = [day.fields[f] for f in fields]
    least = [begins.get(f, 0) for f in fields]
    most = [ends.get(f, 99) for f in fields]
    if last is None:
        return least <= told
    if most < least:  # over the new year: 11월 ~ 2월
        return least <= told or told <= most
    return least <= told <= most
