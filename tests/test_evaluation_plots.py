from __future__ import annotations

import math
import re

import pytest
from evaluation_fakes import outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation import Outcome
from rag.evaluation.plots import draw_plots
from rag.reading import Band


def drawn(*outcomes: Outcome) -> dict[str, str]:
    return {plot.title: plot.svg for plot in draw_plots(outcomes)}


@settings(max_examples=5, deadline=None)
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
def test_anything_can_be_drawn(rows: list[tuple[float, bool, Band, int, float]]) -> None:
    plots = drawn(
        *(
            outcome(str(i), confidence=c, right=r, band=b, rank=k, seconds=s)
            for i, (c, r, b, k, s) in enumerate(rows)
        )
    )
    assert [*plots] == ["Recall at k", "Risk against coverage", "Reliability", "Latency"]
    for svg in plots.values():
        assert svg.startswith("<svg ")
        assert svg.rstrip().endswith("</svg>")
        places = [float(n) for n in re.findall(r' [xy]="(\S+?)"', svg)]
        assert places
        assert all(math.isfinite(place) for place in places)


def test_plots_tell_their_figures_and_take_the_pages_colours() -> None:
    plots = drawn(*(outcome(str(i), rank=1, seconds=0.001 * s) for i, s in enumerate([1, 1, 1, 9])))
    assert "p50 1.0<" in plots["Latency"]
    assert "p95 7.8<" in plots["Latency"]
    assert "right document<" in plots["Recall at k"]
    assert ">4<" in plots["Reliability"]
    for svg in plots.values():
        assert "var(--c1)" in svg
        assert not re.search(r"(fill|stroke): #", svg)


@pytest.mark.parametrize("band", Band)
def test_the_risk_of_what_is_answered_is_marked_where_there_is_such(band: Band) -> None:
    svg = drawn(outcome("a", band=band))["Risk against coverage"]
    assert ("as sure<" in svg) == (band is Band.SURE)
    assert ("as sure or possible<" in svg) == (band is not Band.NONE)
