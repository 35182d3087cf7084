"""Amounts with their units, exact and comparable."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rag.korean import MEASURES, STRICT_UNITS


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        start: First character in the text.
        end: One past the last.
        surface: The characters between.
        values: The number in ``unit``; two numbers for a score such as 2대 1.
        unit: Canonical unit, see :data:`rag.korean.UNITS`, or the counter as written; empty
            for a bare number.
        role: ``from`` (3에서), ``to`` (6으로), ``than`` (5보다), ``after`` (5년 만에), ``running``
            (5년 연속), ``later`` (5년 뒤), or empty.
        bound: ``이상``, ``이하``, ``초과``, ``미만``, ``이내`` when one of them follows; ``over``
            or ``under`` for verbs of that meaning, ``least`` or ``most`` for 최소 and 최대 before
            it; else empty.
        negative: Whether it is below zero.
        loose: Whether it counts a noun without a counter (두 나라), which may stand for names.
        also: Further limits that the text sets with it: 34세까지 is 34세 이하.
        rate: The period that it is counted for, as in 월 30만 원; empty when nothing is said.
        side: ``above`` or ``below`` for a difference (평년보다 5도 높다); else empty.
    """

    start: int
    end: int
    surface: str
    values: tuple[Fraction, ...]
    unit: str
    role: str = ""
    bound: str = ""
    negative: bool = False
    loose: bool = False
    also: frozenset[str] = frozenset()
    rate: str = ""
    side: str = ""


# What a claim says of the limit → what the source may say.
_BOUNDS = {
    "": frozenset({"", "over", "under", "least", "most", "이내"}),
    "over": frozenset({"over", "이상", "초과"}),
    "under": frozenset({"under", "이하", "미만"}),
    "이상": frozenset({"이상", "over", "least"}),
    "이하": frozenset({"이하", "most", "이내"}),
    "초과": frozenset({"초과", "over"}),
    "미만": frozenset({"미만", "under"}),
    "이내": frozenset({"이내", "이하", "most"}),
    "least": frozenset({"least", "이상"}),
    "most": frozenset({"most", "이하", "이내"}),
}

# Counters that stand for each other: votes and voters, the number of a road.
_ALIKE = ({"표", "명"}, {"회", "호선"}, {"알", "정"}, {"알", "개"}, {"정", "개"})
_UNCOUNTED = MEASURES | {"원", "달러", "%", "%p"}


def same_amount(claim: Quantity, source: Quantity) -> bool:
    """Tell whether a source's quantity supports a claim's: value, unit, bound and sign.

    Args:
        claim: The claim's quantity.
        source: The source's.
    """
    return (
        (units_agree(claim.unit, source.unit) or _counts_alike(claim, source))
        and claim.values in (source.values, source.values[::-1])  # a score, from either side
        and _bounds_agree(claim, source)
        and {claim.side, source.side} != {"above", "below"}
        and not (claim.role == "later" and source.bound == "이내")
        and not (claim.rate and source.rate and claim.rate != source.rate)
        and (claim.negative == source.negative or "%" in claim.unit)
    )


def units_agree(first: str, second: str) -> bool:
    """Tell whether two canonical units may count the same thing.

    Args:
        first: A canonical unit; empty for a bare number.
        second: Another.
    """
    if first == second or not first or not second:
        return True
    loose = {first, second} - STRICT_UNITS
    return "개" in loose and len(loose) == 2 and not loose & MEASURES


def _counts_alike(claim: Quantity, source: Quantity) -> bool:
    """두 후보 may be 후보 두 명, 21표 those of 21명, 37번 국도 국도 37호선."""
    units = {claim.unit, source.unit}
    return units in _ALIKE or ((claim.loose or source.loose) and not units & _UNCOUNTED)


def _bounds_agree(claim: Quantity, source: Quantity) -> bool:
    said = {source.bound} | source.also
    return any(not said.isdisjoint(_BOUNDS[limit]) for limit in {claim.bound} | claim.also)
