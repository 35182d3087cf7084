"""Cases made of what users of the chat said of its answers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from rag.evaluation.cases import Case, CaseSet, Gold, cases_error, first_fault, read_text


class _Citation(BaseModel):
    quote: str


class _Line(BaseModel):
    """What :mod:`rag.web.feedback` writes; fields that are not named here are left alone."""

    turn: str
    verdict: Literal["good", "bad"]
    question: str
    highlights: list[str]
    citations: list[_Citation]

    @property
    def quotes(self) -> list[str]:
        return [citation.quote for citation in self.citations]


def read_feedback(path: Path) -> CaseSet:
    """Make cases of a feedback file.

    What was said last of an answer counts. A good answer must keep its short answer, or else its
    quotes, and what it cites first; a good refusal must stay one. Of a bad answer nobody knows what
    would be right, so it makes no case.

    Raises:
        EvaluationError: If the file cannot be read, a line in it cannot be used, or nothing in it
            makes a case.
    """
    said: dict[str, _Line] = {}
    for number, text in enumerate(read_text(path).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            line = _Line.model_validate_json(text)
        except ValidationError as error:
            raise cases_error(
                path, f"no line of the chat's feedback, {first_fault(error, 'the line')}", number
            ) from error
        said[line.turn] = line
    good = [line for line in said.values() if line.verdict == "good"]
    if not good:
        raise cases_error(path, "nobody called an answer good yet; judge some in: rag chat")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return CaseSet(path, tuple(map(_case, good)), digest=digest)


def _case(line: _Line) -> Case:
    # Not by place: documents are read anew, and those that visitors added are gone.
    strings = tuple(line.highlights or line.quotes)
    golds = (Gold(strings, evidence=line.quotes[0]),) if line.quotes else ()
    return Case(line.turn, line.question, golds, group=line.turn, kind="feedback")
