"""From scored sentences to the evidence that is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.korean import superlatives_in
from rag.reading.brackets import asked_bracket
from rag.reading.calibration import Calibration
from rag.reading.changing import asks_for_both
from rag.reading.choosing import MOST_SENTENCES, as_good, as_good_at_home
from rag.reading.degrees import demand_of
from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.fitting import lacks_amount
from rag.reading.kinds import Kind
from rag.reading.labels import field_of
from rag.reading.listed import step_after
from rag.reading.members import with_members
from rag.reading.of_many import with_many
from rag.reading.provisions import changed_elsewhere, with_provision
from rag.reading.scoring import Scored
from rag.reading.short_answers import mark
from rag.reading.structure import APART, has_subject, nearest, on_topic, with_lists
from rag.reading.tables import lacks_kind
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind, speaker_in

_ONESELF = frozenset({"나", "저", "내", "제"})
_QUOTE_MARKS = frozenset({"SSO", "SSC", "SS"})
_SENT_BY = re.compile(r"[>\s]*(?:from|보낸\s?(?:사람|이)|발신[인자]?)\s?[:：]", re.I)


def gather(scored: Scored, found: SearchResult, calibration: Calibration) -> Reading:
    """Take the best sentences with what belongs to them, and tell how sure the reader is.

    Args:
        scored: The sentences.
        found: What was found, with the documents.
        calibration: What was measured of the encoder.
    """
    near = as_good_at_home(scored.sentences, scored.scores, *calibration.margins)
    chosen = _chosen(scored, near[:MOST_SENTENCES])
    band = _band(scored, chosen[0], calibration)
    shares = np.exp(scored.scores - scored.scores.max())
    cell, best = scored.cell, chosen[0]
    marked = None if band is Band.NONE else _marked(scored, best, calibration)
    evidence = [
        Evidence(
            scored.sentences[number].candidate,
            float(shares[number] * scored.confidence),
            marked if number == best else None,
        )
        for number in chosen
    ]
    if scored.asked.kind is Kind.WHO:
        evidence += _speaker(scored, best, evidence, found)
    is_cell = cell is not None and cell.span is not None and best == cell.number
    if not is_cell:
        likely = {scored.sentences[n].candidate.position for n in near}
        evidence = with_lists(evidence, scored.asked, found, likely)
    evidence = with_provision(evidence, scored.asked, found)
    evidence.sort(key=lambda e: e.candidate.position)
    older = scored.holding.older if best == scored.holding.number else None
    if older is not None and asks_for_both(scored.asked):
        plain = (replace(item, highlight=None) for item in evidence)
        evidence, older = [Evidence(older, 0.0), *plain], None
    odds = _odds(scored)
    reading = Reading(
        evidence=tuple(evidence),
        confidence=scored.confidence,
        band=band,
        passages=tuple(odds),
        passage_scores=tuple(float(1 / (1 + np.exp(-each))) for each in odds.values()),
        is_whole=cell is not None and best == cell.number and cell.is_whole,
        older=older,
    )
    if cell is not None and cell.is_sure:
        return reading
    first = scored.sentences[best].candidate
    other = changed_elsewhere(scored.asked, first, found)
    other = other or step_after(scored.asked, first, found)
    if other is not None:
        # Both are shown: it may hold for a time, or for some, only.
        both = sorted(
            (Evidence(first, 0.0), Evidence(other, scored.confidence)),
            key=lambda item: item.candidate.position,
        )
        return replace(reading, evidence=tuple(both), is_whole=False, older=None)
    limited = asked_bracket(scored.asked, first, found)
    if limited is not None:
        span = limited[1] if band is Band.SURE else None
        own = (Evidence(limited[0], scored.confidence, span),)
        return replace(reading, evidence=own, is_whole=False, older=None)
    return _of_several(reading, scored, found, calibration)


def _chosen(scored: Scored, close: Sequence[int]) -> list[int]:
    """Numbers of the sentences that are shown, best first, of those that come close."""
    if close[0] == scored.holding.number:
        return [close[0]]
    chosen = nearest(scored.sentences, close, scored.asked, scored.gained)
    chosen = on_topic(scored.sentences, chosen, scored.asked)
    return chosen[:1] if scored.cell and chosen[0] == scored.cell.number else chosen


def _band(scored: Scored, best: int, calibration: Calibration) -> Band:
    band, first = calibration.band(scored.confidence), scored.sentences[best].candidate
    # A sentence without an amount is none that may tell one.
    if band is Band.POSSIBLE and first.block is None and lacks_amount(first.sentence, scored.asked):
        return Band.NONE
    row = first.block if first.kind is BlockKind.TABLE_ROW else None
    text, start = first.sentence.text, first.sentence.start
    if band is Band.SURE and row is not None and lacks_kind(row, text, start, scored.asked):
        return Band.POSSIBLE
    return band


def _marked(scored: Scored, number: int, calibration: Calibration) -> tuple[int, int] | None:
    """The cell that is asked for, else what :func:`mark` finds."""
    if scored.cell is not None and scored.cell.is_sure:
        return scored.cell.span
    return mark(scored.asked, scored.sentences[number], scored.confidence, calibration.mark)


def _speaker(
    scored: Scored, best: int, evidence: Sequence[Evidence], found: SearchResult
) -> list[Evidence]:
    """What names who does or says it, where the best sentence leaves that out."""
    leading = scored.sentences[best].candidate
    own = leading.sentence.morphemes
    speaks_of_oneself = any(m.tag == "NP" and m.form in _ONESELF for m in own)
    if speaks_of_oneself and not any(m.tag in _QUOTE_MARKS for m in own):
        before = _sender(leading, found)
    elif leading.kind in APART or has_subject(leading.sentence):
        return []
    else:
        before = found.before(leading)
    known = {item.candidate.position for item in evidence}
    return [] if before is None or before.position in known else [Evidence(before, 0.0)]


def _sender(leading: SentenceCandidate, found: SearchResult) -> SentenceCandidate | None:
    """What names who says a sentence: the line of a talk that begins it, or a mail's "From"."""
    above = [found.candidate(n) for n in found.document_of(leading)[: leading.position]]
    for each in (leading, *reversed(above)):
        text = each.sentence.text
        if each.heading != leading.heading:
            return None
        if each.kind is BlockKind.SPEECH:
            is_said = speaker_in(text, is_spoken=True) is not None
        else:
            is_own = each.block is not None and each.block == leading.block
            is_said = is_own and field_of(text, each.kind) is not None
        if is_said or _SENT_BY.match(text):
            return None if each is leading else each
    return None


