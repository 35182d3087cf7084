"""What was made of unseen cases, as text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from rag.reading.ranking import choose
from training.reader.learning import Judged
from training.reader.margins import holds_string
from training.reader.settling import Settled, ThresholdRow, evidence_right

_TWINS = (
    ("whole", "whole-removed"),
    ("article", "article-removed"),
    ("article", "article-made"),
    ("article", "article-foreign"),
    ("few", "few-removed"),
    ("news", "news-unanswerable"),
    ("news", "news-made"),
    ("news", "news-foreign"),
)


def summarise(judged: Sequence[Judged], settled: Settled, table: Sequence[ThresholdRow]) -> str:
    """Say how unseen cases were ranked, judged and marked."""
    by_condition: dict[str, list[Judged]] = {}
    for j in judged:
        by_condition.setdefault(j.item.case.condition, []).append(j)
    lines = [
        f"threshold {settled.threshold:.2f}, margins {settled.second_margin} "
        f"{settled.third_margin}, highlights from {settled.highlight_threshold:.3f}",
        "condition: cases, words alone, best sentence, holds string, all shown hold it, shown",
    ]
    for name in ("whole", "article", "few", "news"):
        own = by_condition[name]
        chosen = [choose(j.ranking, settled.second_margin, settled.third_margin) for j in own]
        alone = np.mean([j.item.gold[int(j.ranking.by_words.argmax())] for j in own])
        best = np.mean([j.right for j in own])
        string = np.mean([holds_string(j.item, c[:1]) for j, c in zip(own, chosen, strict=True)])
        shown = np.mean([holds_string(j.item, c) for j, c in zip(own, chosen, strict=True)])
        count = np.mean([len(c) for c in chosen])
        lines.append(
            f"{name}: {len(own)}, {alone:.4f}, {best:.4f}, {string:.4f}, {shown:.4f}, {count:.3f}"
        )
    lines.append("pair: AUROC, calibration error, right among the answerable when answered")
    for yes, no in _TWINS:
        own = [*by_condition[yes], *by_condition[no]]
        p = np.array([settled.confidence(j.judgement) for j in own])
        right = np.array(
            [evidence_right(j, settled.second_margin, settled.third_margin) for j in own]
        )
        area = roc_auc_score([j.item.case.answerable for j in own], p)
        lines.append(f"{yes}/{no}: {area:.4f}, {_calibration_error(p, right):.4f}")
    whole = by_condition["whole"]
    marked = [
        j.short_right
        for j in whole
        if j.short is not None
        and 1 / (1 + np.exp(-j.short)) >= settled.highlight_threshold
        and settled.confidence(j.judgement) >= settled.threshold
    ]
    lines.append(f"highlights: {np.mean(marked):.4f} right, {len(marked) / len(whole):.4f} marked")
    for row in table:
        shares = {**row.answered, **{f"no {k}": v for k, v in row.refused.items()}}
        cells = ", ".join(f"{k} {v:.3f}" for k, v in shares.items())
        lines.append(f"threshold {row.threshold:.2f} ({row.balance:.3f}): {cells}")
    return "\n".join(lines)


def _calibration_error(p: np.ndarray, right: np.ndarray) -> float:
    bins = np.minimum((p * 10).astype(int), 9)
    return sum(
        abs(p[bins == b].mean() - right[bins == b].mean()) * float((bins == b).mean())
        for b in set(bins.tolist())
    )
