"""Several of one kind that a question may be about and names none of: two branches, two days.

What tells them apart is where they stand: the first cell of a row, a heading, what a sentence is
about, or the title of its document. All that the question names holds of each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.korean import NOUN_TAGS, content_form, default_analyzer
from rag.reading.evidence import Band, Evidence, Member, Reading
from rag.reading.fitting import fitting, says_which_kind
from rag.reading.grid import Table, tables_read
from rag.reading.kinds import Kind
from rag.reading.labels import beside, field_of, same_label
from rag.reading.naming import ANY, Named, holds
from rag.reading.question import Question
from rag.reading.structure import subject_of
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import HEADING_SEPARATOR, BlockKind

# More than these are asked for by none.
_MOST = 4
# What is told apart by a whole headline is no member of a kind.
_NAME_CHARS = 20
_TOLD_EACH = frozenset({Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY, Kind.WHY})
_VALUES = frozenset({Kind.WHEN, Kind.HOW_MANY})
_SAID = NOUN_TAGS | {"VV", "VA", "XR"}
_AROUND = re.compile(r"^\d{1,2}[.)]\s+|^[‘’“”'\"「『(]+|[‘’“”'\"」』)]+의?$|(?<=[가-힣]{2})의$")


def with_members(
    reading: Reading,
    asked: Question,
    near: Sequence[SentenceCandidate],
    read: Sequence[SentenceCandidate],
    found: SearchResult,
) -> Reading:
    """Add to a reading the things of one kind that it may as well tell of.

    Args:
        reading: What the reader chose.
        asked: The question.
        near: The sentences that answer it as well as the best does, that first.
        read: All that were read.
        found: What was found, with the documents.
    """
    if reading.band is Band.NONE or reading.is_whole:
        return reading
    # Of what changed the latest is told, and what it was before: one member at most.
    if reading.older is not None:
        former = reading.older.passage.document_id
        alike = [c for c in read if same_label(c, near[0])]
        near = [near[0], *(c for c in alike if c.passage.document_id != former)]
        read = near
    if near[0].kind is BlockKind.TABLE_ROW:
        members = _of_rows(near[0], asked, found)
    else:
        told_each = asked.kind in _TOLD_EACH or says_which_kind(asked)
        elsewhere = [c for c in read if same_label(c, near[0])]
        others = {_key(c): c for c in (*near, *beside(near[0], found), *elsewhere)}
        near = list(others.values())
        members = _of_sentences(near, asked) if told_each else ()
    is_told = 1 < len(members) <= _MOST and len({m.name for m in members}) == len(members)
    is_told = is_told and all(_is_name(m.name) for m in members)
    return replace(reading, members=members) if is_told else reading


def _key(candidate: SentenceCandidate) -> tuple[str, int]:
    return candidate.passage.document_id, candidate.position


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _NAME_CHARS and text.count("(") == text.count(")")


def _of_rows(best: SentenceCandidate, asked: Question, found: SearchResult) -> tuple[Member, ...]:
    """The rows of a table, where the question names one of its columns and none of its rows."""
    key = best.passage.document_id, best.sentence.start
    table = next(tables_read({key: 0}, found), None)
    if table is None or not table.is_whole or not 1 < len(table.rows) <= _MOST:
        return ()
    column = _column(table, asked)
    # "몇 시에 열어요?" names nothing but what is told by the rows.
    if column is None and (asked.named or asked.kind not in _VALUES):
        return ()
    above = " ".join((table.above, *table.rows[0].columns))
    cells = [table.cells(row) for row in table.rows]
    if any(n.form not in ANY and not holds(above, n) for n in asked.named):
        return ()
    if column is not None and len({row[column] for row in cells}) == 1:
        return ()
    own = (found.candidate(number) for number in found.document_of(best))
    places = {c.sentence.start: c for c in own}
    kind = table.column(table.rows[0], 0)
    return tuple(
        Member(
            told[0].strip(),
            Evidence(places[row.start], 1.0, None if column is None else row.cells[column]),
            kind,
        )
        for row, told in zip(table.rows, cells, strict=True)
        if row.start in places
    )


def _column(table: Table, asked: Question) -> int | None:
    """The one column beside the first whose name says what is asked."""
    terms = {term.form for term in asked.terms}
    width = min(len(row.cells) for row in table.rows)
    held = {
        n: len(terms & {content_form(m) for m in default_analyzer().morphemes(name)})
        for n in range(1, width)
        if (name := table.column(table.rows[0], n))
    }
    most = max(held.values(), default=0)
    best = [n for n, own in held.items() if own == most]
    return best[0] if most and len(best) == 1 else None


def _of_sentences(near: Sequence[SentenceCandidate], asked: Question) -> tuple[Member, ...]:
    """Sentences that say the same of different things, each all that the question names."""
    wanted = [n for n in asked.named if n.form not in ANY and not n.is_asked]
    is_value = asked.kind in _VALUES or says_which_kind(asked)
    alike = [
        c
        for c in near
        if (_says_alike(c, near[0]) or _tells_of(wanted, c, near[0]))
        and all(holds(f"{c.title} {c.heading} {c.sentence.text}", n) for n in wanted)
        and (not is_value or fitting(c.sentence, asked) is not None)
    ]
    if len({_answer(c, asked) for c in alike}) < 2 or alike[0] is not near[0]:
        return ()
    subjects = {subject_of(c.sentence) for c in alike}
    # "누가 시작했어?" asks for what the sentences are about.
    is_asked = not is_value and len(subjects) > 1
    if is_asked and not all(any(holds(subject, n) for n in wanted) for subject in subjects):
        return ()
    names = _told_apart([_place(c) for c in alike])
    is_by_title = len({c.title for c in alike}) == len(alike)
    if not is_by_title and any(holds(name, n) for name in names for n in wanted):
        return ()
    members = [
        Member(name, Evidence(c, 1.0, _value(c))) for name, c in zip(names, alike, strict=False)
    ]
    return tuple(sorted(members, key=lambda m: m.evidence.candidate.position))


def _answer(candidate: SentenceCandidate, asked: Question) -> str:
    """What a sentence answers: what is told alike of all needs no choice."""
    text = candidate.sentence.text
    return text[slice(*(fitting(candidate.sentence, asked) or (0, len(text))))]


def _value(candidate: SentenceCandidate) -> tuple[int, int] | None:
    """What stands behind the label of an item: the short answer."""
    field, start = field_of(candidate.sentence.text, candidate.kind), candidate.sentence.start
    return (start + field[1][0], start + field[1][1]) if field is not None else None


def _says_alike(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    """Whether two sentences have one label, or end in the same words."""
    if all(field_of(c.sentence.text, c.kind) for c in (one, other)):
        return same_label(one, other)
    return one.kind is other.kind and _end(one) == _end(other) != ""


def _tells_of(wanted: Sequence[Named], one: SentenceCandidate, other: SentenceCandidate) -> bool:
    """Whether two documents each have a sentence about all that is named: "전임 관장 … 씨는"."""
    if not wanted or one.passage.document_id == other.passage.document_id:
        return False
    return all(holds(_about(c), n) for c in (one, other) for n in wanted)


def _about(candidate: SentenceCandidate) -> str:
    """The label of a sentence, else what it is about."""
    text = candidate.sentence.text
    field = field_of(text, candidate.kind)
    return text[slice(*field[0])] if field is not None else subject_of(candidate.sentence)


def _end(candidate: SentenceCandidate) -> str:
    said = [content_form(m) for m in candidate.sentence.morphemes if m.tag in _SAID]
    return said[-1] if said else ""


def _place(candidate: SentenceCandidate) -> tuple[str, ...]:
    """Where a sentence stands: title, headings, and what it is about."""
    about = (
        "" if field_of(candidate.sentence.text, candidate.kind) else subject_of(candidate.sentence)
    )
    return (candidate.title, *candidate.heading.split(HEADING_SEPARATOR), about)


def _told_apart(places: Sequence[tuple[str, ...]]) -> list[str]:
    """The words by which places differ: in their titles, or in one part; else nothing."""
    if len({place[0] for place in places}) == len(places):
        places = [place[:1] for place in places]
    if len({len(place) for place in places}) > 1:
        return []
    differing = [part for part in zip(*places, strict=True) if len(set(part)) > 1]
    if len(differing) != 1:
        return []
    words = [part.split() for part in differing[0]]
    shared = set.intersection(*map(set, words))
    names = (" ".join(word for word in own if word not in shared) for own in words)
    return [_bare(name) for name in names]


def _bare(name: str) -> str:
    """A name without the marks around it, but with both of its brackets: "솔내점 (2030년)"."""
    bare = _AROUND.sub("", name)
    return bare if bare.count("(") == bare.count(")") else name
