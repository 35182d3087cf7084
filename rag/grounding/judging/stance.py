"""Direction, denial and certainty of a claim beside those of the cited texts."""

from __future__ import annotations

from rag.grounding.evidence import fit
from rag.grounding.judging.alignment import Alignment
from rag.grounding.polarity import Match, matches_of, says_something
from rag.grounding.statement import Word

NAMES = (
    "stance.agreeing",
    "stance.opposed",
    "stance.only_opposed",
    "stance.overstated",
    "stance.opposed_fit",
    "stance.margin",
    "negated",
    "negated.cited",
    "denials",
    "denials.cited",
    "directions.new",
    "directions.same",
    "directions.both_cited",
    "certainty",
    "certainty.least",
    "certainty.most",
    "certainty.more",
    "conditions",
    "conditions.cited",
)
_UNKNOWN, _NO_DIFFERENCE = -1, -9


def stance_row(alignment: Alignment) -> list[float]:
    """Compare what a claim affirms, denies and leaves open with what is cited.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    claim = alignment.claim
    theirs = [word for _, word in alignment.evidence.words()]
    mine_poles = frozenset(pole for word in claim.words for pole in word.poles)
    their_poles = frozenset(pole for word in theirs for pole in word.poles)
    their_axes = [axis for axis, _ in their_poles]
    return [
        *_matching(alignment),
        sum(w.negated and w.predicate for w in claim.words),
        sum(w.negated and w.predicate for w in theirs),
        sum(w.denies for w in claim.words),
        sum(w.denies for w in theirs),
        sum(axis not in their_axes for axis, _ in mine_poles),
        len(mine_poles & their_poles),
        sum(their_axes.count(axis) > 1 for axis in set(their_axes)),
        *_certainty(claim.words, theirs),
        sum(w.conditional for w in claim.words),
        sum(w.conditional for w in theirs),
    ]


def _matching(alignment: Alignment) -> list[float]:
    claim, evidence = alignment.claim, alignment.evidence
    told = [w for w in claim.words if says_something(w, claim, evidence)]
    agreeing = opposed = only = overstated = 0
    fits: list[tuple[float, float]] = []
    for word in told:
        matches = list(matches_of(word, claim, evidence))
        like = [m for m in matches if m.agrees]
        unlike = [m for m in matches if not m.agrees]
        agreeing += bool(like)
        overstated += bool(like) and not any(m.certain for m in like)
        if unlike:
            opposed += 1
            only += not like
            fits.append((_best_fit(word, alignment, like), _best_fit(word, alignment, unlike)))
    return [
        agreeing,
        opposed,
        only,
        overstated,
        max((theirs for _, theirs in fits), default=0.0),
        min((mine - theirs for mine, theirs in fits), default=1.0),
    ]


def _best_fit(word: Word, alignment: Alignment, matches: list[Match]) -> float:
    return max((fit(alignment.claim, word, m.place) for m in matches), default=0.0)


def _certainty(mine: tuple[Word, ...], theirs: list[Word]) -> list[float]:
    """How certain the claim's last predicate is, and its counterparts are."""
    last = next((word for word in reversed(mine) if word.predicate), None)
    if last is None:
        return [0, _UNKNOWN, _UNKNOWN, _NO_DIFFERENCE]
    cited = [int(other.certainty) for other in theirs if last.keys & other.keys]
    if not cited:
        return [int(last.certainty), _UNKNOWN, _UNKNOWN, _NO_DIFFERENCE]
    return [int(last.certainty), min(cited), max(cited), int(last.certainty) - max(cited)]
