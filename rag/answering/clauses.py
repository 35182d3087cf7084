"""What a statement is held against: clauses and sentences, with what they stand under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.listing import side_by_side
from rag.answering.statements import Statement, squeeze
from rag.grounding import stance
from rag.korean import (
    NOUN_TAGS,
    Morpheme,
    content_form,
    find_moments,
    is_denied,
    is_topic,
    moment_supported,
)
from rag.reading import Evidence, topic_of

SAYING = frozenset({"NNG", "NNP", "SL", "VV", "VA", "XR"})
"""Tags of the words that may say what a statement does."""

# A short answer has so many characters at most.
_LONGEST = 25
_CLAUSE_ENDINGS = frozenset("고 며 으며 지만 는데 은데 ᆫ데 으나".split())
_CLAUSE_ENDS = frozenset({"SP", "EC", "EF"})
# What is so is no longer there.
_GONE = frozenset("품절 매진 단종".split())
_ROLES = {"이": "who", "가": "who", "을": "what", "를": "what"} | dict.fromkeys(
    ("에", "에게", "에서", "로"), "where"
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a statement is held against: a clause, a sentence, or several.

    Attributes:
        text: Its words.
        evidence: The sentences that it is from.
        morphemes: Of a single clause or sentence, offsets into ``text``; empty for several.
    """

    text: str
    evidence: tuple[Evidence, ...]
    morphemes: tuple[Morpheme, ...] = ()

    @property
    def around(self) -> str:
        """What need not be said again: the title and the headings above it."""
        candidate = self.evidence[-1].candidate
        return f"{candidate.title} {candidate.heading}"


def sources_of(evidence: Sequence[Evidence]) -> list[Source]:
    """Clauses with a topic of their own, else sentences, best first, and after the ones before."""
    found: list[Source] = []
    for item in best_first(evidence):
        sentence = item.candidate.sentence
        tokens = sentence.own_morphemes
        cuts = [0, *_clause_ends(tokens), len(sentence.text)]
        for start, end in pairwise(cuts):
            own = [m for m in tokens if start <= m.start and m.end <= end]
            found.append(Source(sentence.text[start:end], (item,), _moved(own, -start)))
        for other in goes_on_from(item, evidence):
            first = other.candidate.sentence
            rest = _moved(tokens, len(first.text) + 1)
            text = f"{first.text} {sentence.text}"
            found.append(Source(text, (other, item), (*first.own_morphemes, *rest)))
    return found


def _moved(tokens: Sequence[Morpheme], by: int) -> tuple[Morpheme, ...]:
    return tuple(Morpheme(m.form, m.tag, m.start + by, m.end + by) for m in tokens)


def _clause_ends(tokens: Sequence[Morpheme]) -> list[int]:
    """Where a clause ends after which another with a topic of its own begins."""
    ends: list[int] = []
    start = 0
    for n, m in enumerate(tokens):
        if not (m.tag == "EC" and m.form in _CLAUSE_ENDINGS) and m.tag != "SP":
            continue
        rest = next((k for k in tokens[n + 1 :] if k.tag in {"EC", "EF", "SP"}), None)
        behind = [k for k in tokens[n + 1 :] if rest is None or k.start < rest.start]
        if _has_topic(tokens[start:n]) and _has_topic(behind):
            ends.append(m.end)
            start = n + 1
    return ends


def _has_topic(tokens: Sequence[Morpheme]) -> bool:
    return any(map(is_topic, tokens))


