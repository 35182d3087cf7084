"""A report as files, and as one HTML page that asks nothing of the network and runs no script."""

from __future__ import annotations

from collections import Counter
from pathlib import Path, PurePath

from rag.errors import EvaluationError
from rag.evaluation.outcome import Verdict
from rag.evaluation.plots import NO_PLOTS, draw_plots
from rag.evaluation.report import EvaluationReport, save_report
from rag.evaluation.text import INTERVAL_NOTE, came, figure, interval, report_markdown

_TILES = (
    "right_sure right_possible wrong_sure document_recall_at_1 passage_recall_at_1 "
    "sentence_accuracy citation_precision supported_claims false_answers auroc "
    "calibration_error latency_p50"
).split()


def write_report(report: EvaluationReport, folder: Path) -> tuple[Path, ...]:
    """Write a report as ``report.json``, ``report.md`` and ``report.html``, in one folder.

    Raises:
        EvaluationError: If the folder cannot be written to.
    """
    paths = tuple(folder / f"report.{kind}" for kind in ("json", "md", "html"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_report(report, paths[0])
        paths[1].write_text(report_markdown(report), encoding="utf-8")
        paths[2].write_text(report_page(report), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(
            f"the report cannot be written to {folder}: {error.strerror}; name another folder "
            "with --report",
            korean=f"평가 보고서를 {folder}에 쓰지 못했습니다.",
        ) from error
    return paths


def report_page(report: EvaluationReport) -> str:
    """Lay out a report as a page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = {estimate.name: estimate for estimate in report.estimates}
    return environment.get_template("page.html").render(
        report=report,
        name=PurePath(report.fact("cases", "file")).name,
        tiles=[known[name] for name in _TILES if name in known],
        plots=draw_plots(report.outcomes),
        choices=_choices(report),
        no_plots=NO_PLOTS,
        interval_note=INTERVAL_NOTE,
        figure=figure,
        interval=interval,
        came=came,
    )


def _choices(report: EvaluationReport) -> dict[str, int]:
    """Count the rows that have each of the classes by which they are chosen."""
    counts = Counter(o.verdict for o in report.outcomes)
    wrong = sum(not o.verdict.is_right for o in report.outcomes)
    verdicts = {v.replace(" ", "-"): counts[v] for v in Verdict if counts[v]}
    return {"all": len(report.outcomes), "bad": wrong, **verdicts}
