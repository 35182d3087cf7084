"""Language models that write: in this process, or behind an OpenAI-compatible server."""

from rag.writing.generation.chat import ChatModel, ContextOverflowError, Message
from rag.writing.generation.choice import load_chat_model

__all__ = ["ChatModel", "ContextOverflowError", "Message", "load_chat_model"]
