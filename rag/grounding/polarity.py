"""Whether directions, denials and degrees of certainty are those of the cited text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.grounding.denials import denial_found, denied_alike, denied_there, told_otherwise
from rag.grounding.evidence import (
    Evidence,
    Place,
    contradicted,
    fit,
    governs,
    of_other_topic,
    same,
)
from rag.grounding.lexicon import (
    AFFIRMING,
    AMBIGUOUS,
    BINARY_AXES,
    CARRIERS,
    EMPTY,
    NEGATORS,
    RELATIONAL_AXES,
    STRICT_AXES,
    THING_AXES,
    TRIVIAL,
    Certainty,
    certainty_supports,
)
from rag.grounding.quantities import Quantity
from rag.grounding.roles import from_other_side
from rag.grounding.statement import Statement, Value, Word

_SENTENCE_END = re.compile(r"[.!?](?=\s|$|[\"'”’])")
# Instead of what: it is not done, or paid for by what is done.
_INSTEAD = re.compile(r"[가-힣]{0,3}\s?대신(?=\s)")

# Predicates that say of their object only whether it is so.
_OF_ITS_OBJECT = CARRIERS | NEGATORS | AFFIRMING


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the evidence that says the same as a word of the claim, or the opposite.

    Attributes:
        place: Where it stands.
        agrees: Whether it says the same.
        certain: Whether it says so at least as certainly.
    """

    place: Place
    agrees: bool
    certain: bool


def check_polarity(claim: Statement, evidence: Evidence) -> str:
    """Find a word of the claim that the cited texts turn round, deny or leave open.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for word in claim.words:
        surface = claim.text[word.start : word.end]
        if word.denies and not denial_found(word, claim, evidence):
            return f"근거에 없는 부정입니다: {surface}"
        if not says_something(word, claim, evidence):
            continue
        matches = list(matches_of(word, claim, evidence))
        if not matches:
            if denied_there(word, claim, evidence):
                return f"근거에서는 부정된 내용입니다: {surface}"
            if _unfounded(word, evidence):
                return f"근거에 없는 방향이나 판정입니다: {surface}"
        elif _turned(word, claim, evidence, matches):
            return f"근거와 방향이나 긍정·부정이 다릅니다: {surface}"
        elif _overstated(word, claim, matches):
            return f"근거보다 확실하게 말하거나 다른 단계로 말했습니다: {surface}"
    return ""


def contradicts(claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the cited texts say the opposite of a claim, not just something else.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    for word in claim.words:
        if not says_something(word, claim, evidence):
            continue
        matches = list(matches_of(word, claim, evidence))
        if matches and (
            _turned(word, claim, evidence, matches) or _overstated(word, claim, matches)
        ):
            return True
        if not matches and denied_there(word, claim, evidence):
            return True
    return False


def says_something(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether it matters if a word is affirmed or denied.

    Args:
        word: A word of the claim.
        claim: The claim.
        evidence: What it cites.
    """
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


def matches_of(word: Word, claim: Statement, evidence: Evidence) -> Iterator[Match]:
    """Go through the places of the evidence that say the same as a word, or the opposite.

    Args:
        word: A word of the claim.
        claim: The claim.
        evidence: What it cites.
    """
    for statement, other in evidence.words():
        agrees = _agrees(word, other)
        if agrees is None or _reached(statement, other) or _asked(statement, other):
            continue
        if _relational(word, other) and not _after_same(claim, word, statement, other):
            continue
        if not agrees and (
            from_other_side(claim, word, statement, other)
            or _compared_backwards(claim, word, statement, other)
            or _same_denial(claim, word, statement, other)
        ):
            agrees = True
        certain = _certain_enough(word, other)
        yield Match(Place(statement, other), agrees, certain)


def _same_denial(claim: Statement, word: Word, statement: Statement, other: Word) -> bool:
    """협상이 깨지다, 협상이 결렬되다; 확대하는 대신, 확대하지 않고."""
    if word.negated and _INSTEAD.match(statement.text, other.end):
        return True
    if other.negated and _INSTEAD.match(claim.text, word.end):
        return True
    if word.predicate or other.predicate or word.negated or not other.negated:
        return False
    return denied_alike(word, claim, Place(statement, other))


def _compared_backwards(claim: Statement, word: Word, statement: Statement, other: Word) -> bool:
    """수컷이 암컷보다 작다, 암컷이 수컷보다 크다."""
    if word.negated != other.negated or not (word.predicate and other.predicate):
        return False
    mine, theirs = _compared(claim, word), _compared(statement, other)
    if mine is None or theirs is None or same(*mine):
        return False
    return same(mine[0], theirs[1]) and same(mine[1], theirs[0])


