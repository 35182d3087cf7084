"""Dates, times and amounts in a sentence, each as a whole: sign, fraction, unit, range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from rag.korean import (
    KIND_OF_UNIT,
    Morpheme,
    ages_in,
    find_moments,
    kind_of_unit,
    read_native,
    read_word,
)

DATE = "date"
TIME = "time"
AGE = "세"
Span = tuple[int, int]
"""Where something lies: its first character, and one past its last."""


@dataclass(frozen=True, slots=True)
class Value:
    """A date, a time of day or an amount.

    Attributes:
        start: First character in the sentence.
        end: One past the last.
        kind: :data:`DATE`, :data:`TIME`, or what is counted or measured: a canonical unit, or
            the counter as it is written; empty for a bare number.
    """

    start: int
    end: int
    kind: str


# By what each part of a date is asked for.
_PARTS = {
    word: fields
    for words, fields in {
        "년 년도 연도 해": ("year",),
        "월": ("month",),
        "시": ("minute", "clock"),
    }.items()
    for word in words.split()
}
_FRACTION = re.compile(
    r"(?<![\d.,])\d+\s?분의\s?\d+|(?<![가-힣])[이삼사오육칠팔구십백]{1,3}\s?분의\s?"
    r"(?:십[일이삼사오육칠팔구]|[일이삼사오육칠팔구])|(?<![\d/.])\d{1,3}/\d{1,4}(?![\d/])"
)
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
# 3,870억 2,000만; 1만2,500; 3천500; 2 조 only before what is counted in trillions.
_PART = rf"{_NUMBER}[십백천]*(?:[만억조경]|\s[만억조](?=\s?(?:원|달러)))?"
_SIGN = r"(?:(?:영하|영상|마이너스|플러스)\s?|(?<![\w.,)\]%])[-−–+±](?=[\d$€£¥₩]))?(?:[$€£¥₩]\s?)?"
_AMOUNT = re.compile(
    r"(?:(?<![가-힣\d])만 ?(?=\d{1,3}[천백]))?"  # 만 5천 원
    rf"(?<![\d.A-Za-z])(?<!\d,)(?P<sign>{_SIGN}){_PART}(?:(?<=[십백천만억조경])\s?{_PART})*"
    r"(?:여(?=\s?[가-힣]))?"
)
# Written between two amounts or dates that are one: 20~30명, 3월 2일~5일.
_UP_TO = re.compile(r"\s?[~∼〜–—-]\s?")
_UNIT = re.compile(
    "|".join(map(re.escape, sorted(KIND_OF_UNIT, key=len, reverse=True)))
    + r"|[A-Za-zμ]{1,4}(?:/[A-Za-z]{1,3})?"
)
_HANGUL = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[A-Za-z]")
_LARGE = re.compile(r"[십백천만억조]")
# 몇만 원, 4억 8500여만 원.
_SOME = frozenset({"몇", "수", "여"})
_PARTS_OF_NUMBERS = frozenset({"NR", "MM", "XPN", "XSN"})
_ALONE = ("하나", "둘", "셋", "넷")


def find_values(text: str, tokens: Sequence[Morpheme]) -> list[Value]:
    """Find the dates, times and amounts of a sentence.

    Args:
        text: The sentence.
        tokens: Its morphemes, offsets into ``text``.

    Returns:
        Values in order, none within another.
    """
    found: list[Value] = []
    ages = (Value(*span, AGE) for span in ages_in(text))
    told = *_moments(text), *_fractions(text), *ages, *_amounts(text, tokens), *_words(tokens)
    for value in told:
        if not any(value.start < other.end and other.start < value.end for other in found):
            found.append(value)
    return _ranges(sorted(found, key=lambda v: v.start), text)


def asked_part(text: str, value: Value, unit: str, near: int) -> Value:
    """Return the part of a date that was asked for: its year, its month, or its time of day.

    Args:
        text: The sentence.
        value: A date, or anything else, which is returned as it is.
        unit: What "몇" counts, or the noun asked for.
        near: Where in the sentence the part is looked for first; a period has two years.
    """
    if value.kind != DATE or unit not in _PARTS:
        return value
    parts = [
        Value(*part, value.kind)
        for moment in find_moments(text)
        for field, part in moment.parts.items()
        if field in _PARTS[unit] and value.start <= part[0] and part[1] <= value.end
    ]
    # 2031. 4. 5. gives its year and month in one.
    parts = [p for p in parts if unit == "시" or text[p.start : p.end].endswith(("년", "월"))]
    return next((part for part in parts if near < part.end), parts[-1] if parts else value)


def _moments(text: str) -> Iterator[Value]:
    """The dates and times that are told by number; a time begins with its hour, not its day."""
    moments = find_moments(text)
    for moment, following in zip_longest(moments, moments[1:]):
        clock = moment.time
        if moment.is_dated:
            day = text[moment.start : clock[0] if clock else moment.end].rstrip(" ,")
            # 3월 5일 오후 1~5시: the time is told by itself, as one that is set off is.
            goes_on = (
                following is not None
                and not following.is_dated
                and _UP_TO.fullmatch(text, moment.end, following.start)
            )
            if clock and clock[0] - moment.start == len(day) + 1 and not goes_on:
                yield Value(moment.start, moment.end, DATE)
                continue
            if not text[moment.end :].strip():
                day = day.removesuffix(".")  # which ends the sentence
            yield Value(moment.start, moment.start + len(day), DATE)
        if clock:
            yield Value(clock[0], clock[1], TIME)


def _fractions(text: str) -> Iterator[Value]:
    for match in _FRACTION.finditer(text):
        yield Value(match.start(), match.end(), "%")


def _amounts(text: str, tokens: Sequence[Morpheme]) -> Iterator[Value]:
    for match in _AMOUNT.finditer(text):
        end, kind = _unit_at(text, match.end(), tokens)
        if not kind and _LATIN.match(text, match.end()):
            continue  # 5G, 3x: a name
        symbol = match["sign"].strip()[-1:]
        yield Value(match.start(), end, kind or KIND_OF_UNIT.get(symbol, ""))


def _words(tokens: Sequence[Morpheme]) -> Iterator[Value]:
    """Numerals in Hangul before a counter: 세 명, 열두 번, 만 오천 원."""
    first, said = 0, ""
    for number, (token, counter) in enumerate(pairwise(tokens)):
        goes_on = said and token.tag == "NR" and token.start <= tokens[number - 1].end + 1
        first, said = (first, said + token.form) if goes_on else (number, token.form)
        # "이 명" and "그 명" have determiners of the same tag; "둘 중" counts nothing.
        is_native = token.tag in ("MM", "NR") and read_native(said) is not None
        # 만 원, but not 사번 and 만근.
        is_sino = token.tag == "NR" and _LARGE.search(said) and read_word(said) is not None
        if not is_native and not is_sino:
            said = said if token.tag == "NR" and read_word(said) else ""  # the 삼 of 삼백만
            continue
        is_known = counter.form in KIND_OF_UNIT
        is_unit = is_known or (counter.tag == "NNB" and (is_native or len(said) > 1))
        before = tokens[first - 1 : first]
        is_open = any(m.form[0] in _SOME and m.tag in _PARTS_OF_NUMBERS for m in before)
        if is_unit and not is_open and not said.endswith(_ALONE) and counter.start <= token.end + 1:
            yield Value(tokens[first].start, counter.end, kind_of_unit(counter.form))


def _unit_at(text: str, end: int, tokens: Sequence[Morpheme]) -> tuple[int, str]:
    """Read the unit behind a number: where it ends, and its name; empty when there is none."""
    ends = {token.end for token in tokens}
    for start in (end, end + 1) if text.startswith(" ", end) else (end,):
        unit = _UNIT.match(text, start)
        known = unit and (start == end or unit[0] in KIND_OF_UNIT)
        if unit and known and _ends_word(text, unit.end(), ends):
            return unit.end(), kind_of_unit(unit[0])
        for token in tokens:
            if token.start == start:
                if token.tag == "NNB" or (token.tag == "NNG" and start == end):
                    return token.end, kind_of_unit(token.form)
                break
    return end, ""


def _ends_word(text: str, end: int, ends: set[int]) -> bool:
    """Tell whether a unit that ends here is not the beginning of a longer word."""
    if _LATIN.match(text[end - 1]):
        return not _LATIN.match(text[end : end + 1])
    return end in ends or not _HANGUL.match(text[end : end + 1])


def _ranges(values: Sequence[Value], text: str) -> list[Value]:
    """Join what is written as one: 20~30명."""
    joined: list[Value] = []
    for value in values:
        last = joined[-1] if joined else None
        if (
            last is not None
            and _UP_TO.fullmatch(text, last.end, value.start)
            and last.kind in ("", value.kind)
        ):
            joined[-1] = Value(last.start, value.end, value.kind)
        else:
            joined.append(value)
    return joined
