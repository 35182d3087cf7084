"""Train the judge of claims, and write its folder with figures and card.

    python -m training.grounding.train DATA rag/models/claim_judge_v1_0

Ten folds over the sources of the pairs tell how it does on sources that it has not seen; the
threshold is where these folds pass as large a share of the true claims as they catch of the false.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.grounding.checks import DECISIVE
from rag.grounding.judging import FEATURES
from rag.grounding.judging.model import CONFIG_FILE, TREES_FILE
from training.grounding.card import write_card
from training.grounding.figures import Unseen, balanced_threshold
from training.grounding.learning import Ensemble, fit, log_odds, row_of
from training.grounding.pairs import BLIND_PAIRS, PAIRS, SEEN_PAIRS, Pair, load_pairs, related
from training.grounding.scripted import scripted_pairs
from training.trees import trees_of

_FOLDS = 10
_KINDS = ("pairs", "that the checks were made on", "scripted")
# The checks know most of the seen pairs, so that these say too much good of the checks; of the
# scripted ones there are as many as of the others, and all alike.
_SEEN_WEIGHT = 0.5
_SCRIPTED_WEIGHT = 0.2


def main() -> None:
    """Train, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    groups = [load_pairs(PAIRS), load_pairs(SEEN_PAIRS), scripted_pairs(options.data)]
    pairs, seen, scripted = described = [describe_all(group) for group in groups]
    print(", ".join(f"{len(d.pairs):,} {name}" for d, name in zip(described, _KINDS, strict=True)))
    rows = np.concatenate([d.rows for d in described])
    labels = np.concatenate([d.labels for d in described])
    weights = np.repeat([1.0, _SEEN_WEIGHT, _SCRIPTED_WEIGHT], [len(d.pairs) for d in described])
    fold_of = np.concatenate([folds(pairs.groups), folds(seen.groups), folds(scripted.groups)])
    fold_of[len(pairs.pairs) : -len(scripted.pairs)] = -1  # the seen pairs are always trained on
    scores = np.zeros(len(rows))
    for fold in range(_FOLDS):
        held = fold_of == fold
        scores[held] = log_odds(fit(rows[~held], labels[~held], weights[~held]), rows[held])
        print(f"fold {fold + 1} of {_FOLDS}")
    scores[is_decided(rows)] = -np.inf
    of_pairs, of_scripted = scores[: len(pairs.pairs)], scores[-len(scripted.pairs) :]
    threshold = round(balanced_threshold(of_pairs, pairs.labels), 4)
    judge = fit(rows, labels, weights)
    save(options.out, judge, threshold)
    blind = describe_all(load_pairs(BLIND_PAIRS))
    of_blind = log_odds(judge, blind.rows)
    of_blind[is_decided(blind.rows)] = -np.inf
    write_card(
        options.out,
        verdicts(pairs, of_pairs, threshold),
        verdicts(scripted, of_scripted, threshold),
        verdicts(blind, of_blind, threshold),
        len(seen.pairs),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Pairs with their rows.

    Attributes:
        pairs: Those that the judge sees.
        rows: Shape (pairs, features).
        labels: Whether each is borne out, shape (pairs,).
        groups: The number of its group of sources, shape (pairs,).
    """

    pairs: Sequence[Pair]
    rows: NDArray[np.float32]
    labels: NDArray[np.bool_]
    groups: NDArray[np.int64]


def describe_all(pairs: Sequence[Pair]) -> Described:
    """Describe pairs, without those that rules alone decide."""
    rows = [(pair, row) for pair in pairs if (row := row_of(pair)) is not None]
    kept = [pair for pair, _ in rows]
    return Described(
        pairs=kept,
        rows=np.stack([row for _, row in rows]),
        labels=np.array([pair.supported for pair in kept]),
        groups=np.array(related(kept)),
    )


def folds(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Deal the groups of sources out to folds, the same ones in every run."""
    order = np.random.default_rng(0).permutation(np.unique(groups))
    fold_of = {int(group): number % _FOLDS for number, group in enumerate(order)}
    return np.array([fold_of[int(group)] for group in groups])


def is_decided(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which a decisive check refuses, whatever the judge says."""
    columns = [FEATURES.index(check.__name__) for check in DECISIVE]
    return (rows[:, columns] > 0).any(axis=1)


def verdicts(described: Described, scores: NDArray[np.float64], threshold: float) -> Unseen:
    """Put together what the checks alone and the judge say of pairs."""
    return Unseen(
        sets=np.array([pair.set for pair in described.pairs]),
        groups=described.groups,
        labels=described.labels,
        by_checks=described.rows[:, FEATURES.index("faults")] == 0,
        by_judge=scores >= threshold,
        scores=scores,
    )


def save(folder: Path, ensemble: Ensemble, threshold: float) -> None:
    """Write the trees and the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {f"judge.{field}": values for field, values in trees_of(list(ensemble)).items()}
    np.savez_compressed(folder / TREES_FILE, **arrays)
    config = {
        "name": folder.name,
        "threshold": threshold,
        "features": FEATURES,
        "sha256": hashlib.sha256((folder / TREES_FILE).read_bytes()).hexdigest(),
    }
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
