"""How well confidence tells what can be answered: risk against coverage, AUROC, calibration."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.bootstrap import FloatArray

BINS = 10


def risk_curve(confidence: FloatArray, right: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Trace risk against coverage (El-Yaniv and Wiener 2010) as the threshold falls.

    Args:
        confidence: For each question, shape (n,).
        right: 1 where answering would be right, else 0; shape (n,).

    Returns:
        For each distinct confidence, from the highest: the share of the questions that is answered,
        in (0, 1], and the share of these that is answered wrongly, in [0, 1].
    """
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    last_of_tie = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    answered = last_of_tie + 1.0
    return answered / len(ranked), np.cumsum(1 - right[order])[last_of_tie] / answered


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


@dataclass(frozen=True, slots=True)
class CalibrationBins:
    """Confidence against accuracy in ten bins of equal width; an edge belongs above it.

    Attributes:
        low: Lower ends of the bins that hold a question, ascending, shape (b,).
        confidence: Mean confidence of each.
        accuracy: Share of the questions of each whose evidence is right.
        count: How many these are.
    """

    low: FloatArray
    confidence: FloatArray
    accuracy: FloatArray
    count: NDArray[np.intp]


def calibration_bins(confidence: FloatArray, right: FloatArray) -> CalibrationBins:
    """Compare confidence in [0, 1] with 1 where the evidence is right, both of shape (n,)."""
    bin_of = _bin_of(confidence)
    count = np.bincount(bin_of, minlength=BINS)
    held = np.flatnonzero(count)
    said, came = (np.bincount(bin_of, each, BINS)[held] for each in (confidence, right))
    return CalibrationBins(held / BINS, said / count[held], came / count[held], count[held])


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
