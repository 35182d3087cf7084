"""Trains the upper half of the encoder, and adapters in its lower half.

    python -m training.encoder.train DATA UNPACKED OUT.pt MINUTES [--start START] \
        [--of HAND ...] [--folders SHARE]

Reading and claims take turns. On two cores with bfloat16 some eight windows a second; the rate
falls to zero over the minutes given, and the weights are written every five minutes. START is what
such a run wrote, or a folder that ships. ``--of`` takes what some writers wrote, and half as much
of all else at random. With ``--folders`` a share of the questions is asked of all texts at once.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rag.encoder.layers import ADAPTERS
from training.encoder.examples import (
    ClaimExample,
    WindowExample,
    claim_examples,
    claims_on,
    reading_examples,
    window_examples,
)
from training.encoder.export import weights_of
from training.encoder.folders import folder_examples
from training.encoder.lower import LowerLayers
from training.encoder.network import Reader
from training.encoder.texts import written

RATE = 5e-5
HEADS_RATE, ADAPTERS_RATE = 2.0, 10.0
"""Times the upper layers' rate."""
WARM_UP = 50
TOKENS = 4_000
CLAIMS = 0.3
"""Share of the steps that are on claims."""
REST = 0.5
"""With what chosen writers wrote, so many examples of all else to each of theirs."""
EVIDENCE, SPAN = 0.3, 0.5
"""Weights of the losses beside those of the best sentence and of the answer being there."""
_READING, _CLAIMS = 26_000, 12_000
"""So many examples are drawn for a run; other runs draw others."""
_SORTED = 512
_SAVE_SECONDS = 300

Kind = TypeVar("Kind", WindowExample, ClaimExample)


def reading_loss(net: Reader, lower: LowerLayers, examples: Sequence[WindowExample]) -> Tensor:
    """Which sentence, whether any, and where in it."""
    batch = lower.batch(examples)
    scores = net(batch)
    evidence = torch.zeros_like(scores.evidence)
    for row, example in zip(evidence, examples, strict=True):
        row[list(example.evidence)] = 1
    there = scores.evidence > -1e3
    each = functional.binary_cross_entropy_with_logits(scores.evidence, evidence, reduction="none")
    answered = evidence.sum(1) > 0
    loss = EVIDENCE * (each * there).sum(1).mean()
    loss = loss + functional.binary_cross_entropy_with_logits(scores.answerable, answered.float())
    if answered.any():
        shares = torch.log_softmax(scores.evidence[answered], 1)
        right = shares.masked_fill(evidence[answered] == 0, -1e4).logsumexp(1)
        loss = loss - right.mean() * answered.float().mean()
    known = batch.answer[:, 0] >= 0
    if known.any():
        span = scores.span.masked_fill(((batch.role == 0) | ~batch.mask)[..., None], -1e4)[known]
        ends = [functional.cross_entropy(span[..., n], batch.answer[known, n]) for n in (0, 1)]
        loss = loss + SPAN * sum(ends) / 2 * known.float().mean()
    return loss


def claim_loss(net: Reader, lower: LowerLayers, examples: Sequence[ClaimExample]) -> Tensor:
    """Whether the source entails the claim."""
    shares = torch.log_softmax(net(lower.batch(examples)).claim, 1)
    told = [
        -shares[n, e.label] if e.label < shares.shape[1] else -shares[n, 1:].logsumexp(0)
        for n, e in enumerate(examples)
    ]
    return torch.stack(told).mean()


def batches(examples: list[Kind], size: Callable[[Kind], int]) -> Iterator[list[Kind]]:
    """Endless batches of about as many tokens, examples of like length together."""
    while True:
        random.shuffle(examples)
        for start in range(0, len(examples), _SORTED):
            found = [*batches_once(examples[start : start + _SORTED], size)]
            random.shuffle(found)
            yield from found


