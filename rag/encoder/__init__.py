"""An encoder: a question and windows of text in, scores and spans out."""

from rag.encoder.encoder import (
    Encoder,
    ShortAnswer,
    Window,
    WindowReading,
    bundled_encoder,
)

__all__ = ["Encoder", "ShortAnswer", "Window", "WindowReading", "bundled_encoder"]
