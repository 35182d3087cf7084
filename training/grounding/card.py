"""Writes the judge's model card, and the figures it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from rag.evaluation.refusal import auroc
from rag.grounding.judging.model import CONFIG_FILE, TREES_FILE
from training.cards import file_rows, write_with_card
from training.grounding.figures import Unseen, share
from training.grounding.scripted import SET

_TEMPLATE = Path(__file__).parent / "card_template.md"
# The sets by how they were written.
WRITINGS = {"close": "abcde", "free": "fghij", "minimal": "klmnopq", "fresh": "uvwxy"}


def write_card(folder: Path, unseen: Unseen, scripted: Unseen, blind: Unseen, seen: int) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        unseen: Verdicts on unseen sources.
        scripted: The same of the claims made by rule.
        blind: The same of pairs that nobody had seen.
        seen: How many pairs were trained on that the checks were made on.
    """
    metrics: dict[str, Any] = {
        "model": folder.name,
        "pairs": len(unseen.labels),
        "sources": len(set(unseen.groups.tolist())),
        "seen_pairs": seen,
        "auroc": round(_auroc(unseen), 4),
        "figures": {
            f"{writing}_{side}_{by}": _rounded(unseen, sets, by, side == "true")
            for writing, sets in {**WRITINGS, "all": "".join(WRITINGS.values())}.items()
            for side in ("true", "false")
            for by in ("checks", "judge")
        },
    }
    metrics["scripted_pairs"], metrics["blind_pairs"] = len(scripted.labels), len(blind.labels)
    metrics["figures"] |= {
        f"{name}_{side}_{by}": _rounded(verdicts, sorted(set(verdicts.sets)), by, side == "true")
        for name, verdicts in ((SET, scripted), ("blind", blind))
        for side in ("true", "false")
        for by in ("checks", "judge")
    }
    write_with_card(folder, (CONFIG_FILE, TREES_FILE), metrics, _card)


def _auroc(unseen: Unseen) -> float:
    labels = unseen.labels.astype(np.float64)
    return auroc(unseen.scores, labels, np.ones_like(labels))


def _rounded(unseen: Unseen, sets: Sequence[str], by: str, label: bool) -> dict[str, float]:
    chosen = np.isin(unseen.sets, list(sets)) & (unseen.labels == label)
    verdicts = unseen.by_checks if by == "checks" else unseen.by_judge
    found = share(verdicts[chosen] == label, unseen.groups[chosen])
    return {name: round(value, 4) for name, value in asdict(found).items()}


def _card(metrics: dict[str, Any]) -> str:
    rows = []
    for writing in (*WRITINGS, "all", SET, "blind"):
        for side, done in (("true", "passed"), ("false", "caught")):
            cells = [metrics["figures"][f"{writing}_{side}_{by}"] for by in ("checks", "judge")]
            shown = " | ".join(
                f"{cell['value']:.4f} | {cell['low']:.4f} to {cell['high']:.4f}" for cell in cells
            )
            rows.append(f"| {writing}, {side} claims {done} | {shown} |")
    return _TEMPLATE.read_text(encoding="utf-8").format(
        model=metrics["model"],
        bytes=f"{metrics['bytes']:,}",
        pairs=f"{metrics['pairs']:,}",
        sources=f"{metrics['sources']:,}",
        seen=f"{metrics['seen_pairs']:,}",
        scripted=f"{metrics['scripted_pairs']:,}",
        blind=f"{metrics['blind_pairs']:,}",
        auroc=f"{metrics['auroc']:.4f}",
        figures="\n".join(rows),
        files=file_rows(metrics),
    )
