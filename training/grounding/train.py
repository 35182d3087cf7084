"""Train the judge of claims, and write its folder with figures and card.

    python -m training.grounding.train DATA rag/models/claim_judge_v1_7

Five folds over the sources of the pairs tell how the trees do on sources that they have not seen.
The encoder's weight beside them, and the threshold, are fitted on claims that neither has seen;
the threshold is where as large a share of the true ones passes as is caught of the false.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag.encoder import bundled_encoder
from rag.grounding.judging import FEATURES
from training.cores import on_all_cores
from training.grounding.card import write_card
from training.grounding.figures import Unseen, balanced_threshold
from training.grounding.learning import Ensemble, fit, log_odds, row_of
from training.grounding.pairs import (
    BLIND_PAIRS,
    PAIRS,
    SEEN_PAIRS,
    Pair,
    load_pairs,
    related,
    written_pairs,
)
from training.grounding.scripted import scripted_pairs
from training.trees import write_folder

_FOLDS = 5
# The checks know most of the seen pairs, so that these say too much good of the checks; of the
# scripted ones there are as many as of the others, and all alike.
_WEIGHTS = {"pairs": 1.0, "written": 1.0, "fresh": 1.0, "seen": 0.5, "scripted": 0.2}


def main() -> None:
    """Train, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    written, fresh = written_pairs(options.data)
    parts = {
        name: describe_all(pairs)
        for name, pairs in {
            "pairs": load_pairs(PAIRS),
            "written": written,
            "fresh": fresh,
            "seen": load_pairs(SEEN_PAIRS),
            "scripted": scripted_pairs(options.data),
        }.items()
    }
    print(", ".join(f"{len(part.pairs):,} {name}" for name, part in parts.items()))
    trees = unseen_log_odds(parts)
    blind = describe_all(load_pairs(BLIND_PAIRS))
    judge = fit_all(list(parts.values()), list(_WEIGHTS.values()))
    trees["blind"] = log_odds(judge, blind.rows)
    measured = {name: parts[name] for name in ("fresh", "seen")} | {"blind": blind}
    encoder = {name: encoder_log_odds(part.pairs) for name, part in measured.items()}
    settled = [(parts[name], trees[name], encoder[name]) for name in ("fresh", "seen")]
    weight = round(weigh(settled), 3)
    sums = {name: trees[name] + weight * encoder[name] for name in measured}
    for name, part in measured.items():
        sums[name][part.decided] = -np.inf
    threshold = round(
        balanced_threshold(
            np.concatenate([sums["fresh"], sums["seen"]]),
            np.concatenate([parts["fresh"].labels, parts["seen"].labels]),
        ),
        3,
    )
    save(options.out, judge, weight, threshold)
    verdicts = {
        name: Unseen(
            groups=part.groups,
            labels=part.labels,
            undecided=~part.decided,
            trees=trees[name],
            encoder=encoder[name],
            accepted=sums[name] >= threshold,
        )
        for name, part in measured.items()
    }
    write_card(options.out, verdicts, {name: len(part.pairs) for name, part in parts.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Pairs with their rows.

    Attributes:
        pairs: The pairs.
        rows: Shape (pairs, features).
        decided: Whether a check refuses it, whatever the judge says, shape (pairs,).
        labels: Whether each is borne out, shape (pairs,).
        groups: The number of its group of sources, shape (pairs,).
    """

    pairs: Sequence[Pair]
    rows: NDArray[np.float32]
    decided: NDArray[np.bool_]
    labels: NDArray[np.bool_]
    groups: NDArray[np.int64]


def describe_all(pairs: Sequence[Pair]) -> Described:
    """Describe pairs."""
    rows, decided = zip(*on_all_cores(row_of, pairs), strict=True)
    return Described(
        pairs=pairs,
        rows=np.stack(rows),
        decided=np.array(decided),
        labels=np.array([pair.supported for pair in pairs]),
        groups=np.array(related(pairs)),
    )


def unseen_log_odds(parts: dict[str, Described]) -> dict[str, NDArray[np.float64]]:
    """What the trees say of each pair when they have not seen its sources."""
    fold_of = {name: folds(part.groups) for name, part in parts.items()}
    scores = {name: np.zeros(len(part.pairs)) for name, part in parts.items()}
    for fold in range(_FOLDS):
        kept = [
            Described([], part.rows[away], part.decided[away], part.labels[away], part.groups[away])
            for name, part in parts.items()
            for away in [fold_of[name] != fold]
        ]
        judge = fit_all(kept, list(_WEIGHTS.values()))
        for name, part in parts.items():
            held = fold_of[name] == fold
            scores[name][held] = log_odds(judge, part.rows[held])
        print(f"fold {fold + 1} of {_FOLDS}")
    return scores


def fit_all(parts: Sequence[Described], weights: Sequence[float]) -> Ensemble:
    """Grow the trees on several sets, each of its weight."""
    return fit(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.repeat(weights, [len(part.labels) for part in parts]),
    )


def encoder_log_odds(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """What the encoder says of each pair, shape (pairs,)."""
    encoder = bundled_encoder()
    return np.array([encoder.entailment(pair.claim, pair.cited).log_odds for pair in pairs])


def weigh(
    sets: Sequence[tuple[Described, NDArray[np.float64], NDArray[np.float64]]],
) -> float:
    """The encoder's weight beside the trees: the likeliest, each set counting as much.

    Args:
        sets: Pairs that neither has seen, with the log odds of the trees and of the encoder.
    """
    rows = np.concatenate([np.column_stack([trees, encoder]) for _, trees, encoder in sets])
    labels = np.concatenate([part.labels for part, _, _ in sets])
    weights = np.concatenate(
        [np.full(len(part.labels), 1 / len(part.labels)) for part, _, _ in sets]
    )
    model = LogisticRegression(C=1e6).fit(rows, labels, weights * len(labels))
    of_trees, of_encoder = model.coef_[0]
    return float(of_encoder / of_trees)


def folds(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Deal the groups of sources out to folds, the same ones in every run."""
    order = np.random.default_rng(0).permutation(np.unique(groups))
    fold_of = {int(group): number % _FOLDS for number, group in enumerate(order)}
    return np.array([fold_of[int(group)] for group in groups])


def save(folder: Path, ensemble: Ensemble, encoder_weight: float, threshold: float) -> None:
    """Write the trees and the configuration."""
    config = {"encoder_weight": encoder_weight, "threshold": threshold, "features": FEATURES}
    write_folder(folder, {"judge": ensemble}, config)


if __name__ == "__main__":
    main()
