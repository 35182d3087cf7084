"""Train the rows of an embedder on questions in readers' own words.

    python -m training.embedder.tune --data DIR --start rag/models/OLD --out rag/models/NEW

A passage's score is what retrieval makes of it, the score by words and a weight times the cosine of
its nearest sentence, so that the rows learn what words in common do not tell.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from rag.index import CONTEXT_WEIGHT
from training.embedder.folder import write_model
from training.embedder.objectives import thin
from training.embedder.questions import AskedPassages, read_questions
from training.embedder.train import embed

STEPS = 300
# Of the mean size of a number in the rows: the share that a step may change it by at most.
LEARNING_RATE = 0.1
QUESTIONS, OTHER_PASSAGES = 512, 1000
"""In a step; beside the passages that answer and, for each question, one of the best by words."""
_BEST_BY_WORDS = 8
# Share of a question's tokens left out: without it the rows learn the questions by heart.
DROPPED = 0.4
# Of the rows as they were so much is kept, or they forget what is alike without a question.
KEPT = 0.3
# Weights of the two scores to begin with; they are learned.
_START_WEIGHTS = (25.0, 20.0)


def tune(rows: NDArray[np.float32], asked: AskedPassages, seed: int = 0) -> NDArray[np.float32]:
    """Train rows so that what answers a question is found.

    Cross-entropy over the passages of a step, with the one that answers as the right one, and over
    their sentences, with all that answer as right ones (Karpukhin et al., 2020, "Dense passage
    retrieval for open-domain question answering", with the score by words added).

    Args:
        rows: Where to start, shape (tokens, dimension).
        asked: The questions.
        seed: For everything drawn.

    Returns:
        The trained rows, same shape. Row 0, the unknown token's, is zero.
    """
    random = np.random.default_rng(seed)
    size = float(np.abs(rows).mean())
    table = torch.tensor(rows, requires_grad=True)
    weights = torch.tensor(_START_WEIGHTS, requires_grad=True)
    groups = [{"params": [table]}, {"params": [weights]}]
    rates = [LEARNING_RATE * size, 0.05]
    optimizer = torch.optim.Adam(groups, lr=rates[0], betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rates, total_steps=STEPS, pct_start=0.1
    )
    order: list[int] = []
    for _ in range(STEPS):
        if len(order) < QUESTIONS:
            order = random.permutation(len(asked.questions)).tolist()
        drawn, order = order[:QUESTIONS], order[QUESTIONS:]
        loss = _loss(table, weights, asked, drawn, random)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    trained: NDArray[np.float32] = table.detach().numpy()
    trained[0] = 0
    # Averaged as in Wortsman et al., 2022, "Robust fine-tuning of zero-shot models".
    grown = np.float32(np.linalg.norm(trained) / np.linalg.norm(rows))
    return (1 - KEPT) * trained + KEPT * grown * rows


def _loss(
    table: Tensor,
    weights: Tensor,
    asked: AskedPassages,
    drawn: list[int],
    random: np.random.Generator,
) -> Tensor:
    right = [asked.passage_of[asked.right[n]] for n in drawn]
    target = np.array([random.choice(of) for of in right])
    likely = np.argpartition(-asked.lexical[drawn], _BEST_BY_WORDS, axis=1)[:, :_BEST_BY_WORDS]
    likely = likely[np.arange(len(drawn)), random.integers(_BEST_BY_WORDS, size=len(drawn))]
    others = random.choice(len(asked.passages), OTHER_PASSAGES, replace=False)
    passages = np.unique(np.concatenate([target, likely, others]))
    firsts = asked.first_sentence
    sentences = np.concatenate([np.arange(firsts[p], firsts[p + 1]) for p in passages])
    of = torch.from_numpy(np.searchsorted(passages, asked.passage_of[sentences]))

    questions = embed(table, [thin(asked.questions[n], DROPPED, random) for n in drawn])
    around = embed(table, [asked.passages[p] for p in passages])
    own = embed(table, [asked.sentences[s] for s in sentences])
    cosines = questions @ functional.normalize(own + CONTEXT_WEIGHT * around[of], dim=1).T
    lexical = weights[0] * torch.from_numpy(
        asked.lexical[np.ix_(drawn, passages)].astype(np.float32)
    )
    nearest = torch.full_like(lexical, -1.0).scatter_reduce(
        1, of.expand(len(drawn), -1), cosines, "amax", include_self=False
    )

    of_passages = lexical + weights[1] * nearest
    at = torch.from_numpy(np.searchsorted(passages, target))
    also = torch.from_numpy(np.stack([np.isin(passages, of) for of in right]))
    also[torch.arange(len(drawn)), at] = False
    first = functional.cross_entropy(of_passages.masked_fill(also, -1e4), at)

    of_sentences = lexical[:, of] + weights[1] * cosines
    answers = torch.from_numpy(np.stack([np.isin(sentences, asked.right[n]) for n in drawn]))
    hit = torch.logsumexp(of_sentences.masked_fill(~answers, -1e4), dim=1)
    return first + (torch.logsumexp(of_sentences, dim=1) - hit).mean()


def main() -> None:
    """Read the rows of a model folder, train them, write another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.xz files")
    parser.add_argument("--start", type=Path, required=True, help="model folder to begin with")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    arguments = parser.parse_args()
    started = time.perf_counter()
    tokenizer = Tokenizer.from_file(str(arguments.start / "tokenizer.json"))
    rows = load_file(arguments.start / "model.safetensors")["embedding.weight"].float().numpy()
    asked = read_questions(arguments.data, tokenizer)
    print(f"{time.perf_counter() - started:.0f} s: {len(asked.questions)} questions read")
    write_model(arguments.out, tokenizer, tune(rows, asked))
    print(f"{time.perf_counter() - started:.0f} s: written to {arguments.out}")


if __name__ == "__main__":
    main()
