"""Things with a value each, in one sentence: "물빛동이 5천800가구, 새터동 4천100가구였다".

Which of them has most or least, and what they come to, the sentence need not say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.korean import NOUN_TAGS, UNITS, Morpheme, Sentence, kind_of_unit
from rag.reading.degrees import Demand, kind_named
from rag.reading.evidence import Evidence
from rag.reading.fitting import kinds_asked_for
from rag.reading.grid import OF_ALL
from rag.reading.measures import Measured, values_of
from rag.reading.naming import ANY, holds
from rag.reading.question import Question
from rag.reading.rows import AskedRows
from rag.reading.values import DATE, TIME, Span
from rag.retrieval import SentenceCandidate
from rag.sources import BlockKind

_NAMING = NOUN_TAGS | {"SN", "SW", "SL", "SH", "XSN", "XPN", "XR"}
# What may stand between a name and its value: "물빛동이 5천800가구".
_BETWEEN = ("JKS", "JX")
_AMONG = frozenset({"가운데", "중"})
_RATES = re.compile(r"[가-힣]+당(?=\s)")
_AMONG_THEM = re.compile(r"\s?(?:가운데|중)(?![가-힣])")


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
    # "막차는 0시 20분에 떠난다" says so itself, and by day that is early.
    if all(word in candidate.sentence.text for word in demand.extreme.words):
        return None
    pairs = enumerated(candidate, demand.kinds)
    places = demand.extreme.places([pair.value for pair in pairs])
    is_told = demand.kinds or all(demand.extreme.is_told_by(pair.value.kind) for pair in pairs)
    if len(pairs) < 2 or len(places) != 1 or not is_told:
        return None
    best = pairs[places[0]]
    told = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    # What each comes to for one is told by no whole: "회당 가장 싼 것은?"
    if any(word not in told for word in _RATES.findall(demand.asked.text)) or not all(
        n.is_asked or n.form in ANY or kind_named(n) == best.value.kind or holds(told, n)
        for n in demand.named
    ):
        return None
    is_value = best.value.kind in (kinds_asked_for(demand.asked) or ())
    return AskedRows((candidate,), best.place if is_value else best.name, is_sure=True)


def total_of(asked: Question, evidence: Evidence) -> str:
    """Add up what a sentence tells of several things, where a question asks for all together.

    Returns:
        The sum with the unit that is asked for; "" where the sentence enumerates no such values,
        speaks of all together itself, or another of its values answers; and where the question is
        about one of the things.
    """
    candidate, marked = evidence.candidate, evidence.highlight
    asks_for_all, tells_of_all = (
        any(m.form in OF_ALL and m.tag[0] not in "JE" for m in tokens)
        for tokens in (asked.morphemes, candidate.sentence.morphemes)
    )
    is_row = candidate.kind is BlockKind.TABLE_ROW
    if is_row or not asked.unit or not asks_for_all or tells_of_all:
        return ""
    pairs = enumerated(candidate, (kind_of_unit(asked.unit),))
    begin, text = candidate.sentence.start, candidate.sentence.text
    if marked and not any(a < marked[1] and marked[0] < b for a, b in (p.place for p in pairs)):
        return ""
    names = [text[p.name[0] - begin : p.name[1] - begin] for p in pairs]
    if any(holds(name, n) for name in names for n in asked.named if not n.is_counted):
        return ""
    _, factor = UNITS.get(asked.unit, (asked.unit, 1))
    total = sum(pair.value.first for pair in pairs) / factor
    is_exact = pairs and all(pair.value.first == pair.value.last for pair in pairs)
    return f"{int(total):,}{asked.unit}" if is_exact and total == int(total) else ""


def enumerated(candidate: SentenceCandidate, kinds: Sequence[str]) -> list[Pair]:
    """List the things that a sentence tells a value of, each once and all values of one kind.

    Args:
        candidate: The sentence.
        kinds: Of which the values must be; of any but dates and times where there is none.

    Returns:
        At least two in order, without one that is all of the others; none where a value is told
        of nothing by name.
    """
    sentence = candidate.sentence
    values = _values(sentence, kinds)
    told = [own.kind for _, own in values]
    kind = max(dict.fromkeys(told), key=told.count, default="")
    values = [(place, own) for place, own in values if own.kind == kind]
    ends = [0, *(place[1] for place, _ in values)]
    found = [_name_before(sentence, ends[n], place[0]) for n, (place, _) in enumerate(values)]
    names = [name for name in found if name is not None]
    if len(names) < len(values):
        return []
    # Of "온결 2000의 값은 5만 원, 온결 3000의 값은 8만 원" the owners tell them apart.
    is_owned = len({name.of for name in names}) == 1
    begin = sentence.start
    pairs = {
        sentence.text[slice(*span)]: Pair(
            (begin + span[0], begin + span[1]), (begin + place[0], begin + place[1]), own
        )
        for name, (place, own) in zip(names, values, strict=True)
        for span in [name.owner if is_owned else name.whole]
    }
    # "직원 12명 가운데 남자 7명, 여자 5명": all of them are none of them.
    parts = [
        pair
        for pair in pairs.values()
        if not _AMONG_THEM.match(sentence.text, pair.place[1] - begin)
    ]
    return parts if len(pairs) == len(values) and len(parts) > 1 else []


def _values(sentence: Sentence, kinds: Sequence[str]) -> list[tuple[Span, Measured]]:
    """The values of some kinds."""
    return [
        ((place.start, place.end), own)
        for place, own in values_of(sentence.text, sentence.own_morphemes)
        for kind in [own.kind.partition(" ")[0]]
        if (kind in kinds if kinds else kind not in {DATE, TIME, ""})
    ]


@dataclass(frozen=True, slots=True)
class _Name:
    """What stands before a value, in the sentence: "온결 2000의 값", and its owner alone."""

    whole: Span
    owner: Span
    of: str


def _name_before(sentence: Sentence, begin: int, at: int) -> _Name | None:
    """The run of nouns that a value is told of, with the one that it belongs to."""
    tokens = [m for m in sentence.own_morphemes if begin <= m.start and m.end <= at]
    while tokens and tokens[-1].tag in _BETWEEN:
        tokens.pop()
    run = _run_before(tokens, len(tokens))
    if not run:
        return None
    first, last = run[0], run[-1].end
    owner = run
    at_of = len(tokens) - len(run) - 1
    if at_of > 0 and tokens[at_of].tag == "JKG":
        owner = _run_before(tokens, at_of) or run
    # A name that the analyser does not know may begin with what it takes for another word.
    starts = [max(sentence.text.rfind(" ", 0, m.start) + 1, begin) for m in (owner[0], first)]
    of = "".join(m.form for m in run) if owner is not run else ""
    return _Name((starts[0], last), (starts[0], owner[-1].end), of)


def _run_before(tokens: Sequence[Morpheme], stop: int) -> Sequence[Morpheme]:
    first = stop
    while first and tokens[first - 1].tag in _NAMING and tokens[first - 1].form not in _AMONG:
        first -= 1
    return tokens[first:stop]
