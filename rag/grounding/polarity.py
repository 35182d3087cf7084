"""Whether directions, denials and degrees of certainty are those of the cited text."""

from __future__ import annotations

from rag.grounding.evidence import Evidence, contradicted, fit, governs, same_value
from rag.grounding.lexicon import AMBIGUOUS, BINARY_AXES, CARRIERS, EMPTY, RELATIONAL_AXES, STRICT_AXES, TRIVIAL, Certainty, certainty_supports
from rag.grounding.quantities import Quantity
from rag.grounding.roles import from_other_side
from rag.grounding.statement import Statement, Value, Word


def check_polarity(claim: Statement, evidence: Evidence) -> str:
    """Find a word of the claim that the cited texts turn round, deny or leave open.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for word in claim.words:
        if word.form in TRIVIAL or not (
            word.predicate or word.poles or word.negated or _argument(word, claim, evidence)
        ):
            continue
        agreeing: list[float] = []
        turned: list[float] = []
        uncertain: list[float] = []
        for statement, other in evidence.words():
            verdict = _agrees(word, other)
            if verdict is not None and _relational(word, other):
                if not _after_same(claim, word, statement, other):
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
        if not (agreeing or turned or uncertain) and _unfounded(word, claim, evidence):
            return f"근거에 없는 방향이나 판정입니다: {_surface(claim, word)}"
        if contradicted(agreeing + uncertain, turned):
            return f"근거와 방향이나 긍정·부정이 다릅니다: {_surface(claim, word)}"
        if contradicted(agreeing, uncertain):
            return f"근거보다 확실하게 말하거나 다른 단계로 말했습니다: {_surface(claim, word)}"
    return ""


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
        and (p.form in CARRIERS or any(p.keys & other.keys for _, other in evidence.words()))
        for p in claim.words
    )


def _unfounded(word: Word, claim: Statement, evidence: Evidence) -> bool:
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
    if source.conditional and claim.certainty is Certainty.DONE and not (
        claim.relative or claim.conditional
    ):
        return False
    return certainty_supports(source.certainty, claim.certainty)


def _surface(claim: Statement, word: Word) -> str:
    return claim.text[word.start : word.end]
