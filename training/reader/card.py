"""Writes the model card, and the figures it shows, beside the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rag.evaluation import EvaluationReport
from training.cards import file_rows, write_with_card

FILES = ("config.json", "trees.npz", "nets.npz", "fits.json", "background.npz")

# Figure of `rag evaluate`, its wording, what was to be reached.
_ROWS = (
    ("document_recall_at_1", "recall@1 of the paragraph, whole index", "0.93"),
    ("document_recall_at_3", "recall@3 of the paragraph", ""),
    ("sentence_accuracy", "the span asked for lies in the best sentence", "0.85"),
    ("sentence_holds", "the best sentence holds the string asked for", "0.88"),
    ("evidence_holds", "the one to three sentences shown hold it", "0.93"),
    ("sentences", "sentences shown", "< 1.7"),
    ("auroc", "answerable against paragraph removed, AUROC", "0.92"),
    ("calibration_error", "expected calibration error of `confidence`", "<= 0.05"),
    ("false_refusals", "refused, though there is an answer", ""),
    ("false_answers", "answered, though there is none", ""),
    ("highlight_precision", "the short answer marked is right", "0.80"),
    ("highlight_coverage", "questions with a short answer marked", "0.35"),
    ("latency_p50", "milliseconds a question, search included, median", ""),
    ("latency_p95", "the same, 95th percentile", ""),
)


def write_card(
    folder: Path,
    name: str,
    paragraphs: EvaluationReport,
    article: EvaluationReport,
    machine: str,
) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        name: The model's name.
        paragraphs: The measurement on KorQuAD, each article unseen.
        article: The measurement on the seed article.
        machine: Processor and cores.
    """
    metrics: dict[str, Any] = {
        "model": name,
        "machine": machine,
        "questions": sum(o.answerable for o in paragraphs.outcomes),
        "figures": {
            key: {
                "value": round(paragraphs[key].value, 4),
                "low": round(paragraphs[key].low or 0.0, 4),
                "high": round(paragraphs[key].high or 0.0, 4),
            }
            for key, *_ in _ROWS
        },
        "article": {
            "answerable": sum(o.answerable for o in article.outcomes),
            "answered": sum(o.verdict.is_right for o in article.outcomes if o.answerable),
            "others": sum(not o.answerable for o in article.outcomes),
            "refused": sum(o.verdict.is_right for o in article.outcomes if not o.answerable),
        },
    }
    write_with_card(folder, FILES, metrics, render)


def render(metrics: dict[str, Any]) -> str:
    """Write the card's text around the figures."""
    template = (Path(__file__).parent / "card_template.md").read_text(encoding="utf-8")
    figures = "\n".join(
        f"| {wording} | {f['value']:.4f} | {f['low']:.4f} to {f['high']:.4f} | {target} |"
        for (key, wording, target), f in zip(_ROWS, metrics["figures"].values(), strict=True)
    )
    filled = {
        **{key: str(value) for key, value in metrics["article"].items()},
        "model": metrics["model"],
        "machine": metrics["machine"],
        "questions": f"{metrics['questions']:,}",
        "bytes": f"{metrics['bytes']:,}",
        "figures": figures,
        "digests": file_rows(metrics),
    }
    for key, value in filled.items():
        template = template.replace(f"{{{key}}}", value)
    return template
