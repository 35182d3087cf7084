"""A text to a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.grounding.endings import Tail, read_tail
from rag.grounding.lexicon import POLES, SUFFIXES, Pole
from rag.grounding.parts import VERB_TAGS, Part, split_parts
from rag.grounding.quantities import Quantity
from rag.grounding.quantity_finder import find_quantities
from rag.grounding.statement import Statement, Value, Word
from rag.korean import Moment, Morpheme, default_analyzer, find_moments

# Distances in words that breaks count for.
_SENTENCE_BREAK, _CLAUSE_BREAK, _COMMA_BREAK = 6.0, 1.5, 1.0
_SENTENCE_END = re.compile(r"[.!?。]\s")
_COMMA = re.compile(r"[,;·/:]|[”\"’']\s")
_WORD_START = re.compile(r"[\s'\"‘’“”(\[「『《〈,·]")
_PARTITIVE = re.compile(r"\s?(?:중|가운데)(?:에서|에)?(?![가-힣])")
_UNIVERSAL = re.compile(r"(?:이|은)?\s?(?:모두|전원|전부|다)(?=\s|가\s|이\s)")
_DENIED = re.compile(r"(?:[이가은는]|[이가]라고는)?\s?(?:아니|아닌|아닙|아녔)|이?지\s?않")


@lru_cache(maxsize=1024)
def read(text: str) -> Statement:
    """Analyse a text.

    Args:
        text: Normalised text, see :func:`rag.korean.normalize`.

    Returns:
        The statement; equal texts give the same one.
    """
    morphemes = default_analyzer().morphemes(text)
    moments = find_moments(text)
    quantities = find_quantities(text, morphemes, [(m.start, m.end) for m in moments])
    contents: list[Moment | Quantity] = [*moments, *quantities]
    contents.sort(key=lambda content: content.start)
    return _Reader(text, morphemes, contents).statement()


class _Reader:
    """Puts together what is read of one text."""

    def __init__(
        self,
        text: str,
        morphemes: tuple[Morpheme, ...],
        contents: Sequence[Quantity | Moment],
    ) -> None:
        self.text = text
        self.morphemes = morphemes
        self.contents = contents

    def statement(self) -> Statement:
        """Number and place all words and values."""
        items: list[Word | Value] = []
        place, clause, last = 0.0, 0, 0
        for start, source in self._in_order():
            place += 1 + self._break(last, start)
            if isinstance(source, tuple):
                part, tail = source
                last = self.morphemes[part.last].end
                items.append(self._word(part, tail, (start, last), (len(items), place, clause)))
                if tail.closes:
                    clause += 1
                    place += _CLAUSE_BREAK
            else:
                items.append(self._value(source, len(items), place))
                last = source.end
        return Statement(
            text=self.text,
            morphemes=self.morphemes,
            words=tuple(item for item in items if isinstance(item, Word)),
            values=tuple(item for item in items if isinstance(item, Value)),
            items=tuple(items),
        )

    def _in_order(self) -> list[tuple[int, tuple[Part, Tail] | Quantity | Moment]]:
        """List words and values with their starts, but for parts of a predicate (수, 있다)."""
        found: list[tuple[int, tuple[Part, Tail] | Quantity | Moment]] = [
            (content.start, content) for content in self.contents
        ]
        stop = 0
        for part in split_parts(self.text, self.morphemes, self.contents):
            if part.first >= stop:
                tail = read_tail(self.morphemes, part)
                found.append((self.morphemes[part.first].start, (part, tail)))
                stop = tail.stop
        return sorted(found, key=lambda entry: entry[0])

    def _break(self, start: int, end: int) -> float:
        between = self.text[start:end]
        if _SENTENCE_END.search(between):
            return _SENTENCE_BREAK
        return _COMMA_BREAK if _COMMA.search(between) else 0.0

    def _word(
        self, part: Part, tail: Tail, span: tuple[int, int], where: tuple[int, float, int]
    ) -> Word:
        index, place, clause = where
        names = _names(part)
        poles: frozenset[Pole] = next((POLES[n] for n in names if n in POLES), frozenset())
        return Word(
            index=index,
            form=part.form,
            base=part.base,
            tag=part.tag,
            start=span[0],
            end=span[1],
            place=place,
            clause=clause,
            case=tail.case,
            predicate=part.predicate,
            negated=tail.negated ^ part.prefixed,
            poles=poles,
            keys=frozenset({*names, *self._written(part, span[1])}) | poles,
        )

    def _written(self, part: Part, end: int) -> list[str]:
        """List a noun's letters from the last space on, for names that are split wrongly."""
        letters = _WORD_START.split(self.text[:end])[-1]
        return [letters] if letters and part.tag not in VERB_TAGS else []

    def _value(self, content: Quantity | Moment, index: int, place: float) -> Value:
        return Value(
            index=index,
            content=content,
            place=place,
            partitive=_PARTITIVE.match(self.text, content.end) is not None,
            universal=_UNIVERSAL.match(self.text, content.end) is not None,
            negated=_DENIED.match(self.text, content.end) is not None,
        )


def _names(part: Part) -> list[str]:
    """List the forms by which a word is known: 합격자 also counts as 합격."""
    names = list(dict.fromkeys((part.form, part.base)))
    return names + [n[:-1] for n in names if len(n) > 2 and n[-1] in SUFFIXES]
