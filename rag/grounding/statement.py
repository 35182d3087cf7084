"""A text as the checks see it: content words with role and polarity, and values."""

from __future__ import annotations

from dataclasses import dataclass

from rag.grounding.lexicon import Pole
from rag.grounding.quantities import Quantity
from rag.korean import Moment, Morpheme

# A form, or a place on an axis.
Key = str | Pole


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A content word; two are equal only when they are the same one of the same text.

    Attributes:
        index: Its number among the words and values of the text.
        form: Dictionary form; verbs and adjectives end in 다, suffixes are joined (가능성).
        base: ``form`` without suffix and negating prefix.
        tag: Sejong tag of its first morpheme.
        start: First character in the text.
        end: One past the last.
        place: Where it stands, in words; breaks between clauses and sentences count extra, so
            that the difference of two places says how loosely two words belong together.
        clause: Number of the clause.
        case: What its particle says: ``subject``, ``topic``, ``object``, ``at``, ``to``, ``from``,
            ``than``, ``of``, ``and``, ``focus`` (도, 만: any of them) or empty.
        predicate: Whether it is a predicate (a verb, or a noun with 하다 or 이다).
        negated: Whether it is denied, by itself (불-) or by what stands right by it.
        poles: Its places on the axes of opposites.
        keys: What it is compared by: its forms, poles, and letters as written.
    """

    index: int
    form: str
    base: str
    tag: str
    start: int
    end: int
    place: float
    clause: int
    case: str
    predicate: bool
    negated: bool
    poles: frozenset[Pole]
    keys: frozenset[Key]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A quantity or a moment and where it stands, as in :class:`Word`.

    Attributes:
        index: Its number among the words and values of the text.
        content: The quantity or moment.
        place: Where it stands.
        partitive: Whether it is a whole of which a part is told (120명 중).
        universal: Whether it is said of all (다섯 명 모두).
        negated: Whether it is denied (처음이 아니다).
    """

    index: int
    content: Quantity | Moment
    place: float
    partitive: bool
    universal: bool
    negated: bool

    @property
    def surface(self) -> str:
        """The characters."""
        return self.content.surface


@dataclass(frozen=True, slots=True)
class Statement:
    """A text, read.

    Attributes:
        text: The text.
        morphemes: Its morphemes.
        words: Its content words in order.
        values: Its quantities and moments in order.
        items: Both together, in order.
    """

    text: str
    morphemes: tuple[Morpheme, ...]
    words: tuple[Word, ...]
    values: tuple[Value, ...]
    items: tuple[Word | Value, ...]

    def beside(self, item: Word | Value, step: int) -> Word | Value | None:
        """Return the word or value so many steps behind another one, or before it."""
        index = item.index + step
        return self.items[index] if 0 <= index < len(self.items) else None
