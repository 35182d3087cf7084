"""The list or the code that a question asks for: what leads to it says all that is named."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reading.features import ReadSentence
from rag.reading.kinds import Kind
from rag.reading.naming import Named, holds
from rag.reading.question import Question
from rag.reading.structure import heads_list, leads
from rag.retrieval import SearchResult, SentenceCandidate, listed_below
from rag.sources import BlockKind

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


def _held(candidate: SentenceCandidate, named: Sequence[Named]) -> int:
    return sum(holds(candidate.sentence.text, n) for n in named)