def _odds(scored: Scored) -> dict[str, float]:
    """The best of the encoder's log odds in each passage, those of the best sentences first."""
    odds: dict[str, float] = {}
    for number in np.argsort(-scored.scores, kind="stable").tolist():
        sentence = scored.sentences[number]
        passage = sentence.candidate.passage.id
        odds[passage] = max(sentence.encoder, odds.get(passage, -np.inf))
    return odds


def _leaves_degree_open(scored: Scored, reading: Reading) -> bool:
    """Whether it is asked what is most of all by what no value tells, and a row answers: 맛있."""
    rows = [e.candidate for e in reading.evidence if e.candidate.kind is BlockKind.TABLE_ROW]
    asks = bool(rows and superlatives_in(scored.asked.text))
    return asks and not any(superlatives_in(row.sentence.text) for row in rows)


def _of_several(
    reading: Reading, scored: Scored, found: SearchResult, calibration: Calibration
) -> Reading:
    """What is asked of many things, or may be asked of each of a few."""
    demand = demand_of(scored.asked)
    if demand is not None:
        many = with_many(reading, demand, scored.sentences, found, calibration)
        if demand.is_measured or many != reading:
            return many
    elif reading.answerable and _leaves_degree_open(scored, reading):
        return replace(reading, band=Band.POSSIBLE)
    read = [s.candidate for s in scored.sentences]
    near = as_good(scored.sentences, scored.scores, *calibration.margins)
    return with_members(reading, scored.asked, [read[n] for n in near], read, found)
