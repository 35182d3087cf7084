"""An encoder: a question and windows of text in, scores and spans out. None is shipped yet."""

from rag.encoder.encoder import Encoder, ShortAnswer, Window, WindowReading

__all__ = ["Encoder", "ShortAnswer", "Window", "WindowReading"]
