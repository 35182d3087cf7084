"""Whether directions, denials and degrees of certainty are those of the cited text."""

from __future__ import annotations

from rag.grounding.evidence import Evidence, contradicted, fit, governs, same_value
from rag.grounding.lexicon import (
    AFFIRMING,
    AMBIGUOUS,
    BINARY_AXES,
    CARRIERS,
    DENYING,
    EMPTY,
    NEGATORS,
    RELATIONAL_AXES,
    STRICT_AXES,
    TRIVIAL,
    Certainty,
    certainty_supports,
)
from rag.grounding.quantities import Quantity
from rag.grounding.roles import from_other_side
from rag.grounding.statement import Statement, Value, Word

# Predicates that say of their object only whether it is so.
_OF_ITS_OBJECT = CARRIERS | NEGATORS | AFFIRMING
# A denial fits a claim's when so much of what surrounds them is the same.
_FITS = 0.3
_DENIED_FITS = 0.5


def check_polarity(claim: Statement, evidence: Evidence) -> str:
    """Find a word of the claim that the cited texts turn round, deny or leave open.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for word in claim.words:
        if word.denies and not _denial_found(word, claim, evidence):
            return f"근거에 없는 부정입니다: {_surface(claim, word)}"
        if word.form in TRIVIAL or not (
            word.predicate or word.poles or word.negated or _argument(word, claim, evidence)
        ):
            continue
        agreeing: list[float] = []
        turned: list[float] = []
        uncertain: list[float] = []
        for statement, other in evidence.words():
            verdict = _agrees(word, other)
            is_compared = verdict is not None and _relational(word, other)
            if is_compared and not _after_same(claim, word, statement, other):
                continue
            if verdict is False and from_other_side(claim, word, statement, other):
                verdict = True
            if verdict is None:
                continue
            score = fit(claim, word, statement, other)
            if not verdict:
                turned.append(score)
            elif word.form not in EMPTY and not _certain_enough(word, other):
                uncertain.append(score)
            else:
                agreeing.append(score)
        matched = bool(agreeing or turned or uncertain)
        if not matched and _denied_there(word, claim, evidence):
            return f"근거에서는 부정된 내용입니다: {_surface(claim, word)}"
        if not matched and _unfounded(word, evidence):
            return f"근거에 없는 방향이나 판정입니다: {_surface(claim, word)}"
        if contradicted(agreeing + uncertain, turned):
            return f"근거와 방향이나 긍정·부정이 다릅니다: {_surface(claim, word)}"
        if contradicted(agreeing, uncertain):
            return f"근거보다 확실하게 말하거나 다른 단계로 말했습니다: {_surface(claim, word)}"
    return ""


def _denial_found(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence says no anywhere near what the claim denies."""
    limit = claim.before(word)
    if isinstance(limit, Value) and isinstance(limit.content, Quantity) and limit.content.bound:
        return True  # 28도를 넘지 않다: compared as a limit
    mine = dict(word.poles)
    if any(
        axis in mine and mine[axis] != pole for _, w in evidence.words() for axis, pole in w.poles
    ):
        return True  # 넓지 않다, 작다: compared as opposites
    denials = [(s, w) for s, w in evidence.words() if _says_no(w)]
    if any(w.keys & word.keys for _, w in denials):
        return True
    return any(fit(claim, word, s, w) >= _FITS for s, w in denials)


def _denied_there(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether a claim affirms in other words what the evidence denies.

    "윈도우는 지원하지 않는다" does not support "윈도우에서 쓸 수 있다".
    """
    if not word.predicate or word.relative or any(_says_no(w) for w in claim.words):
        return False
    places = [(s, w) for s, w in evidence.words() if w.predicate and not w.relative]
    denied = [fit(claim, word, s, w) for s, w in places if w.denies]
    others = [fit(claim, word, s, w) for s, w in places if not w.denies]
    return max(denied, default=0.0) > _DENIED_FITS and contradicted(others or [0.0], denied)


def _says_no(word: Word) -> bool:
    return (
        word.denies
        or word.negated
        or bool({word.form, word.base} & DENYING)
        or any(axis in BINARY_AXES and pole > 0 for axis, pole in word.poles)
    )


def _relational(word: Word, other: Word) -> bool:
    axes = {axis for axis, _ in word.poles} & {axis for axis, _ in other.poles}
    return bool(axes) and axes <= RELATIONAL_AXES


def _after_same(claim: Statement, word: Word, source: Statement, other: Word) -> bool:
    """Tell whether 전, 위 and the like follow the same word or value in both texts."""
    mine, theirs = claim.before(word), source.before(other)
    if isinstance(mine, Word) and isinstance(theirs, Word):
        return bool(mine.keys & theirs.keys)
    if isinstance(mine, Value) and isinstance(theirs, Value):
        return same_value(mine, theirs)
    return False


def _argument(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether a noun is what a predicate of the evidence is about: 방문을 권고하다."""
    if word.case not in ("object", "subject", "at", "to"):
        return False
    return any(
        governs(p, word, claim)
        and (p.form in _OF_ITS_OBJECT or any(p.keys & other.keys for _, other in evidence.words()))
        for p in claim.words
    )


def _unfounded(word: Word, evidence: Evidence) -> bool:
    """Tell whether a rise, a win and the like is nowhere in the evidence nor in its numbers."""
    if word.form in AMBIGUOUS or not word.poles:
        return False
    if not {axis for axis, _ in word.poles} <= STRICT_AXES:
        return False
    if any(word.poles & w.poles for w in evidence.question.words):
        return False
    return not any(
        isinstance(v.content, Quantity) and v.content.role in ("from", "than")
        for _, v in evidence.values()
    )


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
        if axes & BINARY_AXES:
            return True
        return claim.negated
    if claim.keys & source.keys:
        return claim.negated == source.negated
    return None


def _certain_enough(claim: Word, source: Word) -> bool:
    if not claim.predicate or claim.negated:
        return True
    if (
        source.conditional
        and claim.certainty is Certainty.DONE
        and not (claim.relative or claim.conditional)
    ):
        return False
    return certainty_supports(source.certainty, claim.certainty)


def _surface(claim: Statement, word: Word) -> str:
    return claim.text[word.start : word.end]
