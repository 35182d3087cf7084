from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.bootstrap import FloatArray
from rag.evaluation.refusal import auroc, calibration_bins, calibration_error, risk_curve

# Steps of 1/20 make ties and bin edges common.
scored = st.lists(
    st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1, max_size=40
)


def arrays(pairs: list[tuple[float, bool]]) -> tuple[FloatArray, FloatArray, FloatArray]:
    confidence = np.array([c for c, _ in pairs])
    right = np.array([float(r) for _, r in pairs])
    return confidence, right, np.ones(len(pairs))


def ones(values: FloatArray) -> FloatArray:
    return np.ones(len(values))


def test_auroc_of_a_perfect_and_a_reversed_order() -> None:
    positive = np.array([1.0, 1.0, 0.0, 0.0])
    assert auroc(np.array([0.9, 0.8, 0.2, 0.1]), positive, ones(positive)) == 1.0
    assert auroc(np.array([0.1, 0.2, 0.8, 0.9]), positive, ones(positive)) == 0.0
    assert auroc(np.full(4, 0.5), positive, ones(positive)) == 0.5


def test_auroc_by_hand() -> None:
    # Of the six pairs, four are in order and one is a tie.
    confidence = np.array([0.9, 0.5, 0.5, 0.7, 0.1])
    positive = np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    assert auroc(confidence, positive, ones(positive)) == pytest.approx(4.5 / 6)


@given(scored)
def test_auroc_is_the_share_of_pairs_in_order(pairs: list[tuple[float, bool]]) -> None:
    confidence, positive, weights = arrays(pairs)
    found = auroc(confidence, positive, weights)
    high, low = confidence[positive == 1], confidence[positive == 0]
    if not len(high) or not len(low):
        assert math.isnan(found)
        return
    in_order = (high[:, None] > low).mean() + (high[:, None] == low).mean() / 2
    assert found == pytest.approx(in_order)
    assert auroc(1 - confidence, positive, weights) == pytest.approx(1 - in_order)


def test_the_risk_curve_by_hand() -> None:
    coverage, risk = risk_curve(np.array([0.9, 0.8, 0.8, 0.1]), np.array([1.0, 0.0, 1.0, 0.0]))
    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert risk == pytest.approx([0.0, 1 / 3, 0.5])


@given(scored)
def test_answering_everything_runs_the_whole_risk(pairs: list[tuple[float, bool]]) -> None:
    confidence, right, _ = arrays(pairs)
    coverage, risk = risk_curve(confidence, right)
    assert coverage[-1] == 1
    assert risk[-1] == pytest.approx(1 - right.mean())
    assert coverage.tolist() == sorted(set(coverage))


@given(st.lists(st.integers(0, 10), min_size=1, max_size=8))
def test_perfect_calibration_has_no_error(tenths: list[int]) -> None:
    confidence = np.repeat(np.array(tenths) / 10, 10)
    right = np.concatenate([np.arange(10) < n for n in tenths]).astype(float)
    assert calibration_error(confidence, right, ones(right)) == pytest.approx(0, abs=1e-12)


def test_the_calibration_error_by_hand() -> None:
    # Two bins: 0.9 said and 0.5 right, 0.2 said and none right.
    confidence = np.array([0.9, 0.9, 0.2, 0.2])
    right = np.array([1.0, 0.0, 0.0, 0.0])
    assert calibration_error(confidence, right, np.ones(4)) == pytest.approx(0.3)
    only_sure = np.array([1.0, 1.0, 0.0, 0.0])
    assert calibration_error(confidence, right, only_sure) == pytest.approx(0.4)
    assert math.isnan(calibration_error(confidence, right, np.zeros(4)))


@given(scored)
def test_bins_and_error_agree(pairs: list[tuple[float, bool]]) -> None:
    confidence, right, weights = arrays(pairs)
    bins = calibration_bins(confidence, right)
    assert bins.count.sum() == len(pairs)
    assert (bins.low - 1e-9 <= bins.confidence).all()
    assert (bins.confidence <= bins.low + 0.1 + 1e-9).all()
    by_bins = bins.count @ abs(bins.confidence - bins.accuracy) / len(pairs)
    assert calibration_error(confidence, right, weights) == pytest.approx(by_bins)
