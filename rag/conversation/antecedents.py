"""Says what a pointing word stands for, from an earlier turn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation import words
from rag.conversation.earlier import Earlier
from rag.conversation.phrases import Role, Utterance, is_attribute_noun, is_time
from rag.conversation.pointing import Pointer, Stands

_NAMED_CLASSES = words.ORGANISATIONS | words.PEOPLE | words.WHERE
_VAGUE_HEADS = words.EMPTY | words.ORGANISATIONS | words.PEOPLE | words.EVENT_ATTRIBUTES
_PLACE_PARTICLES = ("에", "로", "으로")
_DIGIT = re.compile(r"\d")


def antecedents(pointer: Pointer, question: Utterance, earlier: Earlier) -> Sequence[str]:
    """Find what a pointing word may stand for.

    Args:
        pointer: The word.
        question: The question that it stands in.
        earlier: The turn before.

    Returns:
        Noun phrases, the likeliest first; none when the turn holds none that fits.
    """
    found = _antecedent(pointer, question, earlier)
    is_certain = pointer.stands is Stands.TIME or pointer.plural
    if (
        is_certain
        or pointer.noun in words.AMONG | words.AFTERWARDS
        or is_attribute_noun(pointer.noun)
    ):
        return (found,) if found is not None else ()
    return earlier.or_else(found)


def _antecedent(pointer: Pointer, question: Utterance, earlier: Earlier) -> str | None:
    if pointer.stands is Stands.NOUN:
        return _noun(pointer, earlier)
    if pointer.stands is Stands.PLACE:
        return _place(earlier)
    if pointer.stands is Stands.PERSON:
        return earlier.identified("사람") or earlier.subject()
    if pointer.stands is Stands.TIME:
        return earlier.before_noun("때", "을") or _with_noun(earlier.topic(), "때")
    asking = next((w.morphemes[0].form for w in question.words if w.asks), "")
    has_verb = bool(question.verb) and question.complement is None
    return thing(earlier, asking, has_verb=has_verb)


def thing(earlier: Earlier, asking: str, *, has_verb: bool) -> str | None:
    """What "그것" is.

    Args:
        earlier: The turn before.
        asking: The interrogative of the question that asks about it, or "".
        has_verb: Whether that question has a verb: "그건 언제였어?" has none, and asks about
            what happened.

    Returns:
        A noun phrase, if there is one.
    """
    if asking in {"언제", "왜"} and not has_verb:
        return happening(earlier)
    identified = earlier.identified("것")
    if identified is not None:
        return identified
    asked = earlier.asked
    if earlier.named is None and asked is not None and asked.role is Role.OBJECT:
        short = None if asking in {"몇", "얼마"} else earlier.short_answer()
        return short or earlier.before_noun(earlier.noun_asked_for()) or earlier.topic()
    return earlier.object()


def happening(earlier: Earlier) -> str | None:
    """What happened, as a noun phrase: "가온사가 투자한 것"."""
    event = earlier.event
    if event is not None and event.head and event.head not in _VAGUE_HEADS:
        return earlier.topic()
    return earlier.before_noun("것") or earlier.topic()


def _place(earlier: Earlier) -> str | None:
    """What is named as a place, else what is asked of one; the topic may be one."""
    told = earlier.identified("곳")
    asked = earlier.noun_asked_for()
    if told is None and earlier.named is None and asked in words.WHERE | words.ORGANISATIONS:
        told = earlier.short_answer() or earlier.before_noun(asked)
    if told is not None:
        return told
    places = [p for p in earlier.question.phrases if not p.asks and not is_time(p)]
    found = next((p.text for p in places if p.particle.startswith(_PLACE_PARTICLES)), None)
    return found or earlier.topic()


def _noun(pointer: Pointer, earlier: Earlier) -> str | None:
    noun = pointer.noun
    if noun in words.AMONG:
        group = _group(earlier)
        return f"{group} {noun}" if group else None
    if noun in words.AFTERWARDS:
        return earlier.before_noun(noun, "은")
    if noun in words.BEYOND:
        return None
    if noun in words.EVENT_ATTRIBUTES:
        return earlier.before_noun(noun) or _with_noun(earlier.topic(), noun)
    if is_attribute_noun(noun):
        return earlier.answer_phrase_with(noun) or _with_noun(earlier.topic(), noun)
    return _so_called(pointer, earlier)


def _group(earlier: Earlier) -> str | None:
    """What "그중" picks from."""
    answer = earlier.short_answer()
    if answer is not None and not _DIGIT.search(answer):
        return answer
    counted = earlier.before_noun(earlier.noun_asked_for()) if earlier.asked else None
    return counted or earlier.topic()


def _so_called(pointer: Pointer, earlier: Earlier) -> str | None:
    """What was called by the noun before, or asked for by it, or is likely to be one."""
    noun = pointer.noun
    topic = earlier.topic()
    found = earlier.identified(noun) or (
        topic if topic and topic.endswith(f" {noun}") and not pointer.plural else None
    )
    if found is None and pointer.plural and earlier.named is None:
        found = earlier.short_answer()
    if found is None and not earlier.asks_before(noun):
        found = earlier.answer_phrase_with(noun)
    if found is not None:
        return found
    if earlier.asks_for(noun):
        if earlier.named is not None:
            return _with_noun(earlier.topic(), "" if noun in _NAMED_CLASSES else noun)
        name = earlier.short_answer() if noun in _NAMED_CLASSES else None
        if name is None and noun in words.PEOPLE:
            name = earlier.name_told()
        return name or earlier.before_noun(noun)
    if noun in words.ORGANISATIONS | words.PEOPLE:
        return earlier.subject()
    if noun in words.WHERE:
        return _place(earlier)
    return None if pointer.weak else _with_noun(earlier.object(), noun)


def _with_noun(owner: str | None, noun: str) -> str | None:
    """Owner and noun: "새 칩 전략"; the owner alone where it ends in the noun."""
    return owner and (owner if owner.endswith(noun) else f"{owner} {noun}")
