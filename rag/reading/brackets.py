"""Of what is told one by one for values within limits, that whose limits a question's value keeps.

"19세 이상 65세 미만: 3,000원", "65세 이상: 1,000원": asked for what someone of 65 pays, the encoder
finds that these lines answer, and the limits tell which of them does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from rag.korean import kinds_of_unit
from rag.reading.degrees import Limit, limits_in, limits_told
from rag.reading.fitting import fitting, kinds_asked_for
from rag.reading.grid import as_row
from rag.reading.kinds import TOLD_AT_LENGTH, Kind
from rag.reading.measures import Measured, values_of
from rag.reading.naming import holds
from rag.reading.question import Question
from rag.reading.values import AGE, DATE, Span
from rag.retrieval import SearchResult, SentenceCandidate

_DIGITS = "0123456789.,"
_DURATION, _MONTHS = "시간", "개월"
# As spans of time are measured: twelve months of thirty days.
_YEAR = Fraction(360 * 86400)


def asked_bracket(
    asked: Question, best: SentenceCandidate, found: SearchResult
) -> tuple[SentenceCandidate, Span | None] | None:
    """Find the one of neighbouring sentences or rows within whose limits the value asked about is.

    Args:
        asked: The question.
        best: The one that the encoder takes for the answer.
        found: What was found, with the documents.

    Returns:
        It, with the place of its short answer where that is plain; ``None`` where the question
        names no value, or a limit, or no two sentences set limits, or none is kept.
    """
    if asked.kind in TOLD_AT_LENGTH | {Kind.YES_NO} or limits_in(asked.text, asked.morphemes):
        return None
    own, at = found.document_of(best), best.position
    for value in _values(asked):
        around = own[:at][::-1], own[at:]
        before, behind = ([*_limited(run, best, value, found)] for run in around)
        group = [*reversed(before), *behind]
        kept = [told for told in group if all(limit.allows(value) for limit in told[1])]
        if behind and len(group) > 1 and kept:
            candidate = _tightest(kept)
            is_named = candidate is not None and _tells(candidate, [c for c, _ in group], asked)
            return (candidate, _short(candidate, asked)) if candidate and is_named else None
    return None


def _tells(
    candidate: SentenceCandidate, group: Sequence[SentenceCandidate], asked: Question
) -> bool:
    """Whether a line says all that is named and any line of its group says: 주말, 바비큐장."""
    return all(
        holds(candidate.sentence.text, n) or not any(holds(c.sentence.text, n) for c in group)
        for n in asked.named
        if not n.is_asked and not n.is_counted
    )


def _values(asked: Question) -> Iterator[Measured]:
    """The values that a question names, one whose unit is of two kinds as each of them: 킬로."""
    for place, own in values_of(asked.text, asked.morphemes):
        unit = asked.text[place.start : place.end].lstrip(_DIGITS)
        for kind in sorted({own.kind, *kinds_of_unit(unit)} - (kinds_asked_for(asked) or set())):
            if own.kind and not own.kind.startswith(DATE):
                yield Measured(kind, own.first, own.last)


def _limited(
    places: Sequence[int], best: SentenceCandidate, value: Measured, found: SearchResult
) -> Iterator[tuple[SentenceCandidate, list[Limit]]]:
    """The sentences that set limits to values of a kind, up to the first that does not."""
    for candidate in map(found.candidate, places):
        sentence = candidate.sentence
        told = limits_told(sentence.text, sentence.own_morphemes)
        if value.kind == AGE and _MONTHS in sentence.text:
            told = [_in_years(limit) for limit in told]
        limits = [limit for limit in told if value.as_kind(limit.value.kind)]
        if not limits or candidate.heading != best.heading:
            return
        yield candidate, limits


def _in_years(limit: Limit) -> Limit:
    """An age that is told in months: 36개월 미만."""
    own = limit.value
    if own.kind != _DURATION:
        return limit
    return replace(limit, value=Measured(AGE, own.first / _YEAR, own.last / _YEAR))


def _tightest(
    kept: Sequence[tuple[SentenceCandidate, list[Limit]]],
) -> SentenceCandidate | None:
    """The one that is kept; of "10명 이상" and "20명 이상" the narrower."""
    senses = {(len(limits), limits[0].is_upper) for _, limits in kept}
    if len(kept) > 1 and (len(senses) > 1 or len(kept[0][1]) > 1):
        return None
    if len({limits[0].value.first for _, limits in kept}) < len(kept):
        return None  # 평일 and 주말, both from 19세 on
    sign = -1 if kept[0][1][0].is_upper else 1
    return max(kept, key=lambda told: sign * told[1][0].value.first)[0]


def _short(candidate: SentenceCandidate, asked: Question) -> Span | None:
    """What stands in the other cell of a row of two, or fits in a sentence."""
    sentence = candidate.sentence
    row = candidate.block and as_row(candidate.block, sentence.text)
    if row:
        return row.cells[1] if len(row.cells) == 2 else None
    span = fitting(sentence, asked, f"{candidate.title} {candidate.heading}")
    return span and (sentence.start + span[0], sentence.start + span[1])
