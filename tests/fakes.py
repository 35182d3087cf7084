"""Small exact stand-ins for the parts that a test is not about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Prompts


@dataclass(frozen=True)
class CharacterEmbedder:
    """Counts characters into a few buckets: equal texts have cosine 1, and nothing is random."""

    name: str = "characters"
    dimension: int = 32
    fingerprint: str = "characters-1"
    dense_weight: float = 0.1
    prompts: Prompts = field(default_factory=Prompts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for character in text:
                row[ord(character) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths == 0, 1, lengths)
