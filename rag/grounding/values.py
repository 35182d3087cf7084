"""Whether a claim's numbers and dates are those of the cited text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.grounding.arithmetic import follows
from rag.grounding.evidence import Evidence, same_value
from rag.grounding.quantities import Quantity, same_amount, units_agree
from rag.grounding.quantity_context import implied_quantities
from rag.grounding.statement import Statement, Value
from rag.korean import Moment, moment_supported

_DIGIT = re.compile(r"\d")
_LAST_YEAR = re.compile(r"전년|(?:한 해|1년) 전")
_LAST_MONTH = re.compile(r"전월|(?<![가-힣])전달(?=보다|의\s|\s?대비|에\s?비)|한 달 전")
_LAST_QUARTER = re.compile(r"(?:직전|전)\s?분기")


def check_figures(claim: Statement, evidence: Evidence) -> str:
    """Find a number or date of the claim, written with figures, that the cited texts cannot give.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    cited = [other.content for _, other in evidence.values()]
    asked = [other.content for other in evidence.question.values]
    for value in claim.values:
        if not _DIGIT.search(value.surface) or is_given(value, claim, evidence):
            continue
        beside = [other.content for other in claim.values if other is not value]
        if not follows(value.content, cited, [*beside, *asked]):
            return f"근거에 없는 숫자나 날짜입니다: {value.surface}"
    return ""


def is_given(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether a value stands in the evidence, in whatever notation.

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
    """Look for a date in several parts, and for amounts that are implied."""
    content = value.content
    if value.negated:
        return False
    if isinstance(content, Moment):
        moments = [v.content for v in _all(evidence) if isinstance(v.content, Moment)]
        return moment_supported(content, moments) or _now_compared(content, moments)
    return any(
        same_amount(content, implied)
        for statement in (*evidence.cited, evidence.question)
        for implied in implied_quantities(statement.text, statement.morphemes)
    )


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


def _now_compared(content: Moment, moments: Sequence[Moment]) -> bool:
    """Take 올해 for what is compared with 지난해."""
    (field, value), *others = content.fields.items()
    if others or value or field not in ("year_rel", "month_rel", "week_rel"):
        return False
    return any(m.role == "than" and m.fields == {field: -1} for m in moments)
