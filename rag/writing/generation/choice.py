"""From the setting to the model."""

from __future__ import annotations

from rag.settings import Settings
from rag.writing.generation.chat import ChatModel
from rag.writing.generation.local import TransformersChatModel
from rag.writing.generation.server import OpenAIChatModel


def load_chat_model(settings: Settings) -> ChatModel | None:
    """Return the language model that the settings name, if any; it is met at its first use."""
    if settings.generator is None:
        return None
    kind, _, model = settings.generator.partition(":")
    if kind == "transformers":
        return TransformersChatModel(model, settings)
    return OpenAIChatModel(model, settings)
