"""What a question asks of many like things: rows of a table, or sentences that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.reading.alike import asked_alike
from rag.reading.calibration import Calibration
from rag.reading.degrees import Demand
from rag.reading.enumerated import asked_in_enumeration
from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.features import ReadSentence
from rag.reading.grid import as_row
from rag.reading.kinds import Kind
from rag.reading.rows import AskedRows, asked_rows, lacks_row
from rag.reading.structure import APART
from rag.retrieval import SearchResult, SentenceCandidate

# Of rows of which all that is asked is told by the table itself.
_CONFIDENCE = 0.9
# Rows are not counted for what has nothing to do with them.
_LEAST_CLOSE = 0.05


def asked_of_many(
    demand: Demand, sentences: Sequence[ReadSentence], found: SearchResult
) -> AskedRows | None:
    """Find what a question asks for among rows of a table, or among sentences that are alike."""
    rows = asked_rows(demand, sentences, found)
    if not demand.is_measured or (rows is not None and rows.is_sure):
        return rows
    alike = asked_alike(demand, sentences, found)
    return AskedRows(alike, None, is_sure=True) if alike else rows


def with_many(
    reading: Reading,
    demand: Demand,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
    calibration: Calibration,
) -> Reading:
    """Put what is asked of many in the place of what was read, unless a sentence surely tells it.

    A row by itself tells nothing of which there is most, and nothing of a row that is not there.
    """
    likely = sorted(reading.evidence, key=lambda item: -item.score)
    best = likely[0].candidate
    is_said = demand.extreme is not None and demand.extreme.is_said(best.sentence.text)
    enumerating = (asked_in_enumeration(demand, item.candidate) for item in likely)
    rows = next(filter(None, enumerating), None) or asked_of_many(demand, sentences, found)
    if rows is not None:
        return _of_rows(reading, best, rows, calibration, is_said=is_said)
    if best.block is None or as_row(best.block, best.sentence.text) is None:
        return reading
    is_one = demand.is_compared and not reading.answerable and not is_said
    if is_one or lacks_row(best, demand, sentences, found):
        return replace(reading, confidence=0.0, band=Band.NONE)
    # Of what a thing has or is, or has most of, a row by itself may tell the opposite.
    is_open = (demand.had and demand.asked.kind is not Kind.YES_NO) or (
        demand.extreme is not None and not is_said
    )
    return replace(reading, band=Band.POSSIBLE) if is_open and reading.answerable else reading


def _of_rows(
    reading: Reading,
    best: SentenceCandidate,
    rows: AskedRows,
    calibration: Calibration,
    *,
    is_said: bool,
) -> Reading:
    is_among = any(best.sentence == row.sentence for row in rows.rows)
    says_so = not rows.is_sure or rows.is_counted or is_said
    is_prose = not (rows.is_sure and not rows.is_counted) and best.kind not in APART
    if not is_among and (is_prose or (reading.answerable and says_so)):
        return reading
    is_guess = rows.is_counted and not rows.is_sure
    if is_guess and reading.confidence < _LEAST_CLOSE:
        return reading
    least = _CONFIDENCE if rows.is_sure else calibration.possible
    confidence = max(least, reading.confidence if is_among else 0.0)
    band = Band.POSSIBLE if is_guess else calibration.band(confidence)
    span = rows.span if band is Band.SURE else None
    evidence = tuple(Evidence(row, confidence, span) for row in rows.rows)
    return replace(
        reading,
        evidence=evidence,
        confidence=confidence,
        band=band,
        is_whole=True,
        is_counted=rows.is_counted,
    )
