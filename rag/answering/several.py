"""Several questions at once: each answered by itself, and their answers put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rag.answering.answer import (
    NO_EVIDENCE_TEXT,
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    Citation,
    Highlight,
    Part,
    on_one_line,
)
from rag.answering.plan import Form, Plan
from rag.korean import Analyzer
from rag.sources import BlockKind, Document

_NOUNS = frozenset({"NNG", "NNP", "SL"})
_QUOTED = frozenset({Form.SHORT, Form.SENTENCES, Form.YES_NO})
_ABOVE, _POSSIBLE_ABOVE = "위 문장에 있습니다.", "위 문장이 답일 수 있습니다."


def of_row(
    part: str, before: Sequence[Answer], documents: Mapping[str, Document], analyzer: Analyzer
) -> str:
    """Say of which row a question asks that names a column alone: "막차는 몇 시야?".

    Returns:
        The question with the name of the one row that was told before; else as it is.
    """
    cited = {(c.document_id, c.start) for answer in before for c in answer.citations}
    nouns = [m.form for m in analyzer.morphemes(part) if m.tag in _NOUNS]
    if len(cited) != 1 or not nouns:
        return part
    ((document_id, start),) = cited
    document = documents[document_id]
    row = document.block_at(start)
    if row is None or row.kind is not BlockKind.TABLE_ROW or not row.cells:
        return part
    columns = " ".join(row.columns)
    key = document.text[slice(*row.cells[0])]
    return f"{key} {part}" if key and all(noun in columns for noun in nouns) else part


def together(question: str, plan: Plan, answers: Sequence[Answer]) -> Answer:
    """Put the answers to several questions into one, each on a line of its own.

    Args:
        question: All questions as they were asked.
        plan: Holds the questions one by one.
        answers: Their answers, in order.
    """
    text = ""
    parts: list[Part] = []
    citations: list[Citation] = []
    highlights: list[Highlight] = []
    numbers: dict[tuple[str, int, int], int] = {}
    for part, told in zip(plan.parts, answers, strict=True):
        answer = _said_once(_beside(told, answers), numbers.keys())
        text += f"{chr(10) if text else ''}• {part} "
        start = len(text)
        text += answer.text
        parts.append(Part(part, answer.status, answer.confidence, start, len(text)))
        for cited in answer.citations:
            key = (cited.document_id, cited.start, cited.end)
            citations.append(
                replace(
                    cited,
                    number=numbers.setdefault(key, len(numbers) + 1),
                    answer_start=cited.answer_start + start,
                    answer_end=cited.answer_end + start,
                )
            )
        highlights += [
            replace(h, start=h.start + start, end=h.end + start) for h in answer.highlights
        ]
    order = (AnswerStatus.ANSWERED, AnswerStatus.POSSIBLE, AnswerStatus.NO_EVIDENCE)
    best = min(answers, key=lambda a: order.index(a.status) if a.status in order else len(order))
    return replace(
        best,
        question=question,
        text=text,
        citations=tuple(sorted(citations, key=lambda c: (c.number, c.answer_start))),
        highlights=tuple(highlights),
        form=Form.SEVERAL,
        parts=tuple(parts),
        notice=joined(*dict.fromkeys(a.notice for a in answers), plan.notice),
        standalone_question=None,
    )


def _said_once(answer: Answer, told: Collection[tuple[str, int, int]]) -> Answer:
    """Leave out the sentences of an answer that were all quoted before; its number stays."""
    spans = sorted({(c.answer_start, c.answer_end) for c in answer.citations})
    if answer.form not in _QUOTED or not spans:
        return answer
    if not all((c.document_id, c.start, c.end) in told for c in answer.citations):
        return answer
    has_lead = answer.form is Form.SHORT and spans[0][0] == 0 and len(spans) > 1
    lead = answer.text[: spans[has_lead][0]].rstrip()
    if lead in {"", POSSIBLE_TEXT}:
        lead = _POSSIBLE_ABOVE if lead else _ABOVE
    cited = {(c.document_id, c.start, c.end): c for c in answer.citations}
    moved = (replace(c, answer_start=0, answer_end=len(lead)) for c in cited.values())
    return replace(answer, text=lead, citations=tuple(moved), highlights=())


def _beside(answer: Answer, others: Sequence[Answer]) -> Answer:
    """Leave out the closest sentence of a refusal where another answer quotes it."""
    if answer.status is not AnswerStatus.NO_EVIDENCE:
        return answer
    # Its own text holds no citation.
    quotes = [on_one_line(c.quote) for other in others for c in other.citations]
    if not any(quote in answer.text for quote in quotes):
        return answer
    return replace(answer, text=NO_EVIDENCE_TEXT, citations=(), highlights=())


def joined(*notices: str | None) -> str | None:
    """Return some notices as one; ``None`` where there is none."""
    return " ".join(filter(None, notices)) or None
