"""Figures over many outcomes, each with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.bootstrap import RESAMPLES, FloatArray, Statistic, intervals
from rag.evaluation.metrics import MEANS, TOPICS, Mean, share
from rag.evaluation.outcome import Outcome
from rag.evaluation.refusal import auroc, calibration_error
from rag.reading import Band


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval.

    Attributes:
        topic: What it is about, one of :data:`rag.evaluation.metrics.TOPICS`.
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


def estimate(outcomes: Sequence[Outcome], resamples: int = RESAMPLES) -> tuple[Estimate, ...]:
    """Work out every figure that the outcomes allow.

    A figure that no question is known for is left out. Refusal figures need both kinds of
    question.
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
        of = share(lambda o: test(o) if o.kind == kind else None)
        return Mean("kinds", f"{name}/{kind}", f"{kind}: {label}", of)

    return [
        mean("right", "right", lambda o: o.verdict.is_right if o.answerable else None),
        mean("sure", "answered as sure", lambda o: o.band is Band.SURE),
        mean("possible", "answered as possible", lambda o: o.band is Band.POSSIBLE),
    ]


def _mean_figure(mean: Mean, outcomes: Sequence[Outcome]) -> _Figure:
    values = [mean.of(outcome) for outcome in outcomes]
    known = np.array([float(value is not None) for value in values])
    filled = np.array([value or 0.0 for value in values])
    return _ratio_figure(mean.topic, mean.name, mean.label, filled, known, mean.unit)


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
    topic: str, name: str, label: str, part: FloatArray, whole: FloatArray, unit: str = "share"
) -> _Figure:
    """A share of things of which questions have different numbers; none have it out of none."""

    def ratio(weights: FloatArray) -> float:
        total = float(whole @ weights)
        return float(part @ weights) / total if total else float("nan")

    return _Figure(topic, name, label, ratio, int(np.count_nonzero(whole)), unit)


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

    def at(share: float) -> Statistic:
        return lambda weights: float(
            np.quantile(milliseconds, share, method="inverted_cdf", weights=weights)
        )

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
