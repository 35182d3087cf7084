"""A sentence made shorter by leaving clauses out; no word is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.korean import Sentence, is_topic

# Endings after which a clause follows that can stand alone.
_ENDINGS = frozenset("고 며 으며 면서 으면서 지만 는데 은데 ᆫ데 자 아 어 아서 어서".split())
_CLAUSE_NOUNS = frozenset({"가운데", "뒤", "후"})
_BRACKETED = re.compile(r"\s?\([^()]*\)")
_OPENING, _CLOSING = "“‘「『(", "”’」』)"


def shorten(sentence: Sentence, limit: int) -> str | None:
    """Leave out clauses until a sentence is short enough.

    Args:
        sentence: The sentence.
        limit: Characters that it may have.

    Returns:
        The longest of the shorter sentences that fits; ``None`` when none does.
    """
    whole = " ".join(sentence.text.split())
    versions = [whole, _BRACKETED.sub("", whole)]
    versions += (" ".join(v.split()) for v in _without_clauses(sentence))
    versions += [_BRACKETED.sub("", version) for version in versions[2:]]
    fitting = [version for version in versions if len(version) <= limit]
    return max(fitting, key=len, default=None)


def _without_clauses(sentence: Sentence) -> Iterator[str]:
    """Leave out what stands before a clause, but for the topic that governs it."""
    text, begin, morphemes = sentence.text, sentence.start, sentence.morphemes
    topic_end = next((m.end - begin for m in morphemes if is_topic(m)), 0)
    for n, m in enumerate(morphemes[:-1]):
        following = morphemes[n + 1]
        is_clause = (m.tag == "EC" and m.form in _ENDINGS and following.tag != "VX") or (
            m.form in _CLAUSE_NOUNS and n > 0 and morphemes[n - 1].tag == "ETM"
        )
        at = m.end - begin
        if not is_clause or text[at : at + 1] not in {" ", ","}:
            continue
        rest = text[at:].lstrip(" ,")
        if not _balanced(text[:at]) or not _balanced(rest):
            continue
        own_subject = any(k.tag == "JKS" or is_topic(k) for k in morphemes[n + 1 :])
        if own_subject:
            yield rest
        elif topic_end and topic_end < at:
            yield f"{text[:topic_end]} {rest}"


def _balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in zip(_OPENING, _CLOSING, strict=True))
