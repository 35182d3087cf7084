"""Finds the word of a question that points at something said before ("그건", "그 회사")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rag.conversation import words
from rag.conversation.clauses import lexical_form
from rag.conversation.phrases import Utterance, Word, WordKind, is_attribute

_SPOKEN = {"ᆫ": "은", "ᆯ": "을", "서": "에서"}
_CLASSES = words.ORGANISATIONS | words.PEOPLE | words.WHERE | words.AFTERWARDS | {"중", "가운데"}


class Stands(Enum):
    """What a pointing word stands for."""

    THING = "thing"
    PLACE = "place"
    PERSON = "person"
    TIME = "time"
    NOUN = "the noun that follows it"


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointing word and what is to be replaced with it.

    Attributes:
        stands: What it stands for.
        start: First character to be replaced.
        end: One past the last.
        particle: The particle at the end of that span.
        noun: The noun after a determiner ("회사" in "그 회사"), else "".
        weak: Whether the determiner may also point at nothing ("이", "저").
        leads: Whether it is the topic or the subject.
        plural: Whether it points at several ("그 회사들", "그 두 회사").
    """

    stands: Stands
    start: int
    end: int
    particle: str
    noun: str
    weak: bool
    leads: bool
    plural: bool = False


def find_pointer(question: Utterance) -> Pointer | None:
    """Find the first word that points out of the question.

    Args:
        question: The question, taken apart.

    Returns:
        The pointer; ``None`` when there is none, or when it points at something in the question
        itself ("투자한 회사와 그 이유") or at the document at hand ("이 기사").
    """
    for i, word in enumerate(question.words):
        found = _pointer(question.words, i)
        if found is None:
            continue
        if _is_inside(question, word, found):
            return None
        return found
    return None


def points_at_document(question: Utterance) -> bool:
    """Whether a question is about the document at hand: "이 기사는 언제 나왔어?", "제목은?"."""
    if lexical_form(question.verb) in words.PUBLISHED:
        return True
    first = question.phrases[0] if question.phrases else question.complement
    if first is not None and any(w.stem in words.DOCUMENTS for w in first.own_words):
        return True
    return any(
        word.stem in words.POINTING_DETERMINERS and following.stem in words.DOCUMENTS
        for word, following in zip(question.words, question.words[1:], strict=False)
    )


def _pointer(all_words: Sequence[Word], i: int) -> Pointer | None:
    word = all_words[i]
    first = word.morphemes[0]
    stands = _stands_alone(first.form, first.tag, is_first=i == 0)
    if stands is not None:
        particle = _SPOKEN.get(word.particle, word.particle)
        return Pointer(stands, word.start, word.end, particle, "", False, _leads(particle))
    is_determiner = first.tag in {"MM", "IC"} and first.form in words.POINTING_DETERMINERS
    if not is_determiner and word.stem != "해당":
        return None
    if len(word.morphemes) > 1 and word.kind is WordKind.NOUN:
        noun = word.stem.removeprefix(first.form)  # "그중에", "그걸로"
        if noun in {"것", "거", "걸", "게"}:
            return Pointer(Stands.THING, word.start, word.end, word.particle, "", False, False)
        return _noun_pointer(word, word, noun, first.form)
    nouns = _nouns_after(all_words, i)
    if not nouns or nouns[0].morphemes[0].form in {"것", "거", "건"}:
        return None
    head = next((w for w in nouns if _singular(w) in _CLASSES), None)
    if head is None:
        head = next((w for w in reversed(nouns) if not is_attribute(w)), nouns[0])
    before = [w.stem for w in nouns[: nouns.index(head)]]
    found = _noun_pointer(word, head, " ".join([*before, _singular(head)]), first.form)
    return replace(found, plural=head.stem.endswith("들") or all_words[i + 1] is not nouns[0])


def _noun_pointer(word: Word, head: Word, noun: str, determiner: str) -> Pointer:
    return Pointer(
        stands=Stands.NOUN,
        start=word.start,
        end=head.end,
        particle=_SPOKEN.get(head.particle, head.particle),
        noun=noun,
        weak=determiner in {"이", "저", "이런", "저런"},
        leads=_leads(head.particle),
    )


def _stands_alone(form: str, tag: str, *, is_first: bool) -> Stands | None:
    if tag == "NP":
        for stands, forms in (
            (Stands.THING, words.THINGS),
            (Stands.PLACE, words.PLACES),
            (Stands.PERSON, words.PERSONS),
        ):
            if form in forms:
                return stands
    if form in words.TIMES and tag[0] == "N" and (is_first or form != "당시"):
        return Stands.TIME
    return None


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


def _leads(particle: str) -> bool:
    return particle in words.TOPIC_PARTICLES | words.SUBJECT_PARTICLES


def _is_inside(question: Utterance, word: Word, found: Pointer) -> bool:
    """Whether what is pointed at stands before the word in the same question."""
    before = [w for w in question.words if w.end <= word.start]
    if any(w.particle in words.JOINING_PARTICLES - {"의"} or w.stem == "및" for w in before):
        return True
    if any(w.kind in {WordKind.PREDICATE, WordKind.MODIFIER} for w in before):
        return True
    if found.stands is Stands.PERSON or found.weak:
        return any(w.kind is WordKind.NOUN and not w.asks for w in before)
    quotes = question.text[: word.start]
    return quotes.count("“") > quotes.count("”") or quotes.count("‘") > quotes.count("’")
