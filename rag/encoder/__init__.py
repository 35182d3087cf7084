"""An encoder: a question and windows of text in, scores and spans out."""

from rag.encoder.encoder import (
    Encoder,
    Entailment,
    ShortAnswer,
    Window,
    WindowReading,
    bundled_encoder,
)
from rag.encoder.windows import WINDOW_CHARS, cut_windows

__all__ = [
    "WINDOW_CHARS",
    "Encoder",
    "Entailment",
    "ShortAnswer",
    "Window",
    "WindowReading",
    "bundled_encoder",
    "cut_windows",
]
