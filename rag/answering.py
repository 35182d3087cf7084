"""Evidence to the cited answer, with spans on both sides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rag.retrieval import RetrievedPassage


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
    """

    question: str
    text: str
    status: AnswerStatus
    confidence: float
    citations: tuple[Citation, ...]
    retrieved: tuple[RetrievedPassage, ...]
    model: str
    seconds: float

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
        """Return plain data that ``json.dumps`` takes; keys are the attributes' names."""
        return asdict(self)
