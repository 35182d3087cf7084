"""Case files in the format of SQuAD and KorQuAD: each paragraph is a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, NonNegativeInt, ValidationError

from rag.conversation import check_question
from rag.errors import QuestionError
from rag.evaluation.cases import Case, CaseSet, Gold, GoldSpan, cases_error, first_fault, read_text
from rag.korean import normalize
from rag.sources import Document


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
