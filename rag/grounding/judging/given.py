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
    "values.same_before",
    "values.farthest_near",
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
    nearness = [n for v in claim.values if (n := _nearness(v, alignment)) is not None]
    before = [b for v in claim.values if (b := _same_before(v, alignment)) is not None]
    following = [f for v in claim.values for f in _follows(v, alignment)]
    return [
        len(claim.values),
        len(claim.values) - given,
        sum(before) / len(before) if before else -1.0,
        max((near for near, _ in nearness), default=0.0),
        max((far for _, far in nearness), default=0.0),
        following.count(True),
        following.count(False),
    ]


def _same_before(value: Value, alignment: Alignment) -> bool | None:
    """Tell whether the same stands right before a value; ``None`` when there is nothing."""
    before = alignment.claim.before(value)
    places = alignment.places_of(value)
    if before is None or not places:
        return None
    theirs = [p.statement.before(p.item) for p in places]
    return any(other is not None and same(before, other) for other in theirs)


def _nearness(value: Value, alignment: Alignment) -> tuple[float, float] | None:
    """Say how far from the value the nearest and farthest of its nouns stand in the texts."""
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
    return (min(apart), max(apart)) if apart else None


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
