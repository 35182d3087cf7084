"""Whether a claim speaks of all, or of one alone, where the cited text does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.grounding.evidence import Evidence, same_value
from rag.grounding.lexicon import ONLY, UNIVERSAL
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value, Word

# All of an amount, which may be told as 모두: 전액, 전량, 전 경기, 100%. What both texts say so may
# be of something else, unless 모두 follows it: 전액을 모두.
_WHOLE = re.compile(
    r"전액|전량|전면|전교생|전체(?!의\s)(?!\s[가-힣]+의\s?\d)|일체|온전히|고스란히|통째|완전|100%|(?<![가-힣])[전온]\s|마다"
)
# Characters before 모두 in which what it repeats stands.
_RIGHT_BEFORE = 8
_ALONE = frozenset(["만", "밖에", "뿐"])
# 만 that leaves out nothing: 서울만 보면.
_NO_LIMIT = re.compile(r"만\s?(?:보면|놓고|따지|치면|하더라도|해도|해)")
_UP_TO = re.compile(r"까지|이하|이내|최대|한도|초과할\s?수\s?없|넘을\s?수\s?없|넘지")


def check_extent(claim: Statement, evidence: Evidence) -> str:
    """Find a word of the claim that says "all" or "only" without one in the evidence.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    known = [word for _, word in evidence.words()] + list(evidence.question.words)
    texts = (*evidence.cited, evidence.question)
    said = set(_WHOLE.findall(claim.text))
    whole = any(not said.issuperset(_WHOLE.findall(text.text)) for text in texts)
    if not whole and not any(_is_universal(word) for word in known):
        for word in claim.words:
            harmless = _of_counted(word, claim) or _repeats(word, claim, texts)
            if _is_universal(word) and not harmless:
                return f"근거보다 넓게 말했습니다: {claim.text[word.start : word.end]}"
    if not any(_leaves_out(text) for text in texts):
        for m in claim.morphemes:
            if (m.tag, m.form) == ("JX", "만") and not _harmless(claim, m.start, evidence):
                return f"근거에 없는 한정입니다: {_word_at(claim, m.start, m.end)}"
    return ""


def _is_universal(word: Word) -> bool:
    return word.form in UNIVERSAL


def _repeats(word: Word, claim: Statement, texts: Sequence[Statement]) -> bool:
    """전액을 모두: says once more what the evidence says."""
    said = _WHOLE.findall(claim.text, max(0, word.start - _RIGHT_BEFORE), word.start)
    return any(all_ in _WHOLE.findall(text.text) for all_ in said for text in texts)


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


def _harmless(claim: Statement, start: int, evidence: Evidence) -> bool:
    """Tell whether 만 says no more than the evidence: of a number that it gives, of a limit."""
    if _NO_LIMIT.match(claim.text, start):
        return True
    if claim.text.endswith("까지", 0, start):
        return any(_UP_TO.search(text.text) for text in evidence.cited)
    return any(
        isinstance(value.content, Quantity)
        and value.content.end == start
        and any(same_value(value, other) and _exact(other) for _, other in evidence.values())
        for value in claim.values
    )


def _exact(value: Value) -> bool:
    content = value.content
    return isinstance(content, Quantity) and content.bound in ("", "most", "이하", "under")


def _leaves_out(text: Statement) -> bool:
    return any(m.form in _ALONE and m.tag in ("JX", "NNB") for m in text.morphemes) or any(
        {word.form, word.base} & ONLY or f"{word.form}다" in ONLY for word in text.words
    )


def _word_at(claim: Statement, start: int, end: int) -> str:
    return claim.text[claim.text.rfind(" ", 0, start) + 1 : end]
