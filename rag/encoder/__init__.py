"""An encoder: a question and windows of text in, scores and spans out; and vectors of texts."""

from rag.encoder.encoder import (
    Encoder,
    Entailment,
    ShortAnswer,
    Window,
    WindowReading,
    bundled_encoder,
)
from rag.encoder.tokens import WINDOW_CHARS, as_passage, as_query, cut_windows
from rag.encoder.vectors import BUNDLED_VECTORS_DIR, TextVectors, bundled_vectors, to_unit

__all__ = [
    "BUNDLED_VECTORS_DIR",
    "WINDOW_CHARS",
    "Encoder",
    "Entailment",
    "ShortAnswer",
    "TextVectors",
    "Window",
    "WindowReading",
    "as_passage",
    "as_query",
    "bundled_encoder",
    "bundled_vectors",
    "cut_windows",
    "to_unit",
]
