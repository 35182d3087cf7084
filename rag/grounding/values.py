"""Whether a claim's numbers and dates are those of the cited text, and of the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.evidence import Evidence, contradicted, fit, same_value
from rag.grounding.moments import Moment, moment_supported
from rag.grounding.quantities import Quantity, implied_quantities, same_amount, units_agree
from rag.grounding.statement import Statement, Value

_DAY = 86400
_STARTS = frozenset("시작 개막 개시 개최 착수 시작되다 열다 열리다".split())
_ENDS = frozenset("종료 마감 폐막 끝나다 마치다 끝내다 막 완료".split())


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
        if _misplaced(value, claim, evidence):
            return f"근거에서는 다른 대상이나 쓰임에 붙은 숫자나 날짜입니다: {value.surface}"
    return ""


def _given(value: Value, evidence: Evidence) -> bool:
    return any(
        (same_value(value, other) or _crossed(value, other))
        and value.negated == other.negated
        and not (value.universal and other.partitive)
        for other in _all(evidence)
    ) or _completed(value, evidence)


def _unopposed(value: Value, evidence: Evidence) -> bool:
    """두 회사 may stand for two names, unless the evidence counts them otherwise."""
    content = value.content
    if not isinstance(content, Quantity) or not content.loose:
        return False
    return not any(_comparable(value, other) for _, other in evidence.values())


def _all(evidence: Evidence) -> Iterator[Value]:
    for statement in (*evidence.cited, evidence.question):
        yield from statement.values


def _completed(value: Value, evidence: Evidence) -> bool:
    """Look for a date in several parts, and for amounts that are implied or follow by sum."""
    content = value.content
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
        for first, second in zip(amounts, amounts[1:], strict=False):
            if first.role != "from" or second.role != "to" or first.unit != second.unit:
                continue
            before, after = first.values[0], second.values[0]
            if amount.unit == "배" and before and amount.values[0] == after / before:
                return True
            if amount.unit == first.unit and amount.values[0] == abs(after - before):
                return True
    return False


def _crossed(value: Value, other: Value) -> bool:
    """Compare 13일, which may be a date or a span, with either, and 1999 with 1999년."""
    for first, second in ((value.content, other.content), (other.content, value.content)):
        if isinstance(first, Moment) and isinstance(second, Quantity):
            number = second.values[0]
            if set(first.fields) == {"day"} and second.unit == "초":
                return number == first.fields["day"] * _DAY
            return set(first.fields) == {"year"} and not second.unit and number == first.fields["year"]
    return False


def _misplaced(value: Value, claim: Statement, evidence: Evidence) -> bool:
    agreeing: list[float] = []
    others: list[float] = []
    swapped = misused = False
    # What a date belongs to is told by the numbers beside it, if there are any.
    dated = isinstance(value.content, Moment) and _has_numbers(claim, value, evidence)
    for statement in evidence.cited:
        same = [v for v in statement.values if same_value(value, v) or _crossed(value, v)]
        given = [v for v in statement.values if v in same or _rivals(value, v)]
        for other in given:
            uses = {_use(value, claim), _use(other, None)}
            if other in same and (uses == {"from", "to"} or _other_change(value, other, given)):
                misused = True
                continue
            if other in same:
                agreeing.append(fit(claim, value, statement, other, given, values_only=dated))
            elif uses != {"from", "to"} and "than" not in uses:
                pair = next((v for v in same if _paired(other, v)), None)
                if pair is None:
                    others.append(fit(claim, value, statement, other, given, values_only=dated))
                    continue
                # The two ends of a change share all words; only dates can tell them apart.
                ends = [
                    fit(claim, value, statement, end, given, values_only=True)
                    for end in (pair, other)
                ]
                swapped |= contradicted(ends[:1], ends[1:])
    if not agreeing:
        return misused
    return swapped or contradicted(agreeing, others)


def _has_numbers(claim: Statement, date: Value, evidence: Evidence) -> bool:
    return any(
        isinstance(value.content, Quantity)
        and value.clause == date.clause
        and any(same_value(value, other) for _, other in evidence.values())
        for value in claim.values
    )


def _other_change(value: Value, other: Value, given: list[Value]) -> bool:
    """Tell a level from a change: 7원 내린 1,362원 is not 1,362원 내렸다."""
    if value.change and not other.change:
        return any(v.change for v in given)
    return other.change and not value.change and _use(value, None) == "to"


def _paired(first: Value, second: Value) -> bool:
    """Tell whether two values are the ends of one change, and so of the same thing."""
    roles = {_use(first, None), _use(second, None)}
    return roles == {"from", "to"} and first.clause == second.clause


def _rivals(value: Value, other: Value) -> bool:
    """Tell whether two values could be mistaken for each other."""
    first, second = value.content, other.content
    if isinstance(first, Quantity) and isinstance(second, Quantity) and not first.unit:
        return not second.unit
    return _comparable(value, other)


def _comparable(value: Value, other: Value) -> bool:
    first, second = value.content, other.content
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return units_agree(first.unit, second.unit)
    if isinstance(first, Moment) and isinstance(second, Moment):
        return bool(set(first.fields) & set(second.fields))
    return _crossed(value, other)


def _use(value: Value, claim: Statement | None) -> str:
    content = value.content
    role = content.role
    if claim is not None and isinstance(content, Moment) and not role:
        near = [w for w in claim.words if w.clause == value.clause and w.predicate]
        if any(w.form in _STARTS for w in near):
            return "from"
        if any(w.form in _ENDS for w in near):
            return "to"
    return role
