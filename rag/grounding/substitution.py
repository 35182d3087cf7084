"""Whether a claim puts another word where the cited text has one of its own."""

from __future__ import annotations

from rag.grounding.coverage import Known
from rag.grounding.evidence import Evidence, governs
from rag.grounding.lexicon import CLOSING, GENERIC, LIGHT, TIMES
from rag.grounding.statement import Statement, Word

# Farther apart than this, two words are no neighbours.
_NEXT = 1.5
# A noun may modify another one across this many words.
_REACH = 4.0
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
    if transplanted := _transplanted(claim, evidence, mine):
        return f"근거에서는 다른 말에 붙은 말입니다: {transplanted}"
    for index, word in enumerate(claim.words):
        if word.tag not in _NOUN_TAGS or word.form in LIGHT or known.covers(word):
            continue
        if word.form in GENERIC and not _before_name(claim, index):
            continue
        if word.copular and word.form not in CLOSING:
            return f"근거에 없는 내용입니다: {claim.text[word.start : word.end]}"
        for statement in evidence.cited:
            other = _replaced(claim, index, statement, mine)
            if other is not None:
                return (
                    f"근거에는 '{statement.text[other.start : other.end]}'인 자리에 "
                    f"다른 말이 있습니다: {claim.text[word.start : word.end]}"
                )
    return ""


def _before_name(claim: Statement, index: int) -> bool:
    """Tell whether a noun says what a name is: 화가 민서안."""
    following = _neighbour(claim, index, 1)
    return following is not None and following.tag == "NNP" and not claim.words[index].case


def _other_predicate(claim: Statement, evidence: Evidence, known: Known) -> Word | None:
    """Find a predicate unknown to the evidence, whose object has another one there."""
    for word in claim.words:
        if not word.predicate or word.copular or word.form in LIGHT or known.covers(word):
            continue
        if word.form == "아니다":
            continue  # what it denies is compared elsewhere
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


def _transplanted(claim: Statement, evidence: Evidence, mine: frozenset[object]) -> str:
    """Find a noun that modifies another noun than in the evidence: 물류 사업 for 호텔 사업."""
    for modifier, head in zip(claim.words, claim.words[1:], strict=False):
        if not _modifies(modifier, head) or {head.form, modifier.form} & (LIGHT | TIMES):
            continue
        heads = [(s, w) for s, w in evidence.words() if w.keys & head.keys]
        modified = [_modifier(s, w) for s, w in heads]
        if not heads or any(m is None or m.form in LIGHT or m.keys & mine for m in modified):
            continue
        places = [(s, w) for s, w in evidence.words() if w.keys & modifier.keys]
        near = any(
            s is t and -_NEXT <= h.place - w.place <= _REACH for s, w in places for t, h in heads
        )
        same_clause = any(
            s is t and w.clause == h.clause and w.place < h.place
            for s, w in places
            for t, h in heads
        )
        acts = any(w.predicate for _, w in places)  # 결정을 취소해 달라는 소송: 취소 소송
        if places and not near and not same_clause and not acts:
            return claim.text[modifier.start : head.end]
    return ""


def _modifier(statement: Statement, head: Word) -> Word | None:
    """Return the noun compounded with a noun, or the one in its relative clause, if any."""
    before = statement.before(head)
    if isinstance(before, Word) and before.relative:
        before = statement.before(before)
        return before if isinstance(before, Word) and before.tag in _NOUN_TAGS else None
    return before if isinstance(before, Word) and _modifies(before, head) else None


def _modifies(first: Word, second: Word) -> bool:
    return (
        first.tag in _NOUN_TAGS
        and second.tag in _NOUN_TAGS
        and not first.case
        and not first.predicate
        and second.place - first.place <= 1
    )


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
        if word.case and other.case and _same_predicate(claim, word, source, other):
            return other
        if before is not None and _modifies(before, word):
            theirs = _neighbour(source, position, -1)
            if theirs is not None and theirs.keys & before.keys and not theirs.case:
                return other
    return None


def _same_slot(word: Word, other: Word) -> bool:
    return word.case == other.case and not word.predicate and not other.predicate


def _same_predicate(claim: Statement, word: Word, source: Statement, other: Word) -> bool:
    """Tell whether two nouns are the same thing to the same predicate."""
    mine = [p for p in claim.words if governs(p, word, claim) and p.form not in LIGHT]
    theirs = [p for p in source.words if governs(p, other, source)]
    return any(a.keys & b.keys and _slot(word, a) == _slot(other, b) for a in mine for b in theirs)


def _slot(word: Word, predicate: Word) -> str:
    """What is given is the same thing as what one gives."""
    if word.case in ("subject", "topic"):
        return "object" if predicate.voice == "passive" else "subject"
    return word.case


def _neighbour(statement: Statement, index: int, step: int) -> Word | None:
    position = index + step
    if not 0 <= position < len(statement.words):
        return None
    word, other = statement.words[index], statement.words[position]
    if abs(other.place - word.place) > _NEXT or other.form in LIGHT:
        return None
    return other
