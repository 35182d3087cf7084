"""What a claim is checked against, and what in it says the same as a word or value of the claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.grounding.quantities import Quantity, same_amount
from rag.grounding.statement import Statement, Value, Word
from rag.korean import Moment, agrees

Anchor = Word | Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """The cited texts and the question, read.

    Attributes:
        cited: The cited texts.
        question: The question that the claim answers; its words may be repeated.
    """

    cited: tuple[Statement, ...]
    question: Statement

    def words(self) -> Iterator[tuple[Statement, Word]]:
        """Go through all words of the cited texts."""
        return ((statement, word) for statement in self.cited for word in statement.words)

    def items(self) -> Iterator[tuple[Statement, Anchor]]:
        """Go through all words and values of the cited texts."""
        return ((statement, item) for statement in self.cited for item in statement.items)

    def values(self) -> Iterator[tuple[Statement, Value]]:
        """Go through all values of the cited texts."""
        return ((statement, value) for statement in self.cited for value in statement.values)


def same_value(claim: Value, source: Value) -> bool:
    """Tell whether two values are the same amount or agreeing dates."""
    first, second = claim.content, source.content
    if type(first) is not type(second):
        return False
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return same_amount(first, second)
    if isinstance(first, Moment) and isinstance(second, Moment):
        return agrees(first, second)
    return False


@dataclass(frozen=True, slots=True)
class Place:
    """A word or value of a text."""

    statement: Statement
    item: Anchor


def same(item: Anchor, other: Anchor) -> bool:
    """Tell whether two words mean the same, or two values are the same."""
    if isinstance(item, Word):
        return isinstance(other, Word) and not item.keys.isdisjoint(other.keys)
    return isinstance(other, Value) and same_value(item, other)
