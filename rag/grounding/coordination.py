"""A claim about two things at once, as two claims: "A와 B가 모두 늘었다" says it of each."""

from __future__ import annotations

from rag.grounding.evidence import Evidence
from rag.grounding.lexicon import MUTUAL
from rag.grounding.polarity import check_polarity
from rag.grounding.reader import read
from rag.grounding.statement import Statement, Word

_TOGETHER = frozenset(["함께", "같이", "나란히", "더불"])
# Particles of the second noun → the same particle after a vowel and after a consonant.
_PARTICLES = {
    "이": "가이",
    "가": "가이",
    "은": "는은",
    "는": "는은",
    "을": "를을",
    "를": "를을",
    "도": "도도",
}
_CORE = frozenset({"subject", "topic", "object", "focus"})
# Farther apart than this, two nouns are no pair.
_NEAR = 3.0


def check_members(claim: Statement, evidence: Evidence) -> str:
    """Find out whether a claim about two things is turned round for one of them.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    parts = map(read, members(claim))
    return next((fault for part in parts if (fault := check_polarity(part, evidence))), "")


def members(claim: Statement) -> list[str]:
    """Write a claim about two coordinated nouns as one claim about each.

    Args:
        claim: The claim.

    Returns:
        Two texts; none when the claim is about one thing, or about two that do it to each other.
    """
    if any({word.form, word.base} & MUTUAL for word in claim.words):
        return []
    for word, following in zip(claim.words, claim.words[1:], strict=False):
        if word.case != "and" or following.place - word.place > _NEAR:
            continue
        if following.form in _TOGETHER:
            return _with_other(claim, word, following)
        second = _head(claim, following)
        if second is not None:
            return _of_each(claim, word, second)
    return []


def _head(claim: Statement, word: Word) -> Word | None:
    """Return the noun with a particle that a noun is compounded with."""
    for other in claim.words[claim.words.index(word) :]:
        if other.predicate or other.place - word.place > _NEAR:
            return None
        if other.case:
            return other if other.case in _CORE else None
    return None


def _of_each(claim: Statement, first: Word, second: Word) -> list[str]:
    text = claim.text
    particle = text[second.end : second.end + 1]
    if particle not in _PARTICLES:
        return []
    begin = _begin(claim, first)
    alone = text[: first.end] + _particle(first, particle, text) + text[second.end + 1 :]
    return [alone, text[:begin] + text[_after(text, first) :]]


def _with_other(claim: Statement, partner: Word, together: Word) -> list[str]:
    """A도 B와 함께: the same of B as of A."""
    subject = next(
        (w for w in claim.words if w.case in _CORE and w.place > together.place), None
    ) or next((w for w in claim.words if w.case in _CORE and w.place < partner.place), None)
    if subject is None:
        return []
    text = claim.text
    rest = text[together.end :]
    particle = text[subject.end : subject.end + 1]
    if particle not in _PARTICLES:
        return []
    other = text[_begin(claim, partner) : partner.end] + _particle(partner, particle, text)
    return [text[: subject.end + 1] + rest, other + rest]


def _begin(claim: Statement, word: Word) -> int:
    """Return where the nouns compounded with a noun begin."""
    begin = word
    for other in reversed(claim.words[: claim.words.index(word)]):
        if other.case or other.predicate or begin.place - other.place > 1:
            break
        begin = other
    return begin.start


def _after(text: str, word: Word) -> int:
    space = text.find(" ", word.end)
    return len(text) if space < 0 else space + 1


def _particle(word: Word, particle: str, text: str) -> str:
    """Write a particle in the form that fits the noun."""
    last = ord(text[word.end - 1]) - ord("가")
    closed = 0 <= last < 11172 and last % 28 > 0
    return _PARTICLES[particle][closed]
