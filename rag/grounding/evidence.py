"""What a claim is checked against, and how strongly two places of a text belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.grounding.lexicon import LIGHT
from rag.grounding.quantities import Quantity, same_amount
from rag.grounding.statement import Key, Statement, Value, Word
from rag.korean import Moment, agrees

Anchor = Word | Value

# How much one word of distance weakens the tie between two words of a clause.
_DECAY = 0.93
# Ties of a place to its clause, to words that it shares with an enumeration's item before it, to a
# topic or name set before it, and to the rest of the text.
_CLAUSE, _SHARED, _TOPIC, _NAME, _REST = 0.9, 0.85, 0.7, 0.5, 0.25
# Another source place must fit this much better than the agreeing one to contradict the claim.
_CLEARLY = 1.2
_ADJACENT = 1.5
# What is said of a noun to tell which one is meant: 합의된 인상률은 3%.
_WHICH = 2.0
_SYNONYM = 0.85
# A number or date of the same clause.
_VALUE = 2.0
_DAY = 86400
_CORE_CASES = frozenset({"subject", "topic", "object"})


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

    def values(self) -> Iterator[tuple[Statement, Value]]:
        """Go through all values of the cited texts."""
        return ((statement, value) for statement in self.cited for value in statement.values)


def same_value(claim: Value, source: Value) -> bool:
    """Tell whether two values are the same amount or agreeing dates."""
    first, second = claim.content, source.content
    if type(first) is not type(second):
        return _same_reading(first, second) or _same_reading(second, first)
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return same_amount(first, second)
    if isinstance(first, Moment) and isinstance(second, Moment):
        return agrees(first, second)
    return False


def _same_reading(first: Quantity | Moment, second: Quantity | Moment) -> bool:
    """Compare 13일, which may be a date or a span, with either, and 1999 with 1999년."""
    if not isinstance(first, Moment) or not isinstance(second, Quantity):
        return False
    number = second.values[0]
    if set(first.fields) == {"day"} and second.unit == "초":
        return number == first.fields["day"] * _DAY
    return set(first.fields) == {"year"} and not second.unit and number == first.fields["year"]


@dataclass(frozen=True, slots=True)
class Place:
    """A word or value of a text."""

    statement: Statement
    item: Anchor


def of_other_topic(claim: Statement, agreeing: Place, other: Place) -> bool:
    """Tell whether the claim knows what the rival is said of, but not what the match is said of.

    "하이브리드차 판매량은 4만 대, 경유차는 9천 대": 경유차 판매량 is not 4만 대.

    Args:
        claim: The claim.
        agreeing: A place that agrees with the claim in itself.
        other: A place that does not.
    """
    match, rival = (
        [w for w in own_topic(p.statement, p.item) if w.form not in LIGHT]
        for p in (agreeing, other)
    )
    unknown = [w for w in match if not any(w.keys & mine.keys for mine in claim.words)]
    theirs = [w for w in rival if not any(w.keys & t.keys for t in match)]
    return bool(unknown) and any(w.keys & mine.keys for w in theirs for mine in claim.words)


def fit(
    claim: Statement,
    anchor: Anchor,
    place: Place,
    rivals: Sequence[Anchor] = (),
    *,
    only: type | None = None,
) -> float:
    """Measure how well the surroundings of a claim's word fit those of a place in a source.

    Args:
        claim: The claim.
        anchor: A word or value of the claim.
        place: The word or value of a cited text that ``anchor`` may come from.
        rivals: The other places of that text that it may come from.
        only: :class:`Quantity` or :class:`Moment` when nothing else around it counts.

    Returns:
        In [0, 1]: 1 when all that belongs to the word in the claim belongs to it in the source.
    """
    skip = anchor.keys if isinstance(anchor, Word) else frozenset()
    alike = _alike_around(claim, anchor, place)
    total = found = 0.0
    for item in claim.items:
        if item is anchor or not _counts(item, only, skip, governs(item, anchor, claim)):
            continue
        weight = _weight(item, anchor, claim)
        total += weight
        if item in alike:
            found += weight
            continue
        ties = (
            _tie(other, place.item, place.statement, rivals)
            * _same_side(item, other)
            * _literally(item, other)
            for other in place.statement.items
            if other is not place.item and same(item, other)
        )
        found += weight * max(ties, default=0.0)
    return found / total if total else 0.0


def _counts(item: Anchor, only: type | None, skip: frozenset[Key], governing: bool) -> bool:
    if isinstance(item, Value):
        return only is None or isinstance(item.content, only)
    return only is None and (governing or item.form not in LIGHT) and not item.keys & skip


def own_topic(statement: Statement, place: Anchor) -> tuple[Word, ...]:
    """Return the topic or subject of a place's own clause, with the nouns compounded with it.

    Args:
        statement: The text.
        place: A word or value of it.

    Returns:
        Its words; none when the clause takes its topic from elsewhere.
    """
    phrase: list[Word] = []
    cases = {"topic", "subject"}
    for word in reversed(statement.words):
        if word.place >= place.place or word.clause != place.clause:
            continue
        if word.predicate and not (word.relative and not phrase):
            break  # what stands before belongs to another predicate
        if word.predicate:
            cases = {"topic"}  # a subject may be that of the relative clause
            continue
        if phrase and (word.case not in ("", "of") or phrase[-1].place - word.place > 1):
            break
        if phrase or word.case in cases:
            phrase.append(word)
    return tuple(phrase)


def _same_side(item: Anchor, other: Anchor) -> float:
    """공휴일에서 is not 공휴일이: where something comes from is not what it is."""
    if isinstance(item, Word) and isinstance(other, Word):
        cases = {item.case, other.case}
        if len(cases) == 2 and cases & {"from", "than", "by"} and cases & _CORE_CASES:
            return 0.7
    return 1.0


def _literally(item: Anchor, other: Anchor) -> float:
    """The word itself says more surely what is meant than a synonym does."""
    if isinstance(item, Word) and isinstance(other, Word):
        return 1.0 if {item.form, item.base} & {other.form, other.base} else _SYNONYM
    return 1.0


def same(item: Anchor, other: Anchor) -> bool:
    """Tell whether two words mean the same, or two values are the same."""
    if isinstance(item, Word):
        return isinstance(other, Word) and not item.keys.isdisjoint(other.keys)
    return isinstance(other, Value) and same_value(item, other)


def _alike_around(claim: Statement, anchor: Anchor, place: Place) -> frozenset[Anchor]:
    """Collect the words around a claim's word that stand just so around the place, unbroken."""
    alike: set[Anchor] = set()
    others = place.statement.items
    for step in (-1, 1):
        mine, theirs = anchor.index + step, place.item.index + step
        while 0 <= mine < len(claim.items) and 0 <= theirs < len(others):
            item, other = claim.items[mine], others[theirs]
            if not same(item, other) or _same_side(item, other) < 1:
                break
            if other.cell != place.item.cell and item.cell == anchor.cell:
                break  # 2030년에, 발사를 2032년에: 2030년 발사 is none of them
            alike.add(item)
            mine, theirs = mine + step, theirs + step
    return frozenset(alike)


