"""What a question asks of many like things: rows of a table, or sentences that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.reading.alike import asked_alike
from rag.reading.calibration import Calibration
from rag.reading.degrees import Demand, heightens
from rag.reading.evidence import Band, Evidence, Reading
from rag.reading.features import ReadSentence
from rag.reading.rows import AskedRows, asked_rows
from rag.retrieval import SearchResult

# Of rows of which all that is asked is told by the table itself.
_CONFIDENCE = 0.9


def asked_of_many(
    demand: Demand, sentences: Sequence[ReadSentence], found: SearchResult
) -> AskedRows | None:
    """Find what a question asks for among rows of a table, or among sentences that are alike.

    Args:
        demand: What it says of them.
        sentences: What was read.
        found: What was found, with the documents.
    """
    rows = asked_rows(demand, sentences, found)
    if not demand.is_measured or (rows is not None and rows.is_sure):
        return rows
    alike = asked_alike(demand, sentences, found)
    return AskedRows(alike, None, is_sure=True) if alike else rows


def with_many(reading: Reading, rows: AskedRows, calibration: Calibration) -> Reading:
    """Put the rows in the place of what was read, unless a sentence surely tells the same.

    Args:
        reading: What the reader chose.
        rows: The rows that are asked for.
        calibration: Says what is sure, and what possible.
    """
    best = max(reading.evidence, key=lambda item: item.score).candidate
    is_among = any(best.sentence == row.sentence for row in rows.rows)
    says_so = not rows.is_sure or heightens(best.sentence.text)
    if reading.answerable and not is_among and says_so:
        return reading
    least = _CONFIDENCE if rows.is_sure else calibration.possible
    confidence = max(least, reading.confidence if is_among else 0.0)
    band = calibration.band(confidence)
    span = rows.span if band is Band.SURE else None
    evidence = tuple(Evidence(row, confidence, span) for row in rows.rows)
    return replace(reading, evidence=evidence, confidence=confidence, band=band, is_whole=True)
