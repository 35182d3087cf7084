"""The figures that are means over questions: what each adds, and how people read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.evaluation.outcome import Outcome
from rag.reading import Band

PerQuestion = Callable[[Outcome], float | None]
"""What one outcome adds to a mean; ``None`` leaves the question out."""

TOPICS = ("answers", "retrieval", "reading", "citations", "claims", "refusal", "kinds", "latency")

RETRIEVED = 10
"""How many passages an answer keeps, and so how far ranks are known."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A figure that is a mean over questions.

    Attributes:
        topic: What it is about, one of :data:`TOPICS`.
        name: Key in the JSON report.
        label: What people read.
        of: What one outcome adds.
        binary: Whether that is 0 or 1.
        higher_is_better: Which way is up, when two systems are compared.
        unit: See :class:`rag.evaluation.estimates.Estimate`.
    """

    topic: str
    name: str
    label: str
    of: PerQuestion
    binary: bool = True
    higher_is_better: bool = True
    unit: str = "share"


def share(test: Callable[[Outcome], bool | None]) -> PerQuestion:
    """Turn a yes-or-no test of an outcome into what it adds to a share; ``None`` stays."""

    def of(outcome: Outcome) -> float | None:
        held = test(outcome)
        return None if held is None else float(held)

    return of


def _came(band: Band, *, answerable: bool, right: bool | None = None) -> PerQuestion:
    """Count what came so, of the questions that have an answer or of those that have none."""

    def of(outcome: Outcome) -> float | None:
        if outcome.answerable != answerable:
            return None
        return float(outcome.band is band and right in (None, outcome.verdict.is_right))

    return of


def _within(rank: Callable[[Outcome], int | None], k: int) -> PerQuestion:
    def of(outcome: Outcome) -> float | None:
        found = rank(outcome)
        return None if found is None else float(0 < found <= k)

    return of


def _reciprocal(rank: Callable[[Outcome], int | None]) -> PerQuestion:
    def of(outcome: Outcome) -> float | None:
        found = rank(outcome)
        return None if found is None else 1 / found if found else 0.0

    return of


def document_rank(outcome: Outcome) -> int | None:
    """Return the rank of the right document, see :class:`Outcome`."""
    return outcome.document_rank


def passage_rank(outcome: Outcome) -> int | None:
    """Return the rank of the right passage, see :class:`Outcome`."""
    return outcome.passage_rank


MEANS: tuple[Mean, ...] = (
    Mean(
        "answers",
        "right",
        "right: answered and cited, or not answered as sure",
        share(lambda o: o.verdict.is_right),
    ),
    Mean(
        "answers",
        "answered_and_cited",
        "answered and cited correctly, where there is an answer",
        share(lambda o: o.verdict.is_right if o.answerable else None),
    ),
    *(
        Mean(
            "answers",
            f"{name}_{band}",
            f"{name}, answered as {band}",
            _came(band, answerable=True, right=name == "right"),
            higher_is_better=name == "right",
        )
        for name in ("right", "wrong")
        for band in (Band.SURE, Band.POSSIBLE)
    ),
    Mean(
        "answers",
        "false_refusals",
        "refused, though there is an answer",
        _came(Band.NONE, answerable=True),
        higher_is_better=False,
    ),
    *(
        Mean(
            "retrieval",
            f"document_recall_at_{k}",
            f"document recall@{k}",
            _within(document_rank, k),
        )
        for k in (1, 3, 10)
    ),
    Mean(
        "retrieval",
        "document_mrr",
        f"document MRR@{RETRIEVED}",
        _reciprocal(document_rank),
        binary=False,
    ),
    *(
        Mean(
            "retrieval",
            f"passage_recall_at_{k}",
            f"passage recall@{k}",
            _within(passage_rank, k),
        )
        for k in (1, 3, 10)
    ),
    Mean(
        "retrieval",
        "passage_mrr",
        f"passage MRR@{RETRIEVED}",
        _reciprocal(passage_rank),
        binary=False,
    ),
    Mean(
        "reading",
        "sentence_accuracy",
        "best sentence holds the evidence",
        share(lambda o: o.best_covers),
    ),
    Mean(
        "reading",
        "evidence_among",
        "a sentence of the evidence is among those chosen",
        share(lambda o: o.evidence_covers),
    ),
    Mean(
        "reading",
        "sentence_holds",
        "best sentence holds the string",
        share(lambda o: o.best_holds),
    ),
    Mean(
        "reading",
        "evidence_holds",
        "all evidence holds the string",
        share(lambda o: o.evidence_holds),
    ),
    Mean(
        "reading",
        "sentences",
        "sentences of evidence",
        lambda o: float(o.sentences) if o.answerable else None,
        binary=False,
        higher_is_better=False,
        unit="sentences",
    ),
    Mean(
        "reading",
        "highlight_precision",
        "marked short answer is the string",
        share(lambda o: o.mark_right),
    ),
    Mean(
        "reading",
        "highlight_coverage",
        "a short answer is marked",
        share(lambda o: o.marked if o.answerable else None),
    ),
    Mean("citations", "citation_recall", "citation recall", lambda o: o.cited_share, binary=False),
    Mean(
        "refusal",
        "right_refusals",
        "refused, where there is no answer",
        _came(Band.NONE, answerable=False),
    ),
    Mean(
        "refusal",
        "offered",
        "answered as possible, where there is no answer",
        _came(Band.POSSIBLE, answerable=False),
        higher_is_better=False,
    ),
    Mean(
        "refusal",
        "false_answers",
        "answered as sure, where there is no answer",
        _came(Band.SURE, answerable=False),
        higher_is_better=False,
    ),
)
