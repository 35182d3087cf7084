"""Whether a sentence says yes or no to a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.clauses import best_first, goes_on_from, only_names
from rag.encoder import bundled_encoder
from rag.grounding import against_limit
from rag.reading import Evidence

_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What some sentences say to a yes-or-no question.

    Attributes:
        evidence: The sentences.
        yes: How likely they say yes, in [0, 1].
        no: How likely they say no; the rest is how likely they leave it open.
    """

    evidence: tuple[Evidence, ...]
    yes: float
    no: float

    @property
    def is_yes(self) -> bool:
        """Whether yes is likelier than no."""
        return self.yes > self.no

    @property
    def likely(self) -> float:
        """How likely the sentences answer, and so."""
        return max(self.yes, self.no) * max(item.score for item in self.evidence)


def decide(question: str, evidence: Sequence[Evidence]) -> Decision | None:
    """Find the sentence that decides a question.

    Args:
        question: The normalised question.
        evidence: What was found.

    Returns:
        What it says; ``None`` where nothing but titles and headings was found.
    """
    items = [item for item in best_first(evidence) if not only_names(item) and item.score > 0]
    found = [_decision(question, item, evidence) for item in items[:_SENTENCES]]
    return max(found, key=lambda decision: decision.likely, default=None)


def _decision(question: str, item: Evidence, evidence: Sequence[Evidence]) -> Decision:
    told = (*goes_on_from(item, evidence), item)
    text = " ".join(each.candidate.sentence.text for each in told)
    yes, no = says(question, text)
    return Decision(told, yes, no)


def says(question: str, text: str) -> tuple[float, float]:
    """Tell how likely a text says yes to a question, and how likely no.

    A figure that the text sets a limit to is compared by code: the encoder is asked of the limit
    itself, and outside the limit the opposite holds.

    Args:
        question: The normalised question.
        text: The sentences that may decide it.
    """
    limited = against_limit(question, text)
    if limited is not None:
        question = f"{question[: limited.start]}{limited.limit}{question[limited.end :]}"
    told = bundled_encoder().entailment(question, [text])
    yes, no = math.exp(told.entailed), math.exp(told.contradicted)
    return (yes, no) if limited is None or limited.is_within else (no, yes)
