"""Whether a claim's numbers and dates are given for the same thing."""

from __future__ import annotations

from rag.grounding.evidence import Evidence, same_value
from rag.grounding.lexicon import LIGHT
from rag.grounding.placement import at_other_end, misplaced, misused
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value, Word


def check_attachment(claim: Statement, evidence: Evidence) -> str:
    """Find a number or date of the claim that the cited texts give for something else.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for value in claim.values:
        if misplaced(value, claim, evidence):
            return f"근거에서는 다른 대상이나 쓰임에 붙은 숫자나 날짜입니다: {value.surface}"
    return ""


def check_use(claim: Statement, evidence: Evidence) -> str:
    """Find a number or date that the cited texts give only in another use: from for to.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for value in claim.values:
        if misused(value, claim, evidence):
            return f"근거에서는 다른 쓰임으로 나온 숫자나 날짜입니다: {value.surface}"
    return ""


def check_exchange(claim: Statement, evidence: Evidence) -> str:
    """Find a value that the cited texts give for another thing or period, or as the other end.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for value in claim.values:
        if _of_other_rate(value, evidence):
            return f"근거에서는 다른 기간이나 단위의 숫자입니다: {value.surface}"
        if _exchanged(value, claim, evidence):
            return f"근거에서는 서로 바뀐 숫자입니다: {value.surface}"
        if at_other_end(value, claim, evidence):
            return f"근거에서는 시작과 끝이 바뀐 숫자나 날짜입니다: {value.surface}"
    return ""


def _exchanged(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the claim and the evidence give two things each other's amounts."""
    label = _label(value, claim)
    others = [(v, _label(v, claim)) for v in claim.values if v is not value]
    for source in evidence.cited:
        mine = [v for v in source.values if same_value(value, v)]
        if label is None or len(mine) != 1:
            continue
        own = _label(mine[0], source)
        if own is None or own.keys & label.keys:
            continue
        for other, theirs in others:
            match = [v for v in source.values if same_value(other, v)]
            if theirs is None or len(match) != 1 or match[0] is mine[0]:
                continue
            named = _label(match[0], source)
            if named and named.keys & label.keys and theirs.keys & own.keys:
                return True
    return False


def _label(value: Value, statement: Statement) -> Word | None:
    """Return the noun right before an amount: 찬성 120표."""
    before = statement.before(value)
    if not isinstance(before, Word) or value.place - before.place > 1 or before.form in LIGHT:
        return None
    return None if before.tag.startswith(("V", "M")) else before


def _of_other_rate(value: Value, evidence: Evidence) -> bool:
    """Tell whether the evidence counts another amount for the claim's period: 하루 2천 명."""
    amount = value.content
    if not isinstance(amount, Quantity) or not amount.rate:
        return False
    given = [(s, v.content) for s, v in evidence.values() if same_value(value, v)]
    if not given or any(isinstance(g, Quantity) and (g.rate or g.bound) for _, g in given):
        return False
    return any(
        isinstance(o.content, Quantity)
        and (o.content.rate, o.content.unit) == (amount.rate, amount.unit)
        and not any(
            s is source and o.content.start < g.start for s, g in given
        )  # 하루 빵 9개와 떡 7개
        for source, o in evidence.values()
        if not same_value(value, o)
    )
