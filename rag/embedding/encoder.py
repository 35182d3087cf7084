"""The vectors of the encoder that comes with the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.embedding.folder import read_dense_weight
from rag.embedding.prompts import Prompts
from rag.embedding.vectors import encodable
from rag.encoder import BUNDLED_VECTORS_DIR, TextVectors, as_passage, as_query, bundled_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EncoderEmbedder:
    """The bundled encoder as it was pretrained.

    Attributes:
        name: ``bundled:<folder name>``.
        dimension: Length of a vector.
        fingerprint: SHA-256 over the configuration and the weights of the upper half.
        dense_weight: Weight of the cosine against BM25 scaled to [0, 1].
        prompts: Those that it was pretrained with.
    """

    name: str
    dimension: int
    fingerprint: str
    dense_weight: float
    prompts: Prompts
    _vectors: TextVectors

    @classmethod
    def load(cls, dense_weight: float | None = None) -> EncoderEmbedder:
        """Load both halves.

        Args:
            dense_weight: Used in place of what ``fusion.json`` says.

        Raises:
            ModelError: If a file is missing or damaged, or the two do not fit together.
        """
        vectors = bundled_vectors()
        return cls(
            name=f"bundled:{vectors.name}",
            dimension=vectors.dimension,
            fingerprint=vectors.fingerprint,
            dense_weight=read_dense_weight(BUNDLED_VECTORS_DIR, dense_weight),
            prompts=Prompts(as_query(""), as_passage("")),
            _vectors=vectors,
        )

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: shape (len(texts), dimension), float32, unit length or zero."""
        return self._vectors.of_queries(encodable(texts))

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: shape (len(texts), dimension), float32, unit length or zero."""
        return self._vectors.of_passages(encodable(texts))
