from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.bootstrap import intervals, mcnemar, paired_bootstrap, weighted_mean

numbers = st.lists(st.floats(-100, 100), min_size=1, max_size=30)


@given(numbers)
def test_the_interval_contains_the_mean(values: list[float]) -> None:
    array = np.array(values)
    groups = [str(i) for i in range(len(values))]
    (found,) = intervals([lambda w: weighted_mean(array, w)], groups, resamples=200)
    assert found is not None
    low, high = found
    assert low - 1e-9 <= array.mean() <= high + 1e-9


def test_the_same_input_gives_the_same_interval() -> None:
    values = np.arange(20.0)
    groups = [str(i) for i in range(20)]
    assert paired_bootstrap(values, groups) == paired_bootstrap(values, groups)


def test_questions_of_one_group_are_drawn_together() -> None:
    values = np.repeat([0.0, 1.0], 50)
    alone = paired_bootstrap(values, [str(i) for i in range(100)])
    together = paired_bootstrap(values, ["a"] * 50 + ["b"] * 50)
    assert (together.low, together.high) == (0.0, 1.0)
    assert 0.35 < alone.low < alone.high < 0.65


def test_more_questions_give_a_narrower_interval() -> None:
    def width(n: int) -> float:
        found = paired_bootstrap(np.arange(n) % 2 * 1.0, [str(i) for i in range(n)])
        return found.high - found.low

    assert width(400) < width(40) / 2


def test_a_difference_that_is_always_there_is_sure() -> None:
    groups = list("abcdefgh")
    assert paired_bootstrap(np.full(8, 0.1), groups).p_value == 0
    assert paired_bootstrap(np.zeros(8), groups).p_value == 1
    assert paired_bootstrap(np.array([1.0, -1.0] * 4), groups).p_value > 0.5


def test_a_statistic_that_is_never_defined_has_no_interval() -> None:
    assert intervals([lambda _: math.nan], ["a", "b"], resamples=10) == [None]


@pytest.mark.parametrize(
    ("wins", "losses", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 5, 1.0), (5, 0, 0.0625), (1, 9, 0.021484375), (2000, 0, 0.0)],
)
def test_mcnemar_by_hand(wins: int, losses: int, p: float) -> None:
    assert mcnemar(wins, losses) == pytest.approx(p, abs=1e-12)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_symmetric_and_a_probability(wins: int, losses: int) -> None:
    assert mcnemar(wins, losses) == mcnemar(losses, wins)
    assert 0 <= mcnemar(wins, losses) <= 1


def test_a_weight_counts_as_often() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert weighted_mean(values, np.array([1.0, 0.0, 3.0])) == 2.5
    assert math.isnan(weighted_mean(values, np.zeros(3)))
