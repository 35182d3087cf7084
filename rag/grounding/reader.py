"""A text to a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.grounding.endings import CASES, Tail, read_tail
from rag.grounding.government import State, read_states
from rag.grounding.lexicon import (
    CHANGES,
    FUTURE,
    NEGATORS,
    POLES,
    SUFFIXES,
    SUPERLATIVES,
    Certainty,
    Pole,
)
from rag.grounding.particles import split_particles
from rag.grounding.parts import VERB_TAGS, Part, split_parts
from rag.grounding.quantities import Quantity
from rag.grounding.quantity_finder import find_quantities
from rag.grounding.statement import Statement, Value, Word
from rag.korean import Moment, Morpheme, default_analyzer, find_moments

# Distances in words that breaks count for.
_SENTENCE_BREAK, _CLAUSE_BREAK, _COMMA_BREAK = 6.0, 1.5, 1.0
# A verb of change no farther than this after a number says by how much.
_CHANGE_CHARACTERS = 7
_SENTENCE_END = re.compile(r"[.!?。]\s")
_COMMA = re.compile(r"[,;·/:]|[”\"’']\s")
_WORD_START = re.compile(r"[\s'\"‘’“”(\[「『《〈,·]")
_PARTITIVE = re.compile(r"\s?(?:중|가운데)(?:에서|에)?(?![가-힣])")
_PART_OF_BEFORE = re.compile(r"(?:이|그)\s?(?:중|가운데)(?:에서|에)?\s*$")
_UNIVERSAL = re.compile(r"(?:이|은)?\s?(?:모두|전원|전부|다)(?=\s|가\s|이\s)")
_DENIED = re.compile(r"(?:[이가은는]|[이가]라고는)?\s?(?:아니|아닌|아닙|아녔)|이?지\s?않")
_PARTICLE = re.compile(r"([을를이가은는])(?=\s)")
_COMING = re.compile(r"(?:^|\s)오는\s?$")


@lru_cache(maxsize=1024)
def read(text: str) -> Statement:
    """Analyse a text.

    Args:
        text: Normalised text, see :func:`rag.korean.normalize`.

    Returns:
        The statement; equal texts give the same one.
    """
    morphemes = split_particles(text, default_analyzer().morphemes(text))
    moments = find_moments(text)
    quantities = find_quantities(text, morphemes, [(m.start, m.end) for m in moments])
    contents: list[Moment | Quantity] = [*moments, *quantities]
    contents.sort(key=lambda content: content.start)
    return _Reader(text, morphemes, contents).statement()


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a word or value stands, see :class:`rag.grounding.statement.Word`."""

    index: int
    place: float
    clause: int
    cell: int


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
        self.parts, self.tails = self._parts()
        self.states = read_states(morphemes, self.parts, self.tails)

    def statement(self) -> Statement:
        """Number and place all words and values."""
        future = self._future_clauses()
        items: list[Word | Value] = []
        place, clause, cell, last = 0.0, 0, 0, 0
        for number, (start, source) in enumerate(self._in_order()):
            place += 1 + self._break(last, start)
            if items and isinstance(items[-1], Value) and "," in self.text[last:start]:
                cell += 1
            where = _Where(number, place, clause, cell)
            if isinstance(source, int):
                word = self._word(source, where, in_future=clause in future)
                items.append(word)
                last = word.end
                if self.tails[source].closes:
                    clause += 1
                    cell += 1
                    place += _CLAUSE_BREAK
            else:
                items.append(self._value(source, where))
                last = source.end
        return Statement(
            text=self.text,
            morphemes=self.morphemes,
            words=tuple(item for item in items if isinstance(item, Word)),
            values=tuple(item for item in items if isinstance(item, Value)),
            items=tuple(items),
            elliptic=_elliptic(items, self.text),
        )

    def _parts(self) -> tuple[list[Part], list[Tail]]:
        """List content words, without those that are only part of a predicate (수, 있다)."""
        parts: list[Part] = []
        tails: list[Tail] = []
        for part in split_parts(self.text, self.morphemes, self.contents):
            if not tails or part.first >= tails[-1].stop:
                parts.append(part)
                tails.append(read_tail(self.morphemes, part))
        return parts, tails

    def _in_order(self) -> list[tuple[int, int | Quantity | Moment]]:
        """List what the text holds with its start: numbers of words, and values."""
        words: list[tuple[int, int | Quantity | Moment]] = [
            (self.morphemes[part.first].start, index) for index, part in enumerate(self.parts)
        ]
        values: list[tuple[int, int | Quantity | Moment]] = [(c.start, c) for c in self.contents]
        return sorted(words + values, key=lambda entry: entry[0])

    def _break(self, start: int, end: int) -> float:
        between = self.text[start:end]
        if _SENTENCE_END.search(between):
            return _SENTENCE_BREAK
        return _COMMA_BREAK if _COMMA.search(between) else 0.0

    def _future_clauses(self) -> frozenset[int]:
        """Number the clauses that speak of a time to come."""
        found: set[int] = set()
        clause = 0
        for start, source in self._in_order():
            if isinstance(source, int):
                if self.parts[source].form in FUTURE:
                    found.add(clause)
                clause += self.tails[source].closes
            elif isinstance(source, Moment) and (
                any(f.endswith("_rel") and value > 0 for f, value in source.fields.items())
                or _COMING.search(self.text[:start])
            ):
                found.add(clause)
        return frozenset(found)

    def _word(self, number: int, where: _Where, *, in_future: bool) -> Word:
        part, tail = self.parts[number], self.tails[number]
        negated, certainty = self._state(number, in_future=in_future)
        start, end = self.morphemes[part.first].start, self.morphemes[part.last].end
        poles = self._poles(part)
        return Word(
            index=where.index,
            form=part.form,
            base=part.base,
            tag=part.tag,
            start=start,
            end=end,
            place=where.place,
            clause=where.clause,
            cell=where.cell,
            case=tail.case or self._case_of_count(end),
            predicate=part.predicate,
            relative=tail.relative,
            quoted=tail.quoted,
            conditional=tail.conditional or self._in_case(tail),
            denies=tail.negated ^ part.prefixed ^ bool({part.form, part.base} & NEGATORS),
            negated=negated,
            certainty=certainty,
            poles=poles,
            keys=frozenset({*_names(part), *self._written(part, end)}) | poles,
        )

    def _written(self, part: Part, end: int) -> list[str]:
        """List a noun's letters from the last space on, for names that are split wrongly."""
        letters = _WORD_START.split(self.text[:end])[-1]
        return [letters] if letters and part.tag not in VERB_TAGS else []

    def _state(self, number: int, *, in_future: bool) -> State:
        negated, certainty = self.states[number]
        if certainty is Certainty.STATED and self._goes_on(number):
            return negated, Certainty.DONE
        if in_future and self.parts[number].predicate and certainty is Certainty.STATED:
            return negated, Certainty.PLANNED
        return negated, certainty

    def _goes_on(self, number: int) -> bool:
        """Tell whether something is going on now: 받고 있다."""
        part, tail = self.parts[number], self.tails[number]
        forms = [(m.form, m.tag) for m in self.morphemes[part.last + 1 : tail.stop]]
        return ("고", "EC") in forms and ("있", "VX") in forms

    def _value(self, content: Quantity | Moment, where: _Where) -> Value:
        return Value(
            index=where.index,
            content=content,
            place=where.place,
            clause=where.clause,
            cell=where.cell,
            case=self._case_after(content),
            partitive=_PARTITIVE.match(self.text, content.end) is not None,
            universal=_UNIVERSAL.match(self.text, content.end) is not None,
            negated=_DENIED.match(self.text, content.end) is not None,
            change=isinstance(content, Quantity) and self._changes(content),
        )

    def _changes(self, content: Quantity) -> bool:
        """Tell whether a verb of rising or falling follows without a particle."""
        if content.role or self.text.startswith(("에", "을 올", "를 올"), content.end):
            return False  # 매출 300억 원을 올리다: what is reached
        for part in self.parts:
            start = self.morphemes[part.first].start
            if start >= content.end and part.tag != "MAG":
                near = start - content.end <= _CHANGE_CHARACTERS
                return near and not _first_poles([part.form, part.base]).isdisjoint(CHANGES)
        return False

    def _case_of_count(self, end: int) -> str:
        """서버 40대를: the particle after the count is that of the noun before it."""
        for content in self.contents:
            if isinstance(content, Quantity) and end <= content.start <= end + 1:
                return self._case_after(content)
        return ""

    def _case_after(self, content: Quantity | Moment) -> str:
        particle = _PARTICLE.match(self.text, content.end)
        return CASES[particle[1]] if particle else ""

    def _in_case(self, tail: Tail) -> bool:
        """확인될 경우: a condition."""
        following = self.morphemes[tail.stop : tail.stop + 1]
        return tail.relative and any(m.form == "경우" for m in following)

    def _poles(self, part: Part) -> frozenset[Pole]:
        """Place a word on the axes of opposites: 가장 크다 is 최대, 낮아지다 is no 낮다."""
        before = self.morphemes[part.first - 1].form if part.first else ""
        if before in ("가장", "제일") and part.form in SUPERLATIVES:
            return POLES[SUPERLATIVES[part.form]]
        after = self.morphemes[part.last + 1 : part.last + 3]
        becoming: list[str] = []
        if part.tag == "VA" and [m.tag for m in after] == ["EC", "VX"] and after[1].form == "지":
            becoming = [f"{part.form[:-1]}{vowel}지다" for vowel in "아어"]
        return _first_poles([*becoming, *_names(part)])


def _elliptic(items: Sequence[Word | Value], text: str) -> frozenset[int]:
    """Number the cells of values only that go on an enumeration, and those of 이 중 3곳."""
    clause_of = {item.cell: item.clause for item in items}
    valued = {item.cell for item in items if isinstance(item, Value)}
    named = {i.cell for i in items if isinstance(i, Word) and not i.predicate}
    going_on = {cell for cell in valued - named if clause_of.get(cell - 1) == clause_of[cell]}
    parts = {
        item.cell
        for item in items
        if isinstance(item, Value) and _PART_OF_BEFORE.search(text[: item.content.start])
    }
    return frozenset(going_on | parts)


def _names(part: Part) -> list[str]:
    """List the forms by which a word is known: 합격자 also counts as 합격."""
    names = list(dict.fromkeys((part.form, part.base)))
    return names + [n[:-1] for n in names if len(n) > 2 and n[-1] in SUFFIXES]


def _first_poles(names: Sequence[str]) -> frozenset[Pole]:
    return next((POLES[name] for name in names if name in POLES), frozenset())
