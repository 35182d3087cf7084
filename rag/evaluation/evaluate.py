"""The whole measurement: index, questions, figures."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rag.answering import AnswerStatus
from rag.errors import EvaluationError
from rag.evaluation.cases import Case, CaseSet, check_documents
from rag.evaluation.estimates import estimate
from rag.evaluation.outcome import Outcome, judge, quotes_of_answer, quotes_of_evidence
from rag.evaluation.paragraphs import Models, folds_without_gold, place_in_index
from rag.evaluation.provenance import gather_facts
from rag.evaluation.report import SCHEMA_VERSION, EvaluationReport
from rag.index import Progress
from rag.pipeline import RagPipeline
from rag.reading import Reader
from rag.settings import Settings


def run_cases(
    system: RagPipeline, cases: Sequence[Case], progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Ask every question, in order.

    Returns:
        One outcome for each case, in the same order. Only the asking is timed; the first
        question is asked once before, because some parts load when they are first used.
    """
    outcomes = []
    for case in cases[:1]:
        system.ask(case.question)
    for number, case in enumerate(cases, start=1):
        started = time.perf_counter()
        answer = system.ask(case.question)
        seconds = time.perf_counter() - started
        if answer.status in (AnswerStatus.NO_EVIDENCE, AnswerStatus.ASIDE):
            quotes = quotes_of_evidence(system.read(case.question).evidence)
        else:
            quotes = quotes_of_answer(answer)
        outcomes.append(judge(case, answer, quotes, seconds))
        if progress is not None:
            progress("questions", number, len(cases))
    return tuple(outcomes)


def evaluate_index(
    case_set: CaseSet,
    pipeline: RagPipeline,
    settings: Settings,
    *,
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> EvaluationReport:
    """Ask the cases of an index; settings and command are recorded.

    Raises:
        EvaluationError: If a case names a document or a span that the index does not have.
    """
    if case_set.documents:
        case_set = place_in_index(case_set, pipeline.index.documents)
    check_documents(case_set, pipeline.documents)
    outcomes = run_cases(pipeline, case_set.cases, progress)
    return _report(case_set, pipeline, settings, outcomes, command)


def evaluate_paragraphs(
    case_set: CaseSet,
    settings: Settings,
    *,
    without_gold: bool = False,
    reader: Reader | None = None,
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> EvaluationReport:
    """Ask the cases of an index that is built from the paragraphs that come with them.

    With ``without_gold`` every question is asked once more of an index without its paragraph, where
    it must be refused; see :mod:`rag.evaluation.paragraphs`. Settings and command are recorded.

    Raises:
        EvaluationError: If the cases bring no documents.
        ModelError: If a model cannot be loaded.
    """
    if not case_set.documents:
        raise EvaluationError(
            f"{case_set.path} brings no paragraphs to index or to take out; that needs a .json "
            "file in SQuAD format, and no --index",
            korean=f"{case_set.path}에는 색인할 단락이 없습니다. "
            "SQuAD 형식의 .json 파일이 필요합니다.",
        )
    models = Models.load(settings, reader)
    pipeline = models.over(case_set.documents, case_set.path, progress)
    outcomes = run_cases(pipeline, case_set.cases, progress)
    if without_gold:
        for fold in folds_without_gold(case_set):
            without = models.over(fold.documents, case_set.path, progress)
            outcomes += run_cases(without, fold.cases, progress)
    return _report(case_set, pipeline, settings, outcomes, command)


def _report(
    case_set: CaseSet,
    pipeline: RagPipeline,
    settings: Settings,
    outcomes: tuple[Outcome, ...],
    command: Sequence[str],
) -> EvaluationReport:
    return EvaluationReport(
        schema_version=SCHEMA_VERSION,
        facts=gather_facts(case_set, outcomes, pipeline, settings, command),
        estimates=estimate(outcomes),
        outcomes=outcomes,
    )
