"""What the reader returns."""

from __future__ import annotations

from dataclasses import dataclass

from rag.retrieval import SentenceCandidate


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that the answer rests on.

    Attributes:
        candidate: The sentence, with where it lies.
        score: How well it answers, in [0, 1].
        highlight: The short answer inside the sentence, as offsets into ``Document.text``;
            ``None`` when the reader is not sure of one.
    """

    candidate: SentenceCandidate
    score: float
    highlight: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of a question and its candidate sentences.

    Attributes:
        evidence: One to three sentences of one document in document order, the best among
            them; empty only when there were no candidates.
        confidence: Calibrated probability that the evidence answers the question.
        answerable: Whether that is enough to answer, by the threshold stored with the model.
    """

    evidence: tuple[Evidence, ...]
    confidence: float
    answerable: bool
