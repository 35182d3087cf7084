"""Whether a figure follows from others: a sum, a share, a span between dates, a case of a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations, product

from rag.grounding.quantities import Quantity, rounded, units_agree
from rag.korean import PER_WORDS, UNITS, Moment, finest

Figure = Quantity | Moment

# Field of a date → its unit and length.
_POINTS = {
    "year": ("개월", 12),
    "year_rel": ("개월", 12),
    "month": ("개월", 1),
    "month_rel": ("개월", 1),
    "day": ("초", 86400),
    "minute": ("초", 60),
    "clock": ("초", 60),
}
_PERIODS = UNITS | {word: (unit, Fraction(length)) for word, (unit, length) in PER_WORDS.items()}
_PERIODS["분기"] = ("개월", Fraction(3))
_MOST_AMOUNTS = 3
_MOST_DECIMALS = 4
_FACTORS = {"%": Fraction(1, 100), "배": Fraction(1)}


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number of a unit; dates are points in time, all else is a span or count."""

    value: Fraction
    unit: str
    is_point: bool = False
    rate: str = ""


def follows(figure: Figure, cited: Sequence[Figure], beside: Sequence[Figure]) -> bool:
    """Tell whether a figure can be had from at most three amounts, or is set against a limit.

    Whether it is what the claim says, that 24명 are the 12명, 8명 and 4명, is not looked at.

    Args:
        figure: A number or date of a claim.
        cited: Those of the cited texts.
        beside: The others of the claim, and those of the question; one may be multiplied with an
            amount of the cited texts.
    """
    if _is_case(figure, cited):
        return True
    amounts = [amount for other in cited for amount in _amounts(other)]
    own = [amount for other in beside for amount in _amounts(other)]
    if isinstance(figure, Moment):
        wanted = _last_field(figure, cited)
        return wanted is not None and _is_sum(wanted, amounts)
    if len(figure.values) > 1:
        return False
    (wanted,) = _amounts(figure)
    return _is_sum(wanted, amounts) or any(
        _is_near(figure, result)
        for result in (*_ratios(wanted.unit, amounts), *_products(wanted.unit, amounts, own))
    )


def _is_case(figure: Figure, cited: Sequence[Figure]) -> bool:
    """Tell whether a figure is held against a limit or range: 45세 beside 39세 이하."""
    if isinstance(figure, Moment):
        return not figure.role and any(
            isinstance(other, Moment)
            and other.role in ("from", "to")
            and finest(other) == finest(figure)
            for other in cited
        )
    return not (figure.bound or figure.also or figure.role) and any(
        isinstance(other, Quantity)
        and (other.bound or other.also)
        and other.unit == figure.unit != ""
        for other in cited
    )


def _amounts(figure: Figure) -> Iterator[_Amount]:
    if isinstance(figure, Quantity):
        if len(figure.values) == 1:
            value = -figure.values[0] if figure.negative else figure.values[0]
            yield _Amount(value, figure.unit, rate=figure.rate)
        return
    if set(figure.fields) == {"day"}:  # 14일 may be a span, too
        yield _Amount(Fraction(figure.fields["day"] * _POINTS["day"][1]), "초")
    for field, number in figure.fields.items():
        if field in _POINTS:
            unit, length = _POINTS[field]
            yield _Amount(Fraction(number * length), unit, is_point=True)
            if field.endswith("_rel"):
                yield _Amount(Fraction(0), unit, is_point=True)  # now


def _last_field(date: Moment, cited: Sequence[Figure]) -> _Amount | None:
    """Take the day of 5월 7일 alone, when the texts have the month."""
    last = finest(date)
    rest = {field: value for field, value in date.fields.items() if field != last}
    if last not in _POINTS or not any(
        isinstance(other, Moment) and rest.items() <= {**other.context, **other.fields}.items()
        for other in cited
    ):
        return None
    unit, length = _POINTS[last]
    return _Amount(Fraction(date.fields[last] * length), unit, is_point=True)


def _is_sum(wanted: _Amount, amounts: Sequence[_Amount]) -> bool:
    """Add and take away; two dates have a span between them, a date and a span give a date."""
    unit = "%" if wanted.unit == "%p" else wanted.unit
    like = {a for a in amounts if units_agree(unit, a.unit) or a.unit == wanted.unit}
    like |= {_Amount(Fraction(100), "%")} if unit == "%" else set()
    return any(
        sum(sign * a.value for sign, a in zip(signs, chosen, strict=True)) == wanted.value
        and sum(sign * a.is_point for sign, a in zip(signs, chosen, strict=True)) == wanted.is_point
        for count in range(2, _MOST_AMOUNTS + 1)
        for chosen in combinations(like, count)
        for signs in product((1, -1), repeat=count)
    )


def _ratios(unit: str, amounts: Sequence[_Amount]) -> Iterator[Fraction]:
    """Divide amounts of one unit: how many times, which share, by which share more or less."""
    if unit not in _FACTORS:
        return
    for one, other in permutations(amounts, 2):
        if one.unit == other.unit and not one.is_point and other.value > 0:
            ratio = one.value / other.value
            shares = (ratio, abs(ratio - 1), one.value / (one.value + other.value or 1))
            yield from (share / _FACTORS[unit] for share in shares)


def _products(unit: str, amounts: Sequence[_Amount], own: Sequence[_Amount]) -> Iterator[Fraction]:
    """Multiply or divide an amount by a share, a number of times, or what it is counted for."""
    pairs = [*permutations(amounts, 2), *product(amounts, own), *product(own, amounts)]
    for amount, other in pairs:
        if amount.unit != unit or amount.is_point or other.is_point or not other.value:
            continue
        for factor in _multipliers(amount, other):
            yield from (amount.value * factor, amount.value / factor)


def _multipliers(amount: _Amount, other: _Amount) -> Iterator[Fraction]:
    if other.unit in _FACTORS:
        yield other.value * _FACTORS[other.unit]
    elif amount.rate:
        unit, length = _PERIODS[amount.rate]
        if unit == other.unit:
            yield other.value / length
    elif other.unit != amount.unit:
        known = {length for unit, length in UNITS.values() if unit == other.unit}
        lengths = known or {Fraction(1)}
        yield from (n for length in lengths if (n := other.value / length).denominator == 1)


def _is_near(figure: Quantity, result: Fraction) -> bool:
    """Compare as closely as a figure is written: 33.3% for a third."""
    told = figure.values[0]
    if figure.approximate and rounded(result, told):
        return True
    decimals = (n for n in range(_MOST_DECIMALS) if (told * 10**n).denominator == 1)
    step = Fraction(1, 10 ** next(decimals, _MOST_DECIMALS))
    return abs(result - told) <= step / 2