def _compared(statement: Statement, predicate: Word) -> tuple[Word, Word] | None:
    """Return what a predicate compares, and to what."""
    before = [
        w
        for w in statement.words
        if w.clause == predicate.clause and w.index < predicate.index and not w.predicate
    ]
    subjects = [w for w in before if w.case in ("subject", "topic")]
    others = [w for w in before if w.case == "than"]
    return (subjects[-1], others[-1]) if subjects and others else None


def _asked(statement: Statement, word: Word) -> bool:
    """A question says neither yes nor no."""
    end = _SENTENCE_END.search(statement.text, word.end)
    return end is not None and end[0].startswith("?")


def _reached(statement: Statement, word: Word) -> bool:
    """매출 3억 원을 올리다 says what is reached, not that it rises."""
    before = statement.before(word)
    return word.form == "올리다" and isinstance(before, Value) and before.case == "object"


def _agrees(claim: Word, source: Word) -> bool | None:
    """Compare direction and denial; ``None`` when the words have nothing to do with each other."""
    axes = {axis for axis, _ in claim.poles} & {axis for axis, _ in source.poles}
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
    if same(claim, source):
        return claim.negated == source.negated
    return None


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


def _turned(word: Word, claim: Statement, evidence: Evidence, matches: list[Match]) -> bool:
    """Tell whether an opposite fits the claim better than what agrees with it."""
    like = [m.place for m in matches if m.agrees]
    unlike = [
        m.place
        for m in matches
        if not m.agrees and not (like and all(of_other_topic(claim, m.place, p) for p in like))
    ]
    unlike = [p for p in unlike if not _taken(word, claim, p, like)]
    unlike = [p for p in unlike if not _of_other_thing(word, claim, p, like)]
    if not unlike or (like and word.poles and {axis for axis, _ in word.poles} <= THING_AXES):
        return False
    if not all(of_other_topic(claim, p, o) for p in like for o in unlike) and not contradicted(
        [fit(claim, word, p) for p in like], [fit(claim, word, p) for p in unlike]
    ):
        return False
    return not told_otherwise(word, claim, evidence, unlike)


def _of_other_thing(word: Word, claim: Statement, place: Place, like: list[Place]) -> bool:
    """Tell whether a rise is that of another thing than the claim's: 세수 감소, 세율 상향."""
    mine = _thing(claim, word)
    if mine is None or not word.poles or not isinstance(place.item, Word):
        return False
    theirs = _thing(place.statement, place.item)
    if theirs is None or any(same(other, theirs) for other in claim.words):
        return False
    things = [_thing(p.statement, p.item) for p in like if isinstance(p.item, Word)]
    return any(thing is not None and same(mine, thing) for thing in things)


def _thing(statement: Statement, word: Word) -> Word | None:
    """Return the noun that a word of direction says something of."""
    for other in reversed(statement.words[: statement.words.index(word)]):
        if not word.predicate:
            beside = word.place - other.place <= 1 and not other.predicate
            return other if beside and other.case in ("", "of", "object", "subject") else None
        if other.clause != word.clause or (other.predicate and not other.relative):
            return None
        if other.case in ("subject", "object", "topic"):
            return other
    return None


def _taken(word: Word, claim: Statement, place: Place, like: list[Place]) -> bool:
    """Tell whether another word of the claim means a place: A는 늘고 B는 줄었다."""
    if not like or not isinstance(place.item, Word):
        return False
    for other in claim.words:
        if other is word or not _agrees(other, place.item):
            continue
        straight = max(fit(claim, word, p) for p in like) + fit(claim, other, place)
        crossed = fit(claim, word, place) + max(fit(claim, other, p) for p in like)
        if straight >= crossed:
            return True
    return False


def _overstated(word: Word, claim: Statement, matches: list[Match]) -> bool:
    certain = [m.place for m in matches if m.agrees and m.certain]
    uncertain = [m.place for m in matches if m.agrees and not m.certain]
    if not uncertain:
        return False
    return contradicted(
        [fit(claim, word, p) for p in certain], [fit(claim, word, p) for p in uncertain]
    )


def _relational(word: Word, other: Word) -> bool:
    axes = {axis for axis, _ in word.poles} & {axis for axis, _ in other.poles}
    return bool(axes) and axes <= RELATIONAL_AXES


def _after_same(claim: Statement, word: Word, source: Statement, other: Word) -> bool:
    """Tell whether 전, 위 and the like follow the same word or value in both texts."""
    mine, theirs = claim.before(word), source.before(other)
    return mine is not None and theirs is not None and same(mine, theirs)


def _unfounded(word: Word, evidence: Evidence) -> bool:
    """Tell whether a rise, a win and the like is nowhere in the evidence nor in its numbers."""
    if word.form in AMBIGUOUS or word.denies or not word.poles:
        return False
    if not {axis for axis, _ in word.poles} <= STRICT_AXES:
        return False
    if any(word.poles & w.poles for w in evidence.question.words):
        return False
    return not any(
        isinstance(v.content, Quantity) and v.content.role in ("from", "than")
        for _, v in evidence.values()
    )