def batches_once(examples: Sequence[Kind], size: Callable[[Kind], int]) -> Iterator[list[Kind]]:
    """Batches of about as many tokens, the shortest examples first."""
    batch: list[Kind] = []
    for example in sorted(examples, key=size):
        batch.append(example)
        if size(example) * len(batch) >= TOKENS:
            yield batch
            batch = []
    if batch:
        yield batch


def draw(
    data: Path, chance: random.Random, hands: Sequence[str], folders: float
) -> tuple[list[WindowExample], list[ClaimExample]]:
    """Draw the examples of a run.

    Args:
        data: Where KorQuAD, Wikinews and NLI lie.
        chance: Draws.
        hands: Writers of whom all is taken, with a share of as much from all else.
        folders: Share of the windows in which all texts are asked at once.
    """
    reading, claims = reading_examples(data, chance), claim_examples(data, chance)
    if folders:
        reading = chance.sample(reading, round(_READING * (1 - folders)))
        together = folder_examples([*written(held_out=False)], chance)
        reading += chance.sample(together, min(len(together), round(_READING * folders)))
    if not hands:
        reading = chance.sample(reading, min(_READING, len(reading)))
        return reading, chance.sample(claims, min(_CLAIMS, len(claims)))
    texts = [*written(held_out=False, hands=hands)]
    new, told = window_examples(texts, chance), claims_on(texts, chance)
    reading = new + chance.sample(reading, int(REST * len(new)))
    return reading, told + chance.sample(claims, int(REST * len(told)))


def main(
    data: Path,
    unpacked: Path,
    out: Path,
    minutes: float,
    start: Path | None,
    hands: Sequence[str],
    rate: float,
    folders: float,
) -> None:
    """Train and write the weights."""
    random.seed(out.name)
    torch.manual_seed(0)
    reading, claims = draw(data, random.Random(out.name), hands, folders)
    print(f"{len(reading):,} questions with windows, {len(claims):,} claims")
    lower = LowerLayers(unpacked)
    lower.add(t for e in [*reading, *claims] for t in (e.first, e.second))
    net = Reader(lower.encoder)
    if start is not None:
        load(net, lower, weights_of(start))
    heads = [p for name, p in net.named_parameters() if not name.startswith("layers")]
    groups = [
        {"params": list(net.layers.parameters()), "base": rate},
        {"params": heads, "base": rate * HEADS_RATE},
        {"params": lower.parameters(), "base": rate * ADAPTERS_RATE, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    every = [p for group in groups for p in group["params"]]
    windows, pairs = batches(reading, lower.tokens), batches(claims, lower.tokens)
    began = saved = time.monotonic()
    losses: dict[str, deque[float]] = {"reading": deque(maxlen=50), "claims": deque(maxlen=50)}
    step = 0
    while (done := (time.monotonic() - began) / (minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * min(1, (step + 1) / WARM_UP) * max(0.02, 1 - done)
        if random.random() < CLAIMS:
            loss, kind = claim_loss(net, lower, next(pairs)), "claims"
        else:
            loss, kind = reading_loss(net, lower, next(windows)), "reading"
        losses[kind].append(loss.item())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(every, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        if step % 50 == 0:
            means = {k: round(float(np.mean(v)), 3) for k, v in losses.items() if v}
            print(step, f"{done:.2f}", means, flush=True)
        if time.monotonic() - saved > _SAVE_SECONDS:
            torch.save(net.state_dict() | lower.state(), out)
            saved = time.monotonic()
    torch.save(net.state_dict() | lower.state(), out)


def load(net: Reader, lower: LowerLayers, state: dict[str, Tensor]) -> None:
    """Set weights to what a run wrote or a folder ships."""
    lower.load(state)
    net.load_state_dict({k: v for k, v in state.items() if not k.startswith(ADAPTERS)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("unpacked", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--of", nargs="+", default=(), metavar="HAND", dest="hands")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--folders", type=float, default=0.0, metavar="SHARE")
    main(**vars(parser.parse_args()))
