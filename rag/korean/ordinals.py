"""Which of several is meant: 둘째 날, 두 번째 발표, the first of all; what is told in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.korean.numerals import COUNTING
from rag.korean.units import DAY_WORDS

_NATIVE = ["첫", *COUNTING[1:]]
_NAMES = ("첫째", "둘째", "셋째", "넷째", *(f"{word}째" for word in COUNTING[4:]))
_DAYS = {"첫날": 1, "이튿날": 2} | {f"{word}째": n for word, n in DAY_WORDS.items()}
_WORDS = {word: n for n, word in enumerate(_NAMES, start=1)} | _DAYS
_ORDINAL = re.compile(
    rf"(?<![가-힣])(?:(?P<word>{'|'.join(_WORDS)})|(?P<native>{'|'.join(_NATIVE)})\s?번\s?째"
    r"|(?P<first>첫)\s(?=[가-힣]))"
    r"|(?<![\d.,])(?P<digits>\d{1,2})\s?(?:번\s?째|일\s?차|일째|단계|주\s?차|회\s?차|교시|차시|부(?![가-힣]{2}))"
)
MOST = frozenset("가장 제일 젤 최고로".split())
"""By which something is said to be so more than all others."""
_MOST = re.compile(rf"(?<![가-힣])(?:(?:{'|'.join(MOST)})(?![가-힣])|맨(?=\s(?:먼저|나중)))")
# "막차", "첫 배", "마지막 발표": what comes last or first.
_END = re.compile(r"(?<![가-힣])(?:(?P<last>마지막|막(?=[차배]))|첫(?=[차배]|\s(?!번|째)))")
_SAID_OF = re.compile(rf"로(?:\s(?:{'|'.join(MOST)}))?\s?(?=[가-힣])")
_FROM_BEHIND = re.compile(r"(?:뒤|끝|밑|아래)에서\s*$")
_BEGINS = re.compile(
    r"(?:(?P<first>먼저|우선)"
    r"|다음으로|그\s?다음(?:에|으로)?|그런 다음|이어서?|마지막으로|끝으로)[\s,]"
)


@dataclass(frozen=True, slots=True)
class Superlative:
    """Words that put one before all others: 제일, 두 번째로.

    Attributes:
        start: First character in the text.
        end: One past the last.
        rank: How many there are up to it: 2 of 두 번째로.
    """

    start: int
    end: int
    rank: int


def superlatives_in(text: str) -> list[Superlative]:
    """Find what puts one before all others: 제일 비싼, 두 번째로 높은."""
    ranked = [
        Superlative(found.start(), behind.end(), _value(found))
        for found in _ORDINAL.finditer(text)
        if (behind := _SAID_OF.match(text, found.end()))
        and not (found["digits"] and "번" not in found[0])  # 2단계로
        and not _FROM_BEHIND.search(text, 0, found.start())
    ]
    plain = [Superlative(found.start(), found.end(), 1) for found in _MOST.finditer(text)]
    others = [p for p in plain if not any(r.start <= p.start < r.end for r in ranked)]
    return sorted((*ranked, *others), key=lambda own: own.start)


def end_of_order(text: str) -> tuple[int, bool] | None:
    """Find the one word that asks for what comes first or last: 막차, "첫 배".

    Returns:
        Where it begins, and whether it is the last; ``None`` where there is none, or two.
    """
    found = list(_END.finditer(text))
    return (found[0].start(), found[0]["last"] is not None) if len(found) == 1 else None


def ordinals_in(text: str) -> frozenset[int]:
    """Return the numbers by which a text tells one of several from the others."""
    return frozenset(number for *_, number in places_in_order(text))


def places_in_order(text: str) -> list[tuple[int, int, int]]:
    """Find what tells one of several from the others: where it begins and ends, and its number."""
    return [(found.start(), found.end(), _value(found)) for found in _ORDINAL.finditer(text)]


def step_of(sentence: str) -> int | None:
    """Return the number that a sentence begins with as one told after others: 2 of "둘째, …".

    Returns:
        The number; 0 of what only goes on ("다음으로 …"); ``None`` of any other sentence.
    """
    begun = sentence.lstrip()
    if found := _ORDINAL.match(begun):
        return _value(found)
    if found := _BEGINS.match(begun):
        return 1 if found["first"] else 0
    return None


def _value(found: re.Match[str]) -> int:
    if found["word"]:
        return _WORDS[found["word"]]
    if found["native"]:
        return _NATIVE.index(found["native"]) + 1
    return 1 if found["first"] else int(found["digits"])
