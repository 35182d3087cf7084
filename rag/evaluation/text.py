"""A report for the terminal and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rag.evaluation.metrics import Estimate
from rag.evaluation.outcome import Outcome
from rag.evaluation.report import EvaluationReport


def format_report(report: EvaluationReport) -> str:
    """Lay out a report for a terminal.

    Args:
        report: The measurement.

    Returns:
        What was measured, how many questions went right, and a table of figures.
    """
    width = max(len(estimate.label) for estimate in report.estimates)
    rows = [f"{'':{width}}  {'value':>8}  {'95 % interval':>15}  {'questions':>9}"]
    rows += [
        f"{e.label:{width}}  {figure(e.value, e):>8}  {interval(e):>15}  {e.count:>9,}"
        for e in report.estimates
    ]
    measured = [
        f"cases   {report.fact('cases', 'file')}: {len(report.outcomes):,} questions",
        f"index   {report.fact('index', 'documents')} documents; passages: "
        f"{report.fact('index', 'passages')}",
        f"models  {report.fact('models', 'reader')}, {report.fact('models', 'embedder')}",
    ]
    return "\n".join([*measured, "", *counts(report.outcomes), "", *rows])


def counts(outcomes: Sequence[Outcome]) -> list[str]:
    """Say in whole questions what went right.

    Args:
        outcomes: What came of the questions.

    Returns:
        A line for the questions to be answered and one for those to be refused, where there
        are any.
    """
    lines = []
    answerable = [o for o in outcomes if o.answerable]
    refusable = [o for o in outcomes if not o.answerable]
    if answerable:
        right = sum(o.verdict.is_right for o in answerable)
        lines.append(f"answered and cited correctly {right}/{len(answerable)}{_wrong(answerable)}")
    if refusable:
        right = sum(o.verdict.is_right for o in refusable)
        lines.append(f"refused {right}/{len(refusable)}{_wrong(refusable)}")
    return lines


def _wrong(outcomes: Iterable[Outcome]) -> str:
    wrong = Counter(o.verdict.value for o in outcomes if not o.verdict.is_right)
    listed = ", ".join(f"{verdict} {count}" for verdict, count in wrong.most_common())
    return f" ({listed})" if listed else ""


def figure(value: float, estimate: Estimate) -> str:
    """Write a figure with as many digits as it deserves."""
    return f"{value:.1f}" if estimate.name.startswith("latency") else f"{value:.3f}"


def interval(estimate: Estimate) -> str:
    """Write an interval as "low to high", or a dash when there is none."""
    if estimate.low is None or estimate.high is None:
        return "–"
    return f"{figure(estimate.low, estimate)} to {figure(estimate.high, estimate)}"
