"""Whether two values in different words are the same: 세 명 and 3명, 3시 and 오후 3시."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from rag.korean import Moment, find_moments, moment_supported, read_digits, read_word
from rag.reading import kind_of_unit

_UNIT = re.compile(r"\s?([가-힣A-Za-z%㎡㎞㎏㎝㎜㎖ℓ℃°$]*)")
_HANGUL = re.compile(r"[가-힣]+")
# "3만 명이나", "5권까지": not a part of the unit.
_BEHIND = re.compile(r"(?:이상|이하|미만|가량|정도|쯤|남짓|씩|부터|까지|에서|보다|으로|로|짜리)+$")
# Kinds whose units measure in different steps: 90분 is not 90초.
_SCALED = frozenset({"시간", "길이", "넓이", "무게", "들이", "바이트", "헤르츠", "와트"})
_HALF_DAY = 12 * 60

Amount = tuple[Fraction, str]


def same_value(claimed: str, told: str, meant: Sequence[str] = ()) -> bool | None:
    """Tell whether a value that is claimed is the one that a text tells.

    Args:
        claimed: A date, a time or an amount as claimed.
        told: What the text has in its place.
        meant: The dates that relative words in ``told`` mean.

    Returns:
        ``None`` where the two cannot be compared.
    """
    dates = find_moments(claimed)
    if dates:
        there = [m for text in (told, *meant) for m in find_moments(text)]
        if there and all(moment_supported(date, there) for date in dates):
            return True
        # "오전 9시부터 오후 6시까지" takes in what is between.
        is_range = len(there) > len(dates) + len(meant) and any("minute" in m.fields for m in there)
        is_other = any(_excludes(a, b) for a in dates for b in there)
        return False if is_other and not is_range else None
    own, others = amounts_of(claimed), amounts_of(told)
    if not own or not others:
        return None
    if len(own) != len(others):
        # Of "1~2일" either may be meant, and neither is 3일.
        return None if any(_equal(a, b) is not False for a in own for b in others) else False
    verdicts = [_equal(a, b) for a, b in zip(own, others, strict=True)]
    return None if None in verdicts else all(verdicts)


def amounts_of(text: str) -> list[Amount]:
    """Read the amounts of a text, each with its unit: 2시간 31분, 3억 2천만 원, 세 명.

    Args:
        text: A value as written.
    """
    found: list[Amount] = []
    at = 0
    while at < len(text):
        digits = read_digits(text, at) if text[at].isdigit() else None
        if digits is None:
            at += 1
            continue
        unit = _UNIT.match(text, digits[1])
        found.append((digits[0], _BEHIND.sub("", unit[1]) if unit else ""))
        at = unit.end() if unit else digits[1]
    if found:
        return found
    # The longest number in words: 백이십만 of "백이십만원", 만 이천 of "만 이천 원".
    for end in range(len(text) - 1, 0, -1):
        number = read_word("".join(text[:end].split()))
        counted = text[end:].strip()
        if number is not None and _HANGUL.fullmatch(counted):
            return [(Fraction(number), counted)]
    return []


def _equal(one: Amount, other: Amount) -> bool | None:
    kinds = {kind_of_unit(one[1]), kind_of_unit(other[1])} - {""}
    if len(kinds) > 1 or (kinds & _SCALED and one[1] and other[1] and one[1] != other[1]):
        return None
    return one[0] == other[0]


def _excludes(one: Moment, other: Moment) -> bool:
    """Whether two dates give the same field differently, one without 오전 or 오후 either way."""
    for name, value in _fields(one).items():
        there = _fields(other).get(name, value)
        half = name == "minute" and not {"clock"}.isdisjoint({*one.fields, *other.fields})
        if (there - value) % (_HALF_DAY if half else 10**6):
            return True
    return False


def _fields(moment: Moment) -> dict[str, int]:
    return {("minute" if k == "clock" else k): v for k, v in moment.fields.items()}
