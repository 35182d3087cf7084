"""The vectors of the encoder that comes with the package, as it was pretrained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.embedding.embedder import Embedder, Prompts, read_dense_weight
from rag.encoder import BUNDLED_VECTORS_DIR, TextVectors, as_passage, as_query, bundled_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EncoderEmbedder(Embedder):
    """The bundled encoder; its fingerprint is of the configuration and the upper half's weights."""

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

    def _embed(self, texts: list[str], *, is_query: bool) -> NDArray[np.float32]:
        return self._vectors.of_queries(texts) if is_query else self._vectors.of_passages(texts)
