from __future__ import annotations

from dataclasses import replace

import pytest

from rag.conversation.context import Context, context_of, settle, surer
from rag.index import Passage
from rag.korean import Sentence
from rag.reading import Band, Evidence, Reading
from rag.retrieval import SentenceCandidate
from rag.sources import Document

BRIDGE = Document(
    id="bridge", title="새 다리", text="가람시가 놓은 다리는\n‘새솔교’다.", source="bridge.txt"
)


def reading(confidence: float, *, document: Document = BRIDGE, short: str = "") -> Reading:
    """What the reader makes of a question whose answer is all that a document says."""
    text = document.text
    candidate = SentenceCandidate(
        sentence=Sentence(text=text, start=0, end=len(text), morphemes=()),
        passage=Passage(
            id=f"{document.id}-0", document_id=document.id, start=0, end=len(text), text=text
        ),
        position=0,
        lexical_score=0.0,
        passage_score=0.0,
        title=document.title,
    )
    start = text.find(short)
    highlight = (start, start + len(short)) if short else None
    return Reading((Evidence(candidate, confidence, highlight),), confidence, band_of(confidence))


def band_of(confidence: float) -> Band:
    if confidence < 0.25:
        return Band.NONE
    return Band.SURE if confidence >= 0.65 else Band.POSSIBLE


def test_of_an_answer_the_document_and_the_short_answer_are_kept() -> None:
    documents = {BRIDGE.id: BRIDGE}
    assert context_of(reading(0.9, short="새솔교"), documents) == Context("bridge", "새솔교")
    assert context_of(reading(0.9, short="다리는\n‘새솔교’"), documents).given == "다리는 ‘새솔교’"
    assert context_of(reading(0.9), documents) == Context("bridge", None)


def test_of_a_possible_answer_the_document_is_kept_and_nothing_in_it() -> None:
    assert context_of(reading(0.4, short="새솔교"), {BRIDGE.id: BRIDGE}) == Context("bridge", None)


def test_of_a_refusal_nothing_is_kept() -> None:
    assert context_of(reading(0.2, short="새솔교"), {BRIDGE.id: BRIDGE}) == Context()
    assert context_of(Reading((), 0.0, Band.NONE), {}) == Context()


@pytest.mark.parametrize(
    ("everywhere", "there", "expected"),
    [
        (0.3, 0.8, 0.8),  # the document talked of answers it
        (0.9, 0.8, 0.9),  # another answers it better
        (0.1, 0.4, 0.4),  # or it possibly answers it
        (0.5, 0.4, 0.5),
        (0.1, 0.2, 0.1),  # it answers nothing, however little the others do
    ],
)
def test_the_document_talked_of_must_answer_better_than_any_other(
    everywhere: float, there: float, expected: float
) -> None:
    assert surer(reading(everywhere), reading(there)).confidence == expected


@pytest.mark.parametrize(
    ("whole", "own", "band"),
    [
        (0.1, 0.7, Band.SURE),  # "언제 나왔어?" is answered, whatever it is about
        (0.9, 0.05, Band.NONE),  # the topic is there, but nothing that was asked
        (0.9, 0.3, Band.SURE),  # both together
        (0.9, 0.2, Band.SURE),
        (0.5, 0.3, Band.POSSIBLE),  # the own words alone
        (0.1, 0.6, Band.POSSIBLE),
        (0.6, 0.2, Band.NONE),
        (0.2, 0.2, Band.NONE),
    ],
)
def test_a_follow_up_is_answered_where_its_own_words_find_something(
    whole: float, own: float, band: Band
) -> None:
    settled = settle(reading(whole), reading(own))
    assert settled.band is band
    assert own <= settled.confidence <= max(whole, own)


def test_the_own_words_choose_the_evidence() -> None:
    other = Document(id="other", title="", text="다리는 길다.", source="other.txt")
    for own in (0.3, 0.8):
        settled = settle(reading(0.9), reading(own, document=other))
        assert settled.evidence[0].candidate.passage.document_id == "other"


def test_a_row_that_holds_all_that_is_named_needs_no_own_words() -> None:
    whole, own = replace(reading(0.5), is_whole=True), reading(0.8)
    assert settle(whole, own) is whole
    assert settle(replace(reading(0.1), is_whole=True), own) is own
