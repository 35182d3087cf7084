"""What a language model is to the rest of the package."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from rag.errors import ModelError


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatModel(Protocol):
    """Continues a conversation, piece by piece."""

    @property
    def name(self) -> str:
        """The model as the settings name it, such as ``transformers:MODEL``."""

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Write the next message; closing the generator stops the model.

        Yields:
            Pieces of text, in order. While there is nothing new an empty piece comes every
            fraction of a second, so that a caller who wants to stop is not kept waiting.

        Raises:
            ContextOverflowError: Before the first piece with text, if the messages are longer
                than the model reads.
            ModelError: If the model is missing, too large, down, or breaks off.
        """


class ContextOverflowError(ModelError):
    """The messages are longer than the model reads.

    Attributes:
        share: Roughly how much of the messages would fit, in (0, 1).
    """

    def __init__(self, name: str, *, share: float) -> None:
        """Say which model overflowed."""
        super().__init__(
            f"the messages are longer than the language model {name!r} reads; name one with a "
            "longer context in RAG_GENERATOR, or lower RAG_GENERATOR_MAX_NEW_TOKENS",
            korean=f"언어 모델 '{name}'이(가) 한 번에 읽기에는 글이 너무 깁니다.",
        )
        self.share = share
