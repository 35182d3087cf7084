"""Evidence in; the cited answer out, quoted or written, and questions that can be asked."""

from rag.answering.answer import (
    NO_EVIDENCE_TEXT,
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Part,
)
from rag.answering.asking_back import offered_in
from rag.answering.draft import Quotation
from rag.answering.examples import example_questions
from rag.answering.forms import Forms
from rag.answering.plan import NO_ENGLISH, Form, Plan, Size, plan_of
from rag.answering.quoting import compose, quote, refuse, say, status_of
from rag.answering.summary import FOR_A_LINE, METHOD, SENTENCES, passages_of, summarize
from rag.answering.writer import Found, Writer

__all__ = [
    "FOR_A_LINE",
    "METHOD",
    "NO_ENGLISH",
    "NO_EVIDENCE_TEXT",
    "POSSIBLE_TEXT",
    "SENTENCES",
    "Answer",
    "AnswerStatus",
    "Citation",
    "Claim",
    "Form",
    "Forms",
    "Found",
    "Part",
    "Plan",
    "Quotation",
    "Size",
    "Writer",
    "compose",
    "example_questions",
    "offered_in",
    "passages_of",
    "plan_of",
    "quote",
    "refuse",
    "say",
    "status_of",
    "summarize",
]
