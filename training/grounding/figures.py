"""What the judge gets right on sources that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """Verdicts on pairs whose sources were not trained on; all of shape (pairs,).

    Attributes:
        sets: Which writing each comes from.
        groups: The group of sources it belongs to.
        labels: Whether it is borne out.
        by_checks: Whether no check finds a fault.
        by_judge: Whether the judge accepts it.
        scores: Its log odds.
    """

    sets: NDArray[np.str_]
    groups: NDArray[np.int64]
    labels: NDArray[np.bool_]
    by_checks: NDArray[np.bool_]
    by_judge: NDArray[np.bool_]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % bootstrap interval over groups of sources (Efron 1979)."""

    value: float
    low: float
    high: float


def balanced_threshold(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Find the score from which both sides are right equally often.

    Args:
        scores: Log odds, shape (pairs,).
        labels: Whether each is borne out, shape (pairs,).
    """
    true, false = np.sort(scores[labels]), np.sort(scores[~labels])
    candidates = np.unique(scores)
    passed = 1 - np.searchsorted(true, candidates) / len(true)
    caught = np.searchsorted(false, candidates) / len(false)
    return float(candidates[np.argmax(np.minimum(passed, caught))])


def share(right: NDArray[np.bool_], groups: NDArray[np.int64]) -> Share:
    """Compute how many are right.

    Args:
        right: Shape (pairs,).
        groups: What is drawn together, shape (pairs,).
    """
    _, group = np.unique(groups, return_inverse=True)
    counts = np.bincount(group).astype(float)
    sums = np.bincount(group, right.astype(float))
    drawn = np.random.default_rng(0).integers(len(counts), size=(_ROUNDS, len(counts)))
    shares = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(shares, [0.025, 0.975])
    return Share(float(right.mean()), float(low), float(high))


def auroc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """How often a true claim scores above a false one; ties count half."""
    true, false = scores[labels], np.sort(scores[~labels])
    below = np.searchsorted(false, true, side="left") + np.searchsorted(false, true, side="right")
    return float(below.mean() / 2 / len(false))
