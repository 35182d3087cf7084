"""Questions whose answers are known, whatever file they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import EvaluationError
from rag.sources import Document

if TYPE_CHECKING:
    from pydantic import ValidationError

EXAMPLE_ROW = '{"id": "q1", "question": "…?", "answers": ["…"], "evidence": "…", "kind": "when"}'


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Where evidence lies: ``documents[document_id].text[start:end]``."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """What one right answer holds and rests on.

    Attributes:
        strings: All must appear in the answer.
        evidence: Words that one cited span must hold; empty when ``spans`` says where, or when
            any citation will do.
        spans: Evidence by place; each must lie inside a cited span.
    """

    strings: tuple[str, ...]
    evidence: str = ""
    spans: tuple[GoldSpan, ...] = ()

    @property
    def placed(self) -> bool:
        """Whether it is known what the answer rests on."""
        return bool(self.evidence or self.spans)


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what a right answer to it holds.

    Attributes:
        id: Unique among the cases.
        question: The question.
        golds: Alternatives, any of which is right; empty when the question must be refused.
        document_id: The document that holds the answer, if known.
        group: What the case shares with others (its article), by which results are resampled.
        kind: The kind of question, as the file says.
    """

    id: str
    question: str
    golds: tuple[Gold, ...]
    document_id: str | None = None
    group: str = ""
    kind: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer; if not, the question must be refused."""
        return bool(self.golds)


@dataclass(frozen=True, slots=True)
class CaseSet:
    """All cases of one file.

    Attributes:
        path: The file.
        cases: At least one case; ids are unique.
        documents: The documents that the file brings along; empty when it brings none.
        digest: SHA-256 of the file, hexadecimal.
    """

    path: Path
    cases: tuple[Case, ...]
    documents: tuple[Document, ...] = ()
    digest: str = ""


def sample_cases(case_set: CaseSet, limit: int) -> CaseSet:
    """Keep at most ``limit`` cases, evenly spread over the file; all documents stay."""
    count = len(case_set.cases)
    kept = min(limit, count)
    return replace(case_set, cases=tuple(case_set.cases[i * count // kept] for i in range(kept)))


def read_text(path: Path) -> str:
    """Read a case file.

    Raises:
        EvaluationError: If it is missing, a folder, or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise cases_error(path, f"{error.strerror}; check the path") from error
    except UnicodeDecodeError as error:
        raise cases_error(
            path, f"byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from error


def check_documents(case_set: CaseSet, documents: Mapping[str, Document]) -> None:
    """Make sure that every document a case names is there and reaches as far as its spans.

    Raises:
        EvaluationError: If a document is missing or a span ends after its text.
    """
    for case in case_set.cases:
        if case.document_id is not None and case.document_id not in documents:
            raise cases_error(
                case_set.path,
                f"case {case.id!r} names the document {case.document_id!r}, which is not in the "
                "index; correct it, or name the right index with --index",
            )
        for span in (span for gold in case.golds for span in gold.spans):
            length = len(documents[span.document_id].text)
            if span.end > length:
                raise cases_error(
                    case_set.path,
                    f"case {case.id!r} has evidence at {span.start}-{span.end}, but document "
                    f"{span.document_id!r} has {length} characters; correct the offsets",
                )


def cases_error(path: Path, problem: str, line: int | None = None) -> EvaluationError:
    """Make the error for a case file or a line of it: the wrong value and what to do."""
    place = f"{path}:{line}" if line is not None else str(path)
    return EvaluationError(
        f"{place}: {problem}",
        korean=f"평가용 질문 파일을 읽지 못했습니다({place}). 파일의 형식을 확인해 주세요.",
    )


def first_fault(error: ValidationError, whole: str) -> str:
    """Say what is wrong first, and where in it; else of ``whole``, what was read."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or whole}: {first['msg']}"
