"""Asks questions of indexes over texts that were not trained on, and keeps what the reader saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.encoder import Encoder
from rag.evaluation.paragraphs import Models
from rag.korean import default_analyzer
from rag.reading import Reader
from rag.reading.calibration import Calibration
from rag.reading.features import CONFIDENCE_FEATURES, RANK_FEATURES, ReadSentence, rank_rows
from rag.reading.question import Question as Analysed
from rag.reading.question import analyse_question
from rag.reading.reader import WINDOWS
from rag.retrieval import SentenceCandidate
from rag.settings import Settings
from training.encoder.as_files import as_file
from training.encoder.texts import Question, Text


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What the reader saw of a question.

    Attributes:
        asked: The question.
        source: Which set it is from.
        analysed: The question, taken apart.
        sentences: What was read.
        rows: Their features for ranking.
        right: Which of them are evidence, shape (sentences,).
    """

    asked: Question
    source: str
    analysed: Analysed
    sentences: list[ReadSentence]
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]


def load_models(folder: Path) -> Models:
    """Load the pipeline's models with an encoder of which nothing was measured yet."""
    nothing = Calibration(
        rank=np.zeros(len(RANK_FEATURES)),
        confidence=np.zeros(len(CONFIDENCE_FEATURES) + 1),
        sure=1,
        possible=1,
        second_margin=0,
        second_encoder=0,
        mark=1,
    )
    return Models.load(Settings(), Reader(Encoder(folder), nothing))


def ask(
    models: Models, texts: Sequence[Text], questions: Iterable[Question], source: str
) -> list[Read]:
    """Ask questions of one index over some texts.

    Args:
        models: The pipeline's models.
        texts: What the index holds.
        questions: The questions, on these texts or on others.
        source: Which set they are from.

    Returns:
        What the reader saw of each question for which it saw anything.
    """
    read = [as_file(text, source) for text in texts]
    pipeline = models.over([document for document, _ in read], Path(source), None)
    moved = {
        before: after
        for text, (_, there) in zip(texts, read, strict=True)
        for before, after in zip(text.questions, there.questions, strict=True)
    }
    found = []
    for question in (moved.get(question, question) for question in questions):
        windows = pipeline.finder.search(question.text).windows(WINDOWS)
        sentences = pipeline.finder.reader.read_windows(question.text, windows)
        if not sentences:
            continue
        morphemes = default_analyzer().morphemes(question.text)
        analysed = analyse_question(question.text, morphemes)
        found.append(
            Read(
                asked=question,
                source=source,
                analysed=analysed,
                sentences=sentences,
                rows=rank_rows(sentences),
                right=np.array([_is_evidence(s.candidate, question) for s in sentences]),
            )
        )
    return found


def _is_evidence(candidate: SentenceCandidate, question: Question) -> bool:
    first, last = candidate.sentence.start, candidate.sentence.end
    return candidate.passage.document_id == question.document and any(
        first < end and start < last for start, end in question.evidence
    )
