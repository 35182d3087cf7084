"""Confidence intervals and paired tests."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

Statistic = Callable[[FloatArray], float]
"""A figure of weighted questions: takes weights, shape (n,), and returns the figure or NaN."""

RESAMPLES = 1000
_SEED = 20230129


class PairedBootstrap(NamedTuple):
    """How sure a mean difference is.

    Attributes:
        low: Lower end of its 95 % interval.
        high: Upper end; the two systems differ when zero lies outside.
        p_value: Twice the share of the resamples on the rarer side of zero, in [0, 1]; zero
            counts to both sides, and the smallest value above it is 2 / ``RESAMPLES``.
    """

    low: float
    high: float
    p_value: float


def intervals(
    statistics: Sequence[Statistic], groups: Sequence[str], resamples: int = RESAMPLES
) -> list[tuple[float, float] | None]:
    """Return 95 % percentile bootstrap intervals (Efron and Tibshirani 1993, chapter 13).

    Whole groups are drawn with replacement, because questions about one article succeed and fail
    together, and intervals that take them for independent come out too narrow. The seed is fixed:
    the same input gives the same interval.

    Args:
        statistics: What is to be estimated; all see the same resamples.
        groups: For each question the group it is drawn with, shape (n,).
        resamples: How many times to draw.

    Returns:
        For each statistic its interval, or ``None`` where it is undefined in every resample.
    """
    return [_percentiles(column) for column in _draw(statistics, groups, resamples).T]


def paired_bootstrap(differences: FloatArray, groups: Sequence[str]) -> PairedBootstrap:
    """Resample the mean of differences, shape (n,), in groups as :func:`intervals` does."""
    drawn = _draw([lambda weights: weighted_mean(differences, weights)], groups, RESAMPLES)
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist()
    rarer = min(float((drawn <= 0).mean()), float((drawn >= 0).mean()))
    return PairedBootstrap(low, high, min(1.0, 2 * rarer))


def mcnemar(wins: int, losses: int) -> float:
    """Return the two-sided p-value of McNemar's exact test.

    Under the hypothesis that both systems are as good, each question on which exactly one is right
    goes either way with probability 1/2 (McNemar 1947; exact by the binomial).
    """
    n, fewer = wins + losses, min(wins, losses)
    # Integers throughout: 2**n overflows a float when the systems differ on many questions.
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(2 * tail / 2**n))


def weighted_mean(values: FloatArray, weights: FloatArray) -> float:
    """Return the mean of values, or NaN when no weight is left."""
    total = weights.sum()
    return float(values @ weights / total) if total else math.nan


def _draw(statistics: Sequence[Statistic], groups: Sequence[str], resamples: int) -> FloatArray:
    """Work out statistics on resamples of whole groups: shape (resamples, statistics)."""
    _, group_of = np.unique(np.asarray(groups), return_inverse=True)
    count = int(group_of.max()) + 1
    random = np.random.default_rng(_SEED)
    drawn = np.empty((resamples, len(statistics)))
    for row in drawn:
        weights = random.multinomial(count, np.full(count, 1 / count))[group_of].astype(np.float64)
        row[:] = [statistic(weights) for statistic in statistics]
    return drawn


def _percentiles(drawn: FloatArray) -> tuple[float, float] | None:
    defined = drawn[~np.isnan(drawn)]
    if not defined.size:
        return None
    low, high = np.percentile(defined, [2.5, 97.5]).tolist()
    return low, high
