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
        approximate: Whether the text says 약, 가량 or the like.
        negative: Whether it is below zero.
        loose: Whether it counts a noun without a counter (두 나라), which may stand for names.
        ordinal: Whether 제 stands before it: 제18회 is the 18번째.
        also: Further limits that the text sets with it: 34세까지 is 34세 이하.
        rate: The period that it is counted for, as in 월 30만 원; empty when nothing is said.
        side: ``above`` or ``below`` for a difference (평년보다 5도 높다); else empty.
        per: The unit that it is counted for, as in 1인당 30만 원; empty when nothing is said.
    """

    start: int
    end: int
    surface: str
    values: tuple[Fraction, ...]
    unit: str
    role: str = ""
    bound: str = ""
    approximate: bool = False
    negative: bool = False
    loose: bool = False
    ordinal: bool = False
    also: frozenset[str] = frozenset()
    rate: str = ""
    per: str = ""
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
_LIMITS = frozenset({"over", "under", "이상", "이하", "초과", "미만"})
# A number this much greater than a limit is still told by it.
_NEAR = Fraction(6, 5)
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
        and _values_agree(claim, source)
        and _bounds_agree(claim, source)
        and {claim.side, source.side} != {"above", "below"}
        and not (claim.role == "later" and source.bound == "이내")
        and not (claim.rate and source.rate and claim.rate != source.rate)
        and not (claim.per and source.per and claim.per != source.per)
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


def _bounds_agree(claim: Quantity, source: Quantity) -> bool:
    if not source.bound and claim.bound in ("over", "under") and claim.values != source.values:
        return True  # 3.1% is over 3%, see _reaches
    said = {source.bound} | source.also
    return any(not said.isdisjoint(_BOUNDS[limit]) for limit in {claim.bound} | claim.also)


def _counts_alike(claim: Quantity, source: Quantity) -> bool:
    """두 후보 may be 후보 두 명, 제18회 the 18번째, 21표 those of 21명, 37번 국도 국도 37호선."""
    units = {claim.unit, source.unit}
    if units == {"세", "대"} and claim.bound:
        return True  # 70대 이상, 일흔을 넘긴
    if units in _ALIKE or ("째" in units and (claim.ordinal or source.ordinal)):
        return True
    return (claim.loose or source.loose) and not {claim.unit, source.unit} & _UNCOUNTED


def _values_agree(claim: Quantity, source: Quantity) -> bool:
    if len(claim.values) != len(source.values):
        return False
    if claim.values in (source.values, source.values[::-1]):
        return True  # a score may be told from either side
    if len(claim.values) > 1:
        return False
    exact, limit = source.values[0], claim.values[0]
    if not source.bound and claim.bound in _LIMITS and _reaches(exact, limit, claim.bound):
        return True
    if not claim.approximate:
        return False
    return rounded(source.values[0], claim.values[0])


def _reaches(exact: Fraction, limit: Fraction, bound: str) -> bool:
    """Tell whether a number is right above or below a limit: 3.1 is 3 넘게."""
    if bound in ("over", "이상", "초과"):
        return limit <= exact <= limit * _NEAR
    return exact <= limit <= exact * _NEAR


def rounded(exact: Fraction, about: Fraction) -> bool:
    """Tell whether a number is another one, rounded or cut, and no farther than a twentieth.

    Args:
        exact: The other one.
        about: What is told for it.
    """
    if not about or not exact or abs(exact - about) > about / 20:
        return False
    step = Fraction(1)
    while about % (step * 10) == 0:
        step *= 10
    return abs(exact - about) < step
