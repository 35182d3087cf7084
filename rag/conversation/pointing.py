"""Finds the word of a question that points at something said before ("그건", "그 회사")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation import words
from rag.conversation.phrases import (
    Utterance,
    Word,
    WordKind,
    is_attribute,
    lexical_form,
)

_CLASSES = words.ORGANISATIONS | words.PEOPLE | words.WHERE | words.MOMENTS | words.AMONG
# What a pronoun stands for.
_PRONOUNS = (
    dict.fromkeys(words.THINGS, "것")
    | dict.fromkeys(words.PLACES, "곳")
    | dict.fromkeys(words.PERSONS, "사람")
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointing word and what is to be replaced with it.

    Attributes:
        noun: The noun after a determiner ("회사" in "그 회사"), or what a pronoun stands for.
        start: First character to be replaced.
        end: One past the last.
        particle: The particle at the end of that span.
        alone: Whether it is a pronoun.
        weak: Whether the determiner may also point at nothing ("이", "저", "그런").
        plural: Whether it points at several ("그 회사들", "그 두 회사").
    """

    noun: str
    start: int
    end: int
    particle: str
    alone: bool = False
    weak: bool = False
    plural: bool = False


def find_pointer(question: Utterance) -> Pointer | None:
    """Find the first word that points out of the question.

    ``None`` when there is none, or when it points at something in the question itself ("투자한
    회사와 그 이유").
    """
    for i, word in enumerate(question.words):
        found = _pointer(question.words, i)
        if found is not None:
            return None if _is_inside(question, word, found) else found
    return None


def points_at_document(question: Utterance) -> bool:
    """Whether a question is about the document at hand: "이 기사는 언제 나왔어?", "제목은?"."""
    if lexical_form(question.verb) in words.PUBLISHED:
        return True
    first = question.phrases[0] if question.phrases else question.complement
    return first is not None and any(w.stem in words.DOCUMENTS for w in first.words)


def _pointer(all_words: Sequence[Word], i: int) -> Pointer | None:
    word = all_words[i]
    first = word.morphemes[0]
    is_time = first.form in words.TIMES and first.tag[0] == "N" and (not i or first.form != "당시")
    stands = "때" if is_time else _PRONOUNS.get(first.form, "") if first.tag == "NP" else ""
    if stands:
        return Pointer(stands, word.start, word.end, word.particle, alone=True)
    is_determiner = first.tag in {"MM", "IC"} and first.form in words.POINTING_DETERMINERS
    if not is_determiner and word.stem != "해당":
        return None
    weak = first.form in {"이", "저", "그런", "이런", "저런"}
    if len(word.morphemes) > 1 and word.kind is WordKind.NOUN:
        noun = word.stem.removeprefix(first.form)  # "그중에", "그걸로"
        thing = noun in {"것", "거", "걸", "게"}
        return Pointer("것" if thing else noun, word.start, word.end, word.particle, thing, weak)
    nouns = _nouns_after(all_words, i)
    if not nouns or nouns[0].morphemes[0].form in {"것", "거", "건"}:
        return None
    head = next((w for w in nouns if _singular(w) in _CLASSES), None)
    if head is None:
        head = next((w for w in reversed(nouns) if not is_attribute(w)), nouns[0])
    noun = " ".join([*(w.stem for w in nouns[: nouns.index(head)]), _singular(head)])
    plural = head.stem.endswith("들") or all_words[i + 1] is not nouns[0]
    return Pointer(noun, word.start, head.end, head.particle, False, weak, plural)


def _nouns_after(all_words: Sequence[Word], i: int) -> list[Word]:
    nouns: list[Word] = []
    for word in all_words[i + 1 :]:
        if word.kind is WordKind.DETERMINER and not nouns and not word.asks:
            continue  # "그 두 회사"
        if word.kind is not WordKind.NOUN and not word.copula:
            break
        nouns.append(word)
        if word.particle and word.particle != "의":
            break
    return nouns


def _singular(word: Word) -> str:
    return word.stem.removesuffix("들")


def _is_inside(question: Utterance, word: Word, found: Pointer) -> bool:
    """Whether what is pointed at stands before the word in the same question."""
    before = [w for w in question.words if w.end <= word.start]
    if any(w.particle in words.JOINING_PARTICLES - {"의"} or w.stem == "및" for w in before):
        return True
    if any(w.kind in {WordKind.PREDICATE, WordKind.MODIFIER} for w in before):
        return True
    if (found.alone and found.noun == "사람") or found.weak:
        return any(w.kind is WordKind.NOUN and not w.asks for w in before)
    quotes = question.text[: word.start]
    return quotes.count("“") > quotes.count("”") or quotes.count("‘") > quotes.count("’")
