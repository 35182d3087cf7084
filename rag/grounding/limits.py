"""Whether a figure lies within the limits that a text sets: 20명 beside 최대 16명까지."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from rag.grounding.quantities import Quantity
from rag.grounding.reader import read
from rag.korean import Moment

# What sets a limit, and whether the limit itself is still allowed.
_LEAST = {"이상": True, "least": True, "over": False, "초과": False}
_MOST = {"이하": True, "most": True, "이내": True, "under": False, "미만": False}
_DATE_FIELDS = ("year", "month", "day", "minute")
_HALF_DAY = 12 * 60

Key = tuple[Fraction, ...]
Figure = Quantity | Moment


@dataclass(frozen=True, slots=True)
class Limited:
    """A figure held against a limit.

    Attributes:
        start: Where the figure starts.
        end: One past its last character.
        limit: The limit as the text has it.
        is_within: Whether the limit takes the figure in.
    """

    start: int
    end: int
    limit: str
    is_within: bool


@dataclass(frozen=True, slots=True)
class _Limit:
    """Figures of a text that bound others from below, from above, or both."""

    low: Figure | None
    high: Figure | None
    low_counts: bool = True
    high_counts: bool = True

    @property
    def ends(self) -> list[Figure]:
        return [end for end in (self.low, self.high) if end is not None]


def against_limit(asked: str, told: str) -> Limited | None:
    """Hold the figures of a question against the limits that a text sets.

    Args:
        asked: A normalised question or statement.
        told: A normalised text.

    Returns:
        The first figure of ``asked`` for which ``told`` has limits that all say the same;
        ``None`` where there is none.
    """
    limits = list(_limits([value.content for value in read(told).values]))
    for value in read(asked).values:
        figure = value.content
        if isinstance(figure, Quantity) and (figure.bound or len(figure.values) > 1):
            continue
        own_day = [limit for limit in limits if _day_of_week(figure) in _days_of(limit) - {None}]
        held = [(limit, within) for limit in own_day or limits for within in _held(figure, limit)]
        if held and len({within for _, within in held}) == 1:
            ends = held[0][0].ends
            limit = told[ends[0].start : ends[-1].end]
            return Limited(figure.start, figure.end, limit, held[0][1])
    return None


def _limits(figures: Sequence[Figure]) -> Iterator[_Limit]:
    ahead: Figure | None = None
    for figure, following in zip_longest(figures, figures[1:]):
        if ahead is not None:
            yield _Limit(ahead, figure)
            ahead = None
        elif figure.role == "from" and following is not None and _is_end(figure, following):
            ahead = figure
        elif isinstance(figure, Moment):
            if figure.role == "from":
                yield _Limit(figure, None)
            elif figure.role == "to":
                yield _Limit(None, figure)
        else:
            said = {figure.bound} | figure.also
            low, high = said & _LEAST.keys(), said & _MOST.keys()
            if low:
                yield _Limit(figure, None, low_counts=any(_LEAST[word] for word in low))
            if high:
                yield _Limit(None, figure, high_counts=any(_MOST[word] for word in high))


def _is_end(first: Figure, last: Figure) -> bool:
    """Whether a figure ends the range that another begins: 4~6학년, 09:00~18:00."""
    if isinstance(first, Quantity) and isinstance(last, Quantity):
        return first.unit == last.unit and last.role == "to"
    return isinstance(first, Moment) and isinstance(last, Moment) and last.role in {"", "to"}


def _held(figure: Figure, limit: _Limit) -> Iterator[bool]:
    """Whether a limit takes a figure in; nothing where the two cannot be compared."""
    found = set()
    for keys in _keys(figure, limit):
        own, low, high = keys
        above = low is None or own > low or (own == low and limit.low_counts)
        below = high is None or own < high or (own == high and limit.high_counts)
        found.add(above and below)
    if len(found) == 1:
        yield found.pop()


def _keys(figure: Figure, limit: _Limit) -> Iterator[tuple[Key, Key | None, Key | None]]:
    """The figure and the ends of the limit as numbers to be compared."""
    if isinstance(figure, Quantity):
        ends = [limit.low, limit.high]
        if all(e is None or (isinstance(e, Quantity) and e.unit == figure.unit) for e in ends):
            low, high = (e.values if isinstance(e, Quantity) else None for e in ends)
            if figure.unit and all(e is None or len(e) == 1 for e in (low, high)):
                yield figure.values, low, high
        return
    moments = [e for e in limit.ends if isinstance(e, Moment)]
    days = {None, _day_of_week(figure)}
    if len(moments) < len(limit.ends) or (len(days) > 1 and _days_of(limit) - days):
        return
    for own in _readings(figure):
        shared = [f for f in _DATE_FIELDS if f in own and all(f in m.fields for m in moments)]
        if shared and shared[-1] == max(own, key=_DATE_FIELDS.index):
            low, high = (
                _key(end.fields, shared) if isinstance(end, Moment) else None
                for end in (limit.low, limit.high)
            )
            yield _key(own, shared), low, high


def _readings(moment: Moment) -> Iterator[dict[str, int]]:
    """The fields of a moment; a clock without 오전 or 오후 may be read either way."""
    fields = {f: n for f, n in moment.fields.items() if f in _DATE_FIELDS}
    if "clock" not in moment.fields:
        yield from [fields] if fields else []
        return
    for half in (0, _HALF_DAY):
        yield fields | {"minute": moment.fields["clock"] % _HALF_DAY + half}


def _key(fields: dict[str, int], names: Sequence[str]) -> Key:
    return tuple(Fraction(fields[name]) for name in names)


def _day_of_week(figure: Figure) -> int | None:
    if isinstance(figure, Quantity):
        return None
    return {**figure.context, **figure.fields}.get("weekday")


def _days_of(limit: _Limit) -> set[int | None]:
    return {_day_of_week(end) for end in limit.ends}
