"""Pairs to rows, and rows to boosted trees."""

from __future__ import annotations

from collections.abc import Sequence

import lightgbm
import numpy as np
from numpy.typing import NDArray

from rag.grounding.checking import read_together
from rag.grounding.faults import find_faults
from rag.grounding.judging import describe
from rag.korean import normalize
from training.grounding.pairs import Pair

_SETTINGS = {
    "objective": "binary",
    "extra_trees": True,  # Geurts et al. 2006: thresholds at random, less fitted to few pairs
    "learning_rate": 0.08,
    "num_leaves": 8,
    "min_data_in_leaf": 16,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
_TREES = 500
_SEEDS = (1, 2)

Ensemble = Sequence[lightgbm.Booster]
"""Boosters whose mean counts."""


def row_of(pair: Pair) -> tuple[NDArray[np.float32], bool]:
    """Describe a pair as the check of claims does, and tell whether a check decides it alone."""
    cited = sorted({normalize(text).strip() for text in pair.cited})
    claim, evidence = read_together(normalize(pair.claim).strip(), cited)
    faults = find_faults(claim, evidence)
    return describe(claim, evidence, faults), bool(faults.decisive)


def fit(
    rows: NDArray[np.float32], supported: NDArray[np.bool_], weights: NDArray[np.float64]
) -> Ensemble:
    """Grow the trees.

    Args:
        rows: Shape (pairs, features).
        supported: Shape (pairs,).
        weights: Shape (pairs,).
    """
    return [
        lightgbm.train(
            {**_SETTINGS, "seed": seed},
            lightgbm.Dataset(rows, supported.astype(int), weight=weights),
            _TREES,
        )
        for seed in _SEEDS
    ]


def log_odds(ensemble: Ensemble, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean of the boosters' raw scores, shape (rows,)."""
    scores = [booster.predict(rows, raw_score=True) for booster in ensemble]
    return np.asarray(np.mean(scores, axis=0), dtype=np.float64)
