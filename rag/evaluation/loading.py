"""Cases from files: one a line, in the format of SQuAD, or what users said of answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, NonNegativeInt, ValidationError

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
from rag.korean import normalize
from rag.sources import Document

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


class _Answer(BaseModel):
    text: str
    answer_start: NonNegativeInt


class _Question(BaseModel):
    id: str
    question: str
    answers: list[_Answer] = []
    is_impossible: bool = False


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Article(BaseModel):
    title: str
    paragraphs: list[_Paragraph]


class _File(BaseModel):
    data: list[_Article]


def read_squad(path: Path) -> CaseSet:
    """Read a SQuAD or KorQuAD file; what ``is_impossible`` (SQuAD 2.0) must be refused.

    Returns:
        The cases, each annotated answer an alternative, and one document for each paragraph,
        with its article's title. Cases are grouped by article.

    Raises:
        EvaluationError: If the file has another format, a question cannot be asked, or an
            answer is not where ``answer_start`` says.
    """
    try:
        file = _File.model_validate_json(read_text(path))
    except ValidationError as error:
        raise cases_error(
            path,
            f"{first_fault(error, 'the file')}; SQuAD's format is data > paragraphs > context, "
            "qas, and one case a line is read from .jsonl",
        ) from error
    documents: list[Document] = []
    cases: list[Case] = []
    for number, article in enumerate(file.data):
        for place, paragraph in enumerate(article.paragraphs):
            document = Document(
                id=f"{number:04d}-{place:03d}",
                title=normalize(article.title).replace("_", " "),
                text=normalize(paragraph.context),
                source=f"{path}: data.{number}.paragraphs.{place}",
            )
            documents.append(document)
            cases.extend(_cases(path, article, paragraph, document))
    return CaseSet(path, tuple(cases), tuple(documents))


def _cases(
    path: Path, article: _Article, paragraph: _Paragraph, document: Document
) -> Iterator[Case]:
    for row in paragraph.qas:
        try:
            question = check_question(row.question)
        except QuestionError as error:
            raise cases_error(path, f"question {row.id!r}: {error}") from error
        answers = () if row.is_impossible else tuple(row.answers)
        golds = (
            Gold(
                (normalize(answer.text),), spans=(_span(path, row.id, answer, paragraph, document),)
            )
            for answer in answers
        )
        yield Case(
            id=row.id,
            question=question,
            golds=tuple(dict.fromkeys(golds)),
            document_id=document.id if answers else None,
            group=article.title,
        )


def _span(
    path: Path, case_id: str, answer: _Answer, paragraph: _Paragraph, document: Document
) -> GoldSpan:
    # Normalising may shorten what comes before the answer.
    start = len(normalize(paragraph.context[: answer.answer_start]))
    text = normalize(answer.text)
    if not text or document.text[start : start + len(text)] != text:
        raise cases_error(
            path,
            f"question {case_id!r}: answer_start {answer.answer_start} is not where "
            f"{answer.text!r} begins; correct answer_start",
        )
    return GoldSpan(document.id, start, start + len(text))


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
    return CaseSet(path, tuple(map(_case_of, good)), digest=digest)


def _case_of(line: _Line) -> Case:
    # Not by place: documents are read anew, and those that visitors added are gone.
    strings = tuple(line.highlights or line.quotes)
    golds = (Gold(strings, evidence=line.quotes[0]),) if line.quotes else ()
    return Case(line.turn, line.question, golds, group=line.turn, kind="feedback")
