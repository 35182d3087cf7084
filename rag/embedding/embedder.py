"""What an embedding model is to the other stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag.embedding.prompts import Prompts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors; a text that holds no known token gets the zero vector."""

    @property
    def name(self) -> str:
        """The model's name, path, or ``bundled:<version>``."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def prompts(self) -> Prompts:
        """What is put before questions and passages."""

    @property
    def fingerprint(self) -> str:
        """Hash that changes when weights or prompts change."""

    @property
    def dense_weight(self) -> float:
        """Weight of the cosine against BM25 scaled to [0, 1]; measured for this model."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: shape (len(texts), dimension), float32, unit length."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: shape (len(texts), dimension), float32, unit length."""
