"""Two reports on the same cases, question by question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.errors import EvaluationError
from rag.evaluation.bootstrap import mcnemar, paired_bootstrap
from rag.evaluation.metrics import MEANS, Mean
from rag.evaluation.outcome import Outcome
from rag.evaluation.report import EvaluationReport

_LATENCY = Mean(
    "latency",
    "latency",
    "latency, ms",
    lambda o: o.seconds * 1000,
    binary=False,
    higher_is_better=False,
    unit="ms",
)


@dataclass(frozen=True, slots=True)
class PairedFigure:
    """One figure of two systems over the questions that both tell it for.

    Attributes:
        name: As in the reports.
        label: What people read.
        first: The first system's.
        second: The second system's.
        low: Lower end of the 95 % bootstrap interval of second minus first.
        high: Upper end.
        wins: Questions on which the second is better.
        losses: Questions on which the first is better.
        ties: All others.
        p_value: Two-sided; McNemar's exact test for shares, paired bootstrap for means.
    """

    name: str
    label: str
    first: float
    second: float
    low: float
    high: float
    wins: int
    losses: int
    ties: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same cases, and the questions whose outcome turned."""

    first: str
    second: str
    figures: tuple[PairedFigure, ...]
    changes: tuple[tuple[Outcome, Outcome], ...]


def compare_reports(first: EvaluationReport, second: EvaluationReport) -> Comparison:
    """Compare two systems question by question.

    Returns:
        The comparison. Intervals are of whole groups, as in the reports; McNemar's test takes
        questions for independent.

    Raises:
        EvaluationError: If the two were not asked the same.
    """
    pairs = _pairs(first, second)
    figures = (_figure(mean, pairs) for mean in (*MEANS, _LATENCY))
    return Comparison(
        first=_name(first),
        second=_name(second),
        figures=tuple(figure for figure in figures if figure is not None),
        changes=tuple((a, b) for a, b in pairs if a.verdict.is_right != b.verdict.is_right),
    )


def format_comparison(comparison: Comparison) -> str:
    """Lay out a comparison for a terminal."""
    width = max(len(figure.label) for figure in comparison.figures)
    lines = [f"A  {comparison.first}", f"B  {comparison.second}", ""]
    lines += [
        f"{'':{width}}  {'A':>8}  {'B':>8}  {'B - A, 95 %':>18}  {'better':>6}  {'worse':>6}  "
        f"{'same':>6}  {'p':>6}"
    ]
    lines += [
        f"{f.label:{width}}  {f.first:>8.3f}  {f.second:>8.3f}  "
        f"{f'{f.low:+.3f} to {f.high:+.3f}':>18}  {f.wins:>6,}  {f.losses:>6,}  {f.ties:>6,}  "
        f"{f.p_value:>6.3f}"
        for f in comparison.figures
    ]
    for name, is_better in (("B", True), ("A", False)):
        turned = [(a, b) for a, b in comparison.changes if b.verdict.is_right == is_better]
        lines += ["", f"only {name} right: {len(turned):,}"]
        lines += [f"  {a.case_id}  {a.question}  ({a.verdict} → {b.verdict})" for a, b in turned]
    return "\n".join(lines)


def _pairs(first: EvaluationReport, second: EvaluationReport) -> list[tuple[Outcome, Outcome]]:
    others = {outcome.case_id: outcome for outcome in second.outcomes}
    pairs = []
    for outcome in first.outcomes:
        other = others.pop(outcome.case_id, None)
        if other is None:
            raise _different(f"case {outcome.case_id!r} is only in the first")
        for what in ("question", "gold", "answerable"):
            if getattr(outcome, what) != getattr(other, what):
                raise _different(
                    f"case {outcome.case_id!r} has {what} {getattr(outcome, what)!r} in the first "
                    f"and {getattr(other, what)!r} in the second"
                )
        pairs.append((outcome, other))
    if others:
        raise _different(f"case {next(iter(others))!r} is only in the second")
    return pairs


def _figure(mean: Mean, pairs: Iterable[tuple[Outcome, Outcome]]) -> PairedFigure | None:
    known = [
        (a, b, one.group)
        for one, other in pairs
        if (a := mean.of(one)) is not None and (b := mean.of(other)) is not None
    ]
    if not known:
        return None
    first = np.array([a for a, _, _ in known])
    second = np.array([b for _, b, _ in known])
    groups = [group for _, _, group in known]
    differences: NDArray[np.float64] = second - first
    gains = differences if mean.higher_is_better else -differences
    wins, losses = int((gains > 0).sum()), int((gains < 0).sum())
    resampled = paired_bootstrap(differences, groups)
    return PairedFigure(
        name=mean.name,
        label=mean.label,
        first=float(first.mean()),
        second=float(second.mean()),
        low=resampled.low,
        high=resampled.high,
        wins=wins,
        losses=losses,
        ties=len(known) - wins - losses,
        p_value=mcnemar(wins, losses) if mean.binary else resampled.p_value,
    )


def _name(report: EvaluationReport) -> str:
    return ", ".join(
        [
            report.fact("models", "reader"),
            report.fact("models", "embedder"),
            f"{report.fact('index', 'documents')} documents",
            report.fact("run", "date"),
        ]
    )


def _different(problem: str) -> EvaluationError:
    return EvaluationError(
        f"the two reports are not on the same cases: {problem}; measure both on the same file with "
        "`rag evaluate CASES --report DIR`",
        korean="두 평가 보고서의 질문이 서로 다릅니다. 같은 질문 파일로 다시 평가해 주세요.",
    )
