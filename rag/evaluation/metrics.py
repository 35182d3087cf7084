"""Figures over many outcomes, each with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.bootstrap import (
    RESAMPLES,
    Statistic,
    intervals,
    weighted_mean,
    weighted_quantile,
)
from rag.evaluation.outcome import Outcome
from rag.evaluation.refusal import auroc, calibration_error
from rag.reading import Band

FloatArray = NDArray[np.float64]

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
        unit: See :class:`Estimate`.
    """

    topic: str
    name: str
    label: str
    of: PerQuestion
    binary: bool = True
    higher_is_better: bool = True
    unit: str = "share"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval.

    Attributes:
        topic: What it is about, one of :data:`TOPICS`.
        name: Key in the JSON report.
        label: What people read.
        value: The figure.
        low: Lower end of the 95 % bootstrap interval; ``None`` when it is not defined.
        high: Upper end.
        count: Questions that it is taken over.
        unit: ``share`` (in [0, 1]), ``sentences`` or ``ms``.
    """

    topic: str
    name: str
    label: str
    value: float
    low: float | None
    high: float | None
    count: int
    unit: str


def _share(test: Callable[[Outcome], bool | None]) -> PerQuestion:
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
        _share(lambda o: o.verdict.is_right),
    ),
    Mean(
        "answers",
        "answered_and_cited",
        "answered and cited correctly, where there is an answer",
        _share(lambda o: o.verdict.is_right if o.answerable else None),
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
        _share(lambda o: o.best_covers),
    ),
    Mean(
        "reading",
        "evidence_among",
        "a sentence of the evidence is among those chosen",
        _share(lambda o: o.evidence_covers),
    ),
    Mean(
        "reading",
        "sentence_holds",
        "best sentence holds the string",
        _share(lambda o: o.best_holds),
    ),
    Mean(
        "reading",
        "evidence_holds",
        "all evidence holds the string",
        _share(lambda o: o.evidence_holds),
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
        _share(lambda o: o.mark_right),
    ),
    Mean(
        "reading",
        "highlight_coverage",
        "a short answer is marked",
        _share(lambda o: o.marked if o.answerable else None),
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


def estimate(outcomes: Sequence[Outcome], resamples: int = RESAMPLES) -> tuple[Estimate, ...]:
    """Work out every figure that the outcomes allow.

    A figure that no question is known for is left out. Refusal figures need both kinds of
    question.

    Args:
        outcomes: At least one outcome.
        resamples: How many times to draw for the intervals.

    Returns:
        Estimates in the order in which they are read.
    """
    figures = [figure for figure in _figures(outcomes) if figure.count]
    found = intervals(
        [figure.statistic for figure in figures], [o.group for o in outcomes], resamples
    )
    once = np.ones(len(outcomes))
    return tuple(
        Estimate(
            topic=figure.topic,
            name=figure.name,
            label=figure.label,
            value=figure.statistic(once),
            low=interval[0] if interval else None,
            high=interval[1] if interval else None,
            count=figure.count,
            unit=figure.unit,
        )
        for figure, interval in zip(figures, found, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Figure:
    topic: str
    name: str
    label: str
    statistic: Statistic
    count: int
    unit: str = "share"


def _figures(outcomes: Sequence[Outcome]) -> list[_Figure]:
    figures = [
        *(_mean_figure(mean, outcomes) for mean in (*MEANS, *_kinds(outcomes))),
        *_citation_figures(outcomes),
        *_refusal_figures(outcomes),
        *_latency_figures(outcomes),
    ]
    return sorted(figures, key=lambda figure: TOPICS.index(figure.topic))


def _kinds(outcomes: Sequence[Outcome]) -> list[Mean]:
    """How each kind of question came out, where the cases tell kinds."""
    kinds = [kind for kind, _ in Counter(o.kind for o in outcomes).most_common() if kind]
    return [mean for kind in kinds for mean in _kind(kind)]


def _kind(kind: str) -> list[Mean]:
    def mean(name: str, label: str, test: Callable[[Outcome], bool | None]) -> Mean:
        of = _share(lambda o: test(o) if o.kind == kind else None)
        return Mean("kinds", f"{name}/{kind}", f"{kind}: {label}", of)

    return [
        mean("right", "right", lambda o: o.verdict.is_right if o.answerable else None),
        mean("sure", "answered as sure", lambda o: o.band is Band.SURE),
        mean("possible", "answered as possible", lambda o: o.band is Band.POSSIBLE),
    ]


def _mean_figure(mean: Mean, outcomes: Sequence[Outcome]) -> _Figure:
    values = [mean.of(outcome) for outcome in outcomes]
    known = np.array([value is not None for value in values])
    filled = np.array([value or 0.0 for value in values])
    return _Figure(
        mean.topic,
        mean.name,
        mean.label,
        lambda weights: weighted_mean(filled, weights * known),
        int(known.sum()),
        mean.unit,
    )


def _citation_figures(outcomes: Sequence[Outcome]) -> list[_Figure]:
    """Shares of all citations, and of all claims that a language model wrote.

    Only claims that are shown as supported have citations, so those of an answer with one are
    theirs.
    """
    placed = [o.right_citations is not None for o in outcomes]
    written = [o.supported_claims > 0 for o in outcomes]
    right = np.array([float(o.right_citations or 0) for o in outcomes])
    shown = np.array([float(o.citations) for o in outcomes]) * placed
    claims = np.array([float(o.claims) for o in outcomes])
    supported = np.array([float(o.supported_claims) for o in outcomes])
    return [
        _ratio_figure("citations", "citation_precision", "citation precision", right, shown),
        _ratio_figure(
            "claims", "supported_claims", "written claims shown as supported", supported, claims
        ),
        _ratio_figure(
            "claims",
            "supported_claim_precision",
            "citation precision of supported claims",
            right * written,
            shown * written,
        ),
    ]


def _ratio_figure(
    topic: str, name: str, label: str, part: FloatArray, whole: FloatArray
) -> _Figure:
    """A share of things of which questions have different numbers; none have it out of none."""

    def ratio(weights: FloatArray) -> float:
        total = float(whole @ weights)
        return float(part @ weights) / total if total else float("nan")

    return _Figure(topic, name, label, ratio, int(np.count_nonzero(whole)))


def _refusal_figures(outcomes: Sequence[Outcome]) -> list[_Figure]:
    confidence = np.array([o.confidence for o in outcomes])
    right = np.array([float(o.evidence_right) for o in outcomes])
    answerable = np.array([float(o.answerable) for o in outcomes])
    n = len(outcomes) if 0 < answerable.sum() < len(outcomes) else 0
    return [
        _Figure(
            "refusal",
            "auroc",
            "AUROC, answerable against not",
            lambda w: auroc(confidence, answerable, w),
            n,
        ),
        _Figure(
            "refusal",
            "calibration_error",
            "expected calibration error, 10 bins",
            lambda w: calibration_error(confidence, right, w),
            len(outcomes),
        ),
    ]


def _latency_figures(outcomes: Sequence[Outcome]) -> list[_Figure]:
    milliseconds = np.array([o.seconds * 1000 for o in outcomes])
    order = np.argsort(milliseconds, kind="stable")
    ranked = milliseconds[order]

    def at(share: float) -> Statistic:
        return lambda weights: weighted_quantile(ranked, weights[order], share)

    return [
        _Figure(
            "latency",
            f"latency_p{percent}",
            f"latency p{percent}, ms",
            at(percent / 100),
            len(outcomes),
            unit="ms",
        )
        for percent in (50, 95)
    ]
