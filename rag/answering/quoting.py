"""Evidence as it stands in the documents, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.answer import (
    NO_EVIDENCE_TEXT,
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    Citation,
    Highlight,
    cite,
    on_one_line,
)
from rag.reading import Band, Evidence, Reading
from rag.retrieval import SearchResult
from rag.sources import HEADING_SEPARATOR, BlockKind, Document, write_out

# Passages kept with an answer.
_RETRIEVED = 10
_ON_A_LINE_OF_THEIR_OWN = frozenset(
    {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CODE, BlockKind.METADATA}
)
# A sentence with a lower score has nothing to do with the question; to quote it would be absurd.
_LEAST_CLOSE = 0.05
_BY_RULE = "rules"
# "[속보]" stands in one copy of a sentence and not in the other.
_FLASH = re.compile(r"^\[[^\]]{1,12}\]\s*")
_STATUS = {
    Band.SURE: AnswerStatus.ANSWERED,
    Band.POSSIBLE: AnswerStatus.POSSIBLE,
    Band.NONE: AnswerStatus.NO_EVIDENCE,
}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Evidence put together as an answer.

    Attributes:
        text: The sentences, one after the other.
        citations: One a sentence, numbered from 1.
        highlights: The short answers inside them.
    """

    text: str
    citations: tuple[Citation, ...]
    highlights: tuple[Highlight, ...]


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
    near = found.passages(_RETRIEVED)

    def also_in(document_id: str, quote: str) -> list[str]:
        own = _FLASH.sub("", quote)
        others = (p.passage for p in near if p.passage.document_id != document_id)
        return list(dict.fromkeys(p.document_id for p in others if own in p.text))

    quoted = compose(reading.evidence, documents, opening, also_in)
    if reading.band is Band.NONE:
        quoted = Quotation(refuse(reading.evidence, documents), (), ())
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


def say(question: str, text: str) -> Answer:
    """Say something for which no document was looked at.

    Args:
        question: What was said.
        text: The reply.
    """
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
    also_in: Callable[[str, str], Sequence[str]] | None = None,
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
    text = opening
    citations: list[Citation] = []
    highlights: list[Highlight] = []
    listed = False
    for number, item in enumerate(evidence, start=1):
        sentence, block = item.candidate.sentence, item.candidate.block
        document = documents[item.candidate.passage.document_id]
        was_listed, listed = listed, block is not None and block.kind in _ON_A_LINE_OF_THEIR_OWN
        if text:
            text += "\n" if listed or was_listed else " "
        quote = document.text[sentence.start : sentence.end]
        written = write_out(quote, sentence.start, block)
        keep_lines = block is not None and block.kind is BlockKind.CODE
        shown = written.text.strip("\n") if keep_lines else on_one_line(written.text)
        span = (len(text), len(text) + len(shown))
        cited = cite(number, document, sentence, span, item.score)
        copies = also_in(document.id, quote) if also_in is not None else ()
        citations.append(replace(cited, also_in=tuple(copies)))
        marked = item.highlight and written.span_of(*item.highlight)
        if marked and not keep_lines:
            before = len(on_one_line(written.text[: marked[0]] + "|")) - 1
            short = len(on_one_line(written.text[slice(*marked)]))
            highlights.append(Highlight(len(text) + before, len(text) + before + short))
        text += shown
    return Quotation(text, tuple(citations), tuple(highlights))


def refuse(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> str:
    """Say that the documents hold no answer, and what they hold that comes closest.

    Args:
        evidence: What the reader found best, in document order; may be empty.
        documents: The documents by id.

    Returns:
        Two Korean sentences; :data:`NO_EVIDENCE_TEXT` alone when nothing comes close.
    """
    best = max(evidence, key=lambda item: item.score, default=None)
    if best is None or best.score < _LEAST_CLOSE:
        return NO_EVIDENCE_TEXT
    closest = best.candidate
    document = documents[closest.passage.document_id]
    title = on_one_line(HEADING_SEPARATOR.join(filter(None, (document.title, closest.heading))))
    sentence = closest.sentence
    quote = on_one_line(write_out(sentence.text, sentence.start, closest.block).text)
    return f"{NO_EVIDENCE_TEXT} 가장 가까운 내용은 「{title}」의 다음 문장입니다: “{quote}”"


def status_of(text: str) -> AnswerStatus:
    """Tell an answer's status by its text alone, for callers that kept nothing else.

    Args:
        text: The text of an answer, as in ``Answer.text``.
    """
    return AnswerStatus.NO_EVIDENCE if text.startswith(NO_EVIDENCE_TEXT) else AnswerStatus.ANSWERED
