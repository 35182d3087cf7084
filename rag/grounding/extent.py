"""Whether a claim speaks of all, or of one alone, where the cited text does not."""

from __future__ import annotations

from rag.grounding.evidence import Evidence
from rag.grounding.lexicon import ONLY, UNIVERSAL
from rag.grounding.statement import Statement, Value, Word


def check_extent(claim: Statement, evidence: Evidence) -> str:
    """Find a word of the claim that says "all" or "only" without one in the evidence.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    known = [word for _, word in evidence.words()] + list(evidence.question.words)
    if not any(_is_universal(word) for word in known):
        for word in claim.words:
            if _is_universal(word) and not _of_counted(word, claim):
                return f"근거보다 넓게 말했습니다: {claim.text[word.start : word.end]}"
    texts = (*evidence.cited, evidence.question)
    if not any(_leaves_out(text) for text in texts):
        for m in claim.morphemes:
            if (m.tag, m.form) == ("JX", "만"):
                return f"근거에 없는 한정입니다: {_word_at(claim, m.start, m.end)}"
    return ""


def _is_universal(word: Word) -> bool:
    return word.form in UNIVERSAL


def _of_counted(word: Word, claim: Statement) -> bool:
    """모두 다섯 명 is a sum, A와 B 모두 names what it is said of; 모두가 아니다 denies it."""
    following = claim.items[word.index + 1 : word.index + 2]
    counts = word.form != "모든" and any(isinstance(item, Value) for item in following)
    if counts or word.negated:
        return True
    before = claim.items[max(0, word.index - 4) : word.index]
    named = any(isinstance(i, Word) and i.case == "and" for i in before)
    counted = bool(before) and isinstance(before[-1], Value) and before[-1].universal
    return named or counted


def _leaves_out(text: Statement) -> bool:
    return any(m.form == "만" and m.tag == "JX" for m in text.morphemes) or any(
        {word.form, word.base} & ONLY or f"{word.form}다" in ONLY for word in text.words
    )


def _word_at(claim: Statement, start: int, end: int) -> str:
    return claim.text[claim.text.rfind(" ", 0, start) + 1 : end]
