from __future__ import annotations

import math

import pytest
from evaluation_fakes import outcome
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.figures import latency_plot, recall_plot, reliability_plot, risk_plot
from rag.evaluation.markup import element, to_html
from rag.evaluation.plots import axis_from_zero, axis_to_one
from rag.reading import Band


@given(st.floats(0, 1e9))
def test_an_axis_reaches_what_it_shows_in_few_round_steps(high: float) -> None:
    axis = axis_from_zero("x", high)
    assert axis.low == 0
    assert axis.high >= high * (1 - 1e-6)
    assert 2 <= len(axis.ticks) <= 7
    assert axis.ticks[-1] == pytest.approx(axis.high)
    if high > 1e-6:
        assert axis.high <= 2.6 * high


@given(st.floats(-0.1, 1))
def test_an_axis_of_shares_ends_at_one(low: float) -> None:
    axis = axis_to_one("recall", low)
    assert axis.low <= max(low, 0)
    assert axis.high == axis.ticks[-1] == 1
    assert all(axis.low <= tick for tick in axis.ticks)


def numbers(svg: str) -> list[float]:
    return [
        float(n)
        for part in svg.split('points="')[1:]
        for n in part.split('"')[0].replace(",", " ").split()
    ]


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.booleans(),
            st.sampled_from(Band),
            st.integers(0, 10),
            st.floats(1e-4, 30),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_plots_of_anything_stay_inside(rows: list[tuple[float, bool, Band, int, float]]) -> None:
    outcomes = [
        outcome(str(i), confidence=c, right=r, band=b, rank=k, seconds=s)
        for i, (c, r, b, k, s) in enumerate(rows)
    ]
    for draw in (recall_plot, risk_plot, reliability_plot, latency_plot):
        svg = draw(outcomes)
        assert svg is not None
        for mark in svg.iter():
            for name in ("x", "x1", "x2", "cx"):
                assert 0 <= float(mark.get(name, 0)) <= 460
            for name in ("y", "y1", "y2", "cy"):
                assert 0 <= float(mark.get(name, 0)) <= 300
        points = numbers(to_html(svg))
        assert all(math.isfinite(n) and 0 <= n <= 460 for n in points)


def test_bars_are_as_high_as_what_they_count() -> None:
    outcomes = [outcome(str(i), seconds=0.001 * s) for i, s in enumerate([1, 1, 1, 10])]
    bars = list(latency_plot(outcomes).iter("rect"))
    heights = [float(bar.get("height", 0)) for bar in bars]
    assert heights[0] == pytest.approx(3 * heights[1], abs=0.02)
    assert "3 questions" in "".join(bars[0].itertext())


def test_markup_escapes_text_and_attributes() -> None:
    made = element("p", "a < b", element("b", "&"), " > c", class_="x", data_note='"&')
    html = to_html(made)
    assert html == (
        '<!doctype html>\n<p class="x" data-note="&quot;&amp;">a &lt; b<b>&amp;</b> &gt; c</p>'
    )
