"""Asks an earlier question again with another topic, time or interrogative."""

from __future__ import annotations

import re

from rag.conversation import words
from rag.conversation.earlier import AMOUNTS, Earlier
from rag.conversation.phrases import Phrase, Role, Utterance, Word, is_attribute, is_time, runs
from rag.korean import attach
from rag.reading import kind_of_head

_VAGUE_HEADS = words.EMPTY | words.ORGANISATIONS | words.PEOPLE | words.EVENT_ATTRIBUTES
_DIGIT = re.compile(r"\d")
# What was answered is said again only when it is this short.
_KNOWN_CHARS = 20


def with_interrogative(earlier: Earlier, new: str, role: Role, asked_text: str) -> list[str]:
    """Ask an earlier question with another interrogative: "가온사는 왜 투자했나요?".

    Args:
        earlier: The earlier turn.
        new: The new interrogative, with its noun and particle.
        role: What it is to the predicate.
        asked_text: The new question as it was asked.

    Returns:
        The question; where the earlier one only identified something ("X는 무엇인가요?"),
        the new one with its topic before it; nothing where it was about nothing.
    """
    before, asked, topic = earlier.question, earlier.asked, earlier.topic()
    if topic is None:
        return []
    if earlier.named is not None or not before.verb:
        named = earlier.named
        is_vague = named is not None and named.verb and named.head in _VAGUE_HEADS
        told = f"{named.written} 것" if named is not None and is_vague else topic
        return [f"{attach(told, '은')} {asked_text}"]
    text, predicate = before.text, before.text[before.predicate :]
    if asked is None or asked is before.complement:
        return [f"{text[before.body : before.predicate]}{new} {predicate}"]
    known = None if role is asked.role is not Role.OTHER else _known(earlier, asked)
    if known is None and asked.particle:
        return [text[before.body : asked.start] + new + text[asked.end :]]
    between = text[asked.end : before.predicate]
    rest = f"{known}{between}" if known else between.lstrip()
    return [f"{text[before.body : asked.start]}{rest}{new} {predicate}"]


def with_topic(earlier: Earlier, topic: Phrase) -> list[str]:
    """Ask an earlier question about something else, in every place that it may have."""
    before = earlier.question
    asked = f"{attach(topic.text, '은')} {before.text[before.body :]}"
    if topic.text in earlier.offered:
        return [asked]
    vague = words.EMPTY | words.RELATIVE_TIMES
    texts = [
        before.text[before.body : place[0].start]
        + attach(topic.text, place[-1].particle)
        + before.text[place[-1].end :]
        for place in _places(before)
        if any(w.stem not in vague for w in place)
    ]
    is_open = all(p.role in {Role.OBJECT, Role.OTHER} for p in before.phrases)
    return texts if texts and not is_open else [*texts[:2], asked]


def with_time(earlier: Earlier, time: Phrase) -> str:
    """Ask an earlier question about another time."""
    before = earlier.question
    for old in before.phrases:
        if is_time(old) and not old.asks:
            new = attach(time.text, old.particle) if old.particle else time.text
            return before.text[before.body : old.start] + new + before.text[old.end :]
    return f"{attach(time.text, time.particle)} {before.text[before.body :]}"


def _known(earlier: Earlier, asked: Phrase) -> str | None:
    """What now stands in the place of the old interrogative, with its particle."""
    short = earlier.name()
    if short is not None and len(short) <= _KNOWN_CHARS and not _DIGIT.search(short):
        return attach(short, asked.particle)
    own = asked.own_words
    if len(own) > 1 and own[0].stem in words.ASKING_DETERMINERS - {"몇"}:
        return attach(" ".join(w.stem for w in own[1:]), asked.particle)
    return None


def _places(before: Utterance) -> list[list[Word]]:
    """Words of a question that can be exchanged: runs, and each word of a longer run.

    Attributes at the end of a run stay, whatever they belong to.
    """
    found: list[list[Word]] = []
    for phrase in before.phrases:
        for part in (*phrase.clause, phrase):
            if part is phrase and phrase.asks:
                continue
            found.extend(runs(part.own_words))
    for run in found:
        while run and (is_attribute(run[-1]) or kind_of_head(run[-1].stem, "") in AMOUNTS):
            run.pop()
    return [run for run in found if run] + [[word] for run in found if len(run) > 1 for word in run]
