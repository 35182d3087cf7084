"""Of sentences that tell a value of the same kind, each of another thing: that with the most.

"윤씨 고택은 1871년에 지어졌고 …", "감나무집은 1902년에 지어져 …": what is asked for is told by none
of them alone, but by all together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.korean import Morpheme
from rag.reading.degrees import Demand, kind_named
from rag.reading.features import ReadSentence
from rag.reading.measures import Measured, values_of
from rag.reading.naming import ANY, holds
from rag.reading.structure import subject_of
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind

# So many sentences before the first may say what is told of.
_LEADING = 3
# "17㎏짜리였다"
_BOUND = frozenset({"NNB", "XSN"})
_VERBS = frozenset({"VV", "VA"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A value that a sentence tells of what it begins with.

    Attributes:
        candidate: The sentence.
        value: The value.
        of: What it is of: the noun before it, or what is done.
    """

    candidate: SentenceCandidate
    value: Measured
    of: str

    @property
    def group(self) -> tuple[str, str, str, str]:
        own = self.candidate
        return own.passage.document_id, own.heading, self.value.kind, self.of


def asked_alike(
    demand: Demand, sentences: Sequence[ReadSentence], found: SearchResult
) -> tuple[SentenceCandidate, ...]:
    """Find the sentences of what has the least or most, or lies within the limits.

    Returns:
        The sentences in order; none where no sentences are alike, more than one group of them is,
        or something that the question names is told neither by all of them nor by what leads there.
    """
    groups: dict[tuple[str, str, str, str], list[_Told]] = {}
    for candidate in _near(sentences, found):
        for told in _values(candidate, demand):
            own = groups.setdefault(told.group, [])
            if all(told.candidate.position != other.candidate.position for other in own):
                own.append(told)
    alike = [g for g in groups.values() if len(g) > 1 and _is_told(g, demand, found)]
    return _chosen(alike[0], demand) if len(alike) == 1 else ()


def _near(sentences: Sequence[ReadSentence], found: SearchResult) -> list[SentenceCandidate]:
    """The sentences of the sections that were read."""
    sections = {(s.candidate.passage.document_id, s.candidate.heading) for s in sentences}
    first = {s.candidate.passage.document_id: s.candidate for s in reversed(sentences)}
    own = (found.candidate(n) for c in first.values() for n in found.document_of(c))
    return [c for c in own if (c.passage.document_id, c.heading) in sections]


def _values(candidate: SentenceCandidate, demand: Demand) -> list[_Told]:
    """The values of the kinds asked for that a sentence tells of its topic."""
    sentence = candidate.sentence
    topic = subject_of(sentence)
    if not topic or candidate.kind is BlockKind.TABLE_ROW:
        return []
    tokens = sentence.own_morphemes
    kinds = demand.kinds or tuple(limit.value.kind.partition(" ")[0] for limit in demand.limits)
    return [
        _Told(candidate, value, _of(tokens, len(topic), place.start, place.end))
        for place, value in values_of(sentence.text, tokens)
        for kind in [value.kind.partition(" ")[0]]
        if kind
        and (kind in kinds if kinds else not demand.extreme or demand.extreme.is_told_by(kind))
    ]


def _of(tokens: Sequence[Morpheme], topic: int, start: int, end: int) -> str:
    """What a value is of: 넓이 in "공원은 넓이가 4만 제곱미터", 짓 in "집은 1871년에 지어졌다"."""
    between = [m for m in tokens if topic < m.start and m.end <= start]
    # "최 씨가 키운 17㎏": who does something to it.
    first = max((n for n, m in enumerate(between) if m.tag == "ETM"), default=-1)
    marked = [a.form for a, b in pairwise(between[first + 1 :]) if b.tag == "JKS"]
    if marked:
        return marked[-1]
    behind = [m for m in tokens if m.start >= end and m.tag not in _BOUND]
    # Behind a sign the analyser takes the copula for a verb: 17㎏이었다.
    if behind and behind[0].form == "이" and behind[0].tag[0] == "V":
        return ""
    for n, m in enumerate(behind):
        if m.tag in _VERBS or (n + 1 < len(behind) and behind[n + 1].tag == "XSV"):
            return m.form
    return ""


def _is_told(group: Sequence[_Told], demand: Demand, found: SearchResult) -> bool:
    """Whether all of them, or what leads to them, tell all that is named."""
    first = min((told.candidate for told in group), key=lambda c: c.position)
    before = found.document_of(first)[max(first.position - _LEADING, 0) : first.position]
    # What tells such a value itself is one of the like, and leads to none.
    led = [c for c in map(found.candidate, before) if not _values(c, demand)]
    above = " ".join(
        (first.title, first.heading, *(c.sentence.text for c in led if c.heading == first.heading))
    )
    return all(
        n.form in ANY
        or kind_named(n) == group[0].value.kind
        or holds(above, n)
        or all(holds(told.candidate.sentence.text, n) for told in group)
        for n in demand.named
    )


def _chosen(group: Sequence[_Told], demand: Demand) -> tuple[SentenceCandidate, ...]:
    told = [t for t in group if all(limit.allows(t.value) for limit in demand.limits)]
    if demand.extreme is not None:
        told = [told[place] for place in demand.extreme.places([t.value for t in told])]
    return tuple(t.candidate for t in told)
