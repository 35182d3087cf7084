"""What a claim denies, leaves open and turns round, beside what is cited."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grounding.judging.alignment import Alignment
from rag.grounding.standing import Compared, compare, denies
from rag.grounding.statement import Statement, Word
from rag.korean import is_past

NAMES = (
    "agreeing",
    "opposed",
    "both",
    "turned",
    "ahead",
    "behind",
    "last.stage",
    "last.least",
    "last.most",
    "last.opposed",
    "negated",
    "negated.cited",
    "denials",
    "denials.cited",
    "past",
    "past.cited",
    "open",
    "open.cited",
)
_OPEN = frozenset([("ᆯ", "ETM"), ("을", "ETM"), ("겠", "EP")])
_UNKNOWN = -1


def stance_row(alignment: Alignment) -> list[float]:
    """Compare what a claim affirms, denies and leaves open with what is cited.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    mine = alignment.claim.words
    theirs = tuple(word for _, word in alignment.evidence.words())
    told = [c for c in compare(alignment.claim, alignment.evidence) if c.cited]
    alike = [{c.own.denied == other.denied for other in c.cited} for c in told]
    return [
        alike.count({True}),
        alike.count({False}),
        alike.count({True, False}),
        sum(any(_turned(word, other) for other in theirs) for word in mine if word.predicate),
        sum(c.own.stage > max(o.stage for o in c.cited) for c in told),
        sum(c.own.stage < min(o.stage for o in c.cited) for c in told),
        *_last(told),
        sum(word.negated and word.predicate for word in mine),
        sum(word.negated and word.predicate for word in theirs),
        sum(map(denies, mine)),
        sum(map(denies, theirs)),
        _past(alignment.claim),
        max(map(_past, alignment.evidence.cited)),
        _open(alignment.claim),
        max(map(_open, alignment.evidence.cited)),
    ]


def _last(told: Sequence[Compared]) -> list[float]:
    """Compare how the last word stands, which is what a sentence says."""
    if not told:
        return [_UNKNOWN] * 4
    stages = [other.stage for other in told[-1].cited]
    opposed = all(told[-1].own.denied != other.denied for other in told[-1].cited)
    return [told[-1].own.stage, min(stages), max(stages), opposed]


def _past(statement: Statement) -> int:
    return sum(map(is_past, statement.morphemes))


def _open(statement: Statement) -> int:
    return sum((m.form, m.tag) in _OPEN for m in statement.morphemes)


def _turned(word: Word, other: Word) -> bool:
    """Tell whether two words, denied alike, stand on different poles of an axis: 늘다, 줄다."""
    poles = dict(other.poles)
    return word.negated == other.negated and any(
        poles.get(axis, pole) != pole for axis, pole in word.poles
    )
