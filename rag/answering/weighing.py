"""What the documents say of the values that a statement claims, compared by code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.amounts import same_value
from rag.answering.cells import told_by_row
from rag.answering.clauses import agreement, best_first, context, goes_on_from, holds
from rag.answering.days import days_in, is_of_days, told_by_days
from rag.answering.statements import Statement, holds_whole
from rag.korean import (
    CONTRASTING,
    Analyzer,
    Morpheme,
    find_moments,
    is_denial,
    kind_of_unit,
    measure_of,
)
from rag.reading import (
    TIME,
    Band,
    Evidence,
    Finder,
    Value,
    analyse_question,
    find_values,
    fitting,
    limits_told,
    measured,
)
from rag.sources import BlockKind

# "5월 말까지"
_PART_OF_MONTH = re.compile(r"\s(?:초|중순|말)까지")
# Values are compared for sure in a sentence that answers with this probability.
_COMPARED = 0.4


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the documents say of a statement.

    Attributes:
        holds: Whether they bear it out; ``False`` only where they say something in its place, and
            ``None`` where they say neither.
        evidence: The sentences that say so.
        wrong: What is wrong in it, as asked; "" where all of it is.
        right: What the documents say in its place, as written there.
        confidence: How likely the sentences say so, in [0, 1].
        is_sure: Whether to say so, or only that it may be.
        is_told: Whether the sentences likely say one of both where it is not known which.
    """

    holds: bool | None
    evidence: tuple[Evidence, ...] = ()
    wrong: str = ""
    right: str = ""
    confidence: float = 0.0
    is_sure: bool = False
    is_told: bool = False


class Weigher:
    """Compares the values of statements with those of sentences; may be used by several threads."""

    def __init__(self, finder: Finder, analyzer: Analyzer) -> None:
        """Begin.

        Args:
            finder: Asks for what is claimed.
            analyzer: Finds the morphemes.
        """
        self._finder = finder
        self._analyzer = analyzer

    def by_row(self, said: Statement, evidence: Sequence[Evidence]) -> Confirmation | None:
        """Read the row of a table that the statement names."""
        for item in best_first(evidence):
            document = self._finder.documents[item.candidate.passage.document_id]
            if told := told_by_row(said, item, document, self._analyzer):
                score = max(item.score, _COMPARED)
                return Confirmation(told.holds, (item,), told.wrong, told.right, score, True)
        return None

    def by_days(self, said: Statement, evidence: Sequence[Evidence]) -> Confirmation | None:
        """Read what is so on days of the week, whole weeks and weekends among them."""
        # At what time something is so is not told by its days.
        is_timed = any(value.kind == TIME for value in said.claimed)
        for item in best_first(evidence) if days_in(said.text) and not is_timed else ():
            around = context((*goes_on_from(item, evidence), item))
            told = told_by_days(said, item, around)
            if told is not None:
                return Confirmation(told, (item,), "", "", item.score, item.score >= _COMPARED)
        return None

    def by_value(self, said: Statement, evidence: Sequence[Evidence]) -> Confirmation | None:
        """Ask for each value that is claimed, and compare what is told."""
        verdicts = [self._weigh(said, value, evidence) for value in said.claimed]
        wrong = next((v for v in verdicts if v is not None and v.holds is False), None)
        return wrong if wrong is not None or None in verdicts else (verdicts or [None])[-1]

    def _weigh(
        self, said: Statement, value: Value, evidence: Sequence[Evidence]
    ) -> Confirmation | None:
        question = said.asking_for(value)
        reading = self._finder.find(question)[1]
        best = max(reading.evidence, key=lambda item: item.score, default=None)
        sure = best if reading.band is Band.SURE else None
        own = said.text[value.start : value.end]
        for item in (*([best] if best else []), *best_first(evidence)):
            sentence, before = item.candidate.sentence, goes_on_from(item, evidence)
            around = context((*before, item))
            known = around + sentence.text
            missing = [n for n in said.names if not self.is_near(n, known, item)]
            missing = [n for n in missing if kind_of_unit(n) != value.kind]
            is_given = all(holds_whole(known, given) for given in said.given)
            if missing or not is_given or is_row(item):
                continue
            # Of another day nothing follows where something else is said of it.
            if _is_on_a_day(said) and not agreement(said, sentence.own_morphemes):
                continue
            span = self._place_told(said, question, value, item, around)
            if span is None and item is sure and item.highlight is not None:
                span = item.highlight[0] - sentence.start, item.highlight[1] - sentence.start
            if span is None or _is_denied_behind(sentence.own_morphemes, span[1]):
                continue
            if value.kind == TIME and not is_of_days(days_in(said.text), sentence.text, span[0]):
                continue
            told = sentence.text[slice(*span)]
            dates = item.candidate.dates
            meant = [d.meant for d in dates if d.start < span[1] and span[0] < d.end]
            same = same_value(own, told, meant)
            if same is False:
                same = _told_beside(said, own, value, span, item)
            if same is False and _is_within(own, value, item, span):
                continue
            if same is not None:
                confidence = max(item.score, reading.confidence if item is best else 0.0)
                wrong, right = ("", "") if same else (own, told)
                alone = f"{context([item])}{sentence.text}"
                if all(self.is_near(n, alone, item) for n in said.names):
                    before = ()
                # Of values code knows more than the encoder.
                is_sure = confidence >= _COMPARED
                return Confirmation(same, (*before, item), wrong, right, confidence, is_sure)
        return None

    def _place_told(
        self, said: Statement, question: str, value: Value, item: Evidence, around: str
    ) -> tuple[int, int] | None:
        """Where a sentence tells the value asked for, by the words around it."""
        sentence = item.candidate.sentence
        if "요일" in question:
            days = [m for m in find_moments(sentence.text) if "weekday" in m.fields]
            return (days[0].start, days[0].end) if len(days) == 1 else None
        asked = analyse_question(question, self._analyzer.morphemes(question))
        span = fitting(sentence, asked, " ".join((around, *said.names)))
        return span or _told_after_all(item, value)

    def is_near(self, name: str, text: str, item: Evidence) -> bool:
        """Tell whether a text holds a name, or its last noun where the document tells the rest."""
        own = self._analyzer.morphemes(name)
        last = own[-1].form if len(own) > 1 and len(own[-1].form) > 1 else name
        return holds(text, name) or (holds(text, last) and holds(self._document(item), name))

    def in_document(self, name: str, item: Evidence) -> bool:
        """Tell whether all of a name stands somewhere in the document of a sentence."""
        text = self._document(item)
        return all(holds(text, m.form) for m in self._analyzer.morphemes(name))

    def _document(self, item: Evidence) -> str:
        return self._finder.documents[item.candidate.passage.document_id].text