def contradicted(agreeing: list[float], others: list[float]) -> bool:
    """Tell whether a disagreeing place fits clearly better than every agreeing one.

    Args:
        agreeing: Fit of the places that agree with the claim.
        others: Fit of the places that do not.
    """
    if not agreeing:
        return bool(others)
    return max(others, default=0.0) > _CLEARLY * max(agreeing) + 0.02


def _weight(item: Anchor, anchor: Anchor, claim: Statement) -> float:
    """Weigh a claim's word by what it says of the anchor; names tell two things apart best."""
    distance = abs(item.place - anchor.place)
    factor = 1.0
    if isinstance(item, Word):
        if item.form in LIGHT:
            factor = 0.5
        elif item.relative and item.place < anchor.place:
            factor = _WHICH
        elif item.tag in ("NNP", "SL") or governs(item, anchor, claim) or _topic_of(item, claim):
            factor = 2.0
    elif item.clause == anchor.clause:
        factor = _VALUE
    if distance <= 1:
        # What rises or falls stands right before it.
        affected = isinstance(anchor, Word) and item.place < anchor.place
        factor = max(factor, 2.5 if affected else 1.5)
    return factor * float(_DECAY**distance)


def _tie(item: Anchor, place: Anchor, source: Statement, rivals: Sequence[Anchor]) -> float:
    """Measure how closely a word of a source belongs to a place in it."""
    distance = abs(item.place - place.place)
    decay = float(_DECAY**distance)
    low, high = sorted((item.place, place.place))
    between = any(low < rival.place < high for rival in rivals)
    if isinstance(item, Word) and governs(item, place, source):
        return 0.6 if between else 1.0
    ties = [_REST * decay]
    if place.cell in source.elliptic and item.cell == place.cell - 1 and isinstance(item, Word):
        ties.append(_SHARED)
    if item.cell == place.cell:
        tie = _CLAUSE * decay
        if between or _other_object(item, place, source):
            tie *= 0.5
        behind = item.place > place.place and distance > _ADJACENT
        if behind and isinstance(place, Value) and not _head_of(item, place, source):
            tie *= 0.4
        ties.append(tie)
    if isinstance(item, Word) and item.place < place.place:
        topic = _topic_of(item, source)
        if topic is not None and topic.place < place.place and not _cut_off(topic, place, source):
            ties.append(_TOPIC)
        if item.tag == "NNP" and not _other_name(item, place, source):
            ties.append(_NAME)
    return max(ties)


