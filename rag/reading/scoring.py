"""How well each sentence that was read answers, and how sure it is that the best one does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.korean import Sentence, superlatives_in
from rag.reading.calibration import Calibration
from rag.reading.changes import Holding, what_holds
from rag.reading.changing import asks_for_both
from rag.reading.features import FloatArray, ReadSentence, confidence_row, rank_rows
from rag.reading.fitting import kinds_asked_for, lacks_amount
from rag.reading.kinds import Kind
from rag.reading.labels import answers_the_same, labelled
from rag.reading.listed import asked_list
from rag.reading.naming import asks_otherwise, holds, holds_part
from rag.reading.question import Question
from rag.reading.sections import numbered, placed
from rag.reading.structure import APART, names_another
from rag.reading.tables import AskedCell, asked_cell
from rag.reading.values import AGE, DATE, TIME, find_values
from rag.retrieval import SearchResult, SentenceCandidate

_END_ASKED = re.compile(r"(?:언제|며칠|몇\s?[시월일년])\s?(부터|까지)")
_END_TOLD = re.compile(r"에?\s?(?:(?P<until>까지|마감|끝|종료)|부터|시작)")
# What is said of another name is never sure.
_OF_ANOTHER = 0.9
CELL_CONFIDENCE = 0.9
"""Of a cell whose row and column are both named, and of what its place alone tells."""
# What such a row gains over all others, and what one does whose column is open.
_CELL, _ROW = 100.0, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Sentences with how well each answers.

    Attributes:
        asked: The question.
        sentences: What was read, at least one.
        scores: What orders them, shape (sentences,).
        gained: What of it their labels gave, shape (sentences,).
        confidence: How sure it is that the best one answers.
        cell: The cell of a table, or the list, that is asked for.
        holding: What a later line or a newer text gives in place of what was said before.
    """

    asked: Question
    sentences: Sequence[ReadSentence]
    scores: FloatArray
    gained: FloatArray
    confidence: float
    cell: AskedCell | None
    holding: Holding

    @property
    def best(self) -> ReadSentence:
        """The sentence that answers best."""
        return self.sentences[int(self.scores.argmax())]


def score(
    asked: Question,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
    calibration: Calibration,
) -> Scored:
    """Weigh what the encoder says of sentences together with what their places in a text tell.

    Args:
        asked: The question.
        sentences: What was read, at least one.
        found: What was found, with the documents.
        calibration: What was measured of the encoder.
    """
    gained, cell = labelled(sentences, asked), _asked_place(asked, sentences, found)
    there = placed(sentences, asked, found)
    plain = rank_rows(sentences) @ calibration.rank + there
    # A label in another section labels another thing.
    scores = plain + gained.rank * (there >= 0)
    sure = plain + gained.confidence * (there >= 0)
    if kinds_asked_for(asked) == frozenset({AGE}):  # the encoder takes years of service for an age
        scores -= _ROW * np.array([lacks_amount(s.candidate.sentence, asked) for s in sentences])
    if cell is not None:
        scores[cell.number] += _CELL if cell.is_sure else _ROW * cell.is_whole
        sure[cell.number] += _ROW * cell.is_whole
        if cell.is_whole:  # its table has no other row of which as much is told
            rows = [n for n, s in enumerate(sentences) if s.candidate.kind in APART]
            scores[cell.number] = scores[[cell.number, *rows]].max()
    holding = what_holds(asked, sentences, found, (scores, sure))
    if cell is not None and holding.number not in {None, cell.number}:
        cell = None
    row = confidence_row(asked, sentences, holding.sure, holding.scores)
    confidence = calibration.sureness(row)
    best = sentences[int(holding.scores.argmax())]
    if (cell is not None and cell.is_sure) or answers_the_same(best, asked):
        confidence = max(confidence, CELL_CONFIDENCE)
    former = holding.older if asks_for_both(asked) else None
    if former is not None and _tells_all(former, asked):
        confidence = max(confidence, CELL_CONFIDENCE)
    return Scored(asked, sentences, holding.scores, gained.rank, confidence, cell, holding)


def _tells_all(candidate: SentenceCandidate, asked: Question) -> bool:
    """Whether a sentence, or what it stands under, says all that a question names."""
    told = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    return all(n.is_counted or n.is_asked or holds(told, n) for n in asked.named)


def no_surer(scored: Scored, calibration: Calibration) -> float:
    """Bound the confidence where the best sentence is about another thing than is asked about."""
    best, asked = scored.best.candidate, scored.asked
    roles = [n for n in asked.named if n.is_asked and asked.kind is Kind.WHO]
    told = f"{best.title} {best.heading} {best.sentence.text}"
    members = [numbered(told, n) for n in asked.named]
    is_another = any(own and not any(is_it for is_it, _ in own) for own in members)
    is_another |= _tells_other_end(best.sentence, asked.text)
    if is_another or names_another(best, asked) or any(holds_part(told, n) for n in roles):
        return min(scored.confidence, _OF_ANOTHER * calibration.sure)
    return scored.confidence


def _tells_other_end(sentence: Sentence, question: str) -> bool:
    """Whether all days or times are those from when something is, and it is asked until when."""
    asked = _END_ASKED.search(question)
    values = find_values(sentence.text, sentence.own_morphemes) if asked else ()
    ends = [_END_TOLD.match(sentence.text, v.end) for v in values if v.kind in {DATE, TIME}]
    return bool(ends) and all(
        m and asked and bool(m["until"]) == (asked[1] == "부터") for m in ends
    )


def _asked_place(
    asked: Question, sentences: Sequence[ReadSentence], found: SearchResult
) -> AskedCell | None:
    """The cell of a table or the list that is asked for, where the text's own form tells it."""
    is_ranked = bool(superlatives_in(asked.text))
    if not asked.named or is_ranked or asks_otherwise(asked.morphemes):
        return None
    cell = asked_cell(asked, sentences, found)
    if cell is not None and cell.is_sure:
        return cell
    lead = asked_list(asked, sentences, found)
    return cell if lead is None else AskedCell(lead, None, is_whole=True, is_sure=True)
