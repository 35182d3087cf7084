"""Answers as tables in Markdown: the document's own, or what was found, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.answer import NO_EVIDENCE_TEXT, AnswerStatus, Part, on_one_line
from rag.answering.attributes import Attribute
from rag.answering.comparing import Side
from rag.answering.draft import Draft
from rag.reading import AskedTable, Evidence

_CITED = 1.0


def say_table(draft: Draft, table: AskedTable) -> None:
    """Say a table of the document, each row with its citation."""
    _head(draft, table.columns)
    for candidate, cells in table.rows:
        draft.say(f"| {' | '.join(map(_cell, cells))}", [Evidence(candidate, _CITED)], joint="\n")
        draft.say("|")


def say_numbered(draft: Draft, evidence: Sequence[Evidence]) -> None:
    """Say what was found, a sentence to a row."""
    _head(draft, ("구분", "내용"))
    for number, item in enumerate(evidence, start=1):
        draft.say(f"| {number} |", joint="\n")
        draft.quote(item, joint=" ")
        draft.say("|")


def side_by_side(draft: Draft, sides: Sequence[Side], *, as_table: bool) -> list[Part]:
    """Say what is told of each of some things."""
    parts = []
    if as_table:
        _head(draft, ("구분", "내용"))
    for side in sides:
        start = len(draft.text) + 1
        draft.say(f"| {side.name} |" if as_table else f"• {side.name}:", joint="\n")
        if side.value:
            draft.say(side.value, side.evidence)
        else:
            for item in side.evidence:
                draft.quote(item, joint=" " if as_table else None)
        if not side.evidence:
            draft.say(NO_EVIDENCE_TEXT)
        if as_table:
            draft.say("|")
        status = AnswerStatus.ANSWERED if side.evidence else AnswerStatus.NO_EVIDENCE
        score = max((item.score for item in side.evidence), default=0.0)
        parts.append(Part(side.name, status, score, start, len(draft.text)))
    return parts


def say_attributes(
    draft: Draft, names: Sequence[str], attributes: Sequence[Attribute], *, as_table: bool
) -> tuple[Part, ...]:
    """Say what is told of some things, attribute by attribute."""
    parts = []
    if as_table:
        _head(draft, ("구분", *names))
    for attribute in attributes:
        start = len(draft.text) + 1
        draft.say(f"| {_cell(attribute.name)} |" if as_table else f"• {attribute.name}", joint="\n")
        for name, item in zip(names, attribute.told, strict=True):
            if not as_table:
                draft.say(f"{name}:", joint="\n  - ")
            if item is None:
                draft.say(NO_EVIDENCE_TEXT)
            else:
                draft.tell(item)
            if as_table:
                draft.say("|")
        score = max((item.score for item in attribute.told if item), default=0.0)
        status = AnswerStatus.ANSWERED if any(attribute.told) else AnswerStatus.NO_EVIDENCE
        parts.append(Part(attribute.name, status, score, start, len(draft.text)))
    return tuple(parts)


def _head(draft: Draft, names: Sequence[str]) -> None:
    rule = "|".join("---" for _ in names)
    draft.say(f"| {' | '.join(map(_cell, names))} |\n|{rule}|", joint="\n")


def _cell(text: str) -> str:
    return on_one_line(text).replace("|", "\\|")
