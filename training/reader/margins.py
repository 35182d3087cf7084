"""How close a second and a third sentence must come to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.reading.ranking import Ranking, choose
from training.reader.preparing import Prepared

# What is to be held by the sentences shown, with something to spare over .93.
_HELD = 0.935


@dataclass(frozen=True, slots=True)
class Margins:
    """How far below the best a second and a third sentence may be."""

    second: float
    third: float


def choose_margins(items: Sequence[Prepared], rankings: Sequence[Ranking]) -> Margins:
    """Find those that show the fewest sentences and hold the answer often enough.

    Args:
        items: The cases, of which those of the whole index are looked at.
        rankings: Their rankings, by parts that had not seen them.
    """
    whole = [
        (item, ranking)
        for item, ranking in zip(items, rankings, strict=True)
        if item.case.condition == "whole"
    ]
    trials = []
    for second in np.arange(0.5, 3.1, 0.25).tolist():
        for third in np.arange(0.25, second + 0.01, 0.25).tolist():
            chosen = [choose(ranking, second, third) for _, ranking in whole]
            held = [holds_string(i, c) for (i, _), c in zip(whole, chosen, strict=True)]
            shown = float(np.mean([len(c) for c in chosen]))
            trials.append((shown, float(np.mean(held)), second, third))
    enough = [t for t in trials if t[1] >= _HELD] or [max(trials, key=lambda t: t[1])]
    _, _, second, third = min(enough)
    return Margins(second, third)


def holds_string(item: Prepared, numbers: Sequence[int]) -> bool:
    """Whether one of some sentences holds an answer's words."""
    case = item.case
    return any(
        answer in case.candidates[n].sentence.text for n in numbers for answer in case.asked.answers
    )
