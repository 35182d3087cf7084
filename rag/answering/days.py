"""Whether something is so on a day of the week: 주말 takes in Sundays, 연중무휴 all days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.cells import former_cells
from rag.answering.clauses import agreement, holds
from rag.answering.statements import Statement
from rag.grounding import stance
from rag.korean import Morpheme, find_moments, is_topic
from rag.reading import Evidence

_ALL = "월화수목금토일"
_GROUPS = {"평일": _ALL[:5], "주중": _ALL[:5], "주말": _ALL[5:]} | dict.fromkeys(
    ("매일", "연중무휴", "무휴"), _ALL
)
_DAY = re.compile("|".join(_GROUPS) + rf"|(?<![가-힣])[{_ALL}]요일")
# "둘째·넷째 월요일": some of them only.
_SOME = re.compile(r"(?:첫째?|둘째|셋째|넷째|다섯째|마지막|격주)(?:\s?주)?(?:\s?[·,]\s?\S+)?\s*$")
# Between days of which the same is said: "주말과 공휴일", "월요일, 화요일".
_JOINED = re.compile(r"(?:과|와|및|이나|[·,/~\s]|공휴일|휴일)*")
_RANGE = re.compile(r"\s?(?:부터|에서|[~∼〜–-])\s?")
_OPEN, _DOOR = "열다", "문"
_OPENING = frozenset("열 영업 운영 진료 개관 개장 개방 이용".split())


def days_in(text: str) -> str:
    """Return the days of the week that a text names, each of 주말 and the like."""
    return "".join(_days(m[0]) for m in _DAY.finditer(text))


def is_of_days(days: str, text: str, place: int) -> bool:
    """Tell whether what stands at a place of a sentence is said of some days, or of no others.

    Args:
        days: The days.
        text: The sentence.
        place: Where what is said of them begins.
    """
    before = [m for m in _DAY.finditer(text) if m.end() <= place]
    return not (days and before) or set(days) <= set(_days(before[-1][0]))


def told_by_days(said: Statement, item: Evidence, around: str) -> bool | None:
    """Tell whether a sentence says of all days that a statement names what that does.

    Args:
        said: The statement.
        item: The sentence.
        around: What need not be said again in it.

    Returns:
        ``None`` where it says nothing of one of them, or nothing that can be compared.
    """
    sentence = item.candidate.sentence
    told: dict[str, bool | None] = {}
    names = [name for name in said.names if name != _DOOR and not days_in(name)]
    text, tokens = sentence.text, sentence.own_morphemes
    for span in former_cells(item.candidate.block, said):
        start, end = (at - sentence.start for at in span)
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
        tokens = tuple(m for m in tokens if not start <= m.start < end)
    for part in _parts(text, tokens):
        known = part.about if part.has_topic else f"{around} {part.about} {part.text}"
        is_named = all(holds(known, name) for name in names)
        verdict = _verdict(said, part) if is_named else None
        for day in part.days:
            told[day] = None if day in told and told[day] is not verdict else verdict
    verdicts = {told.get(day) for day in days_in(said.text)}
    return verdicts.pop() if len(verdicts) == 1 else None


@dataclass(frozen=True, slots=True)
class _Part:
    """Days that a sentence names, and what it says of them.

    Attributes:
        days: Each day of the week.
        text: What it says of them, the days first; "" where of some of them only.
        tokens: Its morphemes.
        about: What stands before: all, or from the days before on where it has a topic of its own.
        has_topic: Whether it has.
    """

    days: str
    text: str
    tokens: tuple[Morpheme, ...]
    about: str
    has_topic: bool


def _days(word: str) -> str:
    return _GROUPS.get(word, word[0])


def _parts(text: str, tokens: Sequence[Morpheme]) -> Iterator[_Part]:
    """The days that a sentence names, those of which the same is said together."""
    found = list(_DAY.finditer(text))
    start = last = 0
    while start < len(found):
        end = start + 1
        is_range = end < len(found) and bool(
            _RANGE.fullmatch(text, found[start].end(), found[end].start())
        )
        end += is_range
        while end < len(found) and _JOINED.fullmatch(
            text, found[end - 1].end(), found[end].start()
        ):
            end += 1
        begin = found[start].start()
        close = found[end].start() if end < len(found) else len(text)
        days = "".join(_days(m[0]) for m in found[start:end])
        if is_range:
            days = _ALL[_ALL.index(days[0]) : _ALL.index(days[-1]) + 1]
        own = tuple(m for m in tokens if begin <= m.start < close)
        # The particle of the days before is no topic of these.
        between = [m for m in tokens if last < m.start < begin]
        has_topic = start > 0 and any(map(is_topic, between))
        said = "" if _SOME.search(text[:begin]) else text[begin:close]
        yield _Part(days, said, own, text[last * has_topic : begin], has_topic)
        start, last = end, found[end - 1].end()


def _verdict(said: Statement, part: _Part) -> bool | None:
    predicate, text, tokens = said.predicate, part.text, part.tokens
    if predicate is None or not text:
        return None
    agrees = agreement(said, tokens)
    if agrees is not None:
        return agrees
    is_open = predicate.form in _OPENING
    closes = any(stance(_OPEN, m.form) is False or m.form == "쉬" for m in tokens)
    if closes:
        return predicate.is_denied if is_open else None
    has_hours = any({"minute", "clock"} & m.fields.keys() for m in find_moments(text))
    opens = has_hours or any(m.form in _OPENING for m in tokens)
    return not predicate.is_denied if is_open and opens else None
