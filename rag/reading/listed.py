"""The list or the code that a question asks for: what leads to it says all that is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.korean import content_form
from rag.reading.features import ReadSentence
from rag.reading.kinds import Kind
from rag.reading.naming import Named, holds
from rag.reading.question import Question
from rag.reading.structure import heads_list, leads
from rag.retrieval import SearchResult, SentenceCandidate, listed_below, told_beside
from rag.sources import BlockKind, mark_style

_THEN = re.compile(
    r"(?:(?:다음|뒤|후)(?:에|엔|에는|은|는)?|고\s?나서는?)\s(?:뭐|뭘|무엇|무얼|어떻게)[를을]?\s?(?:해|하|되|돼)"
)
_BEHIND = re.compile(r"\s(?:다음|뒤|후)에?[\s,]|고\s?나[서면]")
_OF_ITEMS = frozenset({Kind.WHAT, Kind.WHO, Kind.DEFINITION})
_OF_CODE = _OF_ITEMS | {Kind.HOW}


def asked_list(
    asked: Question,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
) -> int | None:
    """Find what leads to the list that a question asks for.

    Returns:
        Its number among the sentences; ``None`` where no lead, or more than one, holds all that
        is named, itself or by what it stands under.
    """
    held = {
        number: _held(s.candidate, asked.named)
        for number, s in enumerate(sentences)
        if asked.kind in _OF_CODE and (leads(s.candidate) or heads_list(s.candidate))
    }
    most = max(held.values(), default=0)
    best = [number for number, own in held.items() if own == most and own]
    if len(best) != 1:
        return None
    candidate = sentences[best[0]].candidate
    is_code = candidate.block_below is BlockKind.CODE
    above = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    is_told = all(holds(above, n) or (is_code and n.is_asked) for n in asked.named)
    is_asked = asked.kind in (_OF_CODE if is_code else _OF_ITEMS)
    return best[0] if is_told and is_asked and listed_below(found, candidate) else None


def step_after(
    asked: Question, best: SentenceCandidate, found: SearchResult
) -> SentenceCandidate | None:
    """Find the numbered step behind one that is described, if that is asked: "씻고 그다음엔?"."""
    is_told = _BEHIND.search(best.sentence.text) is not None  # "씻은 뒤 물을 붓습니다"
    if is_told or not _THEN.search(asked.text) or mark_style(best.sentence.text) != "number":
        return None
    terms, steps = {term.form for term in asked.terms}, told_beside(found, best)
    held = [len(terms & {content_form(m) for m in c.sentence.morphemes}) for c in steps]
    at = next((n for n, c in enumerate(steps[:-1]) if c.position == best.position), None)
    # What shares less with the question than another step does may be the one behind already.
    return steps[at + 1] if at is not None and held[at] == max(held) > 0 else None


def _held(candidate: SentenceCandidate, named: Sequence[Named]) -> int:
    return sum(holds(candidate.sentence.text, n) for n in named)
