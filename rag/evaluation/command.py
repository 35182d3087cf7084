"""What ``rag evaluate`` does: measure, compare or fit, and write a report where that is asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.errors import EvaluationError
from rag.evaluation.cases import CaseSet, sample_cases
from rag.evaluation.compare import compare_reports, format_comparison
from rag.evaluation.evaluate import evaluate_index, evaluate_paragraphs
from rag.evaluation.fusion import fit_fusion, format_fit
from rag.evaluation.loading import load_cases, read_feedback
from rag.evaluation.page import write_report
from rag.evaluation.paragraphs import open_paragraphs
from rag.evaluation.plots import NO_PLOTS, can_draw
from rag.evaluation.report import EvaluationReport, load_report
from rag.evaluation.text import format_report
from rag.index import Progress
from rag.opening import open_named
from rag.pipeline import RagPipeline
from rag.settings import FEEDBACK_FILE, load_settings


def run_command(options: argparse.Namespace, progress: Progress) -> str:
    """Run the command.

    Raises:
        RagError: If an option has no effect, or something cannot be read.
    """
    _check(options)
    if options.compare is not None:
        first, second = map(load_report, options.compare)
        return format_comparison(compare_reports(first, second))
    case_set = load_cases(options.cases) if options.cases else read_feedback(_feedback(options))
    if options.limit is not None:
        case_set = sample_cases(case_set, options.limit)
    if options.fit_fusion:
        pipeline = _open_for(options, case_set, progress)
        return format_fit(fit_fusion(case_set, pipeline, progress))
    report = _measure(options, case_set, progress)
    lines = [format_report(report)]
    if options.report is not None:
        lines += ["", *map(str, write_report(report, options.report))]
        lines += [] if can_draw() else [NO_PLOTS]
    return "\n".join(lines)


def _feedback(options: argparse.Namespace) -> Path:
    """Return the file that is named, or else the one that the chat writes."""
    named: Path | bool = options.from_feedback
    return named if isinstance(named, Path) else FEEDBACK_FILE


def _check(options: argparse.Namespace) -> None:
    """Refuse options that would be left without effect."""
    if [options.cases, options.compare, options.from_feedback].count(None) != 2:
        raise EvaluationError(
            "name one file of cases, or two reports after --compare; see: rag evaluate --help",
            korean="평가용 질문 파일 하나를, 또는 --compare 뒤에 보고서 두 개를 적어 주세요.",
        )
    idle = []
    if options.compare is not None:
        idle = ["index", "without_gold", "limit", "report", "fit_fusion"]
    elif options.fit_fusion:
        idle = ["without_gold", "report"]
    elif options.without_gold:  # builds indexes of its own
        idle = ["index"]
    for name in idle:
        if getattr(options, name):
            flag = f"--{name.replace('_', '-')}"
            raise EvaluationError(
                f"{flag} has no effect here; leave it out, see: rag evaluate --help",
                korean=f"{flag} 옵션은 여기에서 쓸 수 없습니다.",
            )


def _measure(
    options: argparse.Namespace, case_set: CaseSet, progress: Progress
) -> EvaluationReport:
    settings = load_settings(index_dir=options.index)
    command = ["rag", *options.typed]
    if options.without_gold or (case_set.documents and options.index is None):
        return evaluate_paragraphs(
            case_set,
            settings,
            without_gold=options.without_gold,
            command=command,
            progress=progress,
        )
    return evaluate_index(
        case_set, _open(options, progress), settings, command=command, progress=progress
    )


def _open_for(options: argparse.Namespace, case_set: CaseSet, progress: Progress) -> RagPipeline:
    """Open an index of the paragraphs that cases bring along, or else the one that is named."""
    if case_set.documents and options.index is None:
        return open_paragraphs(case_set, load_settings(), progress)
    return _open(options, progress)


def _open(options: argparse.Namespace, progress: Progress) -> RagPipeline:
    return open_named(options.index, load_settings(index_dir=options.index), progress=progress)
