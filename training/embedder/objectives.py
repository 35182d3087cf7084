"""What the vectors are trained to do: each objective draws texts and scores their vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.embedder.config import Config
from training.embedder.encoding import EncodedParagraph, EncodedScores, Ids

Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Draw:
    """Texts to embed, and the loss of their unit vectors, shape (len(texts), dimension)."""

    texts: list[Ids]
    loss: Callable[[Tensor], Tensor]


Objective = Callable[[Random], Draw]


def contrast(
    first: Sequence[Ids], second: Sequence[Ids], scale: float, wrong: Sequence[Ids] = ()
) -> Draw:
    """Each first text is nearer to its second than to any other second, and the reverse.

    Cross-entropy over the batch in both directions (Henderson et al., 2017, "Efficient natural
    language response suggestion").

    Args:
        first: n texts.
        second: The n texts that belong to them.
        scale: What cosines are multiplied by.
        wrong: More texts that none of the first should be near to.
    """
    count = len(first)

    def loss(vectors: Tensor) -> Tensor:
        cosines = scale * vectors[:count] @ vectors[count:].T
        right = torch.arange(count)
        forward = functional.cross_entropy(cosines, right)
        return (forward + functional.cross_entropy(cosines[:, :count].T, right)) / 2

    return Draw([*first, *second, *wrong], loss)


def order(pairs: EncodedScores, config: Config) -> Objective:
    """Pairs that people find more similar have the higher cosine.

    The CoSENT loss (Su, 2022): the log of one plus the sum, over all two pairs in the wrong
    order, of the exponential of how wrong.
    """
    count = config.small_batch

    def draw(random: Random) -> Draw:
        chosen = random.choice(len(pairs.scores), count, replace=False)
        scores = torch.from_numpy(pairs.scores[chosen])
        texts = [pairs.first[i] for i in chosen] + [pairs.second[i] for i in chosen]

        def loss(vectors: Tensor) -> Tensor:
            cosines = config.order_scale * (vectors[:count] * vectors[count:]).sum(dim=1)
            wrong = (cosines[:, None] - cosines[None, :])[scores[:, None] < scores[None, :]]
            return torch.logsumexp(torch.cat([wrong.new_zeros(1), wrong]), dim=0)

        return Draw(texts, loss)

    return draw


def match_paraphrases(groups: list[list[Ids]], config: Config) -> Objective:
    """Two members of a group belong together."""

    def draw(random: Random) -> Draw:
        chosen = random.choice(len(groups), config.small_batch, replace=False)
        members = [random.choice(len(groups[i]), 2, replace=False) for i in chosen]
        return contrast(
            [groups[i][a] for i, (a, _) in zip(chosen, members, strict=True)],
            [groups[i][b] for i, (_, b) in zip(chosen, members, strict=True)],
            config.scale,
        )

    return draw


def match_inferences(triples: list[tuple[Ids, Ids, Ids]], config: Config) -> Objective:
    """A premise belongs to what follows from it, not to what contradicts it."""

    def draw(random: Random) -> Draw:
        numbers = random.choice(len(triples), config.small_batch, replace=False)
        chosen = [triples[i] for i in numbers]
        premises, entailed, contradicted = zip(*chosen, strict=True)
        return contrast(premises, entailed, config.scale, contradicted)

    return draw


def match_headings(paragraphs: Sequence[EncodedParagraph], config: Config) -> Objective:
    """A heading belongs to its paragraph."""
    usable = [p for p in paragraphs if len(p.heading) and sum(map(len, p.sentences)) >= 10]

    def draw(random: Random) -> Draw:
        chosen = [usable[i] for i in random.choice(len(usable), config.batch, replace=False)]
        texts = [crop(np.concatenate(p.sentences), config.longest, random) for p in chosen]
        return contrast([p.heading for p in chosen], texts, config.scale)

    return draw


def match_sentences(paragraphs: Sequence[EncodedParagraph], config: Config) -> Objective:
    """A sentence belongs to the rest of its paragraph (Lee et al., 2019, inverse cloze).

    Args:
        paragraphs: In document order, so that neighbours are about the same.
        config: ``batch``, ``run``, ``kept``, ``dropped``, ``longest`` and ``scale`` are read.
    """
    run = config.run
    usable = [
        p for p in paragraphs if len(p.sentences) > 1 and sum(len(s) >= 5 for s in p.sentences) > 1
    ]

    def draw(random: Random) -> Draw:
        starts = random.choice(len(usable) - run, config.batch // run, replace=False)
        chosen = {int(start) + i: None for start in starts for i in range(run)}
        first: list[Ids] = []
        second: list[Ids] = []
        for index in chosen:
            sentences = usable[index].sentences
            long = [i for i, s in enumerate(sentences) if len(s) >= 5]
            at = long[random.integers(len(long))]
            rest = [s for i, s in enumerate(sentences) if i != at or random.random() < config.kept]
            first.append(thin(sentences[at], config.dropped, random))
            second.append(crop(np.concatenate(rest), config.longest, random))
        return contrast(first, second, config.scale)

    return draw


def crop(ids: Ids, longest: int, random: Random) -> Ids:
    """Take a window of at most ``longest`` tokens."""
    if len(ids) <= longest:
        return ids
    start = random.integers(len(ids) - longest + 1)
    return ids[start : start + longest]


def thin(ids: Ids, dropped: float, random: Random) -> Ids:
    """Leave out a share of the tokens, but never all, and none of a very short text."""
    if not dropped or len(ids) < 4:
        return ids
    left = ids[random.random(len(ids)) >= dropped]
    return left if len(left) else ids
