"""From candidate sentences to evidence and a confidence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag.korean import Morpheme
from rag.reading.definition import defining_sentence
from rag.reading.evidence import Evidence, Reading
from rag.reading.features import ALL_FEATURES
from rag.reading.header import about_document, header_sentences
from rag.reading.judging import HIGHLIGHT_FEATURES, JUDGE_FEATURES, highlight_row, judge_row
from rag.reading.marks import settle_mark
from rag.reading.model import ReaderModel, load_model
from rag.reading.question import TOLD_AT_LENGTH, Question, analyse_question
from rag.reading.ranking import READ, Ranking, choose, rank
from rag.reading.sentence import view_of
from rag.reading.span_features import SPAN_FEATURES
from rag.retrieval import SentenceCandidate

DEFAULT_READER = Path(__file__).resolve().parent.parent / "models" / "reader_v1_1"
FEATURES = {
    "rank": ALL_FEATURES,
    "spans": SPAN_FEATURES,
    "judge": JUDGE_FEATURES,
    "highlight": HIGHLIGHT_FEATURES,
}
"""The columns that each part of the model is given."""

_HEADER_CONFIDENCE = 0.95
_DEFINITION_CONFIDENCE = 0.9
# Latin letters and digits in one word.
_MODEL_NAME = re.compile(r"(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*[0-9])[A-Za-z0-9-]{2,}")


class Reader:
    """Reads candidate sentences for the ones that answer a question."""

    def __init__(self, model: ReaderModel) -> None:
        """Wrap a model; use :meth:`load`."""
        self._model = model

    @classmethod
    def load(cls, folder: Path | None = None) -> Reader:
        """Load a model folder.

        Args:
            folder: The folder; the bundled model by default.

        Returns:
            A reader, which may be shared between threads.

        Raises:
            ModelError: If the folder is incomplete, damaged, or of another version.
        """
        return cls(load_model(folder or DEFAULT_READER, FEATURES))

    @property
    def name(self) -> str:
        """The model's name and version."""
        return self._model.name

    @property
    def fingerprint(self) -> str:
        """Digest of the model's files."""
        return self._model.fingerprint

    def read(
        self,
        question: str,
        morphemes: Sequence[Morpheme],
        candidates: Sequence[SentenceCandidate],
        idf: Callable[[str], float],
    ) -> Reading:
        """Choose the sentences that answer a question.

        Args:
            question: The normalised question.
            morphemes: Its morphemes.
            candidates: Sentences to choose from, best first.
            idf: Inverse document frequency of a term in the index.

        Returns:
            The evidence, best sentence included, and how sure the reader is of it.
        """
        if not candidates:
            return Reading((), 0.0, answerable=False)
        asked = analyse_question(question, morphemes)
        about = about_document(asked)
        told = header_sentences(about, candidates) if about is not None else []
        if told:
            return _sure(told, _HEADER_CONFIDENCE)
        # A title names what the text then tells; the text is what answers.
        candidates = [c for c in candidates if not c.passage.is_header] or candidates
        explained = defining_sentence(asked, candidates)
        if explained is not None:
            return _sure([explained], _DEFINITION_CONFIDENCE)
        candidates = (naming(question, candidates) or candidates)[:READ]
        ranking = rank(asked, candidates, idf, self._model)
        judgement = float(self._model.trees["judge"].predict(judge_row(ranking)[None])[0])
        confidence = float(np.interp(judgement, *self._model.calibration))
        # What is asked about the document itself stands in its header or nowhere.
        return self._reading(asked, candidates, ranking, judgement, 0.0 if about else confidence)

    def _reading(
        self,
        asked: Question,
        candidates: Sequence[SentenceCandidate],
        ranking: Ranking,
        judgement: float,
        confidence: float,
    ) -> Reading:
        answerable = confidence >= self._model.threshold
        chosen = choose(ranking, self._model.second_margin, self._model.third_margin)
        shares = np.exp(ranking.scores - ranking.scores.max())
        best = chosen[0]
        short = (
            self._short_answer(asked, candidates[best], ranking, judgement) if answerable else None
        )
        evidence = [
            Evidence(
                candidates[number],
                float(shares[number] * confidence),
                short if number == best else None,
            )
            for number in chosen
        ]
        evidence.sort(key=lambda e: (e.candidate.passage.document_id, e.candidate.position))
        passages = dict.fromkeys(candidates[n].passage.id for n in ranking.order)
        return Reading(tuple(evidence), confidence, answerable, tuple(passages))

    def _short_answer(
        self, asked: Question, best: SentenceCandidate, ranking: Ranking, judgement: float
    ) -> tuple[int, int] | None:
        """Where the short answer lies in the document, when there is one and it is sure."""
        number, row = ranking.best_spans.best, highlight_row(ranking, judgement)
        if number is None or row is None or asked.kind in TOLD_AT_LENGTH:
            return None
        raw = float(self._model.trees["highlight"].predict(row[None])[0])
        if raw < _log_odds(self._model.highlight_threshold):
            return None
        span = view_of(best.sentence).spans[number]
        mark = settle_mark(best.sentence, (span.start, span.end), asked)
        return mark and (best.sentence.start + mark[0], best.sentence.start + mark[1])


def _sure(chosen: Sequence[SentenceCandidate], confidence: float) -> Reading:
    return Reading(tuple(Evidence(c, confidence) for c in chosen), confidence, answerable=True)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def naming(question: str, candidates: Sequence[SentenceCandidate]) -> list[SentenceCandidate]:
    """Keep the sentences that hold every name of letters and digits in the question.

    "X220" and "X330" share a letter and mean different things; what the trees learned from has too
    few such names to tell. On the 59 such questions of KorQuAD the best sentence is right as
    often with this as without.

    Args:
        question: The normalised question.
        candidates: Sentences to choose from.

    Returns:
        Those sentences, in order; empty when there are none.
    """
    names = [name.lower() for name in _MODEL_NAME.findall(question)]
    return [c for c in candidates if all(name in c.sentence.text.lower() for name in names)]
