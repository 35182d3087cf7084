"""Whether a claim's numbers and dates are those of the cited text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rag.grounding.evidence import Evidence, same_value
from rag.grounding.moments import Moment, moment_supported
from rag.grounding.quantities import Quantity, same_amount, units_agree
from rag.grounding.quantity_context import implied_quantities
from rag.grounding.statement import Statement, Value

# How far from sixty per cent six out of ten may be.
_HALF_OF_TEN = 5
_PAIR = 2
_LAST_YEAR = re.compile(r"전년|(?:한 해|1년) 전")
_LAST_MONTH = re.compile(r"전월|(?<![가-힣])전달(?=보다|의\s|\s?대비|에\s?비)|한 달 전")
_LAST_QUARTER = re.compile(r"(?:직전|전)\s?분기")
_DIFFERENCE = re.compile(
    r"[이가]?\s?(?:더|차(?:이|로|$)|많[은았이]|적[은었게]|앞[서섰]|덜|높[은았이]|낮[은았]|뒤[지졌])"
)
_COMPARED = re.compile(r"보다|더\s|\s?차(?:이|로)|앞[서섰]|덜\s|뒤[지졌]")


def check_figures(claim: Statement, evidence: Evidence) -> str:
    """Find a number or date of the claim, written with figures, that the cited texts do not give.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    return _lacking(claim, evidence, with_figures=True)


def check_counts(claim: Statement, evidence: Evidence) -> str:
    """Find one written in words alone, such as 절반 or 한 번: as often a turn of phrase.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    return _lacking(claim, evidence, with_figures=False)


def _lacking(claim: Statement, evidence: Evidence, *, with_figures: bool) -> str:
    for value in claim.values:
        has_figures = any(letter.isdecimal() for letter in value.surface)
        if has_figures is with_figures and not is_given(value, claim, evidence):
            return f"근거에 없는 숫자나 날짜입니다: {value.surface}"
    return ""


def is_given(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether a value stands in the evidence or follows from it.

    Args:
        value: A value of the claim.
        claim: The claim.
        evidence: What it cites.
    """
    return (
        _stands(value, evidence)
        or _completed(value, evidence)
        or _unopposed(value, evidence)
        or _counted_back(value, claim, evidence)
        or _out_of_ten(value, claim, evidence)
        or _apart_by(value, claim, evidence)
    )


def _stands(value: Value, evidence: Evidence) -> bool:
    return any(
        same_value(value, other)
        and value.negated == other.negated
        and not (value.universal and other.partitive)
        for other in _all(evidence)
    )


def _unopposed(value: Value, evidence: Evidence) -> bool:
    """두 회사 may stand for two names, unless the evidence counts them otherwise."""
    content = value.content
    if not isinstance(content, Quantity) or not content.loose:
        return False
    return not any(
        isinstance(other.content, Quantity)
        and other.content.unit
        and units_agree(content.unit, other.content.unit)
        for _, other in evidence.values()
    )


def _all(evidence: Evidence) -> Iterator[Value]:
    for statement in (*evidence.cited, evidence.question):
        yield from statement.values


def _completed(value: Value, evidence: Evidence) -> bool:
    """Look for a date in several parts, and for amounts that are implied or follow by sum."""
    content = value.content
    if value.negated:
        return False
    if isinstance(content, Moment):
        moments = [v.content for v in _all(evidence) if isinstance(v.content, Moment)]
        return moment_supported(content, moments) or _now_compared(content, moments)
    if content.unit == "개월" and content.values[0] in _apart(evidence):
        return True
    for statement in (*evidence.cited, evidence.question):
        for implied in implied_quantities(statement.text, statement.morphemes):
            if same_amount(content, implied):
                return True
    return _derived(content, evidence)


