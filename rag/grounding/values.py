"""Whether a claim's numbers and dates are those of the cited text, and of the same thing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from rag.grounding.evidence import Evidence, same_value
from rag.grounding.moments import Moment, moment_supported
from rag.grounding.placement import misplaced
from rag.grounding.quantities import Quantity, implied_quantities, same_amount, units_agree
from rag.grounding.statement import Statement, Value


def check_values(claim: Statement, evidence: Evidence) -> str:
    """Find a number or date of the claim that the cited texts do not give for the same thing.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for value in claim.values:
        if not _given(value, evidence) and not _unopposed(value, evidence):
            return f"근거에 없는 숫자나 날짜입니다: {value.surface}"
        if misplaced(value, claim, evidence):
            return f"근거에서는 다른 대상이나 쓰임에 붙은 숫자나 날짜입니다: {value.surface}"
    return ""


def _given(value: Value, evidence: Evidence) -> bool:
    return any(
        same_value(value, other)
        and value.negated == other.negated
        and not (value.universal and other.partitive)
        for other in _all(evidence)
    ) or _completed(value, evidence)


def _unopposed(value: Value, evidence: Evidence) -> bool:
    """두 회사 may stand for two names, unless the evidence counts them otherwise."""
    content = value.content
    if not isinstance(content, Quantity) or not content.loose:
        return False
    return not any(
        isinstance(other.content, Quantity) and units_agree(content.unit, other.content.unit)
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
        return moment_supported(content, moments)
    for statement in (*evidence.cited, evidence.question):
        for implied in implied_quantities(statement.text, statement.morphemes):
            if same_amount(content, implied):
                return True
    return _derived(content, evidence)


def _derived(amount: Quantity, evidence: Evidence) -> bool:
    """Allow the ratio and the difference of 3개에서 6개로."""
    for statement in evidence.cited:
        amounts = [v.content for v in statement.values if isinstance(v.content, Quantity)]
        for first, second in itertools.pairwise(amounts):
            if first.role != "from" or second.role != "to" or first.unit != second.unit:
                continue
            if len(first.values) > 1:
                continue
            before, after = first.values[0], second.values[0]
            if amount.unit == "배" and before and amount.values[0] == after / before:
                return True
            if amount.unit == first.unit and amount.values[0] == abs(after - before):
                return True
    return False
