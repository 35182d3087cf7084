"""Whether a claim puts another word where the cited text has one of its own."""

from __future__ import annotations

from rag.grounding.coverage import Known
from rag.grounding.evidence import Evidence, governs
from rag.grounding.lexicon import LIGHT
from rag.grounding.statement import Statement, Word

# Farther apart than this, two words are no neighbours.
_NEXT = 1.5
_NOUN_TAGS = frozenset({"NNG", "NNP", "XR", "SL", "SH", "UN"})


def check_substitution(claim: Statement, evidence: Evidence) -> str:
    """Find a noun of the claim that is unknown to the evidence and stands in another's place.

    소나무 잎을 where the source says 참나무 잎을; 개나리출판사는 where it says 민들레출판사는.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    known = Known(claim, evidence)
    if predicate := _other_predicate(claim, evidence, known):
        return f"근거에 없는 서술입니다: {claim.text[predicate.start : predicate.end]}"
    mine = frozenset(key for word in claim.words for key in word.keys)
    for index, word in enumerate(claim.words):
        if word.tag not in _NOUN_TAGS or word.form in LIGHT or known.covers(word):
            continue
        if word.copular:
            return f"근거에 없는 내용입니다: {claim.text[word.start : word.end]}"
        for statement in evidence.cited:
            other = _replaced(claim, index, statement, mine)
            if other is not None:
                return (
                    f"근거에는 '{statement.text[other.start : other.end]}'인 자리에 "
                    f"다른 말이 있습니다: {claim.text[word.start : word.end]}"
                )
    return ""


def _other_predicate(claim: Statement, evidence: Evidence, known: Known) -> Word | None:
    """Find a predicate unknown to the evidence, whose object has another one there."""
    for word in claim.words:
        if not word.predicate or word.copular or word.form in LIGHT or known.covers(word):
            continue
        if word.tag in ("VV", "VA"):
            continue  # a native verb has too many near synonyms to tell
        for argument in claim.words:
            if argument.case != "object" or not governs(word, argument, claim):
                continue
            for statement, other in evidence.words():
                if other.case == "object" and argument.keys & other.keys:
                    rivals = [p for p in statement.words if governs(p, other, statement)]
                    if any(not known.claimed(p) and p.form not in LIGHT for p in rivals):
                        return word
    return None


def _replaced(
    claim: Statement, index: int, source: Statement, mine: frozenset[object]
) -> Word | None:
    """Find the source's word that stands where the claim has an unknown one."""
    word = claim.words[index]
    following = _neighbour(claim, index, 1)
    before = _neighbour(claim, index, -1)
    for position, other in enumerate(source.words):
        if other.keys & mine or other.form in LIGHT or other.tag not in _NOUN_TAGS:
            continue
        if following is not None and _same_slot(word, other):
            theirs = _neighbour(source, position, 1)
            if theirs is not None and theirs.keys & following.keys:
                return other
        if word.case and word.case == other.case and _same_predicate(claim, word, source, other):
            return other
        if before is not None and not before.case and _compound(before, word, claim):
            theirs = _neighbour(source, position, -1)
            if theirs is not None and theirs.keys & before.keys and not theirs.case:
                return other
    return None


def _same_slot(word: Word, other: Word) -> bool:
    return word.case == other.case and not word.predicate and not other.predicate


def _same_predicate(claim: Statement, word: Word, source: Statement, other: Word) -> bool:
    mine = [p for p in claim.words if governs(p, word, claim) and p.form not in LIGHT]
    theirs = [p for p in source.words if governs(p, other, source)]
    return any(a.keys & b.keys for a in mine for b in theirs)


def _compound(first: Word, second: Word, statement: Statement) -> bool:
    return first.end == second.start and statement.text[first.end : second.start] == ""


def _neighbour(statement: Statement, index: int, step: int) -> Word | None:
    position = index + step
    if not 0 <= position < len(statement.words):
        return None
    word, other = statement.words[index], statement.words[position]
    if abs(other.place - word.place) > _NEXT or other.form in LIGHT:
        return None
    return other
