"""Whether a claim's numbers and dates are given, and for the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.evidence import Place, same
from rag.grounding.judging.alignment import Alignment
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value, Word
from rag.grounding.values import is_given
from rag.korean import Moment

NAMES = (
    "values",
    "values.not_given",
    "values.farthest",
    "values.next",
    "values.not_next",
)
# A noun no farther than this says what a value is of; right before it, whatever its particle.
_NEAR, _BESIDE = 4.0, 1.5
_OWNERS = frozenset({"topic", "subject", "object", "at", "of"})


def given_row(alignment: Alignment) -> list[float]:
    """Describe how well the values of a claim are borne out.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    claim, evidence = alignment.claim, alignment.evidence
    given = sum(is_given(value, evidence) for value in claim.values)
    following = [f for v in claim.values for f in _follows(v, alignment)]
    return [
        len(claim.values),
        len(claim.values) - given,
        max((_farthest(value, alignment) for value in claim.values), default=0.0),
        following.count(True),
        following.count(False),
    ]


def _farthest(value: Value, alignment: Alignment) -> float:
    """Say how far from the value the farthest of its nouns stands in the texts."""
    places = alignment.places_of(value)
    apart: list[float] = []
    for word in alignment.words:
        if word.predicate or abs(word.place - value.place) > _NEAR:
            continue
        distances = [
            abs(theirs.item.place - place.item.place) for theirs, place in _together(word, places)
        ]
        if distances:
            apart.append(min(distances))
    return max(apart, default=0.0)


def _together(word: Word, places: tuple[Place, ...]) -> Iterator[tuple[Place, Place]]:
    return (
        (Place(place.statement, other), place)
        for place in places
        for other in place.statement.words
        if other.keys & word.keys
    )


def _follows(value: Value, alignment: Alignment) -> Iterator[bool]:
    """For each noun that a value is told of: whether it is the first such value after it."""
    for word in alignment.words:
        if word.predicate or word.place > value.place:
            continue
        if word.case not in _OWNERS and value.place - word.place > _BESIDE:
            continue
        verdicts = [
            verdict
            for statement in alignment.evidence.cited
            for other in statement.words
            if other.keys & word.keys and (verdict := _is_next(value, other, statement)) is not None
        ]
        if verdicts:
            yield any(verdicts)


def _is_next(value: Value, word: Word, statement: Statement) -> bool | None:
    after = [v for v in statement.values if v.place > word.place and _comparable(value, v)]
    return same(value, after[0]) if after else None


def _comparable(value: Value, other: Value) -> bool:
    """Tell whether two values could be mistaken for each other."""
    first, second = value.content, other.content
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return first.unit == second.unit
    if isinstance(first, Moment) and isinstance(second, Moment):
        return bool(set(first.fields) & set(second.fields))
    return False
