"""The bundled encoder: a question and windows of text in, scores and spans out."""

from rag.encoder.encoder import DEFAULT_ENCODER, Encoder, ShortAnswer, Window, WindowReading

__all__ = ["DEFAULT_ENCODER", "Encoder", "ShortAnswer", "Window", "WindowReading"]
