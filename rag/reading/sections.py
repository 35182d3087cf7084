"""What is told in another section than a question names, on another day, of another of several."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.korean import UNITS, ordinals_in
from rag.reading.features import FloatArray, ReadSentence
from rag.reading.labels import field_of
from rag.reading.naming import Named, holds
from rag.reading.question import Question
from rag.reading.structure import subject_of
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind, Document

# What a sentence loses that does not stand under the one heading that names what is asked about,
# and what it gains or loses by the day that it tells of.
_ELSEWHERE, _SAME_DAY = 20.0, 4.0
_NUMBER = re.compile(r"(\d{1,2})[.)]\s")
_LISTED = re.compile(r"[·ㆍ,/]")
_DAY = frozenset({"month", "day"})


def placed(
    sentences: Sequence[ReadSentence],
    asked: Question,
    found: SearchResult,
) -> FloatArray:
    """Score how far sentences stand where, and tell of when and of which, a question asks.

    Returns:
        What each sentence's score gains, shape (sentences,): nothing where the question names
        neither a heading, a day nor one of several.
    """
    there = _by_heading(sentences, asked.named, found)
    of_which = _by_day(sentences, asked.named) + _by_ordinal(sentences, asked)
    of_which += sum(_by_member(sentences, n) for n in asked.named)
    return there + of_which


def _by_heading(
    sentences: Sequence[ReadSentence], named: Sequence[Named], found: SearchResult
) -> FloatArray:
    wanted = {s.candidate.passage.document_id for s in sentences if s.candidate.heading}
    documents = {d.id: d for d in found.index.documents if d.id in wanted}
    sections = {
        key: _sections(d, named, [s.candidate for s in sentences if _home(s) == key])
        for key, d in documents.items()
    }
    return np.array(
        [
            -_ELSEWHERE
            if any(_is_elsewhere(s.candidate, named, own) for own in sections.get(_home(s), ()))
            else 0.0
            for s in sentences
        ]
    )


def _home(sentence: ReadSentence) -> str:
    return sentence.candidate.passage.document_id


def _sections(
    document: Document, named: Sequence[Named], read: Sequence[SentenceCandidate]
) -> list[frozenset[Named]]:
    """For each heading the things that the question names and that are told of there alone."""
    things = [
        n
        for n in named
        if not n.is_asked
        and not holds(document.title, n)
        and not any(holds(_text(c), n) for c in read if not holds(c.heading, n))
    ]
    paths = {
        document.heading_at(block.end)
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    }
    return [own for path in paths if (own := frozenset(n for n in things if holds(path, n)))]


def _is_elsewhere(
    candidate: SentenceCandidate, named: Sequence[Named], section: frozenset[Named]
) -> bool:
    """Whether a section's heading names all that this one's does, and more."""
    heads = frozenset(n for n in named if holds(candidate.heading, n))
    if candidate.kind is BlockKind.HEADING:
        heads |= frozenset(n for n in named if holds(candidate.sentence.text, n))
    return heads < section


def _text(candidate: SentenceCandidate) -> str:
    """What a sentence tells; a heading tells nothing."""
    if candidate.kind is BlockKind.HEADING:
        return ""
    columns = " ".join(candidate.block.columns) if candidate.block else ""
    return f"{candidate.sentence.text} {columns}"


def _by_ordinal(sentences: Sequence[ReadSentence], asked: Question) -> FloatArray:
    """What sentences gain that tell of the one meant, and lose that tell of another: 둘째 날."""
    wanted = ordinals_in(asked.text)
    own = [_ordinals(s.candidate, asked) for s in sentences]
    if len(wanted) != 1 or not any(wanted & each for each in own):
        return np.zeros(len(sentences))
    return np.array([_SAME_DAY if wanted & each else -_SAME_DAY if each else 0.0 for each in own])


def _ordinals(candidate: SentenceCandidate, asked: Question) -> frozenset[int]:
    """The ordinals of a sentence and its heading; 2 of 발표 2, too, where a 발표 is asked about."""
    text = f"{candidate.heading}\n{candidate.sentence.text}"
    nouns = "|".join(re.escape(term.form) for term in asked.terms)
    behind = re.findall(rf"(?:{nouns})\s?(\d{{1,2}})(?![\d.,:]|\s?[가-힣])", text) if nouns else []
    # A list that is called what is asked about is told in its order.
    mark = _NUMBER.match(candidate.sentence.text)
    above = f"{candidate.title}\n{candidate.heading}"
    if mark and candidate.kind is BlockKind.LIST_ITEM and any(t.form in above for t in asked.terms):
        behind.append(mark[1])
    return ordinals_in(text) | {int(number) for number in behind}


def numbered(text: str, named: Named) -> list[tuple[bool, bool]]:
    """Find the like of what a question tells by its number: 101동~104동 for 104동, 3·4학년.

    Returns:
        Of each in the text whether it is the one named, or holds it, and whether it is a range.
    """
    if named.value is None or not named.unit or named.is_place or named.unit in UNITS:
        return []
    unit = re.escape(named.unit)
    listed = rf"(?<!\d)\d+(?:\s?(?:{unit})?\s?[~∼～·ㆍ,/-]\s?\d+)*\s?{unit}"
    parts = [part for m in re.finditer(listed, text) for part in _LISTED.split(m[0])]
    spans = [[int(number) for number in re.findall(r"\d+", part)] for part in parts]
    return [(own[0] <= named.value <= own[-1], own[0] < own[-1]) for own in spans]


def _by_member(sentences: Sequence[ReadSentence], named: Named) -> FloatArray:
    """What labelled lines gain that are about 104동: "단, 104동은" more than "101동~104동"."""
    gained = np.zeros(len(sentences))
    for n, sentence in enumerate(s.candidate.sentence for s in sentences):
        field = field_of(sentence.text, sentences[n].candidate.kind)
        is_but = any(m.tag in {"MAJ", "MAG"} for m in sentence.own_morphemes[:1])
        about = subject_of(sentence) if is_but else sentence.text[slice(*field[0])] if field else ""
        told = numbered(about, named)
        ranges = [is_range for is_it, is_range in told if is_it]
        gained[n] = _SAME_DAY * ((1 if all(ranges) else 2) if ranges else -bool(told))
    return gained * bool(gained.max() > 0)


def _by_day(sentences: Sequence[ReadSentence], named: Sequence[Named]) -> FloatArray:
    days = [n for n in named if _DAY & dict(n.moment).keys()]
    if not days:
        return np.zeros(len(sentences))
    dated = [_dated(s.candidate) for s in sentences]
    told = np.array([any(holds(text, n) for n in days) for text in dated])
    return np.where(told, _SAME_DAY, -_SAME_DAY if told.any() else 0.0)


def _dated(candidate: SentenceCandidate) -> str:
    """A sentence with what its relative dates mean."""
    return "\n".join([candidate.sentence.text, *(found.meant for found in candidate.dates)])
