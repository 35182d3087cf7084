"""Evidence to the cited answer, with spans on both sides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rag.answering.plan import Form
from rag.korean import Sentence
from rag.retrieval import RetrievedPassage
from rag.sources import Document, quote_start
from rag.timing import StageTime

NO_EVIDENCE_TEXT = "문서에서 답을 찾지 못했습니다."
UNCONFIRMED_TEXT = "문서에서 확인되지 않습니다."
"""Answers what the documents neither say nor deny."""
POSSIBLE_TEXT = "이 문장이 답일 수 있습니다."
"""Stands before a sentence that the reader is not sure of."""
UNSUPPORTED_MARK = "(근거 확인 안 됨)"
"""Stands in the text behind a claim that its sources do not bear out."""


class AnswerStatus(StrEnum):
    """Whether the documents hold an answer: they do, they may, none was found, none was looked for.

    An aside is a reply to a greeting, or a question back.
    """

    ANSWERED = "answered"
    POSSIBLE = "possible"
    NO_EVIDENCE = "no_evidence"
    ASIDE = "aside"


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
        heading: The headings under which the quote stands: "이용 시간 › 주말".
        also_in: Ids of other documents that hold the quote word for word.
        also_from: The sources of these, and of files with the whole text of the cited one.
        page: The page on which the quote begins, from 1, where the document has pages.
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
    heading: str = ""
    also_in: tuple[str, ...] = ()
    also_from: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """The short answer inside a quoted sentence: ``Answer.text[start:end]``.

    Attributes:
        start: First character in ``Answer.text``.
        end: One past the last.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a language model says, and whether what it cites bears it out.

    Attributes:
        text: What is said.
        answer_start: First character in ``Answer.text``.
        answer_end: One past the last; both are 0 when the claim is not shown.
        citations: Numbers of the citations that it rests on; empty when it is not supported.
        supported: Whether the cited sentences bear it out.
        reason: Why, or why not, in Korean.
    """

    text: str
    answer_start: int
    answer_end: int
    citations: tuple[int, ...]
    supported: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: to one of several questions, or on one side of a comparison.

    Attributes:
        question: What this part answers, or the side it is on.
        status: Whether the documents hold an answer to it.
        confidence: Probability that its evidence answers it, in [0, 1].
        answer_start: First character in ``Answer.text``.
        answer_end: One past the last.
    """

    question: str
    status: AnswerStatus
    confidence: float
    answer_start: int
    answer_end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and what it rests on; ``str(answer)`` has ``[1]`` markers.

    Attributes:
        question: The question as it was read (normalised).
        text: The answer without ``[1]`` markers; a claim that is not supported is followed by
            :data:`UNSUPPORTED_MARK`; a possible answer begins with :data:`POSSIBLE_TEXT`, or
            asks back.
        status: Whether the documents hold an answer.
        confidence: Probability that the evidence answers the question, in [0, 1].
        citations: In the order of their numbers; empty when there is no evidence. A sentence
            that several claims rest on has one number, and one citation for each claim.
        retrieved: The passages found, best first.
        model: What produced the answer.
        seconds: Time from question to answer.
        claims: What a language model wrote, claim by claim; empty when it wrote nothing.
        notice: A Korean sentence for the user on how the answer came about, if there is need.
        standalone_question: What was looked up, when the question was a follow-up that had to
            be made whole from earlier turns; ``None`` when it was looked up as it is.
        highlights: The date, number, name or place asked for, where the reader is sure of it.
        form: How the answer is built.
        parts: What answers several questions, or compares, part by part; else empty.
        suggestions: After a refusal, questions near to this one that the documents answer; where
            it is asked back which of several is meant, the question about each.
        stages: What the time went to, as far as it was measured.
    """

    question: str
    text: str
    status: AnswerStatus
    confidence: float
    citations: tuple[Citation, ...]
    retrieved: tuple[RetrievedPassage, ...]
    model: str
    seconds: float
    claims: tuple[Claim, ...] = ()
    notice: str | None = None
    standalone_question: str | None = None
    highlights: tuple[Highlight, ...] = ()
    form: Form = Form.SENTENCES
    parts: tuple[Part, ...] = ()
    suggestions: tuple[str, ...] = ()
    stages: tuple[StageTime, ...] = ()

    @property
    def looked_up(self) -> str:
        """The question as it was looked up: the follow-up made whole, or the question itself."""
        return self.standalone_question or self.question

    @property
    def names_nothing(self) -> bool:
        """Whether it is a refusal that tells of no sentence that comes close."""
        return self.text in {NO_EVIDENCE_TEXT, UNCONFIRMED_TEXT}

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


def on_one_line(text: str) -> str:
    """Return a text with single blanks for all white space."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim of a language model with the sentences it cites, checked against them.

    Attributes:
        text: What is said.
        cited: Each cited sentence with the id of its document.
        supported: Whether the sentences bear it out.
        reason: Why, or why not, in Korean.
        starts_line: Whether it begins a new line.
    """

    text: str
    cited: tuple[tuple[str, Sentence], ...]
    supported: bool
    reason: str
    starts_line: bool = False


def compose_claims(
    checked: Sequence[CheckedClaim],
    documents: Mapping[str, Document],
    score: Callable[[str, Sentence], float],
) -> tuple[str, tuple[Claim, ...], tuple[Citation, ...]]:
    """Put claims together, each supported one with its citations, each other one with a mark.

    Args:
        checked: The claims in the order in which they are to be read.
        documents: The documents by id.
        score: The score of a cited sentence, by document id and sentence, in [0, 1].

    Returns:
        The answer's text, its claims, and its citations in the order of their numbers.
    """
    text = ""
    claims: list[Claim] = []
    citations: list[Citation] = []
    numbers: dict[tuple[str, int, int], int] = {}
    for item in checked:
        text += ("\n" if item.starts_line else " ") if text else ""
        span = (len(text), len(text) + len(item.text))
        text += item.text if item.supported else f"{item.text} {UNSUPPORTED_MARK}"
        own: list[int] = []
        for document_id, sentence in item.cited if item.supported else ():
            key = (document_id, sentence.start, sentence.end)
            own.append(numbers.setdefault(key, len(numbers) + 1))
            citations.append(
                cite(own[-1], documents[document_id], sentence, span, score(document_id, sentence))
            )
        claims.append(Claim(item.text, *span, tuple(own), item.supported, item.reason))
    citations.sort(key=lambda citation: citation.number)
    return text, tuple(claims), tuple(citations)


def cite(
    number: int, document: Document, sentence: Sentence, span: tuple[int, int], score: float
) -> Citation:
    """Cite a sentence for what stands at ``span`` in the answer."""
    start = quote_start(sentence.text, sentence.start, document.block_at(sentence.start))
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        source=document.source,
        start=start,
        end=sentence.end,
        quote=document.text[start : sentence.end],
        answer_start=span[0],
        answer_end=span[1],
        score=score,
        heading=document.heading_at(sentence.start),
        also_from=document.copies,
        page=document.page_at(sentence.start),
    )
