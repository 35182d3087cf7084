"""Train the bundled embedder: ``python -m training.embedder.train --data DIR --out DIR``."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.embedder.config import Config, changed
from training.embedder.cooccurrence import initial_rows
from training.embedder.corpora import read_corpora
from training.embedder.encoding import EncodedCorpora, Ids, encode_corpora
from training.embedder.folder import write_model
from training.embedder.objectives import (
    Draw,
    Objective,
    match_headings,
    match_inferences,
    match_paraphrases,
    match_sentences,
    order,
)
from training.embedder.vocabulary import build_tokenizer


def main() -> None:
    """Run the whole recipe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.xz files")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", dest="changes")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    config = changed(Config(), arguments.changes)

    started = time.perf_counter()
    corpora = read_corpora(arguments.data)
    tokenizer = build_tokenizer(corpora, config)
    print(f"{time.perf_counter() - started:.0f} s: tokenizer")
    encoded = encode_corpora(tokenizer, corpora)
    print(f"{time.perf_counter() - started:.0f} s: texts encoded")
    rows = initial_rows(encoded, tokenizer.get_vocab_size(), config)
    print(f"{time.perf_counter() - started:.0f} s: initial vectors")
    rows = train(rows, encoded, config)
    write_model(arguments.out, tokenizer, rows)
    print(f"{time.perf_counter() - started:.0f} s: written to {arguments.out}")


def train(
    rows: NDArray[np.float32],
    encoded: EncodedCorpora,
    config: Config,
    watch: Callable[[int, Tensor], None] | None = None,
) -> NDArray[np.float32]:
    """Train token rows on all objectives at once.

    Args:
        rows: Where to start, shape (tokens, dimension).
        encoded: The texts.
        config: The numbers.
        watch: Called now and then with the step and the rows so far.

    Returns:
        The trained rows, same shape. Row 0, the unknown token's, is zero.
    """
    random = np.random.default_rng(config.seed)
    weighted = _objectives(encoded, config)
    table = torch.tensor(rows, requires_grad=True)
    optimizer = torch.optim.Adam([table], lr=config.learning_rate, betas=(0.9, 0.99))
    for step in range(config.steps):
        if watch and step % 250 == 0:
            watch(step, table.detach())
        rise, fall = min(1.0, (step + 1) / 100), max(0.02, 1 - step / config.steps)
        optimizer.param_groups[0]["lr"] = config.learning_rate * rise * fall
        draws = [(weight, objective(random)) for weight, objective in weighted(step)]
        loss = _loss(table, draws)
        optimizer.zero_grad()
        loss.backward()
        assert table.grad is not None
        table.grad[0] = 0
        optimizer.step()
    if watch:
        watch(config.steps, table.detach())
    return table.detach().numpy()


def embed(table: Tensor, texts: Sequence[Ids]) -> Tensor:
    """Average the rows of each text's tokens: unit vectors, shape (len(texts), dimension)."""
    lengths = torch.tensor([len(text) for text in texts])
    starts = torch.cumsum(lengths, dim=0) - lengths
    flat = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    return functional.normalize(functional.embedding_bag(flat, table, starts, mode="mean"), dim=1)


def _loss(table: Tensor, draws: Sequence[tuple[float, Draw]]) -> Tensor:
    """Embed everything in one pass, because each pass writes a gradient as large as the table."""
    vectors = embed(table, [text for _, draw in draws for text in draw.texts])
    parts = torch.split(vectors, [len(draw.texts) for _, draw in draws])
    losses = [weight * draw.loss(part) for (weight, draw), part in zip(draws, parts, strict=True)]
    return torch.stack(losses).sum()


def _objectives(
    encoded: EncodedCorpora, config: Config
) -> Callable[[int], list[tuple[float, Objective]]]:
    """Set up all objectives; headings and sentences take turns."""
    manuals = (match_headings(encoded.manuals, config), match_sentences(encoded.manuals, config))
    prose = (match_headings(encoded.prose, config), match_sentences(encoded.prose, config))
    always = [
        (config.paraphrases, match_paraphrases(encoded.paraphrases, config)),
        (config.inferences, match_inferences(encoded.inferences, config)),
        (config.scored, order(encoded.scored, config)),
    ]

    def of_step(step: int) -> list[tuple[float, Objective]]:
        turn = [(config.manuals, manuals[step % 2]), (config.prose, prose[min(1, step % 3)])]
        return [(weight, objective) for weight, objective in always + turn if weight]

    return of_step


if __name__ == "__main__":
    main()
