"""What an answer begins with: the short answer as a person says it, or how many there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.answering.answer import on_one_line
from rag.answering.draft import Draft
from rag.korean import ages_in
from rag.reading import (
    AGE,
    Band,
    Evidence,
    Question,
    Reading,
    counted_under,
    told_under,
    total_of,
    unit_written,
)
from rag.sources import BlockKind, Document

_NOUN_ENDS = frozenset(
    {"NNG", "NNP", "NNB", "NR", "NP", "SL", "SN", "SH", "XSN", "SW", "SS", "SSC"}
)
# The 18:55 of a timetable; of a line with a span of days it is not all.
_IN_CELLS = frozenset({"W_SERIAL"})
_UP_TO = ("부터", "까지")
_PEOPLE = {"사람": "명", "분": "명"}
# What rose or fell by so much, and not to so much: "몇 명 늘었어?"
_CHANGES = frozenset("늘 늘어나 줄 줄어들 오르 내리 떨어지 증가 감소 상승 하락 인상 인하".split())
_BY_HOW_MANY = re.compile(
    r"(?:몇\s?\S*[^\s로]|얼마나?)\s?(?:더\s)?(?:늘|줄|오르|올[라랐]|내[리렸]|떨어|증가|감소|상승|하락|인상|인하)"
)


def settled(reading: Reading, asked: Question) -> Reading:
    """Mark what an item tells under its label.

    Args:
        reading: What was read.
        asked: The question.
    """
    if len(reading.evidence) != 1 or reading.band is not Band.SURE:
        return reading
    (best,) = reading.evidence
    span = told_under(best.candidate, asked)
    if best.highlight is not None or span is None:
        return reading
    return replace(reading, evidence=(replace(best, highlight=span),))


def short_answer(
    question: str, reading: Reading, documents: Mapping[str, Document]
) -> tuple[str, Evidence | None]:
    """Return the short answer as a person says it, and the sentence that it stands in.

    Args:
        question: The question.
        reading: What was read.
        documents: The documents by id.
    """
    for item in reading.evidence:
        if item.highlight is None:
            continue
        start, end = item.highlight
        text = documents[item.candidate.passage.document_id].text
        short = on_one_line(text[start:end])
        own = [m for m in item.candidate.sentence.morphemes if start <= m.start < end]
        is_row = item.candidate.kind is BlockKind.TABLE_ROW
        ends = _NOUN_ENDS | _IN_CELLS if is_row else _NOUN_ENDS
        if not own or own[-1].tag not in ends or short in question:
            return "", None
        if _BY_HOW_MANY.search(question) and not _tells_change(item):
            return "", None
        particle = next((p for p in _UP_TO if text.startswith(p, end)), "")
        return short + _unit(item) + (particle if particle in question else ""), item
    return "", None


def _tells_change(item: Evidence) -> bool:
    """Whether the short answer is how much something changed: no "1,500명으로 늘었다"."""
    assert item.highlight is not None
    tokens = item.candidate.sentence.morphemes
    behind = [m for m in tokens if m.start >= item.highlight[1]]
    if behind and behind[0].tag == "JKB" and behind[0].form in {"로", "으로"}:
        return False
    end = next((m.end for m in behind if m.tag in {"EC", "EF"}), tokens[-1].end)
    before = (m.end for m in tokens if m.tag == "EC" and m.end <= item.highlight[0])
    start = max(before, default=tokens[0].start)
    return any(m.form in _CHANGES for m in tokens if start <= m.start < end)


def _unit(item: Evidence) -> str:
    """The unit that the name of its column, or its place behind a person, gives a bare number."""
    row, span = item.candidate.block, item.highlight
    sentence = item.candidate.sentence
    if span and (span[0] - sentence.start, span[1] - sentence.start) in ages_in(sentence.text):
        return AGE
    if row is None or span not in row.cells or row.kind is not BlockKind.TABLE_ROW:
        return ""
    number = row.cells.index(span)
    cell = sentence.text[span[0] - sentence.start : span[1] - sentence.start]
    is_bare = all(letter.isdigit() or letter in ",." for letter in cell)
    return unit_written(row.columns[number]) if is_bare and number < len(row.columns) else ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of what is asked for.

    Attributes:
        text: The number with what is counted.
        evidence: The sentences that tell it, each once.
        members: What is counted, each with the sentence that names it; none of a sum.
    """

    text: str
    evidence: tuple[Evidence, ...]
    members: tuple[tuple[str, Evidence], ...] = ()


def count_of(asked: Question, reading: Reading) -> Count | None:
    """Count what a question asks the number of, where the text lists all of it.

    Args:
        asked: The question.
        reading: What was read.

    Returns:
        ``None`` where no whole list or table is asked for, nor what is enumerated in all.
    """
    members: list[tuple[str, Evidence]] = []
    best = max(reading.evidence, key=lambda item: item.score, default=None)
    if best is None:
        return None
    if reading.is_counted and reading.band is not Band.NONE:
        members = [(_key(item, asked.counted), item) for item in reading.evidence]
        if best.candidate.block and asked.counted in best.candidate.block.columns[1:]:
            members = list(dict(members[::-1]).items())[::-1]
    elif best.highlight is None or not reading.answerable:
        members = [(name, best) for name in counted_under(best.candidate, asked)]
    if not members and reading.answerable and (total := total_of(asked, best)):
        return Count(total, (best,))
    if not members or not all(name for name, _ in members):
        return None
    each = tuple({id(item): item for _, item in members}.values())
    return Count(f"{len(members)}{_PEOPLE.get(asked.unit, asked.unit)}", each, tuple(members))


def _key(item: Evidence, counted: str) -> str:
    """What a row names of what is counted, else the first cell of it."""
    row, sentence = item.candidate.block, item.candidate.sentence
    if row is None or not row.cells:
        return ""
    number = row.columns.index(counted) if counted in row.columns[: len(row.cells)] else 0
    start, end = (at - sentence.start for at in row.cells[number])
    return on_one_line(sentence.text[start:end])


def say_count(draft: Draft, count: Count) -> None:
    """Say how many there are, and what they are; rows that are called alike are quoted."""
    draft.say(f"{count.text}입니다.", count.evidence)
    names = [name for name, _ in count.members]
    if len(count.evidence) == 1 or len(set(names)) < len(names):
        for item in count.evidence:
            draft.quote(item)
        return
    for name, item in count.members:
        draft.say(f"• {name}", [item], joint="\n")
