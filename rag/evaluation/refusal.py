"""How well confidence tells what can be answered: risk against coverage, AUROC, calibration."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.bootstrap import FloatArray

BINS = 10


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of answering only the most confident questions.

    Attributes:
        coverage: Share of the questions that is answered, in (0, 1].
        risk: Share of these that is answered wrongly, in [0, 1].
    """

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The questions whose confidence lies in one interval; empty bins are left out.

    Attributes:
        low: Lower end of the interval.
        high: Upper end.
        confidence: Mean confidence of its questions.
        accuracy: Share of its questions whose evidence is right.
        count: Its questions.
    """

    low: float
    high: float
    confidence: float
    accuracy: float
    count: int


def risk_curve(confidence: FloatArray, right: FloatArray) -> list[RiskPoint]:
    """Trace risk against coverage (El-Yaniv and Wiener 2010) as the threshold falls.

    Args:
        confidence: For each question, shape (n,).
        right: 1 where answering would be right, else 0; shape (n,).

    Returns:
        A point for each distinct confidence, coverage ascending.
    """
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    wrong = np.cumsum(1 - right[order])
    last_of_tie = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    return [
        RiskPoint((i + 1) / len(ranked), float(wrong[i]) / (i + 1)) for i in last_of_tie.tolist()
    ]


def auroc(confidence: FloatArray, positive: FloatArray, weights: FloatArray) -> float:
    """Return the probability that a positive question has the higher confidence.

    Args:
        confidence: Shape (n,).
        positive: 1 for an answerable question, else 0; shape (n,).
        weights: How often each question counts, shape (n,).

    Returns:
        The area under the ROC curve in [0, 1], where a tie counts half; NaN when one of the two
        kinds is missing.
    """
    order = np.argsort(confidence, kind="stable")
    ranked = confidence[order]
    positives = (weights * positive)[order]
    negatives = (weights * (1 - positive))[order]
    pairs = float(positives.sum() * negatives.sum())
    if not pairs:
        return math.nan
    below = np.concatenate([[0.0], np.cumsum(negatives)])
    lower = below[np.searchsorted(ranked, ranked, side="left")]
    not_higher = below[np.searchsorted(ranked, ranked, side="right")]
    return float(positives @ (lower + not_higher) / 2 / pairs)


def calibration_bins(confidence: FloatArray, right: FloatArray) -> list[CalibrationBin]:
    """Compare confidence with accuracy in ten bins of equal width; an edge belongs above it.

    Args:
        confidence: In [0, 1], shape (n,).
        right: 1 where the evidence is right, else 0; shape (n,).
    """
    bin_of = _bin_of(confidence)
    bins = []
    for number in range(BINS):
        inside = bin_of == number
        if inside.any():
            bins.append(
                CalibrationBin(
                    low=number / BINS,
                    high=(number + 1) / BINS,
                    confidence=float(confidence[inside].mean()),
                    accuracy=float(right[inside].mean()),
                    count=int(inside.sum()),
                )
            )
    return bins


def calibration_error(confidence: FloatArray, right: FloatArray, weights: FloatArray) -> float:
    """Return the expected calibration error (Guo et al. 2017) over ten bins of equal width.

    Args:
        confidence: In [0, 1], shape (n,).
        right: 1 where the evidence is right, else 0; shape (n,).
        weights: How often each question counts, shape (n,).

    Returns:
        The mean distance between a bin's confidence and its accuracy, weighted by its
        questions, in [0, 1]; NaN without questions.
    """
    total = float(weights.sum())
    if not total:
        return math.nan
    gaps = np.bincount(_bin_of(confidence), weights * (confidence - right), minlength=BINS)
    return float(np.abs(gaps).sum()) / total


def _bin_of(confidence: FloatArray) -> NDArray[np.intp]:
    edges = np.arange(1, BINS) / BINS
    return np.searchsorted(edges, confidence, side="right")
