"""Claims with the sentences they cite, and whether these bear them out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.encoder.texts import news, other_hands, written

_TEST_DATA = Path(__file__).parents[2] / "tests" / "data"
# Written for training. ``set`` is a letter for each writing.
PAIRS = Path(__file__).parent / "pairs.jsonl"
# Written while the checks were made; these know most of them.
SEEN_PAIRS = _TEST_DATA / "grounding_pairs.jsonl"
# Never looked at before all was settled, and never to be trained on.
BLIND_PAIRS = _TEST_DATA / "grounding_blind_pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and what it cites.

    Attributes:
        set: Which writing it comes from.
        cited: The cited sentences.
        claim: The claim.
        supported: Whether they bear it out.
    """

    set: str
    cited: tuple[str, ...]
    claim: str
    supported: bool


def load_pairs(path: Path) -> list[Pair]:
    """Read a file of pairs, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Pair(str(r.get("set", r.get("round"))), tuple(r["cited"]), r["claim"], r["supported"])
        for r in rows
    ]


def written_pairs(data: Path) -> tuple[list[Pair], list[Pair]]:
    """Read the claims on the texts that the encoder learns from.

    Args:
        data: The folder of the articles that some of them are on.

    Returns:
        Those that it learns from, a set for each writer, and those that it has not seen.
    """
    learned, fresh = (
        [
            Pair(
                f"written-{text.id.partition('-')[0]}",
                tuple(text.text[slice(*span)] for span in claim.cited),
                claim.text,
                claim.supported,
            )
            for text in texts
            for claim in text.claims
        ]
        for texts in (
            (*written(held_out=False), *news(data, held_out=False)),
            (*written(held_out=True), *news(data, held_out=True), *other_hands()),
        )
    )
    return learned, fresh


def related(pairs: Sequence[Pair]) -> list[int]:
    """Number the groups of pairs that share a cited sentence, directly or through others.

    Returns:
        The number of each pair's group.
    """
    parent = list(range(len(pairs)))

    def top(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    first: dict[str, int] = {}
    for number, pair in enumerate(pairs):
        for text in pair.cited:
            parent[top(number)] = top(first.setdefault(text, number))
    return [top(number) for number in range(len(pairs))]