def is_row(item: Evidence) -> bool:
    """Tell whether a sentence is a row of a table."""
    return item.candidate.kind is BlockKind.TABLE_ROW


def _is_within(own: str, value: Value, item: Evidence, span: tuple[int, int]) -> bool:
    """Whether a value lies within the limit that is told: 4월 in "5월까지 문을 닫는다"."""
    sentence = item.candidate.sentence
    claimed, told = (measured(t, value.kind) for t in (own, sentence.text[slice(*span)]))
    limits = limits_told(_PART_OF_MONTH.sub("까지", sentence.text), sentence.own_morphemes)
    return claimed is not None and any(
        limit.allows(claimed) for limit in limits if limit.value == told
    )


def _is_on_a_day(said: Statement) -> bool:
    """Whether it is said what is so on a day of the week, and not which day something is on."""
    predicate = said.predicate
    return bool(days_in(said.text)) and predicate is not None and not days_in(predicate.word)


def _is_denied_behind(tokens: Sequence[Morpheme], end: int) -> bool:
    return any(is_denial(m) for m in tokens if m.start >= end)


def _told_after_all(item: Evidence, value: Value) -> tuple[int, int] | None:
    """The one value of a kind told last: "20만 원을 원했지만 15만 원으로 정했다"."""
    sentence = item.candidate.sentence
    tokens = sentence.own_morphemes
    yet = max((m.end for m in tokens if m.tag == "EC" and m.form in CONTRASTING), default=0)
    values = [v for v in find_values(sentence.text, tokens) if v.kind == value.kind]
    last = [v for v in values if v.start >= yet > 0]
    return (last[0].start, last[0].end) if len(last) == 1 < len(values) else None


def _told_beside(
    said: Statement, own: str, value: Value, span: tuple[int, int], item: Evidence
) -> bool | None:
    """Whether what is claimed is told in the same sentence, of that of which it is claimed.

    Returns:
        ``False`` where it is told of something else or nowhere; ``None`` where that is not clear.
    """
    sentence = item.candidate.sentence
    begin, held = 0, dict[bool, int]()
    # A word for the kind of value, 상금, tells not of which thing it is.
    names = [name for name in said.names if measure_of(name) != value.kind]
    for v in find_values(sentence.text, sentence.own_morphemes):
        if v.kind != value.kind:
            continue
        is_told, is_own = v.start == span[0], same_value(own, sentence.text[v.start : v.end])
        if is_told or (is_own and v.start > span[0]):
            before = sentence.text[begin : v.start]
            held[not is_told] = sum(holds(before, name) for name in names)
        begin = v.end
    if True not in held or held.get(False, 0) > held[True]:
        return False
    return True if held[True] > held.get(False, 0) else None
