"""Language models that write: in this process, or behind an OpenAI-compatible server."""

from rag.settings import Settings
from rag.writing.generation.chat import ChatModel, ContextOverflowError, Message
from rag.writing.generation.local import TransformersChatModel
from rag.writing.generation.server import OpenAIChatModel

__all__ = ["ChatModel", "ContextOverflowError", "Message", "load_chat_model"]


def load_chat_model(settings: Settings) -> ChatModel | None:
    """Return the language model that the settings name, if any; it is met at its first use."""
    if settings.generator is None:
        return None
    kind, _, model = settings.generator.partition(":")
    if kind == "transformers":
        return TransformersChatModel(model, settings)
    return OpenAIChatModel(model, settings)
