"""Compares weights before they ship, on windows and claims that were not trained on.

    python -m training.encoder.compare DATA UNPACKED WEIGHTS [WEIGHTS ...]

WEIGHTS is what ``train`` or ``mix`` wrote, or a folder that ships. A question is asked of the
windows of its own document that share most letters with it, without the rest of the program: a
minute a set of weights, where ``calibrate`` and ``measure`` take twenty.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from training.encoder.as_files import as_file, windows_as_served
from training.encoder.examples import (
    ClaimExample,
    WindowExample,
    likeness,
    window_example,
    written_claims,
)
from training.encoder.export import weights_of
from training.encoder.lower import LowerLayers
from training.encoder.network import Reader
from training.encoder.texts import Text, news, other_hands, written
from training.encoder.train import batches_once, load

WINDOWS = 4
QUESTIONS, CLAIMS = 500, 600
"""So many of each set are asked."""
SURE_OF_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """A question with windows of one document.

    Attributes:
        kind: ``answerable``, or why it is not answered.
        windows: The question with each of the windows.
    """

    kind: str
    windows: tuple[WindowExample, ...]


@dataclass(slots=True)
class Figures:
    """What the weights did with the questions of a set.

    Attributes:
        first: Whether the best sentence is evidence, for each answerable question.
        in_two: Whether one of the best two is.
        there: Log odds that there is an answer, for each answerable question.
        near: The same for each question that is not answered, by kind.
    """

    first: list[bool] = field(default_factory=list)
    in_two: list[bool] = field(default_factory=list)
    there: list[float] = field(default_factory=list)
    near: dict[str, list[float]] = field(default_factory=dict)

    def add(self, item: Item, evidence: Sequence[np.ndarray], answerable: Sequence[float]) -> None:
        """Add a question with what was read in each of its windows."""
        if item.kind != "answerable":
            self.near.setdefault(item.kind, []).append(max(answerable))
            return
        scored = sorted(
            (
                (float(score), number in window.evidence)
                for window, scores in zip(item.windows, evidence, strict=True)
                for number, score in enumerate(scores[: len(window.sentences)])
            ),
            reverse=True,
        )
        self.first.append(scored[0][1])
        self.in_two.append(any(right for _, right in scored[:2]))
        self.there.append(max(answerable))

    def line(self) -> str:
        """Right first, in two, told apart, right and surer than nine of ten near misses."""
        near = [value for values in self.near.values() for value in values]
        limit = np.quantile(near, 1 - SURE_OF_NEAR)
        sure = np.mean([r and v > limit for r, v in zip(self.first, self.there, strict=True)])
        kinds = ", ".join(f"{k} {_auroc(self.there, v):.3f}" for k, v in sorted(self.near.items()))
        return (
            f"{len(self.first)} + {len(near)}: first {np.mean(self.first):.3f}, in two "
            f"{np.mean(self.in_two):.3f}, apart {_auroc(self.there, near):.3f}, sure {sure:.3f} "
            f"({kinds})"
        )


def _auroc(high: Sequence[float], low: Sequence[float]) -> float:
    labels = np.repeat([1, 0], [len(high), len(low)])
    return float(roc_auc_score(labels, [*high, *low]))


def sets(data: Path, chance: random.Random) -> dict[str, list[Item]]:
    """Questions on texts that were held out, apart by where they come from and how they look."""
    found: dict[str, list[Item]] = {"Wikinews": items([*news(data, held_out=True)])["prose"]}
    for name, texts in {"writers": written(held_out=True), "other hands": other_hands()}.items():
        for look, own in items([*texts]).items():
            found[f"{name}, {look}"] = own
    return {name: chance.sample(own, min(QUESTIONS, len(own))) for name, own in found.items()}


def items(texts: Sequence[Text]) -> dict[str, list[Item]]:
    """Questions with the likest windows, on texts in prose and on those with structure."""
    read = [as_file(text, "texts") for text in texts]
    served = windows_as_served([document for document, _ in read])
    found: dict[str, list[Item]] = {"prose": [], "structured": []}
    for document, text in read:
        for question in text.questions:
            if question.kind == "open":
                continue
            likest = sorted(
                served[text.id],
                key=lambda w, q=question: -likeness(q.text, f"{w.title} {w.text}"),
            )
            windows = tuple(window_example(window, question) for window in likest[:WINDOWS])
            found["structured" if document.blocks else "prose"].append(Item(question.kind, windows))
    return found


def claims_of(data: Path, chance: random.Random) -> dict[str, list[ClaimExample]]:
    """Claims on texts that were held out."""
    found = {
        "held out": [*written(held_out=True), *news(data, held_out=True)],
        "other hands": [*other_hands()],
    }
    claims = {name: [c for t in texts for c in written_claims(t)] for name, texts in found.items()}
    return {name: chance.sample(own, min(CLAIMS, len(own))) for name, own in claims.items()}


def measure(
    net: Reader,
    lower: LowerLayers,
    questions: Mapping[str, Sequence[Item]],
    claims: Mapping[str, Sequence[ClaimExample]],
) -> Iterator[str]:
    """Yield a line of figures for each set."""
    for name, own in questions.items():
        figures = Figures()
        windows = [window for item in own for window in item.windows]
        read: dict[WindowExample, tuple[np.ndarray, float]] = {}
        for batch in batches_once(windows, lower.tokens):
            scores = net(lower.batch(batch))
            for n, example in enumerate(batch):
                read[example] = scores.evidence[n].numpy(), float(scores.answerable[n])
        for item in own:
            seen = [read[window] for window in item.windows]
            figures.add(item, [e for e, _ in seen], [a for _, a in seen])
        yield f"{name}: {figures.line()}"
    for name, told in claims.items():
        true, false = [], []
        for batch in batches_once(told, lower.tokens):
            shares = torch.log_softmax(net(lower.batch(batch)).claim, 1)[:, 0]
            for example, share in zip(batch, shares.tolist(), strict=True):
                (false if example.label else true).append(share)
        yield f"claims, {name}: {len(true)} + {len(false)}: apart {_auroc(true, false):.3f}"


@torch.no_grad()
def main(data: Path, unpacked: Path, weights: Sequence[Path]) -> None:
    """Print the figures of each."""
    chance = random.Random(0)
    questions, claims = sets(data, chance), claims_of(data, chance)
    lower = LowerLayers(unpacked)
    examples = [w for own in questions.values() for item in own for w in item.windows]
    lower.add(t for e in examples for t in (e.first, e.second))
    lower.add(t for own in claims.values() for e in own for t in (e.first, e.second))
    net = Reader(lower.encoder)
    for path in weights:
        load(net, lower, weights_of(path))
        print(path, flush=True)
        for line in measure(net, lower, questions, claims):
            print(f"  {line}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("unpacked", type=Path)
    parser.add_argument("weights", type=Path, nargs="+")
    main(**vars(parser.parse_args()))
