"""Whether what a claim puts together stands together in the cited texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from rag.grounding.judging.alignment import Alignment

NAMES = (
    "path.cost",
    "path.longest",
    "path.smooth",
    "path.jumps",
    "path.backwards",
    "path.inversions",
)
# Distances in words: between two texts, the most that counts, what is a jump, what is none.
_TEXT_BREAK, _FARTHEST, _JUMP, _SMOOTH = 20.0, 30.0, 2.5, 1.0
_MOST_COST = 10.0
_BACKWARDS = 1.3


def order_row(alignment: Alignment) -> list[float]:
    """Compare the order and the distances of a claim's words and values with those cited.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    # The claim is followed through the cited texts by the places that need the least jumping.
    starts: dict[int, float] = {}
    end = 0.0
    for statement in alignment.evidence.cited:
        starts[id(statement)] = end
        end += (statement.items[-1].place if statement.items else 0.0) + _TEXT_BREAK
    found = [
        (item.place, [starts[id(p.statement)] + p.item.place for p in places])
        for item, places in zip(alignment.items, alignment.places, strict=True)
        if places
    ]
    if not found:
        return [-1.0] * 6
    cost, route = _least_jumping(found)
    mine = [place for place, _ in found]
    jumps = [abs((d - c) - (b - a)) for (a, c), (b, d) in pairwise(zip(mine, route, strict=True))]
    pairs = list(combinations(route, 2))
    return [
        cost / max(1, len(route) - 1),
        min(_FARTHEST, max(jumps, default=0.0)),
        sum(j <= _SMOOTH for j in jumps) / len(jumps) if jumps else 1.0,
        sum(j > _JUMP for j in jumps),
        sum(b < a for a, b in pairwise(route)),
        sum(a > b for a, b in pairs) / max(1, len(pairs)),
    ]


def _least_jumping(found: Sequence[tuple[float, list[float]]]) -> tuple[float, list[float]]:
    """Choose one place for each item (Viterbi 1967): the sum of jumps, and the places."""
    costs = [0.0] * len(found[0][1])
    steps: list[list[int]] = []
    for (before, froms), (place, tos) in pairwise(found):
        step: list[int] = []
        reached: list[float] = []
        for to in tos:
            options = [
                cost
                + min(_MOST_COST, abs(to - start - (place - before)))
                * (1.0 if to > start else _BACKWARDS)
                for cost, start in zip(costs, froms, strict=True)
            ]
            best = min(range(len(options)), key=options.__getitem__)
            step.append(best)
            reached.append(options[best])
        steps.append(step)
        costs = reached
    last = min(range(len(costs)), key=costs.__getitem__)
    chosen = [last]
    for step in reversed(steps):
        chosen.append(step[chosen[-1]])
    return costs[last], [ps[i] for (_, ps), i in zip(found, reversed(chosen), strict=True)]
