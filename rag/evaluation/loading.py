"""Reads case files of either format; the project's own has one JSON object a line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from rag.conversation import check_question
from rag.errors import QuestionError
from rag.evaluation.cases import (
    EXAMPLE_ROW,
    Case,
    CaseSet,
    Gold,
    GoldSpan,
    cases_error,
    first_fault,
    read_text,
)
from rag.evaluation.squad import read_squad
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


def load_cases(path: str | Path) -> CaseSet:
    """Read evaluation cases, of SQuAD with the paragraphs as documents.

    Args:
        path: A ``.json`` file in the format of SQuAD and KorQuAD, or a ``.jsonl`` file with one
            case a line: ``{"id", "question", "answers", "evidence", "kind", "document_id"}``, of
            which the last three may be left out. All strings of ``answers`` must appear in the
            answer; none means that the question must be refused. ``evidence`` is a string, or
            ``[[start, end], ...]`` into the text of ``document_id``.

    Raises:
        EvaluationError: If the file cannot be read, or a case in it cannot be used; the message
            names the line or the question.
    """
    path = Path(path)
    readers = {".jsonl": _read_jsonl, ".json": read_squad}
    if path.suffix not in readers:
        raise cases_error(
            path,
            f"the name ends in {path.suffix!r}; name a .jsonl file with one case a line, such as "
            f"{EXAMPLE_ROW}, or a .json file in SQuAD format",
        )
    case_set = readers[path.suffix](path)
    if not case_set.cases:
        raise cases_error(path, f"it holds no question; give it lines such as {EXAMPLE_ROW}")
    seen: set[str] = set()
    for case in case_set.cases:
        if case.id in seen:
            raise cases_error(path, f"the id {case.id!r} occurs twice; make ids unique")
        seen.add(case.id)
    return replace(case_set, digest=hashlib.sha256(path.read_bytes()).hexdigest())


def _read_jsonl(path: Path) -> CaseSet:
    # Not splitlines(): JSON leaves U+2028 and U+0085 inside strings.
    lines = enumerate(read_text(path).split("\n"), start=1)
    return CaseSet(path, tuple(_case(path, number, line) for number, line in lines if line.strip()))


def _case(path: Path, number: int, line: str) -> Case:
    try:
        row = _Row.model_validate_json(line, strict=True)
        question = check_question(row.question)
    except ValidationError as error:
        given = json.dumps(error.errors()[0]["input"], ensure_ascii=False, default=str)[:80]
        fault = f"{first_fault(error, 'the line')}, not {given}; write {EXAMPLE_ROW}"
        raise cases_error(path, fault, number) from error
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
