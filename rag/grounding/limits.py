"""Whether values of a statement lie within the limits that a text sets, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.evidence import Evidence
from rag.grounding.quantities import Quantity, units_agree
from rag.grounding.statement import Statement
from rag.korean import Moment

NAMES = ("limits.kept", "limits.broken", "amounts.same", "amounts.other", "times.in", "times.out")
_LOWEST = frozenset({"이상", "초과", "over", "least", "from"})
_HIGHEST = frozenset({"이하", "미만", "이내", "under", "most", "to"})
_OPEN = frozenset({"초과", "미만"})
_FIELDS = ("year", "month", "day", "weekday", "minute")


def limits_row(claim: Statement, evidence: Evidence) -> list[float]:
    """Count the values of a claim that those of the cited texts bear out, and those they do not.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    found = [*_compared(claim, evidence)]
    return [float(found.count(name)) for name in NAMES]


def _compared(claim: Statement, evidence: Evidence) -> Iterator[str]:
    for own in (value.content for value in claim.values):
        for text in evidence.cited:
            there = [value.content for value in text.values]
            if isinstance(own, Moment):
                kept = [k for m in there if isinstance(m, Moment) for k in _keeps(own, m)]
                if kept:
                    yield "times.in" if all(kept) else "times.out"
                continue
            for other in there:
                holds = bears_out(own, other) if isinstance(other, Quantity) else None
                if isinstance(other, Quantity) and holds is not None:
                    sets_limit = bool(_limits(own) | _limits(other))
                    yield NAMES[2 * (not sets_limit) + (not holds)]


def _limits(amount: Quantity) -> frozenset[str]:
    """The limits that an amount stands for: 이상, 까지."""
    return frozenset({amount.bound, amount.role, *amount.also}) & (_LOWEST | _HIGHEST)


def bears_out(own: Quantity, there: Quantity) -> bool | None:
    """Tell whether an amount told bears one out that is asked for: 16명 이하 not 20명.

    Args:
        own: The amount asked for, which may be a limit itself: 3만 원 넘다.
        there: The amount told.

    Returns:
        ``None`` where the two cannot be compared.
    """
    if len(own.values) != 1 or len(there.values) != 1 or not units_agree(own.unit, there.unit):
        return None
    mine, theirs = _limits(own), _limits(there)
    if mine and theirs:
        if bool(mine & _LOWEST) != bool(theirs & _LOWEST):
            return None
        mine = frozenset()
    limits = mine or theirs
    if not limits:
        return own.values == there.values
    if limits & _LOWEST and limits & _HIGHEST:
        return None
    # What is asked for lies at the limit that is told, or what is told at the one asked for.
    low, high = (there, own) if theirs else (own, there)
    if limits & _HIGHEST:
        low, high = high, low
    if low.values == high.values:
        return not limits & _OPEN
    return low.values < high.values


def _keeps(own: Moment, limit: Moment) -> Iterator[bool]:
    """Whether a time lies on the right side of one that begins or ends something."""
    mine, theirs = (
        {("minute" if k == "clock" else k): v for k, v in {**m.context, **m.fields}.items()}
        for m in (own, limit)
    )
    shared = [field for field in _FIELDS if field in mine and field in theirs]
    if shared and limit.role in {"from", "to"}:
        first, second = ([fields[field] for field in shared] for fields in (mine, theirs))
        yield first >= second if limit.role == "from" else first <= second
