"""Threshold, margins and calibration, chosen from what was made of unseen cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from rag.reading.ranking import choose
from training.reader.learning import Judged

# What calibration and threshold are chosen on: answerable questions and their twins.
_PAIRS = (
    ("article", "article-removed"),
    ("news", "news-unanswerable"),
    ("news", "news-made"),
)
_NATURAL = ("whole", "whole-removed", "article", "article-removed", "news", "news-unanswerable")
# A threshold may cost this much of the best sum, if it is higher.
_FLAT = 0.005
# What is to be held by the sentences shown, with something to spare over .93.
_HELD = 0.935
_PRECISION = 0.82


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


def settle_constants(judged: Sequence[Judged]) -> tuple[Settled, list[ThresholdRow]]:
    """Choose them.

    Args:
        judged: What was made of cases that had not been seen.

    Returns:
        The constants, and what each threshold would do.
    """
    second, third = _margins([j for j in judged if j.item.case.condition == "whole"])
    calibration = _calibrate(judged, second, third)
    loose = Settled(0.0, second, third, 0.0, calibration)
    table = [_at(t, judged, loose) for t in np.arange(0.2, 0.81, 0.05).round(2).tolist()]
    best = max(row.balance for row in table)
    threshold = max(row.threshold for row in table if row.balance >= best - _FLAT)
    highlight = _highlight_threshold(
        [j for j in judged if j.item.case.condition == "whole"], loose, threshold
    )
    return Settled(threshold, second, third, highlight, calibration), table


def evidence_right(judged: Judged, second: float, third: float) -> bool:
    """Whether one of the sentences shown holds the answer."""
    chosen = choose(judged.ranking, second, third)
    return bool(judged.item.gold[chosen].any())


def holds_string(judged: Judged, numbers: Sequence[int]) -> bool:
    """Whether one of some sentences holds an answer's words."""
    case = judged.item.case
    return any(
        answer in case.candidates[n].sentence.text for n in numbers for answer in case.asked.answers
    )


def _margins(judged: Sequence[Judged]) -> tuple[float, float]:
    """The margins that show the fewest sentences and hold the answer often enough."""
    trials = []
    for second in np.arange(0.5, 3.1, 0.25).tolist():
        for third in np.arange(0.25, second + 0.01, 0.25).tolist():
            chosen = [choose(j.ranking, second, third) for j in judged]
            held = np.mean([holds_string(j, c) for j, c in zip(judged, chosen, strict=True)])
            trials.append((float(np.mean([len(c) for c in chosen])), float(held), second, third))
    enough = [t for t in trials if t[1] >= _HELD] or [max(trials, key=lambda t: t[1])]
    _, _, second, third = min(enough)
    return second, third


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
