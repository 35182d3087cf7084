"""The same number, unit or name written otherwise: 1만2,500 = 12500, ㎏ = kg, 李 = 이."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SCALES = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
_SMALL_SCALES = {"십": 10, "백": 100, "천": 1000}
_PART = r"\d[\d,]*(?:\.\d+)?[십백천]?"
# Numbers with commas, or counted in 만, 억, 조: 3,870억 2,000만; 1만2,500; 2천; 1.5조.
_NUMBER = re.compile(
    rf"(?<![\d.,])(?:{_PART}[만억조경](?:\s?{_PART}[만억조경])*(?:\s?{_PART}(?![\d만억조경]))?"
    rf"|\d[\d,.]*[십백천](?:\d{{1,3}})?(?=\s?[가-힣])|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?)"
)
_SUMMAND = re.compile(r"(\d[\d,]*(?:\.\d+)?)([십백천]?)([만억조경]?)")
# Signs that stand for other letters: units, full-width letters and digits.
_COMPATIBILITY = re.compile(
    r"[A-Za-z0-9.,]*[\u3380-\u33df\uff10-\uff19\uff21-\uff3a\uff41-\uff5aℓ℃]+[A-Za-z0-9.,]*"
)
_LATIN_RUN = re.compile(r"[a-z]+")


def other_terms(text: str) -> Iterator[str]:
    """Give the terms of a text by which another notation of the same finds it.

    Args:
        text: The normalised text.

    Yields:
        Whole numbers in digits; units and full-width letters in plain Latin letters. Of what is
        written in the plain way already, nothing.
    """
    for match in _COMPATIBILITY.finditer(text):
        plain = unicodedata.normalize("NFKC", match[0]).lower()
        yield from _LATIN_RUN.findall(plain)
        if not plain.isalpha():
            yield plain
    for match in _NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        yield _digits(match[0])


def _digits(number: str) -> str:
    total = sum(
        float(figure.replace(",", "")) * _SMALL_SCALES.get(small, 1) * _SCALES.get(large, 1)
        for figure, small, large in _SUMMAND.findall(number)
    )
    return f"{total:.0f}" if total == int(total) else str(total)