def governs(word: Anchor, anchor: Anchor, statement: Statement) -> bool:
    """Tell whether a predicate says something of a place before it."""
    if isinstance(word, Value) or not word.predicate or word.place < anchor.place:
        return False
    if isinstance(anchor, Value) and anchor.partitive:
        return False
    if word.relative and word.place - anchor.place <= _ADJACENT:
        return True
    if word.relative or word.clause != anchor.clause:
        return False
    return not any(
        w.predicate and not w.relative and anchor.place < w.place < word.place
        for w in statement.words
    )


def _other_object(item: Anchor, place: Anchor, source: Statement) -> bool:
    """Tell whether a predicate has an object of its own between a word and itself."""
    if isinstance(place, Value) or isinstance(item, Value) or item.case in ("topic", "subject"):
        return False
    return any(w.case == "object" and item.place + 2 < w.place < place.place for w in source.words)


def _head_of(item: Anchor, place: Anchor, source: Statement) -> bool:
    """Tell whether a word is what a relative clause is about: 289표에 그친 하 교수."""
    return any(
        w.relative and governs(w, place, source) and 0 < item.place - w.place <= _ADJACENT
        for w in source.words
    )


def _topic_of(word: Word, statement: Statement) -> Word | None:
    """Return the topic or subject that a word is, or that it is compounded with."""
    if word.case:
        return word if word.case in ("topic", "subject") else None
    for other in statement.words:
        if word.place < other.place <= word.place + 1 and other.case in ("topic", "subject"):
            return other
    return None


def _cut_off(word: Word, place: Anchor, statement: Statement) -> bool:
    """Tell whether another topic or subject stands between a topic and a place."""
    cases = ("topic",) if word.case == "topic" else ("topic", "subject")
    return any(w.case in cases and word.place < w.place < place.place for w in statement.words)


def _other_name(word: Word, place: Anchor, statement: Statement) -> bool:
    return any(w.tag == "NNP" and word.place < w.place < place.place for w in statement.words)
