"""Writes the model card, and the figures it shows, beside the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.cards import file_rows, write_with_card

# Everything in the folder that decides a vector or a ranking.
FILES = (
    "model.safetensors",
    "tokenizer.json",
    "modules.json",
    "config_sentence_transformers.json",
    "1_Normalize/config.json",
    "fusion.json",
)

# Of two mean reciprocal ranks added up.
_NOISE = 0.001
# Figure, its wording, how it is written, what was to be reached.
_ROWS = (
    ("korsts_dev_spearman", "KorSTS dev (1,500 pairs), Spearman", ".4f", "0.75"),
    ("klue_sts_dev_spearman", "KLUE-STS dev (519 pairs), Spearman", ".4f", ""),
    ("paraphrases_dense", "paraKQC, share of the nine nearest, cosine alone", ".4f", "0.89"),
    ("paraphrases_lexical", "the same, lexical score alone", ".4f", ""),
    ("paraphrases_fused", "the same, fused", ".4f", "0.92"),
    ("korquad_recall_1_dense", "KorQuAD recall@1 of the passage, cosine alone", ".4f", ""),
    ("korquad_recall_1_lexical", "the same, lexical score alone", ".4f", ""),
    ("korquad_recall_1_fused", "the same, fused", ".4f", ""),
    ("korquad_recall_5_dense", "KorQuAD recall@5, cosine alone", ".4f", ""),
    ("own_words_recall_1_dense", "Readers' own words, recall@1, cosine alone", ".4f", ""),
    ("own_words_recall_1_lexical", "the same, lexical score alone", ".4f", ""),
    ("own_words_recall_1_fused", "the same, fused", ".4f", ""),
    ("own_words_recall_5_dense", "Readers' own words, recall@5, cosine alone", ".4f", ""),
    ("own_words_recall_5_lexical", "the same, lexical score alone", ".4f", ""),
    ("own_words_recall_5_fused", "the same, fused", ".4f", ""),
    ("self_at_rank_1", "Sentences of KorSTS dev that find themselves first", ".4f", "1"),
    ("cosine_of_paraphrases", "Mean cosine of two paraphrases (paraKQC)", ".4f", ""),
    ("cosine_of_unrelated", "Mean cosine of two unrelated utterances", ".4f", "clearly lower"),
    ("load_seconds", "Seconds to load, libraries imported", ".2f", "0.3"),
    ("microseconds_per_question", "Microseconds to embed one question", ".0f", ""),
)


def choose(found: Sequence[float]) -> int:
    """Number of the lowest weight that finds as much as the best, but for what is noise.

    Args:
        found: For each weight the mean reciprocal ranks of questions in the text's words and of
            those in readers' own, added up.
    """
    return next(n for n, value in enumerate(found) if value >= max(found) - _NOISE)


def write_card(folder: Path, metrics: dict[str, Any]) -> None:
    """Write ``metrics.json`` and ``README.md``.

    Args:
        folder: The model folder, complete but for these two.
        metrics: ``model``, ``figures``, ``fusion`` and ``machine``; the digests are added here.
    """
    figures = metrics["figures"]
    metrics["figures"] = {name: figures[name] for name, *_ in _ROWS}  # in the card's order
    write_with_card(folder, FILES, metrics, render)


def render(metrics: dict[str, Any]) -> str:
    """Write the card's text around the figures."""
    template = (Path(__file__).parent / "card_template.md").read_text(encoding="utf-8")
    figures = "\n".join(
        f"| {wording} | {metrics['figures'][name]:{form}} | {target} |"
        for name, wording, form, target in _ROWS
    )
    sweep = "\n".join(
        "| "
        + " | ".join([str(row["dense_weight"]), *(f"{v:.4f}" for v in [*row.values()][1:])])
        + " |"
        for row in metrics["fusion"]
    )
    return (
        template.replace("{model}", metrics["model"])
        .replace("{figures}", figures)
        .replace("{sweep}", sweep)
        .replace("{files}", file_rows(metrics))
        .replace("{machine}", metrics["machine"])
        .replace("{bytes}", f"{metrics['bytes']:,}")
        .replace("{dense_weight}", str(metrics["dense_weight"]))
        .replace("{tokens}", f"{metrics['tokens']:,}")
        .replace("{dimension}", str(metrics["dimension"]))
    )
