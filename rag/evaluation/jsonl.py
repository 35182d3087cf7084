"""The project's own case files: one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from rag.conversation import check_question
from rag.errors import QuestionError
from rag.evaluation.cases import EXAMPLE_ROW, Case, CaseSet, Gold, GoldSpan, cases_error, read_text
from rag.korean import normalize

_Text = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    """One line; fields that are not named here are left alone."""

    id: _Text
    question: str
    answers: list[_Text]
    evidence: str | list[tuple[Annotated[int, Field(ge=0)], int]] = ""
    kind: str = ""
    document_id: str | None = None


def read_jsonl(path: Path) -> CaseSet:
    """Read a case file.

    A line is ``{"id", "question", "answers", "evidence", "kind", "document_id"}``; the last three
    may be left out. All strings of ``answers`` must appear in the answer; none means that the
    question must be refused. ``evidence`` is a string, or ``[[start, end], ...]`` into
    the text of ``document_id``.

    Args:
        path: The file; blank lines are skipped.

    Raises:
        EvaluationError: If a line cannot be used; the message names file and line.
    """
    # Not splitlines(): JSON leaves U+2028 and U+0085 inside strings.
    lines = read_text(path).split("\n")
    return CaseSet(
        path,
        tuple(
            _case(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()
        ),
    )


def _case(path: Path, number: int, line: str) -> Case:
    try:
        row = _Row.model_validate_json(line, strict=True)
        question = check_question(row.question)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        given = json.dumps(first["input"], ensure_ascii=False, default=str)[:80]
        raise cases_error(
            path, f"{field}: {first['msg']}, not {given}; write {EXAMPLE_ROW}", number
        ) from error
    except QuestionError as error:
        raise cases_error(path, str(error), number) from error
    gold = Gold(
        strings=tuple(normalize(answer) for answer in row.answers),
        evidence=normalize(row.evidence) if isinstance(row.evidence, str) else "",
        spans=_spans(path, number, row),
    )
    return Case(
        id=row.id,
        question=question,
        golds=(gold,) if gold.strings else (),
        document_id=row.document_id,
        group=row.document_id or row.id,
        kind=row.kind,
    )


def _spans(path: Path, number: int, row: _Row) -> tuple[GoldSpan, ...]:
    if isinstance(row.evidence, str):
        return ()
    if row.document_id is None:
        raise cases_error(
            path, "evidence is given as offsets, but document_id is missing; add it", number
        )
    for start, end in row.evidence:
        if end <= start:
            raise cases_error(
                path, f"evidence [{start}, {end}] is empty; end must be after start", number
            )
    return tuple(GoldSpan(row.document_id, start, end) for start, end in row.evidence)
