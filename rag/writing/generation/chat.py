"""What a language model is, and how what it writes comes out of the thread in which it runs."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Literal, Protocol

from rag.errors import ModelError

# How long a caller is kept waiting at most for the next, possibly empty, piece.
_POLL_S = 0.25

Relay = Queue[str | Exception | None]
"""What a model's thread puts in: pieces of text, then what went wrong, or ``None`` at the end."""


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


def read_relay(relay: Relay, name: str, stall_s: float) -> Iterator[str]:
    """Yield pieces as they come, those that wait joined; an empty one each quarter of a second.

    Args:
        relay: Filled by the thread in which the model runs. Its first item, which may be empty
            text, says that the model has started; until then there is no time limit.
        name: The model as the settings name it.
        stall_s: Seconds without a new piece after which the model counts as down.

    Raises:
        ModelError: If nothing came for ``stall_s`` seconds.
        Exception: What the thread put in.
    """
    deadline = float("inf")
    while True:
        try:
            items = [relay.get(timeout=min(_POLL_S, stall_s))]
        except Empty:
            if time.monotonic() > deadline:
                raise ModelError(
                    f"the language model {name!r} wrote nothing for {stall_s:g} s; check that it "
                    "runs, or raise RAG_GENERATOR_TIMEOUT_S",
                    korean=f"언어 모델이 {stall_s:g}초 동안 답하지 않았습니다.",
                ) from None
            yield ""
            continue
        while not relay.empty():
            items.append(relay.get())
        deadline = time.monotonic() + stall_s
        text = "".join(item for item in items if isinstance(item, str))
        if text:
            yield text
        end = items[-1]
        if isinstance(end, Exception):
            raise end
        if end is None:
            return
