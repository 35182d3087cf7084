"""Things with a value each, in one sentence: "물빛동이 5천800가구, 새터동 4천100가구였다".

Which of them has most or least the sentence need not say; the values do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.korean import NOUN_TAGS, Sentence, kind_of_unit
from rag.reading.degrees import Demand, kind_named
from rag.reading.grid import Span
from rag.reading.measures import Measured, values_of
from rag.reading.naming import ANY, holds
from rag.reading.question import Question
from rag.reading.rows import AskedRows
from rag.reading.tables import OF_ALL
from rag.reading.values import DATE, TIME
from rag.retrieval import SentenceCandidate

_NAMING = NOUN_TAGS | {"SN", "SW", "SL", "SH", "XSN", "XPN", "XR"}
# What may stand between a name and its value: "온결 2000의 값은 5만 9천 원".
_BETWEEN = ("JKS", "JX", "JKG")


@dataclass(frozen=True, slots=True)
class Pair:
    """A thing with a value that a sentence tells of it.

    Attributes:
        name: Where its name lies in the document.
        place: Where its value lies there.
        value: The value.
    """

    name: Span
    place: Span
    value: Measured


def asked_in_enumeration(demand: Demand, candidate: SentenceCandidate) -> AskedRows | None:
    """Find the thing that has least or most of what a sentence tells of several, one by one.

    Returns:
        The sentence with the thing's name; ``None`` where it tells of fewer than two, or of two
        as much, or not all that the question names.
    """
    if demand.extreme is None or demand.limits or candidate.block is not None:
        return None
    pairs = enumerated(candidate, demand.kinds)
    places = demand.extreme.places([pair.value for pair in pairs])
    if len(pairs) < 2 or len(places) != 1:
        return None
    best = pairs[places[0]]
    told = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    if not all(
        n.is_asked or n.form in ANY or kind_named(n) == best.value.kind or holds(told, n)
        for n in demand.named
    ):
        return None
    return AskedRows((candidate,), best.name, is_sure=True)


def enumerated(candidate: SentenceCandidate, kinds: Sequence[str]) -> list[Pair]:
    """List the things that a sentence tells a value of, each once and all values of one kind.

    Args:
        candidate: The sentence.
        kinds: Of which the values must be; of any but dates and times where there is none.

    Returns:
        At least two in order; none where a value is told of nothing by name.
    """
    sentence = candidate.sentence
    values = [
        (place, own)
        for place, own in values_of(sentence.text, sentence.own_morphemes)
        if _fits(own, kinds)
    ]
    told = [own.kind for _, own in values]
    kind = max(dict.fromkeys(told), key=told.count, default="")
    pairs: list[Pair] = []
    for place, own in values:
        if own.kind == kind:
            name = _name_before(sentence, place.start)
            if name is None:
                return []
            begin = sentence.start
            pairs.append(Pair(name, (begin + place.start, begin + place.end), own))
    names = {sentence.text[p.name[0] - sentence.start : p.name[1] - sentence.start] for p in pairs}
    return pairs if 1 < len(names) == len(pairs) else []


def total_of(asked: Question, candidate: SentenceCandidate) -> str:
    """Add up what a sentence tells of several things, where a question asks for all together.

    Returns:
        The sum with the unit that is asked for; "" where the sentence enumerates no such values,
        or speaks of all together itself.
    """
    asks_for_all = any(m.form in OF_ALL for m in asked.morphemes)
    tells_of_all = any(m.form in OF_ALL for m in candidate.sentence.morphemes)
    if not asked.unit or not asks_for_all or tells_of_all:
        return ""
    values = [pair.value for pair in enumerated(candidate, (kind_of_unit(asked.unit),))]
    total = sum(value.first for value in values)
    is_exact = bool(values) and total == sum(value.last for value in values)
    return f"{int(total):,}{asked.unit}" if is_exact and total == int(total) else ""


def _fits(value: Measured, kinds: Sequence[str]) -> bool:
    kind = value.kind.partition(" ")[0]
    return kind in kinds if kinds else kind not in {DATE, TIME, ""}


def _name_before(sentence: Sentence, at: int) -> Span | None:
    """Where the run of nouns lies that a value is told of, in the document."""
    tokens = [m for m in sentence.own_morphemes if m.end <= at]
    last = len(tokens)
    while last and tokens[last - 1].tag in _BETWEEN:
        last -= 1
    first = last
    while first and tokens[first - 1].tag in _NAMING:
        first -= 1
    if first and tokens[first - 1].tag == "JKG":  # of "온결 2000의 값" the owner
        last = first - 1
        first = last
        while first and tokens[first - 1].tag in _NAMING:
            first -= 1
    if first == last:
        return None
    # A name that the analyser does not know may begin with what it takes for another word.
    begin = sentence.text.rfind(" ", 0, tokens[first].start) + 1
    return sentence.start + begin, sentence.start + tokens[last - 1].end
