"""The parts of a question: its written words and its phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rag.conversation import words
from rag.korean import Morpheme


class WordKind(Enum):
    """What a written word does in its sentence."""

    NOUN = "noun, with or without a particle"
    PREDICATE = "verb, adjective or noun with a copula that ends a clause"
    MODIFIER = "verb or adjective before a noun"
    DETERMINER = "determiner"
    ADVERB = "adverb"
    LINK = "connective or interjection"


class Role(Enum):
    """What a phrase is to its predicate, as far as the particle says."""

    TOPIC = "topic"
    SUBJECT = "subject"
    OBJECT = "object"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Word:
    """One written word (between spaces).

    Attributes:
        start: First character in the text.
        end: One past the last, without closing punctuation.
        stem: The word without its particle or copula.
        particle: The particles as written ("은", "에는"), or what follows a noun that is the
            predicate ("야", "인가요"); "" when there is none.
        kind: What it does.
        copula: Whether it is a noun made predicate.
        asks: Whether it holds an interrogative.
        ends: Whether a sentence ends with it.
        morphemes: Its morphemes without punctuation.
    """

    start: int
    end: int
    stem: str
    particle: str
    kind: WordKind
    copula: bool
    asks: bool
    ends: bool
    morphemes: tuple[Morpheme, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun with what modifies it, or an interrogative adverb.

    Attributes:
        start: First character in the text.
        end: One past the last, particle included.
        text: The phrase without its particle.
        particle: As in :class:`Word`.
        role: What the particle makes it.
        words: Its words, modifiers first.
        clause: The phrases inside a modifying clause.
        verb: The predicate of that clause, endings last; empty when there is no clause.
        clause_number: Which clause of the text it belongs to, from 0.
    """

    start: int
    end: int
    text: str
    particle: str
    role: Role
    words: tuple[Word, ...]
    clause: tuple[Phrase, ...]
    verb: tuple[Morpheme, ...]
    clause_number: int

    @property
    def asks(self) -> bool:
        """Whether it holds the interrogative."""
        return any(word.asks for word in self.words)

    @property
    def leads(self) -> bool:
        """Whether it is the topic or the subject."""
        return self.role in {Role.TOPIC, Role.SUBJECT}

    @property
    def own_words(self) -> tuple[Word, ...]:
        """Its words without those of a modifying clause; never empty."""
        last = max((i for i, w in enumerate(self.words) if w.kind is WordKind.MODIFIER), default=-1)
        return self.words[last + 1 :] or self.words[-1:]

    @property
    def written(self) -> str:
        """Its modifying clause as written: "가온사가 투자한" of "가온사가 투자한 회사"."""
        return self.text[: self.own_words[0].start - self.start].strip()

    @property
    def head(self) -> str:
        """Its last noun, without a particle."""
        return self.words[-1].stem


@dataclass(frozen=True, slots=True)
class Utterance:
    """A question or a sentence of an answer, taken apart.

    Attributes:
        text: The text.
        words: All its words.
        body: First character after connectives ("그럼").
        phrases: The phrases of all clauses in order; a noun that is the last predicate is not
            among them.
        complement: The phrase that is the last predicate ("어떤 곳" in "어떤 곳이야"), if one is.
        predicate: First character of the last predicate, complement included; the text's length
            when there is none.
        verbs: The predicates' morphemes, endings last, by clause; the last is empty when the
            text ends without a predicate.
    """

    text: str
    words: tuple[Word, ...]
    body: int
    phrases: tuple[Phrase, ...]
    complement: Phrase | None
    predicate: int
    verbs: tuple[tuple[Morpheme, ...], ...]

    @property
    def verb(self) -> tuple[Morpheme, ...]:
        """The last predicate's morphemes."""
        return self.verbs[-1]

    @property
    def asks(self) -> bool:
        """Whether it holds an interrogative."""
        return any(word.asks for word in self.words)


def lexical_form(verb: Sequence[Morpheme]) -> str:
    """The part of a predicate that carries its meaning: 투자 of 투자했다."""
    return next((m.form for m in verb if m.tag in {"NNG", "XR", "VV", "VA"}), "")


def is_time(phrase: Phrase) -> bool:
    """Whether a phrase names a time: "작년에", "2020년 11월"."""
    return all(is_time_word(word) for word in phrase.words)


def is_attribute(word: Word) -> bool:
    """Whether a noun means little without what it belongs to."""
    if (word.kind is not WordKind.NOUN and not word.copula) or is_time_word(word):
        return False
    noun = word.stem.removesuffix("들")
    if noun in words.ATTRIBUTES | words.EVENT_ATTRIBUTES:
        return True
    # A name is none, whatever it ends in.
    is_name = any(m.tag not in {"NNG", "XSN"} for m in word.morphemes if m.tag[0] not in "JEV")
    return not is_name and len(noun) >= 3 and noun.endswith(words.ATTRIBUTE_ENDINGS)


def is_time_word(word: Word) -> bool:
    """Whether a word names a time, by a calendar unit or relative to today."""
    if word.stem in words.RELATIVE_TIMES:
        return True
    own = [m for m in word.morphemes if m.tag[0] not in "JEV" and m.tag != "XSN"]
    is_numbered = any(m.tag == "SN" for m in own)
    return is_numbered and own[-1].form in words.TIME_UNITS and own[-1].tag in {"NNB", "NNG"}


def runs(own: Sequence[Word]) -> list[list[Word]]:
    """Cut words at joining particles: "A사와 B사의 칩" is three runs."""
    found: list[list[Word]] = [[]]
    for word in own:
        found[-1].append(word)
        if word.particle in words.JOINING_PARTICLES:
            found.append([])
    return [run for run in found if run]


def without_attributes(phrase: Phrase) -> str | None:
    """What an attribute belongs to: "새 칩" of "새 칩의 이름".

    Returns:
        The phrase without attribute nouns at its end; ``None`` when nothing else is left.
    """
    own = list(phrase.own_words)
    while own and is_attribute(own[-1]):
        own.pop()
    if not own or all(w.kind is WordKind.DETERMINER for w in own):
        return None
    return phrase.text[: own[-1].start - phrase.start] + own[-1].stem
