"""Whether two values in different words are the same: 세 명 and 3명, 3시 and 오후 3시."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from rag.korean import UNITS, excludes, find_moments, moment_supported, numbers_in, read_word

_UNIT = re.compile(r"\s?([가-힣A-Za-z%㎡㎞㎏㎝㎜㎖ℓ℃°$]*)")
_SIGN = re.compile(r"[₩$¥€£]$")
_HANGUL = re.compile(r"[가-힣]+")
# "3만 명이나", "5권까지": not a part of the unit.
_BEHIND = re.compile(r"(?:이상|이하|미만|가량|정도|쯤|남짓|씩|부터|까지|에서|보다|으로|로|짜리)+$")

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
        is_other = any(excludes(a, b) for a in dates for b in there)
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
    for start, end, number in numbers_in(text):
        sign, unit = _SIGN.search(text[:start]), _UNIT.match(text, end)
        found.append((number, sign[0] if sign else _BEHIND.sub("", unit[1]) if unit else ""))
    if found:
        return found
    # The longest number in words: 백이십만 of "백이십만원", 만 이천 of "만 이천 원".
    for end in range(len(text) - 1, 0, -1):
        said, noun = read_word("".join(text[:end].split())), text[end:].strip()
        if said is not None and _HANGUL.fullmatch(noun):
            return [(Fraction(said), noun)]
    return []


def _equal(one: Amount, other: Amount) -> bool | None:
    # 5달러 is not 5원, nor 90분 90초; 30% is 30퍼센트.
    units = {UNITS.get(unit, (unit, 1)) for _, unit in (one, other) if unit}
    return None if len(units) > 1 else one[0] == other[0]
