"""A question back, where a question may be about either of two things and names none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from rag.answering.answer import Answer, AnswerStatus, on_one_line
from rag.answering.draft import Draft
from rag.korean import attach
from rag.reading import Member

_WHICH = "중 어느 쪽인가요?"


def ask_back(question: str, plain: Answer, members: Sequence[Member], draft: Draft) -> Answer:
    """Ask which is meant, say what the documents tell of each, and offer each to be asked.

    Args:
        question: The question, whole.
        plain: What was found for it.
        members: What it may be about, at least two.
        draft: An answer with nothing said yet.
    """
    names = [on_one_line(member.name) for member in members]
    first = ", ".join(names[:-1])
    draft.say(f"{attach(first, '과')} {names[-1]} {_WHICH}")
    for name, member in zip(names, members, strict=True):
        draft.say(f"• {name}:", joint="\n")
        draft.tell(member.evidence)
    return replace(
        draft.filled(plain, plain.form),
        status=AnswerStatus.POSSIBLE,
        suggestions=tuple(map(partial(_about, question), names, (m.kind for m in members))),
    )


def _about(question: str, name: str, kind: str) -> str:
    """The question about one of them: "가람실 요금이 얼마야?" of "회의실 요금이 얼마야?"."""
    if kind and question.startswith(kind):
        return name + question.removeprefix(kind)
    return f"{name} {question}"


def offered_in(text: str) -> tuple[str, ...]:
    """Return the names between which an answer asks back; none where it does not.

    Args:
        text: The answer's text.
    """
    asked, _, rest = text.partition(_WHICH)
    lines = [line for line in rest.split("\n") if line.startswith("• ")]
    names = tuple(line[2:].partition(":")[0] for line in lines)
    return names if all(name in asked for name in names) else ()
