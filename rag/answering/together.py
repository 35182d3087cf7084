"""The answers to several questions as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.answer import Answer, AnswerStatus, Citation, Highlight, Part
from rag.answering.plan import Form, Plan


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
    for part, answer in zip(plan.parts, answers, strict=True):
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


def joined(*notices: str | None) -> str | None:
    """Return all notices as one text; ``None`` where there is none."""
    return " ".join(filter(None, notices)) or None
