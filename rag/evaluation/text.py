"""A report for the terminal and as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from rag.evaluation.estimates import Estimate
from rag.evaluation.outcome import Outcome
from rag.evaluation.plots import CALIBRATION_NOTE
from rag.evaluation.report import EvaluationReport
from rag.reading import Band

INTERVAL_NOTE = (
    "Intervals are 95 % percentile bootstrap over 1,000 resamples of whole articles, or of "
    "questions where the cases name no article. Evidence is what an answer quotes, or would have "
    "quoted where it was refused. A citation is right when it holds evidence asked for."
)
_WRONG_SHOWN = 50
_MARKUP = re.compile(r"([\\`*_\[\]<>|~$#&])")


def format_report(report: EvaluationReport) -> str:
    """Lay out a report for a terminal."""
    width = max(len(estimate.label) for estimate in report.estimates) + 2
    rows = [f"{'':{width}}  {'value':>8}  {'95 % interval':>16}  {'questions':>9}"]
    for topic, group in groupby(report.estimates, key=lambda estimate: estimate.topic):
        rows.append(topic)
        rows += [
            f"{'  ' + e.label:{width}}  {figure(e.value, e):>8}  {interval(e):>16}  {e.count:>9,}"
            for e in group
        ]
    models = [report.fact("models", part) for part in ("reader", "embedder", "writer")]
    measured = [
        f"cases   {report.fact('cases', 'file')}: {len(report.outcomes):,} questions",
        f"index   {report.fact('index', 'documents')} documents; passages: "
        f"{report.fact('index', 'passages')}",
        f"models  {', '.join(filter(None, models))}",
    ]
    return "\n".join([*measured, "", *counts(report.outcomes), "", *rows])


def report_markdown(report: EvaluationReport) -> str:
    """Lay out a report as Markdown."""
    lines = [f"# {plain(report.fact('cases', 'file'))}", ""]
    lines += [f"- {line}" for line in counts(report.outcomes)]
    lines += ["", *figures_table(report.estimates), "", INTERVAL_NOTE, "", CALIBRATION_NOTE, ""]
    lines += ["## What was measured", "", "| | | |", "|---|---|---|"]
    lines += [f"| {f.topic} | {plain(f.name)} | {plain(f.value)} |" for f in report.facts]
    wrong = [o for o in report.outcomes if not o.verdict.is_right]
    if wrong:
        lines += ["", f"## Wrong questions, {min(len(wrong), _WRONG_SHOWN)} of {len(wrong):,}", ""]
        lines += ["| id | question | asked for | answer | verdict | confidence |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_wrong_row(outcome) for outcome in wrong[:_WRONG_SHOWN]]
    return "\n".join(lines) + "\n"


def figures_table(estimates: Iterable[Estimate]) -> list[str]:
    """Return the figures as the lines of a Markdown table."""
    lines = ["| | value | 95 % interval | questions |", "|---|---:|---:|---:|"]
    lines += [
        f"| {e.label} | {figure(e.value, e)} | {interval(e)} | {e.count:,} |" for e in estimates
    ]
    return lines


def counts(outcomes: Sequence[Outcome]) -> list[str]:
    """Say in whole questions what went right."""
    lines = []
    names = {True: "answered and cited correctly", False: "not answered as sure"}
    for answerable, name in names.items():
        asked = [o for o in outcomes if o.answerable == answerable]
        right = sum(o.verdict.is_right for o in asked)
        if asked:
            lines.append(f"{name} {right}/{len(asked)} ({_came(asked)})")
    return lines


def figure(value: float, estimate: Estimate) -> str:
    """Write a figure with as many digits as it deserves."""
    return f"{value:.1f}" if estimate.unit == "ms" else f"{value:.3f}"


def interval(estimate: Estimate) -> str:
    """Write an interval as "low to high", or a dash when there is none."""
    if estimate.low is None or estimate.high is None:
        return "–"
    return f"{figure(estimate.low, estimate)} to {figure(estimate.high, estimate)}"


def plain(text: str) -> str:
    """Make text safe to stand in a Markdown table: on one line, read as text."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def came(outcome: Outcome) -> str:
    """Say how an answer compares with what was asked for, and how sure it was given."""
    return outcome.verdict + (f", as {outcome.band}" if outcome.band is not Band.NONE else "")


def _came(outcomes: Iterable[Outcome]) -> str:
    counted = Counter(map(came, outcomes))
    return "; ".join(f"{what} {count}" for what, count in counted.most_common())


def _wrong_row(outcome: Outcome) -> str:
    cells = (
        outcome.case_id,
        outcome.question,
        outcome.gold or "a refusal",
        outcome.answer,
        came(outcome),
        f"{outcome.confidence:.3f}",
    )
    return f"| {' | '.join(plain(cell) for cell in cells)} |"
