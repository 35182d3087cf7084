"""What the documents said to the question before, and what that tells of a follow-up's evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rag.reading import Band, Evidence, Reading
from rag.retrieval import SentenceCandidate
from rag.sources import Document

# A follow-up is refused when its own words are answered with less probability than this.
_IMPLAUSIBLE = 0.1
# Two readings together that are likelier right than wrong make an answer.
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Context:
    """What the documents said to the question before; empty where they said nothing.

    Attributes:
        document_id: The document that was talked of.
        given: The short answer, where the reader is sure of one.
        best: The sentence that answers best.
        asked: The question before, as it was asked.
    """

    document_id: str | None = None
    given: str | None = None
    best: SentenceCandidate | None = field(default=None, compare=False)
    asked: str = ""


def context_of(before: Reading, documents: Mapping[str, Document]) -> Context:
    """Keep what counts of the reading of the question before.

    What may have been the answer was shown, so its document was talked of; but nothing in it is
    taken for the answer.

    Args:
        before: What the reader made of it.
        documents: The documents by id.
    """
    if before.band is Band.NONE:
        return Context()
    best = _best(before).candidate
    document = documents[best.passage.document_id]
    marked = (e.highlight for e in before.evidence if e.highlight is not None)
    short = next(marked, None) if before.answerable else None
    return Context(
        document_id=document.id,
        given=" ".join(document.text[slice(*short)].split()) if short is not None else None,
        best=best,
    )


def surer(everywhere: Reading, there: Reading) -> Reading:
    """Choose between all documents and the one that was talked of.

    What is asked next is most often answered where the last answer stood, but that document must
    answer it, or possibly answer it, better than any other: "그럼 해든시 버스 요금은?" may begin
    something new.

    Args:
        everywhere: The reading of a question in all documents.
        there: Its reading in the document that was talked of.
    """
    better = there.band is not Band.NONE and there.confidence > everywhere.confidence
    return there if better else everywhere


def settle(whole: Reading, own: Reading) -> Reading:
    """Settle a follow-up by two readings: of the whole question, and of the user's own words.

    Korean says a topic once. The sentence that answers "언제 나왔어?" need not repeat it, and one
    that only repeats it answers nothing: to "가격은 얼마야?" the whole question would find, and
    surely, whatever was said of the thing before. So the own words choose the evidence, and the
    whole question may only make it likelier.

    Args:
        whole: The reading of the question made whole.
        own: The reading of its own words in the document that was talked of.

    Returns:
        The own words' reading, of which those sentences count that the whole question finds as
        well; as an answer where both together are likely right.
        Where the own words find nothing at all, a refusal with what the whole question found. Of a
        row that holds all that the whole question names the own words need say nothing.
    """
    if whole.is_whole and whole.band is not Band.NONE and not own.is_whole:
        return whole
    # Which of several is meant is not left open by what says it.
    own = replace(own, members=()) if own.members else own
    if own.band is not Band.NONE:
        own = _found_by_both(own, whole)
    if own.answerable:
        return own
    if own.confidence < _IMPLAUSIBLE:
        return replace(whole, confidence=own.confidence, band=Band.NONE)
    both = (whole.confidence + own.confidence) / 2
    if both < _LIKELY:
        return own
    return replace(own, confidence=max(both, own.confidence), band=Band.SURE)


def _found_by_both(own: Reading, whole: Reading) -> Reading:
    """Of what the own words find, what is told of the thing talked of: one row of several."""
    places = {_place(item) for item in own.evidence}
    both = tuple(item for item in whole.evidence if _place(item) in places)
    return replace(own, evidence=both) if both and whole.band is not Band.NONE else own


def _place(item: Evidence) -> tuple[str, int]:
    return item.candidate.passage.document_id, item.candidate.position


def _best(reading: Reading) -> Evidence:
    return max(reading.evidence, key=lambda item: item.score)
