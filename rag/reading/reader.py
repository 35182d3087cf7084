"""From candidate sentences to evidence and a confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.korean import Morpheme
from rag.reading.definition import defining_sentence
from rag.reading.evidence import Evidence, Reading
from rag.reading.features import ALL_FEATURES, sentence_features, wanted_words
from rag.reading.header import about_document, header_sentences
from rag.reading.model import ReaderModel, load_model
from rag.reading.question import analyse_question
from rag.retrieval import SentenceCandidate

DEFAULT_READER = Path(__file__).resolve().parent.parent / "models" / "reader_v1_0"

# What the judge sees of the ranking, before the features of the best sentence.
RANKING_FEATURES = ("best", "best.second", "best.third", "best.share")
JUDGE_FEATURES = RANKING_FEATURES + ALL_FEATURES
_HEADER_CONFIDENCE = 0.95
# Latin letters and digits in one word.
_MODEL_NAME = re.compile(r"(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*[0-9])[A-Za-z0-9-]{2,}")
_DEFINITION_CONFIDENCE = 0.9


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
        return cls(
            load_model(folder or DEFAULT_READER, {"rank": ALL_FEATURES, "judge": JUDGE_FEATURES})
        )

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
            candidates: Sentences to choose from.
            idf: Inverse document frequency of a term in the index.

        Returns:
            The evidence, best sentence included, and how sure the reader is of it.
        """
        if not candidates:
            return Reading((), 0.0, answerable=False)
        asked = analyse_question(question, morphemes)
        about = about_document(asked)
        if about is not None:
            chosen = header_sentences(about, candidates)
            if chosen:
                evidence = tuple(Evidence(c, _HEADER_CONFIDENCE) for c in chosen)
                return Reading(evidence, _HEADER_CONFIDENCE, answerable=True)
        # A title names what the text then tells; the text is what answers.
        candidates = [c for c in candidates if not c.passage.is_header] or candidates
        explained = defining_sentence(asked, candidates)
        if explained is not None:
            evidence = (Evidence(explained, _DEFINITION_CONFIDENCE),)
            return Reading(evidence, _DEFINITION_CONFIDENCE, answerable=True)
        candidates = naming(question, candidates) or candidates
        wanted = wanted_words(asked, idf, self._model.background.idf)
        rows = sentence_features(asked, wanted, candidates)
        scores = self._model.trees["rank"].predict(rows)
        order = np.lexsort((np.arange(len(scores)), -scores))
        confidence = 0.0 if about is not None else self._judge(rows, scores, order)
        shares = np.exp(scores - scores.max())
        evidence = tuple(
            Evidence(candidates[i], float(shares[i] * confidence))
            for i in self._choose(scores, order)
        )
        ordered = sorted(
            evidence, key=lambda e: (e.candidate.passage.document_id, e.candidate.position)
        )
        return Reading(tuple(ordered), confidence, answerable=confidence >= self._model.threshold)

    def _choose(self, scores: NDArray[np.float64], order: NDArray[np.intp]) -> list[int]:
        margins = (0.0, self._model.second_margin, self._model.third_margin)
        chosen: list[int] = []
        for place, margin in zip(order[:3].tolist(), margins, strict=False):
            if scores[order[0]] - scores[place] > margin:
                break
            chosen.append(place)
        return chosen

    def _judge(
        self, rows: NDArray[np.float32], scores: NDArray[np.float64], order: NDArray[np.intp]
    ) -> float:
        row = np.concatenate([ranking_features(scores, order), rows[order[0]]])
        raw = float(self._model.trees["judge"].predict(row[None, :].astype(np.float32))[0])
        return float(np.interp(raw, *self._model.calibration))


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


def ranking_features(scores: NDArray[np.float64], order: NDArray[np.intp]) -> NDArray[np.float32]:
    """Describe how clearly the best sentence stands out; see :data:`RANKING_FEATURES`."""
    best = float(scores[order[0]])
    second = float(scores[order[1]]) if len(order) > 1 else best - 3
    third = float(scores[order[2]]) if len(order) > 2 else second
    share = 1 / float(np.exp(scores - best).sum())
    return np.array([best, best - second, best - third, share], dtype=np.float32)
