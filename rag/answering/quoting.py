"""Evidence as it stands in the documents, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rag.answering.answer import (
    NO_EVIDENCE_TEXT,
    POSSIBLE_TEXT,
    UNCONFIRMED_TEXT,
    Answer,
    AnswerStatus,
    on_one_line,
)
from rag.answering.draft import AlsoIn, Draft, Quotation
from rag.reading import Band, Evidence, Reading
from rag.retrieval import RetrievedPassage, SearchResult
from rag.sources import HEADING_SEPARATOR, Document, quote_start, write_out

# Passages kept with an answer.
_RETRIEVED = 10
# Passages among which copies are looked for.
_COPIES_AMONG = 40
# A sentence with a lower score has nothing to do with the question; to quote it would be absurd.
_LEAST_CLOSE = 0.05
_CLOSEST, _NEXT = " 가장 가까운 내용은 ", "의 다음 문장입니다: “"
_BY_RULE = "rules"
# "[속보]" stands in one copy of a sentence and not in the other.
_FLASH = re.compile(r"^\[[^\]]{1,12}\]\s*")
_STATUS = {
    Band.SURE: AnswerStatus.ANSWERED,
    Band.POSSIBLE: AnswerStatus.POSSIBLE,
    Band.NONE: AnswerStatus.NO_EVIDENCE,
}


def quote(
    question: str,
    found: SearchResult,
    reading: Reading,
    documents: Mapping[str, Document],
    model: str,
) -> Answer:
    """Answer with the evidence as it stands in the documents, or refuse.

    Args:
        question: The question.
        found: What was found, best first.
        reading: What was read.
        documents: The documents by id.
        model: What chose the evidence.
    """
    opening = POSSIBLE_TEXT if reading.band is Band.POSSIBLE else ""
    seen = dict(zip(reading.passages, reading.passage_scores, strict=False))
    near = [replace(p, encoder_score=seen.get(p.passage.id)) for p in _each_once(found)]
    if reading.band is Band.NONE:
        quoted = Quotation(refuse(reading.evidence, documents), (), ())
    else:
        quoted = compose(reading.evidence, documents, opening, copies_in(found))
    return Answer(
        question=question,
        text=quoted.text,
        status=_STATUS[reading.band],
        confidence=reading.confidence,
        citations=quoted.citations,
        retrieved=tuple(near),
        model=model,
        seconds=0.0,
        notice=found.notice,
        highlights=quoted.highlights,
    )


def copies_in(found: SearchResult) -> AlsoIn:
    """Look for the other documents that hold a quote among the passages found.

    Args:
        found: What was found, best first.
    """
    near = [item.passage for item in found.passages(_COPIES_AMONG)]

    def also_in(document_id: str, quote: str) -> list[str]:
        own = _squeezed(quote)
        others = (passage for passage in near if passage.document_id != document_id)
        return list(dict.fromkeys(p.document_id for p in others if own in _squeezed(p.text)))

    return also_in


def _each_once(found: SearchResult) -> list[RetrievedPassage]:
    """Return the best passages; of those with the same text the first."""
    by_text: dict[str, RetrievedPassage] = {}
    for item in found.passages(_COPIES_AMONG):
        by_text.setdefault(_squeezed(item.passage.text), item)
    return list(by_text.values())[:_RETRIEVED]


def _squeezed(text: str) -> str:
    """A text by which copies are known: one may be a flash, or broken into lines otherwise."""
    return "".join(_FLASH.sub("", text).split())


def say(question: str, text: str) -> Answer:
    """Say something for which no document was looked at."""
    return Answer(
        question=question,
        text=text,
        status=AnswerStatus.ASIDE,
        confidence=0.0,
        citations=(),
        retrieved=(),
        model=_BY_RULE,
        seconds=0.0,
    )


def compose(
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    opening: str = "",
    also_in: AlsoIn | None = None,
) -> Quotation:
    """Quote the evidence whole, each sentence with its citation.

    Items of a list, rows of a table and code stand on lines of their own; a row is shown with the
    names of its columns.

    Args:
        evidence: Chosen sentences in the order in which they are to be read.
        documents: The documents by id.
        opening: What is said before them, if anything.
        also_in: Finds the ids of other documents that hold a quote of this one.

    Returns:
        The answer's text with its citations and highlights.
    """
    draft = Draft(documents, opening, also_in)
    for item in evidence:
        draft.quote(item)
    return draft.quotation()


def refuse(
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    opening: str = NO_EVIDENCE_TEXT,
) -> str:
    """Say that the documents hold no answer, and what they hold that comes closest.

    Args:
        evidence: What the reader found best, in document order; may be empty.
        documents: The documents by id.
        opening: How that is said.

    Returns:
        Two Korean sentences; ``opening`` alone when nothing comes close.
    """
    best = max(evidence, key=lambda item: item.score, default=None)
    if best is None or best.score < _LEAST_CLOSE:
        return opening
    closest = best.candidate
    document = documents[closest.passage.document_id]
    title = on_one_line(HEADING_SEPARATOR.join(filter(None, (document.title, closest.heading))))
    sentence = closest.sentence
    start = quote_start(sentence.text, sentence.start, closest.block)
    quote = on_one_line(write_out(document.text[start : sentence.end], start, closest.block).text)
    return f"{opening}{_CLOSEST}「{title}」{_NEXT}{quote}”"


def without_closest(answer: Answer, told: Collection[str]) -> Answer:
    """Leave the closest sentence out of a refusal where it is quoted beside it.

    Args:
        answer: Any answer.
        told: Sentences, each on one line.
    """
    opening, _, closest = answer.text.partition(_CLOSEST)
    quote = closest.partition(_NEXT)[2].removesuffix("”")
    is_told = answer.status is AnswerStatus.NO_EVIDENCE and quote in told
    return replace(answer, text=opening) if is_told else answer


def status_of(text: str) -> AnswerStatus:
    """Tell an answer's status by its text alone, for callers that kept nothing else.

    Args:
        text: The text of an answer, as in ``Answer.text``.
    """
    refused = text.startswith((NO_EVIDENCE_TEXT, UNCONFIRMED_TEXT))
    return AnswerStatus.NO_EVIDENCE if refused else AnswerStatus.ANSWERED
