"""Direction, denial and certainty of a claim beside those of the cited texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.grounding.evidence import Evidence, Place, fit, governs, same
from rag.grounding.judging.alignment import Alignment
from rag.grounding.lexicon import (
    BINARY_AXES,
    CARRIERS,
    EMPTY,
    NEGATORS,
    RELATIONAL_AXES,
    TRIVIAL,
    Certainty,
    certainty_supports,
)
from rag.grounding.statement import Statement, Word

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
# Predicates that say of their object only whether it is so.
_OF_ITS_OBJECT = CARRIERS | NEGATORS


@dataclass(frozen=True, slots=True)
class _Match:
    """A word of the evidence that says the same as a word of the claim, or the opposite."""

    place: Place
    agrees: bool
    certain: bool


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
    told = [w for w in claim.words if _says_something(w, claim, evidence)]
    agreeing = opposed = only = overstated = 0
    fits: list[tuple[float, float]] = []
    for word in told:
        matches = list(_matches_of(word, claim, evidence))
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


def _best_fit(word: Word, alignment: Alignment, matches: list[_Match]) -> float:
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


def _says_something(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether it matters if a word is affirmed or denied."""
    if word.form in TRIVIAL:
        return False
    if word.predicate or word.poles or word.negated:
        return True
    # A noun, when a predicate of the evidence is about it: 방문을 권고하다.
    return word.case in ("object", "subject", "at", "to") and any(
        governs(predicate, word, claim)
        and (
            predicate.form in _OF_ITS_OBJECT
            or any(same(predicate, other) for _, other in evidence.words())
        )
        for predicate in claim.words
    )


def _matches_of(word: Word, claim: Statement, evidence: Evidence) -> Iterator[_Match]:
    """Go through the places of the evidence that say the same as a word, or the opposite."""
    for statement, other in evidence.words():
        agrees = _agrees(word, other)
        if agrees is None:
            continue
        if _is_relational(word, other) and not _after_same(claim, word, statement, other):
            continue
        yield _Match(Place(statement, other), agrees, _certain_enough(word, other))


def _agrees(claim: Word, source: Word) -> bool | None:
    """Compare direction and denial; ``None`` when the words have nothing to do with each other."""
    axes = _axes(claim, source)
    same_word = bool({claim.form, claim.base} & {source.form, source.base})
    if not (claim.predicate or source.predicate or axes):
        # Of two nouns, only 방문을 자제하다 against 방문 says something.
        if not same_word or (claim.negated and not source.negated):
            return None
        return claim.negated == source.negated
    if same_word or claim.poles & source.poles:
        return claim.negated == source.negated
    if axes:
        if claim.negated == source.negated:
            return False
        return bool(axes & BINARY_AXES) or claim.negated
    return claim.negated == source.negated if same(claim, source) else None


def _axes(first: Word, second: Word) -> frozenset[int]:
    """Number the axes of opposites that two words have a place on."""
    return frozenset(axis for axis, _ in first.poles) & {axis for axis, _ in second.poles}


def _certain_enough(claim: Word, source: Word) -> bool:
    if claim.negated:
        return True
    if claim.quoted and source.quoted and claim.certainty is Certainty.POSSIBLE:
        return True  # 벴다고 주장하다
    if not claim.predicate and claim.case != "object":
        open_ = claim.certainty is Certainty.POSSIBLE and claim.case in ("subject", "topic")
        return not (open_ and source.certainty is Certainty.DONE)
    if claim.form in EMPTY:  # only what was said cannot be about to be said
        return source.certainty is not Certainty.DONE or claim.certainty >= Certainty.ABLE
    asserted = claim.certainty is Certainty.DONE and not (claim.relative or claim.conditional)
    if source.conditional and asserted:
        return False
    return certainty_supports(source.certainty, claim.certainty)


def _is_relational(word: Word, other: Word) -> bool:
    axes = _axes(word, other)
    return bool(axes) and axes <= RELATIONAL_AXES


def _after_same(claim: Statement, word: Word, source: Statement, other: Word) -> bool:
    """Tell whether 전, 위 and the like follow the same word or value in both texts."""
    mine, theirs = claim.before(word), source.before(other)
    return mine is not None and theirs is not None and same(mine, theirs)
