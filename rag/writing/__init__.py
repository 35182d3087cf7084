"""A question and numbered sentences in; what a language model writes, as claims, out."""

from rag.writing.claims import ClaimParser, Reply, WrittenClaim, visible_text
from rag.writing.generation import ChatModel, ContextOverflowError, Message, load_chat_model
from rag.writing.prompting import (
    NO_ANSWER,
    NumberedSentence,
    build_messages,
    build_rewriting_messages,
    number_sentences,
)

__all__ = [
    "NO_ANSWER",
    "ChatModel",
    "ClaimParser",
    "ContextOverflowError",
    "Message",
    "NumberedSentence",
    "Reply",
    "WrittenClaim",
    "build_messages",
    "build_rewriting_messages",
    "load_chat_model",
    "number_sentences",
    "visible_text",
]
