"""From the setting to the model: the table of token vectors, the encoder, or any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.embedding.embedder import Embedder, Prompts, read_dense_weight
from rag.embedding.sentence_transformer import SentenceTransformerEmbedder
from rag.embedding.static import BUNDLED_MODEL_DIR, StaticEmbedder
from rag.encoder import BUNDLED_VECTORS_DIR, TextVectors, as_passage, as_query, bundled_vectors
from rag.errors import SettingsError
from rag.settings import BUNDLED_MODEL, ENCODER_MODEL, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EncoderEmbedder(Embedder):
    """The bundled encoder; its fingerprint is of the configuration and the upper half's weights."""

    _vectors: TextVectors

    @classmethod
    def load(cls, dense_weight: float | None = None) -> EncoderEmbedder:
        """Load both halves; a weight is used in place of what ``fusion.json`` says.

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


def load_embedder(settings: Settings) -> Embedder:
    """Load the embedding model that the settings name.

    Returns:
        The bundled model for ``default``, the encoder's vectors for ``encoder``, else a
        sentence-transformers model. Its ``dense_weight`` is as :func:`read_dense_weight` has it.

    Raises:
        ModelError: If the model is unknown, not on this machine (and the network is not
            allowed), incomplete or damaged.
        SettingsError: If prompts are set for a bundled model; none takes others than its own.
    """
    if settings.embedding_model not in {BUNDLED_MODEL, ENCODER_MODEL}:
        return SentenceTransformerEmbedder.load(settings)
    if settings.embedding_query_prompt or settings.embedding_passage_prompt:
        prompt = settings.embedding_query_prompt or settings.embedding_passage_prompt
        raise SettingsError(
            f"The bundled embedding models take no prompt, but {prompt!r} is set. Unset "
            "RAG_EMBEDDING_QUERY_PROMPT and RAG_EMBEDDING_PASSAGE_PROMPT, or name another "
            "model in RAG_EMBEDDING_MODEL.",
            korean="기본 임베딩 모델에는 프롬프트를 쓸 수 없습니다. 설정을 확인해 주세요.",
        )
    if settings.embedding_model == ENCODER_MODEL:
        return EncoderEmbedder.load(settings.dense_weight)
    return StaticEmbedder.load(BUNDLED_MODEL_DIR, settings.dense_weight)
