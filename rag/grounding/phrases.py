"""Nouns with what stands before them without a particle, and when two such mean the same."""

from __future__ import annotations

from rag.grounding.lexicon import LIGHT
from rag.grounding.statement import Statement, Value, Word

Phrase = tuple[Word, ...]


def same_phrase(mine: Phrase, theirs: Phrase) -> bool:
    """Tell whether two phrases mean the same thing.

    Args:
        mine: A phrase of the claim.
        theirs: A phrase of a cited text.
    """
    if mine[-1].written == theirs[-1].written != mine[-1].form:
        return True  # a name that is split otherwise
    if len(mine) == 1 and theirs[-1].tag == "NNG" and theirs[-1].form.endswith(mine[0].form):
        return True  # 이 역, 이 지하철역
    names, others = _names_in(mine), _names_in(theirs)
    if names and others:
        if len(names) > 1 and len(others) > 1 and _lacks(names, others) and _lacks(others, names):
            return False  # 서울~부산 노선, 서울~광주 노선
        return names_shared(names, others)
    if names_shared(mine, theirs):  # 소나무 숲 and 참나무 숲 share only their last noun
        return _within(mine, theirs) or _within(theirs, mine)
    return False


def phrase_at(statement: Statement, last: int) -> Phrase:
    """Collect a noun and the nouns that stand before it without a particle.

    Args:
        statement: The text.
        last: Number of the noun among the text's words.
    """
    first = last
    while first > 0:
        before = statement.words[first - 1]
        joined = not before.case or before.case in ("of", "and")
        counted = isinstance(statement.before(statement.words[first]), Value)  # 탐방로 129곳의 출입
        gap = statement.words[first].place - before.place
        if (
            before.predicate
            or before.tag in ("MM", "MAG")
            or not joined
            or gap > (2.5 if counted else 1.5)
        ):
            break
        first -= 1
    return statement.words[first : last + 1]


def phrase_after(statement: Statement, index: int) -> Phrase:
    """Collect the nouns after a modifying predicate, up to the one with a particle.

    Args:
        statement: The text.
        index: Number of the predicate among the text's words.
    """
    stop = index + 1
    while stop < len(statement.words) and not statement.words[stop].case:
        if statement.words[stop].predicate:
            break
        stop += 1
    return statement.words[index + 1 : stop + 1]


def names_shared(mine: Phrase, theirs: Phrase) -> bool:
    """Tell whether two phrases have a word in common.

    Args:
        mine: A phrase.
        theirs: Another one.
    """
    return any(a.keys & b.keys or _contains(a, b) for a in mine for b in theirs)


def surface_of(claim: Statement, phrase: Phrase) -> str:
    """Return the characters of a phrase.

    Args:
        claim: Its text.
        phrase: The phrase.
    """
    return claim.text[phrase[0].start : phrase[-1].end]


def _within(first: Phrase, second: Phrase) -> bool:
    return all(word.form in LIGHT or names_shared((word,), second) for word in first)


def _lacks(names: Phrase, others: Phrase) -> bool:
    return any(not names_shared((name,), others) for name in names)


def _names_in(phrase: Phrase) -> Phrase:
    return tuple(word for word in phrase if word.tag in ("NNP", "SL"))


def _contains(a: Word, b: Word) -> bool:
    """Tell whether one begins the other: 가람, 가람전자."""
    shorter, longer = sorted((a.form, b.form), key=len)
    return len(shorter) > 1 and longer.startswith(shorter)
