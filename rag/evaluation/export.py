"""A report as files: for programs, for a repository, for people."""

from __future__ import annotations

from pathlib import Path

from rag.errors import EvaluationError
from rag.evaluation.page import report_page
from rag.evaluation.report import EvaluationReport, save_report
from rag.evaluation.text import report_markdown


def write_report(report: EvaluationReport, folder: Path) -> tuple[Path, ...]:
    """Write a report as ``report.json``, ``report.md`` and ``report.html``.

    Args:
        report: The measurement.
        folder: Where to; made if missing. Files of these names are replaced.

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
