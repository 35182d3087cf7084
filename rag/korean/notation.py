"""The same number, unit or condition written otherwise: 12500 = 1만2,500, 우천 시 = 비가 오면."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rag.korean.numerals import numbers_in

# A year in two digits, and not how long something is.
_SHORT_YEAR = re.compile(
    r"(?<![\d.,])(\d\d)년(?!\s?(?:간|째|차|만|전|후|뒤|동안|이상|이하|이내|넘|쯤|정도|가까이))"
)
# Below this it is one of this century.
_CENTURY_ENDS = 50
# As a number is written in the plain way.
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
# Signs that stand for other letters: units, full-width letters and digits.
_COMPATIBILITY = re.compile(
    r"[A-Za-z0-9.,]*[\u3380-\u33df\uff10-\uff19\uff21-\uff3a\uff41-\uff5aℓ℃]+[A-Za-z0-9.,]*"
)
_LATIN_RUN = re.compile(r"[a-z]+")
# Conditions as notices write them, in words that nobody asks with and that the encoder takes for
# nothing: as people say them, and the words by which they are found then.
_CONDITIONS = {
    "우천": ("비가 오면", "비 오"),
    "강우": ("비가 오면", "비 오"),
    "강설": ("눈이 오면", "눈 오"),
    "폭설": ("눈이 많이 오면", "눈 오"),
    "악천후": ("날씨가 나쁘면", "날씨 나쁘"),
    "분실": ("잃어버리면", "잃어버리"),
    "파손": ("깨지거나 망가지면", "깨지 망가지"),
    "훼손": ("망가뜨리면", "망가뜨리"),
    "지각": ("늦게 오면", "늦"),
    "결석": ("빠지면", "빠지"),
    "결시": ("시험을 안 보면", "시험"),
    "연체": ("늦게 내거나 돌려주면", "늦"),
    "미납": ("내지 않으면", "내"),
    "동반": ("함께 오면", "함께"),
}
_CONDITION = re.compile(
    rf"({'|'.join(_CONDITIONS)})(?:\s?시(?:에는?|엔)?(?![가-힣\d])|[의된한]?\s경우)"
)

# 류태경 씨(47), 박모(52·회사원) 씨, A(34)씨; 손민호(7) may be a number on a back.
_AGE = re.compile(r"(?<=[가-힣A-Z])\s?\((?P<age>[1-9]\d?|1[01]\d)(?=\)|\s?[·,]\s?[가-힣])")
_TITLED = re.compile(r"[가-힣A-Z]\s?씨$|(?<!의)\s[군양옹]$|(?<![가-힣])[가-힣]모$")
_TITLED_BEHIND = re.compile(r"[^()]{0,12}\)\s?(?:씨|[군양옹](?![가-힣]{2}))")


def other_terms(text: str) -> Iterator[str]:
    """Give the terms of a text by which another notation of the same finds it.

    Args:
        text: The normalised text.

    Yields:
        Whole numbers in digits; years in four; units and full-width letters in plain Latin
        letters; the words in which people ask for a condition. Of what is written in the plain
        way already, nothing.
    """
    for match in _SHORT_YEAR.finditer(text):
        yield str(int(match[1]) + (2000 if int(match[1]) < _CENTURY_ENDS else 1900))
    for match in _CONDITION.finditer(text):
        yield from _CONDITIONS[match[1]][1].split()
    for match in _COMPATIBILITY.finditer(text):
        plain = unicodedata.normalize("NFKC", match[0]).lower()
        yield from _LATIN_RUN.findall(plain)
        if not plain.isalpha():
            yield plain
    text = unicodedata.normalize("NFKC", text)
    for start, end, value in numbers_in(text):
        if not _PLAIN.fullmatch(text, start, end):
            yield str(value) if value.denominator == 1 else str(float(value))


def conditions_in(text: str) -> Iterator[tuple[int, str]]:
    """Find conditions that are written as notices do: 비가 오면 for 우천 시.

    Yields:
        Where each ends, and how people say it.
    """
    for match in _CONDITION.finditer(text):
        yield match.end(), _CONDITIONS[match[1]][0]


def ages_in(text: str, *, is_asked: bool = False) -> Iterator[tuple[int, int]]:
    """Find bare numbers in parentheses that are the age of the person before them.

    Args:
        text: The text.
        is_asked: Whether an age is asked for: then a person needs no title.

    Yields:
        Where each begins and ends.
    """
    for match in _AGE.finditer(text):
        titled = _TITLED.search(text[: match.start()].rstrip())
        if is_asked or titled or _TITLED_BEHIND.match(text, match.end()):
            yield match.span("age")
