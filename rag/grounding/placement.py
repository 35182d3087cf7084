"""Whether a number or date of a claim belongs to the same thing in the cited text."""

from __future__ import annotations

from rag.grounding.belonging import of_other_argument, of_other_clause, of_other_count
from rag.grounding.candidates import Candidate
from rag.grounding.evidence import (
    Evidence,
    contradicted,
    fit,
    of_other_topic,
    own_topic,
    same_value,
)
from rag.grounding.lexicon import CHANGES
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value
from rag.grounding.uses import are_ends, dated_otherwise, other_end, other_use, use_of
from rag.korean import Moment

_LIMITS = frozenset(["이상", "이하", "초과", "미만"])


def misplaced(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence gives a claim's value only for another thing or use.

    Args:
        value: A value of the claim, which the evidence holds.
        claim: The claim.
        evidence: What it cites.
    """
    candidates = _all_candidates(value, evidence)
    others = [c for c in candidates if not c.agrees]
    agreeing = [c for c in candidates if c.agrees and not other_use(value, claim, c)]
    if not agreeing:
        return False
    quantity = isinstance(value.content, Quantity)
    if quantity and all(of_other_clause(value, claim, c) for c in agreeing):
        return True
    if quantity and all(of_other_count(value, claim, c) for c in agreeing):
        return True
    if quantity and all(of_other_argument(value, claim, c) for c in agreeing):
        return True
    if any(other_end(value, claim, a, o) for a in agreeing for o in others):
        return True
    if quantity and dated_otherwise(claim, agreeing, others):
        return True
    others = [
        o
        for o in others
        if _competes(value, claim, o, agreeing)
        and not all(of_other_topic(claim, o.place, a.place) for a in agreeing)
    ]
    return bool(others) and _fits_worse(value, claim, agreeing, others, evidence)


def misused(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence gives a claim's value only in another use: from for to.

    Args:
        value: A value of the claim, which the evidence holds.
        claim: The claim.
        evidence: What it cites.
    """
    agreeing = _agreeing(value, evidence)
    return bool(agreeing) and all(other_use(value, claim, c) for c in agreeing)


def _agreeing(value: Value, evidence: Evidence) -> list[Candidate]:
    return [c for c in _all_candidates(value, evidence) if c.agrees]


def _all_candidates(value: Value, evidence: Evidence) -> list[Candidate]:
    return [c for statement in evidence.cited for c in candidates_of(value, statement)]


def candidates_of(value: Value, statement: Statement) -> list[Candidate]:
    """List the values of a text that a claim's value may come from, or be mistaken for.

    Args:
        value: A value of a claim.
        statement: A cited text.
    """
    same = [v for v in statement.values if same_value(value, v)]
    given = [v for v in statement.values if v in same or comparable(value, v)]
    return [Candidate(statement, v, given, v in same) for v in given]


def comparable(value: Value, other: Value) -> bool:
    """Tell whether two values could be mistaken for each other."""
    first, second = value.content, other.content
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        limits = {first.bound, second.bound} & _LIMITS
        return first.unit == second.unit and (not limits or first.bound == second.bound)
    if isinstance(first, Moment) and isinstance(second, Moment):
        return bool(set(first.fields) & set(second.fields))
    return False


def _fits_worse(
    value: Value,
    claim: Statement,
    agreeing: list[Candidate],
    others: list[Candidate],
    evidence: Evidence,
) -> bool:
    # What a date belongs to is told by the numbers beside it, if there are any.
    told = any(same_value(v, o.value) for v in claim.values if v is not value for o in others)
    dated = isinstance(value.content, Moment) and not told
    only = Quantity if dated and _has_numbers(claim, value, evidence) else None
    if only is None and all(
        of_other_topic(claim, a.place, o.place) for a in agreeing for o in others
    ):
        return True

    def score(candidate: Candidate) -> float:
        return fit(claim, value, candidate.place, candidate.rivals, only=only)

    return contradicted([score(c) for c in agreeing], [score(c) for c in others])


def _has_numbers(claim: Statement, date: Value, evidence: Evidence) -> bool:
    return any(
        isinstance(value.content, Quantity)
        and value.clause == date.clause
        and any(same_value(value, other) for _, other in evidence.values())
        for value in claim.values
    )


def _competes(value: Value, claim: Statement, other: Candidate, agreeing: list[Candidate]) -> bool:
    """The other end of the same change shares all words; a different use is no rival."""
    uses = {use_of(value, claim), use_of(other.value, None)}
    changes = other.value.change or any(
        not CHANGES.isdisjoint(word.poles) for word in own_topic(other.statement, other.value)
    )
    if uses == {"from", "to"} or "than" in uses or value.change != changes:
        return False
    if other.value.partitive and not value.partitive:
        return False
    return not any(are_ends(other, candidate) for candidate in agreeing)
