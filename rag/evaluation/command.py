"""What ``rag evaluate`` does: measure, compare or fit, and write a report where that is asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.errors import EvaluationError
from rag.evaluation.cases import sample_cases
from rag.evaluation.compare import compare_reports, format_comparison
from rag.evaluation.evaluate import evaluate_index, evaluate_paragraphs
from rag.evaluation.fusion import fit_fusion, format_fit
from rag.evaluation.loading import load_cases, read_feedback
from rag.evaluation.page import write_report
from rag.evaluation.paragraphs import Models
from rag.evaluation.plots import NO_PLOTS, can_draw
from rag.evaluation.report import load_report
from rag.evaluation.text import format_report
from rag.index import Progress
from rag.opening import open_pipeline
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
    named = options.from_feedback
    case_set = (
        load_cases(options.cases)
        if options.cases
        else read_feedback(named if isinstance(named, Path) else FEEDBACK_FILE)
    )
    if options.limit is not None:
        case_set = sample_cases(case_set, options.limit)
    settings, command = load_settings(index_dir=options.index), ["rag", *options.typed]
    # The paragraphs that cases bring along are indexed, unless an index is named.
    is_own = bool(case_set.documents) and options.index is None
    if options.without_gold or (is_own and not options.fit_fusion):
        report = evaluate_paragraphs(
            case_set,
            settings,
            without_gold=options.without_gold,
            command=command,
            progress=progress,
        )
    else:
        pipeline = (
            Models.load(settings).over(case_set.documents, case_set.path, progress)
            if is_own
            else open_pipeline(settings, may_build=options.index is None, progress=progress)
        )
        if options.fit_fusion:
            return format_fit(fit_fusion(case_set, pipeline, progress))
        report = evaluate_index(case_set, pipeline, settings, command=command, progress=progress)
    lines = [format_report(report)]
    if options.report is not None:
        lines += ["", *map(str, write_report(report, options.report))]
        lines += [] if can_draw() else [NO_PLOTS]
    return "\n".join(lines)


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
