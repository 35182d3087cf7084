"""Values as numbers that can be compared: money, lengths, times, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rag.korean import UNITS, Morpheme, find_moments, kind_of_unit, numbers_in, read_word
from rag.reading.values import DATE, TIME, Value, find_values

_RANGE = re.compile(r"(?<=\S)\s?[~∼〜–—]\s?|(?<=[\d가-힣])-(?=\d)")
_NEGATIVE = re.compile(r"\s?(?:영하|마이너스|[-−–](?=\d))")
_SPELLINGS = re.compile(
    r"\s?(" + "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True))) + r")"
)
_HANGUL = re.compile(r"[가-힣]+(?:(?<=[만억])\s[일이삼사오육칠팔구십백천]+)?")
_BARE = re.compile(r"[-−–+]?[\d,.]+")
# Months count as thirty days: that orders spans of time, though it does not equate them.
_MONTH = 30 * 86400
DAY = 24 * 60
"""The minutes of a day, as times of day are measured."""
_DURATION = "시간"
_LENGTH = "길이"
# "6×8m" is how large something is, and not how long.
_SIDES = re.compile(r"\d\s?[a-z]{0,2}\s?[×x*]\s?\d", re.I)
FREE = re.compile(r"(?:무료|공짜|무상)")
"""What says that nothing is paid."""
_FIELDS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that can be compared with others of its kind.

    Attributes:
        kind: Its kind, as :attr:`rag.reading.values.Value.kind`; of a date with what of it is told.
        first: Where it begins.
        last: Where it ends; the same, but for a range.
    """

    kind: str
    first: Fraction | int
    last: Fraction | int

    def as_kind(self, kind: str) -> Measured | None:
        """Return it as a value of another kind: of a day the year; ``None`` where it is none."""
        if not self.kind.startswith(kind):
            return None
        if self.kind == kind or not kind.startswith(DATE):
            return self if self.kind == kind else None
        step = 100 ** (len(_FIELDS) - 1 - kind.count("-"))
        return Measured(kind, self.first // step * step, self.last // step * step)


def values_of(text: str, tokens: Sequence[Morpheme] = ()) -> Iterator[tuple[Value, Measured]]:
    """Read the dates, times and amounts of a text, each with where it stands: 2시간 28분 whole."""
    last: tuple[Value, Measured] | None = None
    for value in find_values(text, tokens):
        own = measured(text[value.start : value.end], value.kind)
        if own is None:
            continue
        if last and _goes_on(last[1], own) and text[last[0].end : value.start] in {"", " "}:
            both = Measured(own.kind, last[1].first + own.first, last[1].last + own.last)
            last = Value(last[0].start, value.end, value.kind), both
            continue
        if last:
            yield last
        last = value, own
    if last:
        yield last


def _goes_on(whole: Measured, part: Measured) -> bool:
    """Whether a value is a part of that before it: 28분 behind 2시간."""
    return whole.kind == part.kind == _DURATION and part.first < whole.first


def cell_values(cell: str, unit: tuple[int, str]) -> dict[str, Measured]:
    """Read the values of a cell by their kinds; of several of a kind the first.

    Args:
        cell: What stands in it.
        unit: What a bare number counts: 1000 and 원.
    """
    if FREE.match(cell):
        return {"원": Measured("원", Fraction(0), Fraction(0))}
    found: dict[str, Measured] = {}
    for _, own in values_of(cell):
        found.setdefault(own.kind, own)
    if _SIDES.search(cell):
        found.pop(_LENGTH, None)
    if _BARE.fullmatch(cell) and "" in found:
        own, kind = found[""], kind_of_unit(unit[1])
        ends = (_scaled(Fraction(end * unit[0]), unit[1]) for end in (own.first, own.last))
        return {kind: Measured(kind, *ends)}
    return found


def measured(text: str, kind: str) -> Measured | None:
    """Read a value as a number.

    Returns:
        It; ``None`` where it cannot be read.
    """
    if kind in {DATE, TIME}:
        return _moment(text, kind)
    ends = [_amount(part) for part in _RANGE.split(text)]
    unit = next((unit for _, unit in reversed(ends) if unit), "")
    numbers = [_scaled(number, own or unit) for number, own in ends if number is not None]
    return Measured(kind, numbers[0], numbers[-1]) if numbers else None


def _amount(text: str) -> tuple[Fraction | None, str]:
    """A number and the unit behind it: 3.2 and km, 세 and 채."""
    read = next(((number, end) for _, end, number in numbers_in(text)), None)
    if read is None and (word := _HANGUL.search(text)):
        ends = range(word.end(), word.start(), -1)
        said = ((read_word("".join(text[word.start() : end].split())), end) for end in ends)
        read = next(((Fraction(n), end) for n, end in said if n is not None), None)
    if read is None:
        return None, ""
    value, end = read
    unit = _SPELLINGS.match(text, end)
    return (-value if _NEGATIVE.match(text) else value), unit[1] if unit else ""


def _scaled(number: Fraction, unit: str) -> Fraction:
    canonical, factor = UNITS.get(unit, ("", Fraction(1)))
    return number * factor * (_MONTH if canonical == "개월" else 1)


def _moment(text: str, kind: str) -> Measured | None:
    """A date as year, month and day in one number; a time as minutes."""
    told = [{**m.context, **m.fields} for m in find_moments(text)]
    if kind == TIME:
        minutes = [m.get("minute", m.get("clock")) for m in told]
        ends = [Fraction(m) for m in minutes if m is not None]
        if len(ends) > 1 and ends[-1] <= ends[0]:  # 18:00~02:00
            ends[-1] += DAY
        return Measured(kind, ends[0], ends[-1]) if ends else None
    shapes = [tuple(f for f in _FIELDS if f in m) for m in told]
    if not shapes or not shapes[0]:
        return None
    days = [
        Fraction(sum(m.get(f, 0) * 100 ** (2 - n) for n, f in enumerate(_FIELDS))) for m in told
    ]
    return Measured(f"{kind} {'-'.join(shapes[0])}", days[0], days[-1])
