"""The four plots of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

import numpy as np

from rag.evaluation.metrics import RETRIEVED, document_rank, passage_rank
from rag.evaluation.outcome import Outcome
from rag.evaluation.plots import Axis, Bar, Plot, axis_from_zero, axis_to_one
from rag.evaluation.refusal import calibration_bins, risk_curve
from rag.reading import Band

_CURVE_POINTS = 200
_LATENCY_BARS = 30


def recall_plot(outcomes: Sequence[Outcome]) -> Element | None:
    """Draw the share of questions whose document or passage is among the first k.

    Returns:
        The plot, or ``None`` when no case tells where its answer lies.
    """
    of = {"right document": document_rank, "passage with the evidence": passage_rank}
    curves = [(name, recalls) for name, rank in of.items() if (recalls := _recalls(outcomes, rank))]
    if not curves:
        return None
    lowest = min(recalls[0] for _, recalls in curves)
    ranks = tuple(range(1, RETRIEVED + 1))
    plot = Plot(
        "recall at k", Axis("k", 1, RETRIEVED, ranks), axis_to_one("recall@k", lowest - 0.02)
    )
    for number, (name, recalls) in enumerate(curves, start=1):
        points = list(zip(ranks, recalls, strict=True))
        plot.line(points, f"c{number}")
        for k, recall in points:
            plot.dot((k, recall), f"c{number}", f"{name}: recall@{k} = {recall:.3f}")
    plot.legend([(name, f"c{number}") for number, (name, _) in enumerate(curves, start=1)])
    return plot.svg


def risk_plot(outcomes: Sequence[Outcome]) -> Element:
    """Draw the share of wrong answers against the share of questions answered.

    Args:
        outcomes: What came of the questions, at least one.

    Returns:
        The plot, with dots where the system answers as sure, and as sure or as possible.
    """
    confidence = np.array([o.confidence for o in outcomes])
    right = np.array([float(o.evidence_right) for o in outcomes])
    curve = risk_curve(confidence, right)
    # The first few answers make a risk of 0 or 1 that says nothing.
    steady = [p for p in curve if p.coverage * len(outcomes) >= min(20, len(outcomes))]
    steps = max(1, len(steady) // _CURVE_POINTS)
    kept = [*steady[:-1:steps], steady[-1]]
    dots = []
    for name, bands in (("sure", {Band.SURE}), ("with possible", {Band.SURE, Band.POSSIBLE})):
        shown = [o for o in outcomes if o.band in bands]
        if shown:
            risk = sum(not o.evidence_right for o in shown) / len(shown)
            dots.append((name, (len(shown) / len(outcomes), risk)))
    plot = Plot(
        "risk against coverage",
        _share_axis("coverage: share of the questions answered"),
        axis_from_zero(
            "risk: share of these answered wrongly",
            max([p.risk for p in kept] + [risk for _, (_, risk) in dots]),
        ),
    )
    plot.line([(p.coverage, p.risk) for p in kept], "c1")
    for name, (coverage, risk) in dots:
        plot.dot((coverage, risk), "c2", f"{name}: coverage {coverage:.3f}, risk {risk:.3f}")
        plot.beside(name, (coverage, risk))
    return plot.svg


def reliability_plot(outcomes: Sequence[Outcome]) -> Element:
    """Draw, for ten intervals of confidence, how often the evidence is right.

    Args:
        outcomes: What came of the questions, at least one.

    Returns:
        The plot; perfect calibration is the diagonal.
    """
    bins = calibration_bins(
        np.array([o.confidence for o in outcomes]),
        np.array([float(o.evidence_right) for o in outcomes]),
    )
    plot = Plot(
        "reliability diagram", _share_axis("confidence"), _share_axis("share with right evidence")
    )
    plot.bars(
        [
            Bar(
                b.low,
                b.high,
                b.accuracy,
                f"confidence {b.confidence:.3f}, right {b.accuracy:.3f}, {b.count:,} questions",
            )
            for b in bins
        ],
        "c1",
    )
    plot.line([(0, 0), (1, 1)], "ideal")
    for b in bins:
        plot.dot((b.confidence, b.accuracy), "c2", f"mean confidence {b.confidence:.3f}")
        plot.heading(f"{b.count:,}", (b.low + b.high) / 2)
    return plot.svg


def latency_plot(outcomes: Sequence[Outcome]) -> Element:
    """Draw how long answers took; the last bar holds everything slower.

    Args:
        outcomes: What came of the questions, at least one.

    Returns:
        The plot, with the median and the 95th percentile.
    """
    milliseconds = np.array([o.seconds * 1000 for o in outcomes])
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99]).tolist()
    x = axis_from_zero("milliseconds from question to answer", p99)
    width = x.high / _LATENCY_BARS
    numbers = np.minimum((milliseconds / width).astype(int), _LATENCY_BARS - 1)
    counts = np.bincount(numbers, minlength=_LATENCY_BARS).tolist()
    plot = Plot("latency", x, axis_from_zero("questions", max(counts), "{:,.0f}".format))
    plot.bars(
        [
            Bar(i * width, (i + 1) * width, count, _latency_title(i, width, count))
            for i, count in enumerate(counts)
            if count
        ],
        "c1",
    )
    plot.upright(p50, f"p50 {p50:.1f}")
    plot.upright(p95, f"p95 {p95:.1f}", line=1)
    return plot.svg


def _share_axis(label: str) -> Axis:
    return Axis(label, 0, 1, tuple(n / 10 for n in range(0, 11, 2)), "{:.1f}".format)


def _latency_title(number: int, width: float, count: int) -> str:
    low = number * width
    if number == _LATENCY_BARS - 1:
        return f"{low:.1f} ms or more: {count:,} questions"
    return f"{low:.1f} to {low + width:.1f} ms: {count:,} questions"


def _recalls(
    outcomes: Sequence[Outcome], rank: Callable[[Outcome], int | None]
) -> list[float] | None:
    ranks = [found for o in outcomes if (found := rank(o)) is not None]
    if not ranks:
        return None
    return [sum(0 < found <= k for found in ranks) / len(ranks) for k in range(1, RETRIEVED + 1)]
