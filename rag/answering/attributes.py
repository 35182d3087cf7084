"""What the documents say of some things, respect by respect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.comparing import holds_words, text_at, words_apart
from rag.answering.coordination import attributes_in
from rag.korean import Analyzer, attach
from rag.reading import Band, Evidence, Finder
from rag.retrieval import SearchResult

# Of what was found, whose labels are looked at.
_PASSAGES = 5
_LABEL_CHARS = 40
# What is told of one thing in one respect is at least so likely.
_LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Attribute:
    """In what some things are compared.

    Attributes:
        name: Its name, as asked.
        told: What the documents say of it, for each of the things; ``None`` where they do not.
    """

    name: str
    told: tuple[Evidence | None, ...]


def labels_of(question: str, names: Sequence[str], found: SearchResult) -> tuple[str, ...]:
    """Take more of a question for the last name where a table has that name: "온결 2 플러스".

    Args:
        question: The question.
        names: What it compares.
        found: What was found for it.
    """
    first, last = question.find(names[0]) + len(names[0]), names[-1]
    rest = question[question.find(last, first) :]
    text = "\n".join(p.passage.text for p in found.passages(_PASSAGES))
    for end in range(len(last) + 1, min(len(rest), _LABEL_CHARS) + 1):
        if re.search(rf"(?:^|[|,\t\n])\s*{re.escape(rest[:end])}\s*(?:[|,\t\n]|$)", text):
            last = rest[:end].strip()
    return (*names[:-1], last)


def told_by_attribute(
    question: str, names: Sequence[str], finder: Finder, analyzer: Analyzer, *, is_alone: bool
) -> list[Attribute]:
    """Find what the documents say of some things in each respect that a question names.

    A value is marked in a cell, or where the reader is sure of it and the sentence tells of one
    of the things alone.

    Args:
        question: The question.
        names: The things.
        finder: Searches and reads.
        analyzer: Reads the question.
        is_alone: Whether one respect is enough, where no value is told of each.

    Returns:
        The respects; none where nothing is told in any.
    """
    apart = words_apart(names, analyzer)
    table = [
        Attribute(attribute, _each_told([_told_of(n, attribute, finder) for n in names], apart))
        for attribute in attributes_in(question, names, analyzer)
    ]
    has_values = any(all(item and item.highlight for item in row.told) for row in table)
    is_enough = is_alone or len(table) > 1 or has_values
    return table if is_enough and any(any(row.told) for row in table) else []


def _each_told(
    told: Sequence[Evidence | None], apart: Mapping[str, Sequence[str]]
) -> tuple[Evidence | None, ...]:
    """Keep of what several are told by one sentence what it says of each by name, unmarked."""
    kept = list(told)
    places = [e and (e.candidate.passage.document_id, e.candidate.position) for e in told]
    for n, (item, words) in enumerate(zip(told, apart.values(), strict=True)):
        if item is None or item.candidate.block or places.count(places[n]) == 1:
            continue
        is_named = holds_words(words, item.candidate.sentence.text)
        kept[n] = replace(item, highlight=None) if is_named else None
    return tuple(kept)


def _told_of(name: str, attribute: str, finder: Finder) -> Evidence | None:
    reading = finder.find(f"{attach(f'{name} {attribute}', '은')}?")[1]
    best = max(reading.evidence, key=lambda e: e.score, default=None)
    if best is None or reading.confidence < _LIKELY:
        return None
    sentence, row = best.candidate.sentence, best.candidate.block
    if row is None or not row.columns:
        return best if reading.band is Band.SURE else replace(best, highlight=None)
    cells = [*zip(row.columns, row.cells, strict=False)]
    of_name = next((cell for column, cell in cells if _is(name, column)), None)
    is_row = any(_is(name, text_at(sentence, cell)) for cell in row.cells)
    of_attribute = next((cell for column, cell in cells if holds_words([attribute], column)), None)
    cell = of_name or (of_attribute if is_row else None)
    return replace(best, highlight=cell) if cell or reading.band is Band.SURE else None


def _is(name: str, label: str) -> bool:
    return "".join(name.split()) == "".join(label.split())
