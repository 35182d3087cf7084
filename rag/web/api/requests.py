"""What a program sends to ask, whichever way it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from rag.answering import AnswerStatus
from rag.conversation import MAX_QUESTION_CHARS, Turn

MOST_PASSAGES = 100
_MOST_TOLD = 5
_QUESTION = Field(description=f"in Korean, up to {MAX_QUESTION_CHARS:,} characters")


class Exchange(BaseModel):
    """An earlier turn."""

    question: str
    text: str = Field(description="the answer's `text`")
    status: AnswerStatus = AnswerStatus.ANSWERED


class AnswerBody(BaseModel):
    """A question, and what was said before."""

    model_config = ConfigDict(extra="forbid")

    question: str = _QUESTION
    history: list[Exchange | tuple[str, str]] = Field(
        default=[], description="earlier turns, oldest first; or pairs of question and text"
    )

    @property
    def turns(self) -> list[Turn | tuple[str, str]]:
        """The history as the pipeline takes it."""
        return [
            Turn(each.question, each.text, each.status) if isinstance(each, Exchange) else each
            for each in self.history
        ]


class RetrieveBody(BaseModel):
    """A question, and how many passages are wanted."""

    model_config = ConfigDict(extra="forbid")

    question: str = _QUESTION
    k: int = Field(default=10, ge=1, le=MOST_PASSAGES, description="passages wanted")


def told_of(errors: Iterable[Mapping[str, Any]]) -> str:
    """Say which values of a body cannot be used, and why.

    Args:
        errors: As pydantic lists them.
    """
    first = list(errors)[:_MOST_TOLD]
    return "; ".join(f"{_place(each['loc'])}: {each['msg']}" for each in first)


def _place(steps: Sequence[object]) -> str:
    return ".".join(str(step) for step in steps if step != "body") or "body"
