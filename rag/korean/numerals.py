"""Korean ways of writing a number, read as one exact value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

_DIGITS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_FIRST_DIGIT = re.compile(r"(?<![\d.,])\d")
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
# "3,500 억 원": a multiplier that stands alone, not the first syllable of the next word.
_SPACED = re.compile(r" ([천만억조])(?=\s*(?:원|달러)|\s+\S*명)")
# "만 5천 원", but not "만 5세" nor "회원만 5천 원".
_TEN_THOUSAND = re.compile(r"(?<![가-힣\d])만 ?$")
_SMALL = {"십": 10, "백": 100, "천": 1000}
_SINO = {"영": 0, "공": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "륙": 6}
_SINO |= {"칠": 7, "팔": 8, "구": 9}
COUNTING = tuple("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split())
"""One to ten as they stand before what is counted."""
_NATIVE_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
_NATIVE_TENS |= {"일흔": 70, "여든": 80, "아흔": 90}
_NATIVE_ONES = {"한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "석": 3, "서": 3, "네": 4}
_NATIVE_ONES |= {"넷": 4, "넉": 4, "너": 4, "다섯": 5, "닷": 5, "여섯": 6, "엿": 6, "일곱": 7}
_NATIVE_ONES |= {"여덟": 8, "아홉": 9}
_BELOW_HUNDRED = "|".join((*_NATIVE_TENS, *_NATIVE_ONES))
_HUNDREDS = re.compile(rf"[일이삼사오육칠팔구십백천만]*[백천만](?={_BELOW_HUNDRED})")


def read_digits(text: str, start: int) -> tuple[Fraction, int] | None:
    """Read a number that starts with a digit: ``3,500억``, ``2조 4천억``, ``1만2천``, ``0.35조``.

    Args:
        text: Any text.
        start: Where the first digit is expected.

    Returns:
        The value and where the number ends, or ``None`` when no digit stands at ``start``.
    """
    total = section = Fraction(0)
    largest = smallest = 10**20  # each further part must be smaller than the one before it
    position = end = start
    while (digits := _DIGITS.match(text, position)) is not None:
        position, small = _multiplier(text, digits.end(), _SMALL)
        position, large = _multiplier(text, position, _LARGE)
        value = Fraction(digits[0].replace(",", ""))
        if large >= largest or value * small >= smallest:
            break
        section += value * small
        smallest = small
        if large > 1:
            total, section = total + section * large, Fraction(0)
            largest, smallest = large, 10**20
        end = position
        if large == small == 1:
            break
        if text.startswith(" ", position):
            position += 1
    return (total + section, end) if end > start else None


def numbers_in(text: str) -> Iterator[tuple[int, int, Fraction]]:
    """Read the numbers of a text that are written in digits: where each lies, and its value."""
    end = 0
    for match in _FIRST_DIGIT.finditer(text):
        read = read_digits(text, match.start()) if match.start() >= end else None
        if read is not None:
            (value, end), start = read, match.start()
            alone = _TEN_THOUSAND.search(text[:start])
            if alone and text[start:end].endswith(("천", "백")) and value < _LARGE["만"]:
                start, value = alone.start(), value + _LARGE["만"]
            yield start, end, value


def _multiplier(text: str, position: int, table: dict[str, int]) -> tuple[int, int]:
    """Read one multiplier: ``(position after it, factor)``, factor 1 when there is none."""
    if (factor := table.get(text[position : position + 1])) is not None:
        return position + 1, factor
    spaced = _SPACED.match(text, position)
    if spaced and (factor := table.get(spaced[1])) is not None:
        return spaced.end(1), factor
    return position, 1


def read_word(word: str) -> int | None:
    """Read a number written in Hangul: ``서른``, ``열두``, ``이천이십``, ``삼천오백억``.

    Args:
        word: Hangul without spaces.

    Returns:
        The value, or ``None`` when the word is no number.
    """
    if (value := read_native(word)) is not None:
        return value
    if (cut := _HUNDREDS.match(word)) and (rest := read_native(word[cut.end() :])) is not None:
        return (read_word(cut[0]) or 0) + rest  # 삼백스물한
    total = section = digit = 0
    spelled = ""
    for letter in word:
        if letter in _SINO:
            digit = _SINO[letter]
            spelled += str(digit)
        elif letter in _SMALL:
            section += (digit or 1) * _SMALL[letter]
            digit, spelled = 0, ""
        elif letter in _LARGE:
            total += ((section + digit) or 1) * _LARGE[letter]
            section, digit, spelled = 0, 0, ""
        else:
            return None
    # 이공이사 spells digits one by one.
    return total + section + (int(spelled) if spelled else 0) if word else None


def read_native(word: str) -> int | None:
    """Read a native Korean number below one hundred: ``서른``, ``열두``.

    Args:
        word: Hangul without spaces.

    Returns:
        The value, or ``None`` when the word is no such number.
    """
    if word in _NATIVE_ONES:
        return _NATIVE_ONES[word]
    for tens, value in _NATIVE_TENS.items():
        if word == tens:
            return value
        if word.startswith(tens) and word[len(tens) :] in _NATIVE_ONES:
            return value + _NATIVE_ONES[word[len(tens) :]]
    return None
