"""Threshold and calibration, chosen from what was made of unseen cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag.reading.ranking import choose
from training.reader.learning import Judged
from training.reader.margins import Margins

# Answerable questions and their twins, by which the threshold is chosen.
_PAIRS = (
    ("whole", "whole-removed"),
    ("article", "article-removed"),
    ("few", "few-removed"),
    ("news", "news-unanswerable"),
    ("news", "news-foreign"),
    ("news", "news-made"),
)
# What confidence is calibrated on.
_NATURAL = ("whole", "whole-removed", "article", "article-removed", "news", "news-unanswerable")
_PRECISION = 0.80


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Constants of a reader; see :class:`rag.reading.model.ReaderModel`."""

    threshold: float
    second_margin: float
    third_margin: float
    highlight_threshold: float
    calibration: NDArray[np.float64]

    def confidence(self, judgement: float) -> float:
        """What a judgement is worth as a probability."""
        return float(np.interp(judgement, *self.calibration))


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """What a threshold does.

    Attributes:
        threshold: The threshold.
        answered: Share of the answerable that is answered from the right sentence, by condition.
        refused: Share of the others that is refused, by condition.
    """

    threshold: float
    answered: dict[str, float]
    refused: dict[str, float]

    @property
    def balance(self) -> float:
        """Mean over the pairs of both shares' sum."""
        return float(np.mean([self.answered[a] + self.refused[r] for a, r in _PAIRS]))


def settle_constants(
    judged: Sequence[Judged], margins: Margins
) -> tuple[Settled, list[ThresholdRow]]:
    """Choose them.

    Args:
        judged: What was made of cases that had not been seen.
        margins: Which sentences are shown.

    Returns:
        The constants, and what each threshold would do.
    """
    second, third = margins.second, margins.third
    calibration = _calibrate(judged, second, third)
    loose = Settled(0.0, second, third, 0.0, calibration)
    table = [_at(t, judged, loose) for t in np.arange(0.2, 0.81, 0.05).round(2).tolist()]
    threshold = max(table, key=lambda row: row.balance).threshold
    highlight = _highlight_threshold(
        [j for j in judged if j.item.case.condition == "whole"], loose, threshold
    )
    return Settled(threshold, second, third, highlight, calibration), table


def evidence_right(judged: Judged, second: float, third: float) -> bool:
    """Whether one of the sentences shown holds the answer."""
    chosen = choose(judged.ranking, second, third)
    return bool(judged.item.gold[chosen].any())


def _calibrate(judged: Sequence[Judged], second: float, third: float) -> NDArray[np.float64]:
    """Platt's (1999) sigmoid, as a table."""
    natural = [j for j in judged if j.item.case.condition in _NATURAL]
    raw = np.array([[j.judgement] for j in natural])
    right = [evidence_right(j, second, third) for j in natural]
    fitted = LogisticRegression(C=1e6).fit(raw, right)
    points = np.linspace(-6, 6, 61)
    return np.stack([points, fitted.predict_proba(points[:, None])[:, 1]])


def _at(threshold: float, judged: Sequence[Judged], settled: Settled) -> ThresholdRow:
    answered: dict[str, list[bool]] = {}
    refused: dict[str, list[bool]] = {}
    for j in judged:
        condition = j.item.case.condition
        given = settled.confidence(j.judgement) >= threshold
        if j.item.case.answerable:
            right = evidence_right(j, settled.second_margin, settled.third_margin)
            answered.setdefault(condition, []).append(given and right)
        else:
            refused.setdefault(condition, []).append(not given)
    return ThresholdRow(
        threshold,
        {condition: float(np.mean(v)) for condition, v in answered.items()},
        {condition: float(np.mean(v)) for condition, v in refused.items()},
    )


def _highlight_threshold(judged: Sequence[Judged], settled: Settled, threshold: float) -> float:
    """The lowest probability from which enough of what is marked is right."""
    shown = [
        (j.short, j.short_right)
        for j in judged
        if j.short is not None and settled.confidence(j.judgement) >= threshold
    ]
    shown.sort(reverse=True)
    precision = np.cumsum([right for _, right in shown]) / np.arange(1, len(shown) + 1)
    last = int(np.flatnonzero(precision >= _PRECISION).max())
    return float(1 / (1 + np.exp(-shown[last][0])))
