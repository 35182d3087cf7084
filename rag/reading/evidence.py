"""What the reader returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.retrieval import SentenceCandidate


class Band(StrEnum):
    """How far the evidence can be trusted; the limits lie with the model."""

    SURE = "sure"
    POSSIBLE = "possible"
    NONE = "none"


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
class Member:
    """One of several that a question may be about.

    Attributes:
        name: What tells it from the others.
        evidence: What answers the question of it.
        kind: What it is called, with the others; "" where that is not told.
    """

    name: str
    evidence: Evidence
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of a question and the windows it read.

    Attributes:
        evidence: One to three sentences of one document in document order, the best among
            them; empty only when there was nothing to read.
        confidence: Calibrated probability that the evidence answers the question.
        band: Whether that is enough to answer, to offer the sentence, or neither.
        passages: Ids of the passages read, the one with the best sentence first; empty when a
            rule chose.
        passage_scores: For each of them, the encoder's probability that its best sentence belongs
            to the answer.
        is_whole: Whether the evidence is all rows that hold what is named, or the whole list.
        older: What a text of an earlier day says in place of the evidence.
        members: The things of which the question may be asked as well, where there are several
            of one kind and it names none.
        is_counted: Whether it is asked how many the rows are that the evidence is.
    """

    evidence: tuple[Evidence, ...]
    confidence: float
    band: Band
    passages: tuple[str, ...] = ()
    passage_scores: tuple[float, ...] = ()
    is_whole: bool = False
    older: SentenceCandidate | None = None
    members: tuple[Member, ...] = ()
    is_counted: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the reader is sure of the evidence."""
        return self.band is Band.SURE
