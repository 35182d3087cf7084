"""An encoder: a question and windows of text in, scores and spans out."""

from rag.encoder.encoder import Encoder, ShortAnswer, Window, WindowReading

__all__ = ["Encoder", "ShortAnswer", "Window", "WindowReading"]
