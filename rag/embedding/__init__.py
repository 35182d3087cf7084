"""Sentence embedding models, a bundled one by default."""

from rag.embedding.choice import EncoderEmbedder, load_embedder
from rag.embedding.embedder import SAFE_DENSE_WEIGHT, Embedder, Prompts
from rag.embedding.sentence_transformer import known_prompts
from rag.embedding.static import BUNDLED_MODEL_DIR, StaticEmbedder

__all__ = [
    "BUNDLED_MODEL_DIR",
    "SAFE_DENSE_WEIGHT",
    "Embedder",
    "EncoderEmbedder",
    "Prompts",
    "StaticEmbedder",
    "known_prompts",
    "load_embedder",
]
