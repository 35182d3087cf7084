"""Whether the cause that a claim gives is one that the cited text knows."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.coverage import Known
from rag.grounding.evidence import Evidence
from rag.grounding.lexicon import LIGHT
from rag.grounding.statement import Statement, Word

# Nouns after a cause, and verbs after its particle: 비 때문에, 비로 인해.
_AFTER_NOUN = frozenset(["때문", "탓", "덕분", "덕", "여파", "영향", "이유", "까닭"])
_AFTER_PARTICLE = frozenset(["인하", "말미암", "힘입"])


def check_causes(claim: Statement, evidence: Evidence) -> str:
    """Find a cause of the claim whose words are nowhere in the evidence.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    known = Known(claim, evidence)
    for phrase in _causes(claim):
        told = [word for word in phrase if word.form not in LIGHT]
        if told and _only_compared(told[-1], evidence):
            return f"근거에서는 원인이 아닙니다: {claim.text[phrase[0].start : phrase[-1].end]}"
        if told and not any(known.covers(word) for word in told):
            return f"근거에 없는 원인입니다: {claim.text[phrase[0].start : phrase[-1].end]}"
    return ""


def _only_compared(word: Word, evidence: Evidence) -> bool:
    """지진보다는 지하수의 영향: what something is set against is not its cause."""
    places = [other for _, other in evidence.words() if other.keys & word.keys]
    return bool(places) and all(p.case in ("than", "unlike") or p.negated for p in places)


def _causes(claim: Statement) -> Iterator[list[Word]]:
    """Go through the nouns right before a word that makes them a cause."""
    for m, following in zip(claim.morphemes, claim.morphemes[1:], strict=False):
        if m.tag in ("NNG", "NNP", "NNB", "XSN") and following.form in _AFTER_NOUN:
            end = m.end
        elif m.tag == "JKB" and following.form in _AFTER_PARTICLE:
            end = m.start
        else:
            continue
        before = [word for word in claim.words if word.end <= end]
        phrase: list[Word] = []
        while before and not (phrase and (before[-1].case or before[-1].predicate)):
            phrase.insert(0, before.pop())
        if phrase:
            yield phrase
