"""Evidence to the cited answer, with spans on both sides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rag.documents import Document
from rag.reading import Evidence
from rag.retrieval import RetrievedPassage

NO_EVIDENCE_TEXT = "문서에서 답을 찾지 못했습니다."


class AnswerStatus(StrEnum):
    """Whether the documents hold an answer."""

    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Citation:
    """What one part of an answer rests on.

    ``documents[document_id].text[start:end] == quote`` always holds.

    Attributes:
        number: The number shown in the answer, from 1.
        document_id: The cited document.
        title: Its title.
        publisher: Its outlet, if known.
        published: Its date of publication (ISO 8601), if known.
        source: Where the document came from.
        start: First character of the quote in ``Document.text``.
        end: One past the last.
        quote: The exact words.
        answer_start: First character in ``Answer.text`` of what the quote supports.
        answer_end: One past the last.
        score: The reader's score of this evidence, in [0, 1].
    """

    number: int
    document_id: str
    title: str
    publisher: str | None
    published: str | None
    source: str
    start: int
    end: int
    quote: str
    answer_start: int
    answer_end: int
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and what it rests on; ``str(answer)`` has ``[1]`` markers.

    Attributes:
        question: The question as it was read (normalised).
        text: The answer without markers.
        status: Whether the documents hold an answer.
        confidence: Probability that the evidence answers the question, in [0, 1].
        citations: In the order of their numbers; empty when there is no evidence.
        retrieved: The passages found, best first.
        model: What produced the answer.
        seconds: Time from question to answer.
        standalone_question: What was looked up, when the question was a follow-up that had to
            be made whole from earlier turns; ``None`` when it was looked up as it is.
    """

    question: str
    text: str
    status: AnswerStatus
    confidence: float
    citations: tuple[Citation, ...]
    retrieved: tuple[RetrievedPassage, ...]
    model: str
    seconds: float
    standalone_question: str | None = None

    def __str__(self) -> str:
        """Return the text with a ``[n]`` marker after each part that a citation supports."""
        text = self.text
        for citation in sorted(
            self.citations, key=lambda c: (c.answer_end, c.number), reverse=True
        ):
            end = citation.answer_end
            text = f"{text[:end]} [{citation.number}]{text[end:]}"
        return text

    def to_dict(self) -> dict[str, Any]:
        """Return plain data as JSON has it; keys are the attributes' names."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


def compose(
    evidence: Sequence[Evidence], documents: Mapping[str, Document]
) -> tuple[str, tuple[Citation, ...]]:
    """Quote the evidence whole, each sentence with its citation.

    Args:
        evidence: Chosen sentences in the order in which they are to be read.
        documents: The documents by id.

    Returns:
        The answer's text and its citations, numbered from 1.
    """
    parts: list[str] = []
    citations: list[Citation] = []
    length = 0
    for number, item in enumerate(evidence, start=1):
        sentence = item.candidate.sentence
        document = documents[item.candidate.passage.document_id]
        quote = document.text[sentence.start : sentence.end]
        shown = " ".join(quote.split())
        citations.append(
            Citation(
                number=number,
                document_id=document.id,
                title=document.title,
                publisher=document.publisher,
                published=document.published,
                source=document.source,
                start=sentence.start,
                end=sentence.end,
                quote=quote,
                answer_start=length,
                answer_end=length + len(shown),
                score=item.score,
            )
        )
        parts.append(shown)
        length += len(shown) + 1
    return " ".join(parts), tuple(citations)


def refuse(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> str:
    """Say that the documents hold no answer, and what they hold that comes closest.

    Args:
        evidence: What the reader found best, in document order; may be empty.
        documents: The documents by id.

    Returns:
        One or two Korean sentences.
    """
    if not evidence:
        return NO_EVIDENCE_TEXT
    closest = max(evidence, key=lambda item: item.score).candidate
    title = " ".join(documents[closest.passage.document_id].title.split())
    quote = " ".join(closest.sentence.text.split())
    return f"{NO_EVIDENCE_TEXT} 가장 가까운 내용은 「{title}」의 다음 문장입니다: “{quote}”"
