"""What a claim denies, which way it goes and when, beside what is cited."""

from __future__ import annotations

from rag.grounding.judging.alignment import Alignment
from rag.grounding.lexicon import NEGATORS
from rag.grounding.statement import Statement, Word

NAMES = (
    "predicates.agreeing",
    "predicates.opposed",
    "predicates.both",
    "predicates.turned",
    "negated",
    "negated.cited",
    "denials",
    "denials.cited",
    "directions.new",
    "directions.same",
    "directions.both_cited",
    "past",
    "past.cited",
    "open",
    "open.cited",
)
_PAST = frozenset(["었", "았", "였"])
# What has not happened: 할, 하겠다.
_OPEN = frozenset([("ᆯ", "ETM"), ("을", "ETM"), ("겠", "EP")])


def stance_row(alignment: Alignment) -> list[float]:
    """Compare what a claim affirms, denies and leaves open with what is cited.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    mine = alignment.claim.words
    theirs = tuple(word for _, word in alignment.evidence.words())
    poles = frozenset(pole for word in mine for pole in word.poles)
    cited_poles = frozenset(pole for word in theirs for pole in word.poles)
    cited_axes = [axis for axis, _ in cited_poles]
    told = [word for word in mine if word.predicate]
    denied_alike = [
        {other.negated == word.negated for other in theirs if word.keys & other.keys}
        for word in told
    ]
    return [
        denied_alike.count({True}),
        denied_alike.count({False}),
        denied_alike.count({True, False}),
        sum(any(_turned(word, other) for other in theirs) for word in told),
        sum(word.negated and word.predicate for word in mine),
        sum(word.negated and word.predicate for word in theirs),
        sum(map(_denies, mine)),
        sum(map(_denies, theirs)),
        sum(axis not in cited_axes for axis, _ in poles),
        len(poles & cited_poles),
        sum(cited_axes.count(axis) > 1 for axis in set(cited_axes)),
        _past(alignment.claim),
        max(map(_past, alignment.evidence.cited)),
        _open(alignment.claim),
        max(map(_open, alignment.evidence.cited)),
    ]


def _past(statement: Statement) -> int:
    return sum(m.tag == "EP" and m.form in _PAST for m in statement.morphemes)


def _open(statement: Statement) -> int:
    return sum((m.form, m.tag) in _OPEN for m in statement.morphemes)


def _denies(word: Word) -> bool:
    return word.negated ^ bool({word.form, word.base} & NEGATORS)


def _turned(word: Word, other: Word) -> bool:
    """Tell whether two words, denied alike, stand on different poles of an axis: 늘다, 줄다."""
    poles = dict(other.poles)
    return word.negated == other.negated and any(
        poles.get(axis, pole) != pole for axis, pole in word.poles
    )
