"""What a question names: things, numbers and dates, and whether a text holds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rag.korean import (
    MOST,
    WEEKDAYS,
    Moment,
    Morpheme,
    find_moments,
    nominal_runs,
    numbers_in,
    ordinals_in,
    places_in_order,
    read_digits,
    superlatives_in,
)

_UNIT = re.compile(r"[가-힣]+|[a-z%]+")
_INTERROGATIVES = frozenset({"몇", "며칠", "얼마", "누구", "무엇", "어디", "언제", "뭐", "무슨"})
# What is counted or joined to a number tells nothing by itself.
_BOUND = frozenset({"NNB", "XSN", "XPN", "NR"})
# What compares things, or asks for those of which something is not so.
_OTHERWISE = MOST | frozenset("더 덜 안 못 않 아니 말 빼 제외 다음 먼저".split())
ANY = frozenset(
    "사람 분 곳 데 장소 날 요일 때 것 거 건 게 중 가운데 가지 종류 명 개 수 목록".split()
)
"""What may be said of everything that is asked for."""
# What stands in place of a unit where one of several is named by its place, and the cells that
# count them.
_PLACE = "째"
_COUNTED = re.compile(r"(?:제\s?)?(\d{1,2})\s?[가-힣]{0,2}")
_HALF_DAY = 720
_FIELDS = ("year", "month", "day", "half", "quarter", "part", "weekday", "time")
_DAYS = re.compile(rf"(?<![가-힣])[{WEEKDAYS}](?:\s?[·,/~-]\s?[{WEEKDAYS}])*(?![가-힣])")
_REMEMBERED = 4096
# The shortest end of a word that tells what it is.
_SHORTEST_END = 2


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a question names.

    Attributes:
        form: A noun, as it is compared; of a number or a date what is written.
        word: The written word that it is a part of.
        is_asked: Whether it names the thing asked for, and so need not be found.
        is_counted: Whether it stands right behind the interrogative: "누구 차례".
        value: The number that it is.
        unit: What stands right behind the number, in its word.
        moment: The fields of the date that it is, by name.
    """

    form: str
    word: str
    is_asked: bool = False
    is_counted: bool = False
    value: Fraction | None = None
    unit: str = ""
    moment: tuple[tuple[str, int], ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether it is a number or a date."""
        return self.value is not None or bool(self.moment)

    @property
    def is_address(self) -> bool:
        """Whether it only says how somebody named is spoken of: "강도윤 선생님"."""
        return self.word in {f"{self.form}님", "씨"}

    @property
    def is_place(self) -> bool:
        """Whether it is one of several by its place, which only the first cell of a row tells."""
        return self.unit == _PLACE


def named_in(text: str, morphemes: Sequence[Morpheme], focus: frozenset[str]) -> tuple[Named, ...]:
    """List what a question names.

    Args:
        text: The question.
        morphemes: Its morphemes.
        focus: The words that name the thing asked for.

    Returns:
        Nouns, numbers and dates, but for what only asks.
    """
    dates = [m for m in find_moments(text) if _fields(m) and re.search(r"\d|요일", m.surface)]
    # What stands behind "몇 시" says what happens then.
    asks_at = next((m.start for m in morphemes if m.form == "몇"), len(text))
    focus = focus & {m.form.lower() for m in morphemes if m.end <= asks_at}
    order = [] if superlatives_in(text) else places_in_order(text)
    order = [place for place in order if text[place[0] : place[1]].endswith(_PLACE)]
    found = [Named(m.surface, m.surface, moment=tuple(_fields(m).items())) for m in dates]
    found += [Named(text[a:b], text[a:b], value=Fraction(n), unit=_PLACE) for a, b, n in order]
    apart = [*((d.start, d.end) for d in dates), *((a, b) for a, b, _ in order)]
    for run in nominal_runs(morphemes):
        own = [m for m in run if not any(a < m.end and m.start < b for a, b in apart)]
        if own and not any(m.form in _INTERROGATIVES for m in own):
            found += _named_by(own, text, focus, _is_counted(own[0], morphemes))
    return tuple(found)


def asks_otherwise(morphemes: Sequence[Morpheme]) -> bool:
    """Tell whether a question compares, or asks for that of which something is not so."""
    return any(m.form in _OTHERWISE and m.tag[0] in "MV" for m in morphemes)


def _is_counted(noun: Morpheme, morphemes: Sequence[Morpheme]) -> bool:
    """Whether a noun stands right behind the interrogative: "몇 시", "누구 차례"."""
    before = [m for m in morphemes if m.end <= noun.start][-1:]
    return any(m.form in _INTERROGATIVES for m in before)


def _named_by(
    run: Sequence[Morpheme], text: str, focus: frozenset[str], is_counted: bool
) -> Iterator[Named]:
    word = _plain(text[run[0].start : run[-1].end])
    done = 0
    for m in run:
        if m.start < done:
            continue
        number = read_digits(text, m.start) if m.tag == "SN" else None
        if number is not None:
            value, done = number
            behind = text[done : run[-1].end].split()
            unit = _UNIT.match(_plain(behind[0])) if behind else None
            yield Named(text[m.start : done], word, value=value, unit=unit[0] if unit else "")
        elif m.tag not in _BOUND or not (done or is_counted):
            form = m.form.lower()
            if m.tag in {"XPN", "XSN"}:
                continue
            yield Named(form, word, is_counted or form in focus, is_counted)


@lru_cache(maxsize=_REMEMBERED)
def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def holds(text: str, named: Named, factor: int = 1) -> bool:
    """Tell whether a text holds what a question names, in whatever notation.

    Args:
        text: The text.
        named: A thing, a number or a date.
        factor: What a bare amount of the text is to be multiplied by.
    """
    if named.moment:
        return _holds_date(text, dict(named.moment))
    if named.is_place:  # the third is 3 of a column that counts: "3회"
        counted = _COUNTED.fullmatch(text.strip())
        return named.value in ({int(counted[1])} if counted else ordinals_in(text))
    if named.value is not None:
        return any(
            named.value in {value, value * (1 if unit else factor)} and same_unit(unit, named.unit)
            for value, unit in _numbers(text)
        )
    plain = _plain(text)
    if len(named.word) > 1 and named.word in plain:
        return True
    form = re.escape(named.form)
    if named.form.isascii():
        return re.search(rf"(?<![a-z0-9]){form}(?![a-z])", plain) is not None
    if len(named.form) > 1:
        return named.form in plain
    written = unicodedata.normalize("NFKC", text).lower()
    return re.search(rf"(?<![가-힣]){form}|{form}(?![가-힣])", written) is not None


def holds_part(text: str, named: Named) -> bool:
    """Tell whether a text holds the beginning of a word, not its end: 재무팀 과장 of 재무팀장."""
    plain = _plain(text)
    end = named.word[-max(len(named.form), _SHORTEST_END) :]
    begin = named.word.removesuffix(end)
    return len(begin) > 1 and begin in plain and end not in plain


def same_unit(unit: str, other: str) -> bool:
    """Tell whether what stands behind two numbers may be the same, by how it begins."""
    return not unit or not other or unit[0] == other[0]


@lru_cache(maxsize=_REMEMBERED)
def _numbers(text: str) -> tuple[tuple[Fraction, str], ...]:
    """The numbers of a text, each with what stands right behind it."""
    text = unicodedata.normalize("NFKC", text).lower()
    units = ((value, _UNIT.match(text, end)) for _, end, value in numbers_in(text))
    return tuple((value, unit[0] if unit else "") for value, unit in units)


def _holds_date(text: str, wanted: Mapping[str, int]) -> bool:
    finest = [field for field in _FIELDS if field in wanted][-1]
    if set(wanted) == {"weekday"} and _holds_weekday(text, wanted["weekday"]):
        return True
    return any(
        finest in own and all(own[field] == wanted[field] for field in own.keys() & wanted.keys())
        for own in _dates(text)
    )


def _holds_weekday(text: str, weekday: int) -> bool:
    """Whether days are written by their first letters: "화·목"."""
    return any(WEEKDAYS[weekday] in found[0] for found in _DAYS.finditer(text))


@lru_cache(maxsize=_REMEMBERED)
def _dates(text: str) -> tuple[Mapping[str, int], ...]:
    moments = find_moments(unicodedata.normalize("NFKC", text))
    return tuple(fields for m in moments if (fields := {**m.context, **_fields(m)}))


def _fields(moment: Moment) -> dict[str, int]:
    """The fields of a date; nothing of one that is told by its distance from today."""
    if moment.is_relative:
        return {}
    fields = dict(moment.fields)
    for name in ("minute", "clock"):
        if name in fields:
            fields["time"] = fields.pop(name) % _HALF_DAY
    return fields