def goes_on_from(item: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The sentence before one without a topic of its own, which takes over that one's."""
    own = item.candidate
    if topic_of(own.sentence):
        return ()
    return tuple(e for e in evidence if e.candidate.position == own.position - 1)


def context(evidence: Sequence[Evidence]) -> str:
    """What need not be said again in the last sentence: the title, and what stands before it."""
    own = evidence[-1].candidate
    before = (e.candidate.sentence.text for e in evidence[:-1])
    return " ".join([own.title, own.heading, *before, ""])


def dictionary_form(m: Morpheme) -> str:
    """A word as the lists of opposites have it."""
    return f"{m.form}다" if m.tag in {"VV", "VA"} else m.form


def agreement(said: Statement, tokens: Sequence[Morpheme]) -> bool | None:
    """Whether a clause says of something what a statement does, or the opposite.

    Returns:
        ``None`` where it says neither, or both.
    """
    predicate = said.predicate
    found: set[bool] = set()
    for n, m in enumerate(tokens):
        if predicate is None or m.tag not in SAYING:
            continue
        if (
            not predicate.word
            and m.form in _GONE
            and not any(k.tag in SAYING for k in tokens[n + 1 :])
        ):
            found.add(is_denied(tokens, n) ^ predicate.is_denied)
            continue
        same = content_form(m) == predicate.form or stance(dictionary_form(m), predicate.word)
        if same is not None and (predicate.word or m.form in {"있", "없"}):
            denied = m.form != "없" and is_denied(tokens, n)
            found.add(bool(same or not predicate.word) ^ denied ^ predicate.is_denied)
    return found.pop() if len(found) == 1 else None


def roles_differ(said: Statement, source: Source) -> bool:
    """Whether a name is the subject of one and the object, the place or the like of the other."""
    for name in said.names:
        roles = [
            {_ROLES.get(m.form) for m in tokens if m.start == at and m.tag[0] == "J"} - {None}
            for text, tokens in ((said.text, said.morphemes), (source.text, source.morphemes))
            if (at := text.find(name) + len(name)) >= len(name)
        ]
        if len(roles) > 1 and all(roles) and not roles[0] & roles[1]:
            return True
    return False


def best_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences by their scores."""
    return sorted(evidence, key=lambda item: -item.score)


def holds(text: str, name: str) -> bool:
    """Whether a text holds a name, or names the same time in other words: 작년, 지난해."""
    times = find_moments(name)
    return squeeze(name) in squeeze(text) or (
        bool(times) and all(moment_supported(time, find_moments(text)) for time in times)
    )


def covers(source: Source, names: Sequence[str]) -> bool:
    """Whether all names stand in a source or around it, and one at least in the source."""
    return all(holds(source.text, n) or holds(source.around, n) for n in names) and (
        not names or any(holds(source.text, n) for n in names)
    )


def crossed(said: Statement, source: Source) -> list[tuple[str, tuple[str, str]]]:
    """Names of a statement that stand in different items of one list of the source.

    Returns:
        A name, and another one with the item that holds it.
    """
    for name in said.names:
        at = source.text.find(name)
        if not source.morphemes or at < 0:
            continue
        items = _items(source.text, source.morphemes, name, at)
        together = _items(said.text, said.morphemes, name, said.text.find(name))
        for other in said.names:
            holding = [item for item in items if other in item]
            if (
                other != name
                and len(holding) == 1
                and name not in holding[0]
                and not any(other in item for item in together)
            ):
                return [(name, (other, holding[0]))]
    return []


def _items(text: str, tokens: Sequence[Morpheme], name: str, at: int) -> list[str]:
    """The items of the list that a name stands in, the first with the clause before it."""
    places = side_by_side(text, tokens, (at, at + len(name)))
    before = [m for m in tokens if places and m.end <= places[0][0]]
    if before and before[-1].tag == "ETM":  # "애플이 최근 출시한 M2칩, 테슬라 D1"
        ends = (m.end for m in reversed(before) if m.tag in _CLAUSE_ENDS or is_topic(m))
        places[0] = next(ends, 0), places[0][1]
    return [text[a:b] for a, b in places]


def short_of(item: Evidence) -> str:
    """The likeliest short answer of a sentence without particles; "" when it is no noun phrase."""
    if item.highlight is None:
        return ""
    sentence = item.candidate.sentence
    start, end = item.highlight
    own = [m for m in sentence.morphemes if start <= m.start and m.end <= end]
    while own and (own[-1].tag[0] in "JE" or own[-1].tag in {"VCP", "SP", "SF"}):
        own.pop()
    if not own or own[-1].tag not in NOUN_TAGS or own[-1].end - own[0].start > _LONGEST:
        return ""
    short = sentence.text[own[0].start - sentence.start : own[-1].end - sentence.start]
    return short if short.count("(") == short.count(")") else short.partition("(")[0]
