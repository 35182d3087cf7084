"""Several questions at once: each answered by itself, and their answers put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.answering.answer import (
    POSSIBLE_TEXT,
    Answer,
    AnswerStatus,
    Citation,
    Highlight,
    Part,
    on_one_line,
)
from rag.answering.plan import Form, Plan
from rag.answering.quoting import without_closest

# A quote is shown in so much of its length at least: without the sign of its item.
_MOST = 0.8
_ABOVE, _POSSIBLE_ABOVE = "위 문장에 있습니다.", "위 문장이 답일 수 있습니다."


def together(question: str, plan: Plan, answers: Sequence[Answer]) -> Answer:
    """Put the answers to several questions into one, each on a line of its own.

    Args:
        question: All questions as they were asked.
        plan: Holds the questions one by one.
        answers: Their answers, in order.
    """
    # A cell holds no table of its own.
    as_table = plan.as_table and not any("|" in answer.text for answer in answers)
    text = "| 구분 | 내용 |\n|---|---|" if as_table else ""
    parts: list[Part] = []
    citations: list[Citation] = []
    highlights: list[Highlight] = []
    numbers: dict[tuple[str, int, int], int] = {}
    shown: set[str] = set()
    quoted = {on_one_line(c.quote) for answer in answers for c in answer.citations}
    for part, told in zip(plan.parts, answers, strict=True):
        answer = _said_once(without_closest(told, quoted), shown)
        shown |= {
            told.text[c.answer_start : c.answer_end] for c in told.citations if _is_quoted(told, c)
        }
        text += f"{chr(10) if text else ''}{f'| {part} |' if as_table else f'• {part}'} "
        start = len(text)
        text += answer.text.replace("\n", " ") if as_table else answer.text
        parts.append(Part(part, answer.status, answer.confidence, start, len(text)))
        text += " |" if as_table else ""
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


def _said_once(answer: Answer, shown: Collection[str]) -> Answer:
    """Leave out the sentences at the end of an answer that were shown before; their numbers stay.

    Args:
        answer: One of several.
        shown: The sentences that those before it show, as they show them.
    """
    spans = sorted(
        {(c.answer_start, c.answer_end) for c in answer.citations if _is_quoted(answer, c)}
    )
    left = answer.text
    while spans and len(left) == spans[-1][1] and answer.text[slice(*spans[-1])] in shown:
        left = answer.text[: spans.pop()[0]].rstrip()
    if left == answer.text:
        return answer
    if left in {"", POSSIBLE_TEXT}:
        left = _POSSIBLE_ABOVE if left else _ABOVE
        once = {(c.document_id, c.start, c.end): c for c in answer.citations}.values()
        cited = tuple(replace(c, answer_start=0, answer_end=len(left)) for c in once)
        return replace(answer, text=left, citations=cited, highlights=())
    return replace(
        answer,
        text=left,
        citations=tuple(c for c in answer.citations if c.answer_end <= len(left)),
        highlights=tuple(h for h in answer.highlights if h.end <= len(left)),
    )


def _is_quoted(answer: Answer, cited: Citation) -> bool:
    """Whether what a citation supports is the sentence itself, with its columns in a table."""
    shown = answer.text[cited.answer_start : cited.answer_end]
    return len(shown) >= len(on_one_line(cited.quote)) * _MOST


def joined(*notices: str | None) -> str | None:
    """Return some notices as one; ``None`` where there is none."""
    return " ".join(filter(None, notices)) or None
