"""Two short documents, what was found in them, and a check that says what it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.answering import POSSIBLE_TEXT, Answer, AnswerStatus, Found, Quotation, compose, refuse
from rag.grounding import Verdict
from rag.index.passages import Passage, split_passages
from rag.korean import Sentence, default_analyzer
from rag.reading import Band, Evidence, Reading
from rag.retrieval import RetrievedPassage, SentenceCandidate
from rag.sources import Document

BRIDGE = Document(
    id="bridge",
    title='가람시, "새 다리" <개통>',
    text=(
        "가람시, 새 다리 개통\n\n"
        "가람시는 지난 3월 5일 나루강에 새 다리를 개통했다.\n"
        "다리는 길이가 1,200미터, 너비가 24미터이고   공사비로\n350억원이 들었다.\n"
        "한도윤 시장은 “출근 시간이 20분 줄어든다”고 말했다."
    ),
    source="bridge.txt",
    header_end=12,
)
LIBRARY = Document(
    id="library",
    title="나루시 도서관",
    text="나루시는 도서관을 열었다. 장서는 12만 권이다.",
    source="library.txt",
)
CONFIDENCES = {Band.SURE: 0.8, Band.POSSIBLE: 0.4, Band.NONE: 0.2}
STATUSES = {
    Band.SURE: AnswerStatus.ANSWERED,
    Band.POSSIBLE: AnswerStatus.POSSIBLE,
    Band.NONE: AnswerStatus.NO_EVIDENCE,
}
DOCUMENTS = {document.id: document for document in (BRIDGE, LIBRARY)}


def word_check(claim: str, cited: Sequence[str], _question: str = "") -> Verdict:
    """Bear a claim out when every word of it stands in what it cites."""
    missing = set(claim.rstrip(".").split()) - set(" ".join(cited).replace(".", " ").split())
    return Verdict(not missing, f"없는 낱말: {sorted(missing)}" if missing else "모두 있음")


def passages_of(*documents: Document) -> list[tuple[Passage, list[Sentence]]]:
    found = []
    for document in documents:
        sentences = default_analyzer().sentences(document.text)
        for passage in split_passages(document, sentences, max_chars=200):
            own = [s for s in sentences if passage.start <= s.start < passage.end]
            found.append((passage, own))
    return found


def found(
    *documents: Document,
    question: str = "다리 공사비는 얼마인가요?",
    evidence: Callable[[Sentence], bool] = lambda sentence: "350억원" in sentence.text,
    band: Band = Band.SURE,
) -> Found:
    """Say what retrieval and reading found; with no documents, nothing.

    Args:
        documents: All their passages are found.
        question: What was asked.
        evidence: Which sentences the reader chose.
        band: What the reader thinks of them.
    """
    passages = passages_of(*documents)
    chosen = tuple(
        Evidence(SentenceCandidate(sentence, passage, 0, 1.0, 1.0), score=0.9)
        for passage, sentences in passages
        for sentence in sentences
        if evidence(sentence)
    )
    told = compose(chosen, DOCUMENTS, POSSIBLE_TEXT if band is Band.POSSIBLE else "")
    if band is Band.NONE:
        told = Quotation(refuse(chosen, DOCUMENTS), (), ())
    quoted = Answer(
        question=question,
        text=told.text,
        status=STATUSES[band],
        confidence=CONFIDENCES[band],
        citations=told.citations,
        retrieved=tuple(
            RetrievedPassage(passage, 1.0, 0.5, 2.0, rank)
            for rank, (passage, _) in enumerate(passages, start=1)
        ),
        model="reader",
        seconds=0.0,
    )
    return Found(passages, Reading(chosen, quoted.confidence, band), quoted)
