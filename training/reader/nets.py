"""Trains the networks that score spans: each question's right span against all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from rag.reading.nets import FARTHEST, Nets

SEEDS = (0, 1, 2)
HIDDEN = 64
EPOCHS = 8
BATCH = 32
DROPOUT = 0.2
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 1e-4
# A span that overlaps the answer is a little right.
OVERLAP = 0.15


def train_nets(
    rows: Sequence[NDArray[np.float32]],
    grades: Sequence[NDArray[np.int8]],
    weights: NDArray[np.float32],
) -> Nets:
    """Train one network a seed by the softmax over each question's spans.

    Args:
        rows: For each question the features of its spans, shape (spans, columns).
        grades: For each question 2 for a right span, 1 for one that overlaps it, 0 for others,
            shape (spans,); every question has a right one.
        weights: Weight of each question, shape (questions,).
    """
    sample = np.concatenate(rows[::5])
    mean, deviation = sample.mean(axis=0), sample.std(axis=0) + 1e-6
    scaled = [np.clip((r - mean) / deviation, -FARTHEST, FARTHEST) for r in rows]
    trained = [_train(scaled, grades, weights, seed) for seed in SEEDS]
    inner, inner_bias, outer, outer_bias = zip(*trained, strict=True)
    return Nets(
        mean=mean.astype(np.float32),
        deviation=deviation.astype(np.float32),
        inner=np.concatenate(inner, axis=1),
        inner_bias=np.concatenate(inner_bias),
        outer=np.concatenate(outer) / np.float32(len(SEEDS)),
        outer_bias=np.float32(np.mean(outer_bias)),
    )


def _train(
    rows: Sequence[NDArray[np.float32]],
    grades: Sequence[NDArray[np.int8]],
    weights: NDArray[np.float32],
    seed: int,
) -> tuple[NDArray[np.float32], ...]:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    hidden = torch.nn.Linear(rows[0].shape[1], HIDDEN)
    output = torch.nn.Linear(HIDDEN, 1)
    net = torch.nn.Sequential(hidden, torch.nn.ReLU(), torch.nn.Dropout(DROPOUT), output)
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    batches = -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, total_steps=EPOCHS * batches
    )
    for _ in range(EPOCHS):
        for batch in np.array_split(rng.permutation(len(rows)), batches):
            loss = _loss(net, [rows[i] for i in batch], [grades[i] for i in batch], weights[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        return (
            hidden.weight.T.numpy().copy(),
            hidden.bias.numpy().copy(),
            output.weight[0].numpy().copy(),
            output.bias[0].numpy().copy(),
        )


def _loss(
    net: torch.nn.Module,
    rows: Sequence[NDArray[np.float32]],
    grades: Sequence[NDArray[np.int8]],
    weights: NDArray[np.float32],
) -> torch.Tensor:
    lengths = [len(r) for r in rows]
    scores = net(torch.from_numpy(np.concatenate(rows))).squeeze(-1)
    padded = torch.nn.utils.rnn.pad_sequence(
        scores.split(lengths), batch_first=True, padding_value=-1e9
    )
    wanted = np.zeros(padded.shape, dtype=np.float32)
    for number, grade in enumerate(grades):
        wanted[number, : len(grade)] = np.where(grade == 2, 1.0, OVERLAP * (grade == 1))
    wanted /= wanted.sum(axis=1, keepdims=True)
    losses = -(torch.from_numpy(wanted) * torch.log_softmax(padded, dim=1)).sum(dim=1)
    return (losses * torch.from_numpy(weights)).mean()
