"""LightGBM with the settings that measured best; the same data give the same trees."""

from __future__ import annotations

from collections.abc import Sequence

import lightgbm
import numpy as np
from numpy.typing import NDArray

from training.reader.preparing import NEWS_WEIGHT, Prepared

_COMMON = {
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "max_bin": 63,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "seed": 1,
}
_RANK = {
    **_COMMON,
    "objective": "lambdarank",
    "lambdarank_truncation_level": 3,
    "label_gain": [0, 1],
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.5,
    "lambda_l2": 5,
}
_RANK_TREES = 150
_JUDGE = {
    **_COMMON,
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "lambda_l2": 10,
}
_JUDGE_TREES = 250
_HIGHLIGHT = {**_JUDGE, "min_data_in_leaf": 30}
_HIGHLIGHT_TREES = 200
_HIGHLIGHT_SEEDS = (1, 2, 3)

Ensemble = Sequence[lightgbm.Booster]
"""Boosters whose mean counts."""


def train_rank(items: Sequence[Prepared]) -> Ensemble:
    """Rank the sentences that hold the answer first (LambdaRank, Burges 2010)."""
    items = [i for i in items if i.gold.any()]
    sizes = [len(i.gold) for i in items]
    weights = [NEWS_WEIGHT if i.is_news else 1.0 for i in items]
    data = lightgbm.Dataset(
        np.concatenate([i.rows for i in items]),
        np.concatenate([i.gold for i in items]).astype(int),
        group=sizes,
        weight=np.repeat(weights, sizes),
    )
    return [lightgbm.train(_RANK, data, _RANK_TREES)]


def train_judge(
    rows: NDArray[np.float32], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> Ensemble:
    """Tell best sentences that answer from those that do not."""
    data = lightgbm.Dataset(rows, right.astype(int), weight=weights)
    return [lightgbm.train(_JUDGE, data, _JUDGE_TREES)]


def train_highlight(rows: NDArray[np.float32], right: NDArray[np.bool_]) -> Ensemble:
    """Tell short answers that are right from those that are not."""
    return [
        lightgbm.train(
            {**_HIGHLIGHT, "seed": seed},
            lightgbm.Dataset(rows, right.astype(int)),
            _HIGHLIGHT_TREES,
        )
        for seed in _HIGHLIGHT_SEEDS
    ]


def predict(ensemble: Ensemble, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean of the boosters' raw scores, shape (rows,)."""
    scores = [booster.predict(rows, raw_score=True) for booster in ensemble]
    return np.asarray(np.mean(scores, axis=0), dtype=np.float64)
