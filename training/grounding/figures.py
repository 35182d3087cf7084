"""What the judge gets right on sources that it has not seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.bootstrap import intervals, weighted_mean


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """Verdicts on pairs that were not trained on; all of shape (pairs,).

    Attributes:
        groups: The group of sources that each belongs to.
        labels: Whether it is borne out.
        undecided: Whether no decisive check refuses it.
        trees: Log odds by the trees.
        encoder: Log odds by the encoder.
        accepted: What came of it all.
    """

    groups: NDArray[np.int64]
    labels: NDArray[np.bool_]
    undecided: NDArray[np.bool_]
    trees: NDArray[np.float64]
    encoder: NDArray[np.float64]
    accepted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % bootstrap interval over groups of sources."""

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
    values = right.astype(np.float64)
    (interval,) = intervals([partial(weighted_mean, values)], [str(g) for g in groups])
    low, high = interval or (math.nan, math.nan)
    return Share(float(values.mean()), low, high)
