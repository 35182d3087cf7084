"""Evidence in; the cited answer out, quoted or written, and questions that can be asked."""

from rag.answering.answer import (
    NO_EVIDENCE_TEXT,
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    Citation,
    Claim,
)
from rag.answering.examples import example_questions
from rag.answering.quoting import Quotation, compose, quote, refuse, say, status_of
from rag.answering.summary import METHOD, summarize
from rag.answering.writer import Found, Writer

__all__ = [
    "METHOD",
    "NO_EVIDENCE_TEXT",
    "POSSIBLE_TEXT",
    "Answer",
    "AnswerStatus",
    "Citation",
    "Claim",
    "Found",
    "Quotation",
    "Writer",
    "compose",
    "example_questions",
    "quote",
    "refuse",
    "say",
    "status_of",
    "summarize",
]