def _counted_back(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Take 전달 for 9월 where the claim speaks of 10월, and 전년 likewise."""
    content = value.content
    if not isinstance(content, Moment) or len(content.fields) > 1:
        return False
    for unit, cycle, words in (
        ("year", 10**4, _LAST_YEAR),
        ("month", 12, _LAST_MONTH),
        ("quarter", 4, _LAST_QUARTER),
    ):
        mine = content.fields.get(unit)
        if mine and any(
            words.search(s.text)
            and any(
                isinstance(v.content, Moment) and v.content.fields.get(unit) == mine % cycle + 1
                for v in s.values
            )
            for s in evidence.cited
        ):
            return True  # 2022년 is 전년 beside 2023년
    for relative, unit, cycle in (("month_rel", "month", 12), ("year_rel", "year", 10**4)):
        if content.fields.get(relative) != -1:
            continue
        named = {
            v.content.fields.get(unit, 0) for v in claim.values if isinstance(v.content, Moment)
        }
        theirs = [v.content for _, v in evidence.values() if isinstance(v.content, Moment)]
        if any(m and (m - 2) % cycle + 1 == t.fields.get(unit) for m in named for t in theirs):
            return True
    return False


def _out_of_ten(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Take 열 명 중 여섯 명 for 60% and a little more or less."""
    whole, part = _share(claim)
    if value not in (whole, part) or not isinstance(part, Value):
        return False
    told = part.content
    if not isinstance(told, Quantity):
        return False
    low = told.values[0] * 10
    for _, other in evidence.values():
        share = other.content
        if isinstance(share, Quantity) and share.unit == "%" and len(share.values) == 1:
            above, below = share.values[0] > low, share.values[0] < low
            close = abs(share.values[0] - low) < _HALF_OF_TEN
            if {"over": above, "under": below, "이상": not below, "이하": not above}.get(
                told.bound, not (above or below) or told.approximate or "꼴" in claim.text
            ):
                return close
    return False


def _share(claim: Statement) -> tuple[Value | None, Value | None]:
    """Find the whole and the part of 열 명 중 여섯 명."""
    for whole, part in zip(claim.values, claim.values[1:], strict=False):
        one = whole.content
        if whole.partitive and isinstance(one, Quantity) and one.values == (Fraction(10),):
            return whole, part
    return None, None


def _apart_by(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Take 13표 더 for the difference of 54표 and 41표."""
    content = value.content
    if not isinstance(content, Quantity) or content.role or content.unit in ("", "%"):
        return False
    if not _DIFFERENCE.match(claim.text, content.end) or not _COMPARED.search(claim.text):
        return False
    for statement in evidence.cited:
        amounts = [
            v.content.values[0]
            for v in statement.values
            if isinstance(v.content, Quantity) and v.content.unit == content.unit
        ]
        if len(amounts) == _PAIR and abs(amounts[0] - amounts[1]) == content.values[0]:
            return True
    return False


def _now_compared(content: Moment, moments: Sequence[Moment]) -> bool:
    """Take 올해 for what is compared with 지난해."""
    (field, value), *others = content.fields.items()
    if others or value or field not in ("year_rel", "month_rel", "week_rel"):
        return False
    return any(m.role == "than" and m.fields == {field: -1} for m in moments)


def _apart(evidence: Evidence) -> set[Fraction]:
    """Compute how many months lie between the dates of the evidence, or before the text's own."""
    moments = [v.content for _, v in evidence.values() if isinstance(v.content, Moment)]
    years = [m.fields["year"] for m in moments if "year" in m.fields]
    apart = {Fraction(abs(a - b) * 12) for a in years for b in years if a != b}
    for moment in moments:
        apart |= {Fraction(1)} if moment.fields.get("month_rel") == -1 else set()
        apart |= {Fraction(12)} if moment.fields.get("year_rel") == -1 else set()
    return apart


def _derived(amount: Quantity, evidence: Evidence) -> bool:
    """Allow the ratio and the difference of 3개에서 6개로, and the share of 10곳 중 7곳."""
    return any(
        amount.values[0] == result and amount.unit in units
        for statement in evidence.cited
        for first, second in zip(statement.values, statement.values[1:], strict=False)
        for result, units in _results(first, second)
    )


def _results(first: Value, second: Value) -> Iterator[tuple[Fraction, tuple[str, ...]]]:
    """Compute what two neighbouring quantities imply: ``(value, units)``."""
    one, two = first.content, second.content
    if not isinstance(one, Quantity) or not isinstance(two, Quantity) or one.unit != two.unit:
        return
    before, after = one.values[0], two.values[0]
    if len(one.values) > 1 or not before:
        return
    if one.role == "from" and two.role == "to":
        yield after / before, ("배",)
        yield abs(after - before), (one.unit, "%p") if one.unit == "%" else (one.unit,)
    if one.unit == two.unit == "%" and first.clause != second.clause:
        yield abs(after - before), ("%p",)
    if first.partitive:
        yield after / before * 100, ("%",)
