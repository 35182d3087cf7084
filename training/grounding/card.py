"""Writes the judge's model card, and the figures it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.refusal import auroc
from rag.grounding.judging.trees import CONFIG_FILE, TREES_FILE
from training.cards import file_rows, write_with_card
from training.grounding.figures import Unseen, share

_TEMPLATE = Path(__file__).parent / "card_template.md"
_SIDES = {"true": "passed", "false": "caught"}


def write_card(folder: Path, sets: Mapping[str, Unseen], trained: Mapping[str, int]) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        sets: Verdicts on unseen pairs by set.
        trained: How many pairs of each set the trees were grown on.
    """
    metrics: dict[str, Any] = {
        "model": folder.name,
        "trained": dict(trained),
        "sets": {name: _figures(unseen) for name, unseen in sets.items()},
    }
    write_with_card(folder, (CONFIG_FILE, TREES_FILE), metrics, _card)


def _figures(unseen: Unseen) -> dict[str, Any]:
    found: dict[str, Any] = {
        "pairs": len(unseen.labels),
        "auroc_trees": _auroc(unseen.trees, unseen.labels),
        "auroc_encoder": _auroc(unseen.encoder, unseen.labels),
        "undecided_true": round(float(unseen.undecided[unseen.labels].mean()), 4),
    }
    for side in _SIDES:
        these = unseen.labels == (side == "true")
        right = share(unseen.accepted[these] == (side == "true"), unseen.groups[these])
        found[side] = {name: round(value, 4) for name, value in asdict(right).items()}
    return found


def _auroc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    gold = labels.astype(np.float64)
    return round(auroc(scores, gold, np.ones_like(gold)), 4)


def _card(metrics: dict[str, Any]) -> str:
    rows = []
    for name, found in metrics["sets"].items():
        cells = " | ".join(
            f"{found[side]['value']:.4f} | {found[side]['low']:.4f} to {found[side]['high']:.4f}"
            for side in _SIDES
        )
        rows.append(
            f"| {name} | {found['pairs']:,} | {found['auroc_trees']:.4f} | "
            f"{found['auroc_encoder']:.4f} | {found['undecided_true']:.4f} | {cells} |"
        )
    return _TEMPLATE.read_text(encoding="utf-8").format(
        model=metrics["model"],
        bytes=f"{metrics['bytes']:,}",
        figures="\n".join(rows),
        files=file_rows(metrics),
        **{name: f"{count:,}" for name, count in metrics["trained"].items()},
    )
