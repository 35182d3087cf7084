"""What relative dates mean on a document's day: 지난달 3일, 내년, 다음 주 화요일, 전날."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rag.korean.moments import Moment, find_moments
from rag.korean.morphemes import Morpheme

# "지난 3일", "오는 9월": the last or the next such day or month.
_DIRECTED = re.compile(r"(?<![가-힣])(?:(?P<past>지난)|오는)\s?$")
_MONTHS, _WEEK = 12, 7


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A relative date of a text and what it means.

    Attributes:
        start: First character in the text.
        end: One past the last.
        written: The characters between.
        meant: The date in full: "2024년 10월 3일", "2025년 6월", "2025년".
    """

    start: int
    end: int
    written: str
    meant: str


def resolve_dates(text: str, morphemes: Sequence[Morpheme], published: str) -> list[ResolvedDate]:
    """Find the relative dates of a sentence, and what they mean.

    Args:
        text: The sentence.
        morphemes: Its morphemes, the first at the sentence's beginning whatever its offset.
        published: The day of the document, ISO 8601, or its year and month.

    Returns:
        Dates in order; what cannot be told from the day is left out.
    """
    moments = find_moments(text)
    if not any(_is_relative(moment, text) for moment in moments):
        return []
    day, is_whole = _day(published)
    if day is None:
        return []
    base = morphemes[0].start if morphemes else 0
    starts, ends = {m.start - base for m in morphemes}, {m.end - base for m in morphemes}
    found: list[ResolvedDate] = []
    for number, moment in enumerate(moments):
        if not _is_relative(moment, text) or moment.start not in starts or moment.end not in ends:
            continue
        if not is_whole and not {"year_rel", "month_rel"} & moment.fields.keys():
            continue
        if _is_named_beside(moment, morphemes, base):
            continue
        before = moments[number - 1].fields.get("day") if number else None
        meant = _meant(moment, text, day, before)
        if meant:
            start = moment.start
            if directed := _DIRECTED.search(text[:start]):
                start = directed.start()
            found.append(ResolvedDate(start, moment.end, text[start : moment.end], meant))
    return found


def with_dates(text: str, dates: Sequence[ResolvedDate]) -> str:
    """Write beside each relative date of a text what it means: 지난해 5월(2023년 5월)."""
    for found in dates:
        text = text.replace(found.written, f"{found.written}({found.meant})", 1)
    return text


def _day(published: str) -> tuple[date | None, bool]:
    """The day, and whether it is known: of a year and month it is the first."""
    try:
        return datetime.fromisoformat(published).date(), True
    except ValueError:
        pass
    try:
        return date.fromisoformat(f"{published}-01"), False
    except ValueError:
        return None, False


def _is_named_beside(moment: Moment, morphemes: Sequence[Morpheme], base: int) -> bool:
    """Whether a name is joined to it, and it is one itself: 모레와 리벨리온."""
    at = next((n for n, m in enumerate(morphemes) if m.start - base == moment.end), None)
    behind = morphemes[at : at + 2] if at is not None else ()
    return len(behind) > 1 and behind[0].form in {"와", "과"} and behind[1].tag in {"NNP", "SL"}


def _is_relative(moment: Moment, text: str) -> bool:
    if moment.is_relative:
        return True
    is_short = {"month", "day"} & moment.fields.keys() and "year" not in moment.fields
    return bool(is_short and _DIRECTED.search(text[: moment.start]))


def _meant(moment: Moment, text: str, day: date, before: int | None) -> str:
    fields = moment.fields
    if "year_rel" in fields:
        return _written(day.year + fields["year_rel"], fields.get("month"), fields.get("day"))
    if "month_rel" in fields:
        months = day.year * _MONTHS + day.month - 1 + fields["month_rel"]
        return _written(months // _MONTHS, months % _MONTHS + 1, fields.get("day"))
    if "week_rel" in fields:
        if "weekday" not in fields:
            return ""
        days = _WEEK * fields["week_rel"] + fields["weekday"] - day.weekday()
        return _in_full(day + timedelta(days=days))
    if "day_rel" in fields:
        near = _same_month(day, before) if before else None
        return _in_full((near or day) + timedelta(days=fields["day_rel"]))
    directed = _DIRECTED.search(text[: moment.start])
    return _nearest(day, fields, is_past=bool(directed and directed["past"]))


def _nearest(day: date, fields: Mapping[str, int], *, is_past: bool) -> str:
    """The last or the next month or day of that number."""
    month, number = fields.get("month"), fields.get("day")
    step = -1 if is_past else 1
    months = day.year * _MONTHS + (month or day.month) - 1
    here = (month or day.month, number or day.day)
    is_other_side = here > (day.month, day.day) if is_past else here < (day.month, day.day)
    if is_other_side:
        months += step * (_MONTHS if month else 1)
    return _written(months // _MONTHS, months % _MONTHS + 1, number)


def _same_month(day: date, number: int) -> date | None:
    try:
        return day.replace(day=number)
    except ValueError:
        return None


def _in_full(day: date) -> str:
    return _written(day.year, day.month, day.day)


def _written(year: int, month: int | None, day: int | None) -> str:
    """Write a date as far as it is known; nothing for a day that its month does not have.

    A day without its month is not known.
    """
    if month and day and day > monthrange(year, month)[1]:
        return ""
    parts = [f"{year}년"]
    if month:
        parts += [f"{month}월", *([f"{day}일"] if day else [])]
    return " ".join(parts)
