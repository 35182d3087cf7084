"""Messages of a chat, as OpenAI's API has them, and the question and history they hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel

from rag.answering import Answer
from rag.errors import QuestionError

_NO_QUESTION = "물어볼 말이 없습니다. 마지막 메시지에 질문을 적어 주세요."
# What earlier answers said is analysed anew; a longer one was not written here.
_MOST_CHARS = 6000
_NOTICE = re.compile(r"\n\n\* [^\n]+\Z")
# Of footnotes: a number at the start of a line, then what it cites.
_FIRST_NOTE = re.compile(r"\n\n(?=\[1\] )")
_NOTE = re.compile(r"^\[(\d+)\] ", re.MULTILINE)


class TextPart(BaseModel):
    """A piece of a message."""

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """One message; a system prompt is taken and has no effect."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """All of its text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


def question_and_history(messages: Sequence[Message]) -> tuple[str, list[tuple[str, str]]]:
    """Return the last question, and the questions before with their answers, oldest first.

    A question that got no answer is no turn of the conversation.

    Raises:
        QuestionError: If the last message is not the user's.
    """
    said = [message for message in messages if message.role in {"user", "assistant"}]
    if not said or said[-1].role != "user":
        raise QuestionError("the last message must be the user's", korean=_NO_QUESTION)
    history = [
        (asked.text, without_footnotes(told.text)[:_MOST_CHARS])
        for asked, told in itertools.pairwise(said)
        if (asked.role, told.role) == ("user", "assistant")
    ]
    return said[-1].text, history


def with_footnotes(answer: Answer) -> str:
    """Return an answer's text with ``[1]`` markers, and below it what each number cites."""
    notes = []
    for c in {citation.number: citation for citation in answer.citations}.values():
        about = ", ".join(filter(None, (c.title, c.publisher, c.published)))
        notes.append(f"[{c.number}] {' '.join(about.split())}: “{' '.join(c.quote.split())}”")
    told = str(answer) if not answer.notice else f"{answer}\n\n* {answer.notice}"
    return "\n\n".join(filter(None, (told, "\n".join(notes))))


def without_footnotes(text: str) -> str:
    """Return what an answer said before it was given footnotes and markers."""
    starts = [found.start() for found in _FIRST_NOTE.finditer(text)]
    end = starts[-1] if starts else len(text)
    told, notes = _NOTICE.sub("", text[:end]), text[end:]
    for number in _NOTE.findall(notes):
        told = told.replace(f" [{number}]", "")
    return told


def settled(answer: Answer) -> str:
    """Return of an answer that is being written what no later one will change.

    That is its claims that were checked, once one of them is supported: without any, what was
    found stands in for all of them.
    """
    if not answer.citations or not answer.claims:
        return ""
    end = max(claim.answer_end for claim in answer.claims)
    return str(replace(answer, text=answer.text[:end]))
