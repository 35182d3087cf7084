"""Texts as arrays of token ids, once for the whole training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.embedder.corpora import (
    TRAINED_PARAPHRASE_GROUPS,
    Corpora,
    Paragraph,
    ScoredPair,
)

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class EncodedParagraph:
    """A paragraph's heading and sentences as token ids."""

    heading: Ids
    sentences: tuple[Ids, ...]


@dataclass(frozen=True, slots=True)
class EncodedScores:
    """Scored pairs as token ids; ``scores`` has the shape (pairs,)."""

    first: list[Ids]
    second: list[Ids]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedCorpora:
    """What trains, as token ids; see :class:`Corpora`."""

    manuals: list[EncodedParagraph]
    prose: list[EncodedParagraph]
    headlines: list[Ids]
    scored: EncodedScores
    inferences: list[tuple[Ids, Ids, Ids]]
    paraphrases: list[list[Ids]]

    def texts(self) -> tuple[list[Ids], list[Ids]]:
        """All running text: that of the manuals, and everything else."""
        manuals = [np.concatenate(p.sentences) for p in self.manuals if p.sentences]
        others = [np.concatenate(p.sentences) for p in self.prose if p.sentences]
        others += self.headlines + self.scored.first + self.scored.second
        others += [ids for group in self.paraphrases for ids in group]
        others += [ids for inference in self.inferences for ids in inference]
        return manuals, others


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Encode texts; one that holds nothing known gets an empty array."""
    encoded: list[Ids] = []
    for start in range(0, len(texts), 4096):
        batch = tokenizer.encode_batch(texts[start : start + 4096], add_special_tokens=False)
        encoded.extend(np.array(encoding.ids, dtype=np.int32) for encoding in batch)
    return encoded


def encode_corpora(tokenizer: Tokenizer, corpora: Corpora) -> EncodedCorpora:
    """Encode what trains, and nothing that measures."""
    inferences = [(i.premise, i.entailed, i.contradicted) for i in corpora.inferences]
    flat = encode(tokenizer, [text for inference in inferences for text in inference])
    return EncodedCorpora(
        manuals=_encode_paragraphs(tokenizer, corpora.manuals),
        prose=_encode_paragraphs(tokenizer, corpora.prose),
        headlines=encode(tokenizer, corpora.headlines),
        scored=encode_scores(tokenizer, corpora.scored_train),
        inferences=list(zip(flat[::3], flat[1::3], flat[2::3], strict=True)),
        paraphrases=[
            encode(tokenizer, group) for group in corpora.paraphrases[:TRAINED_PARAPHRASE_GROUPS]
        ],
    )


def encode_scores(tokenizer: Tokenizer, pairs: Sequence[ScoredPair]) -> EncodedScores:
    """Encode scored pairs."""
    return EncodedScores(
        encode(tokenizer, [pair.first for pair in pairs]),
        encode(tokenizer, [pair.second for pair in pairs]),
        np.array([pair.score for pair in pairs], dtype=np.float32),
    )


def _encode_paragraphs(
    tokenizer: Tokenizer, paragraphs: Sequence[Paragraph]
) -> list[EncodedParagraph]:
    headings = encode(tokenizer, [paragraph.heading for paragraph in paragraphs])
    sentences = iter(encode(tokenizer, [s for p in paragraphs for s in p.sentences]))
    return [
        EncodedParagraph(heading, tuple(islice(sentences, len(paragraph.sentences))))
        for heading, paragraph in zip(headings, paragraphs, strict=True)
    ]
