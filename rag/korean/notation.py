"""The same number, unit or name written otherwise: 1만2,500 = 12500, ㎏ = kg, 李 = 이."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rag.korean.numerals import read_digits

_DIGIT = re.compile(r"(?<![\d.,])\d")
# As a number is written in the plain way.
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
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
    text = unicodedata.normalize("NFKC", text)
    done = 0
    for match in _DIGIT.finditer(text):
        found = read_digits(text, match.start()) if match.start() >= done else None
        if found is None:
            continue
        value, done = found
        if not _PLAIN.fullmatch(text, match.start(), done):
            yield str(value) if value.denominator == 1 else str(float(value))
