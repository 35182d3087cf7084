"""The four plots of a report, as SVG that takes its colours from the page's style sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.evaluation.bootstrap import FloatArray
from rag.evaluation.metrics import RETRIEVED
from rag.evaluation.outcome import Outcome
from rag.evaluation.refusal import calibration_bins, risk_curve
from rag.reading import Band

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_PLOTS = (
    "There are no plots: matplotlib is not installed. pip install '/path/to/checkout[evaluation]' "
    "(in the checkout: pip install -e '.[evaluation]') brings it."
)
CALIBRATION_NOTE = (
    "How often the evidence is right, in ten intervals of confidence of equal width, with the "
    "number of questions; the calibration error is the mean distance of the dots from the "
    "diagonal, weighted by that number."
)

# Colours of the page, by the names that its style sheet gives them; drawn as the hexadecimal ones.
_COLORS = {
    "ink": "#1d1f23",
    "soft": "#686d76",
    "line": "#e4e4df",
    "c1": "#2f6fb3",
    "c2": "#c8642b",
}
_INK, _SOFT, _LINE, _C1, _C2 = _COLORS.values()
_STYLE: dict[Any, Any] = {  # settings of matplotlib; its types list every name there is
    "axes.axisbelow": True,
    "axes.edgecolor": _SOFT,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": _INK,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.figsize": (5.2, 3.4),
    "grid.color": _LINE,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "text.color": _SOFT,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
    "ytick.left": False,
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot, an SVG element, with the words over it and under it."""

    title: str
    caption: str
    svg: str


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw_plots(outcomes: Sequence[Outcome]) -> list[Plot]:
    """Draw what came of questions.

    Returns:
        The plots; without recall where no case tells where its answer lies, and none at all where
        matplotlib is not installed.
    """
    if not can_draw():
        return []
    return [
        Plot(title, caption, svg)
        for title, caption, draw in _PLOTS
        if (svg := _svg(title, draw, outcomes)) is not None
    ]


def _svg(
    title: str, draw: Callable[[Axes, Sequence[Outcome]], None], outcomes: Sequence[Outcome]
) -> str | None:
    """Return a plot as an element; ``None`` when there is nothing to show."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # Names within an element follow from its salt: the same each time, and others in each plot.
    with rc_context({**_STYLE, "svg.hashsalt": title}):
        figure, written = Figure(), StringIO()
        axes = figure.add_subplot()
        draw(axes, outcomes)
        if not axes.has_data():
            return None
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(written, format="svg", transparent=True, metadata=nothing)
    # Without the head of a file, and without the names of groups, which all plots share.
    svg = re.sub(r' id="[\w.]*_\d+"', "", written.getvalue().partition("<svg")[2])
    for name, color in _COLORS.items():
        svg = svg.replace(color, f"var(--{name})")
    return f"<svg{svg}"


def _recall(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Draw the share of questions whose document or passage is among the first k."""
    ks = np.arange(1, RETRIEVED + 1)
    curves = (
        ("right document", _C1, [o.document_rank for o in outcomes]),
        ("passage with the evidence", _C2, [o.passage_rank for o in outcomes]),
    )
    for label, color, ranks in curves:
        known = np.array([rank for rank in ranks if rank is not None])
        if known.size:
            recalls = ((known > 0) & (known <= ks[:, None])).mean(axis=1)
            axes.plot(ks, recalls, "o-", color=color, label=label)
            axes.legend(loc="lower right")
    axes.set(xlabel="k", ylabel="recall@k", xticks=ks)


def _risk(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Draw the share of wrong answers against the share of questions answered."""
    coverage, risk = risk_curve(*_confidence(outcomes))
    # The first few answers make a risk of 0 or 1 that says nothing.
    steady = coverage * len(outcomes) >= min(20, len(outcomes))
    axes.plot(coverage[steady], risk[steady], color=_C1)
    shown = {"as sure": [Band.SURE], "as sure or possible": [Band.SURE, Band.POSSIBLE]}
    for (label, bands), color in zip(shown.items(), (_C2, _INK), strict=True):
        wrong = [not o.evidence_right for o in outcomes if o.band in bands]
        if wrong:
            axes.plot(len(wrong) / len(outcomes), np.mean(wrong), "o", color=color, label=label)
            axes.legend(title="what is answered", loc="best")
    axes.set(
        xlabel="coverage: share of the questions answered",
        ylabel="risk: share of these answered wrongly",
        xlim=(0, 1.02),
    )
    axes.set_ylim(bottom=0)


def _reliability(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Draw how often the evidence is right by confidence; the diagonal is perfect calibration."""
    bins = calibration_bins(*_confidence(outcomes))
    bars = axes.bar(bins.low + 0.05, bins.accuracy, width=0.096, color=_C1, alpha=0.75)
    axes.bar_label(bars, [f"{count:,}" for count in bins.count], padding=6, fontsize="small")
    axes.plot([0, 1], [0, 1], "--", color=_SOFT, linewidth=1)
    axes.plot(bins.confidence, bins.accuracy, "o", color=_C2)
    axes.set(xlabel="confidence", ylabel="share with right evidence", xlim=(0, 1), ylim=(0, 1.1))


def _latency(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    """Draw how long answers took; the last bar holds everything slower."""
    from matplotlib.ticker import MaxNLocator

    milliseconds = np.array([o.seconds * 1000 for o in outcomes])
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    axes.hist(np.minimum(milliseconds, p99), bins=30, range=(0, p99), color=_C1, rwidth=0.95)
    axes.axvline(p50, color=_INK, linestyle=":", label=f"p50 {p50:.1f}")
    axes.axvline(p95, color=_INK, linestyle="--", label=f"p95 {p95:.1f}")
    axes.legend(loc="best")
    axes.set(xlabel="milliseconds from question to answer", ylabel="questions")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _confidence(outcomes: Sequence[Outcome]) -> tuple[FloatArray, FloatArray]:
    """Return for each question the confidence, and 1 where its evidence is right."""
    return (
        np.array([o.confidence for o in outcomes]),
        np.array([float(o.evidence_right) for o in outcomes]),
    )


_PLOTS = (
    ("Recall at k", "Share of the questions whose answer is among the first k found.", _recall),
    (
        "Risk against coverage",
        "What answering only the most confident questions would risk; lower is better.",
        _risk,
    ),
    ("Reliability", CALIBRATION_NOTE, _reliability),
    ("Latency", "From question to answer; the last bar holds the rest.", _latency),
)
