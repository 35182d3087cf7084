"""From the setting to the model."""

from __future__ import annotations

from rag.embedding.embedder import Embedder
from rag.embedding.encoder import EncoderEmbedder
from rag.embedding.sentence_transformer import SentenceTransformerEmbedder
from rag.embedding.static import BUNDLED_MODEL_DIR, StaticEmbedder
from rag.errors import SettingsError
from rag.settings import BUNDLED_MODEL, ENCODER_MODEL, Settings


def load_embedder(settings: Settings) -> Embedder:
    """Load the embedding model that the settings name.

    Args:
        settings: Its ``embedding_*``, ``dense_weight`` and ``allow_network`` are read.

    Returns:
        The bundled model for ``default``, the encoder's vectors for ``encoder``, else a
        sentence-transformers model. Its
        ``dense_weight`` is the setting where there is one, else what lies in the model's folder
        (``fusion.json``), else :data:`rag.embedding.SAFE_DENSE_WEIGHT`.

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
