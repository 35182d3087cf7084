from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from rag.korean import default_analyzer
from rag.reading.features import ALL_FEATURES
from rag.reading.judging import HIGHLIGHT_FEATURES, JUDGE_FEATURES, highlight_row, judge_row
from rag.reading.question import analyse_question
from rag.reading.ranking import SHORTLISTED, Ranking, choose, settle
from rag.reading.span_features import SPAN_FEATURES

WHEN, WHY = (
    analyse_question(text, default_analyzer().morphemes(text))
    for text in ("언제 나왔나요?", "왜 나왔나요?")
)
SCORES = st.floats(-5, 5, width=32)


@st.composite
def rankings(draw: st.DrawFn) -> Ranking:
    by_words = draw(npst.arrays(np.float64, st.integers(1, 9), elements=SCORES))
    counts = [draw(st.integers(0, 3)) for _ in range(min(len(by_words), SHORTLISTED))]
    scores = draw(npst.arrays(np.float64, sum(counts), elements=SCORES))
    return settle(
        draw(st.sampled_from([WHEN, WHY])),
        np.zeros((len(by_words), len(ALL_FEATURES)), np.float32),
        by_words,
        counts,
        np.zeros((sum(counts), len(SPAN_FEATURES)), np.float32),
        scores,
    )


@given(rankings())
def test_all_candidates_are_ranked_and_the_shortlist_comes_first(ranking: Ranking) -> None:
    assert sorted(ranking.order) == list(range(len(ranking.scores)))
    assert set(ranking.order[: len(ranking.shortlist)]) == set(ranking.shortlist)
    assert all(np.diff(ranking.scores[list(ranking.order)]) <= 0)
    assert ranking.scores.max() <= 0


@given(rankings())
def test_what_is_described_has_its_columns_and_is_finite(ranking: Ranking) -> None:
    row = judge_row(ranking)
    assert row.shape == (len(JUDGE_FEATURES),)
    assert np.isfinite(row).all()
    short = highlight_row(ranking, 0.3)
    has_spans = len(ranking.spans[ranking.shortlist.index(ranking.order[0])].scores) > 0
    assert (short is not None) == has_spans
    if short is not None:
        assert short.shape == (len(HIGHLIGHT_FEATURES),)
        assert np.isfinite(short).all()


@given(rankings(), st.floats(0, 5), st.floats(0, 5))
def test_one_to_three_are_chosen_within_their_margins(
    ranking: Ranking, second: float, third: float
) -> None:
    chosen = choose(ranking, second, third)
    assert chosen == list(ranking.order[: len(chosen)])
    assert 1 <= len(chosen) <= 3
    best = ranking.scores[chosen[0]]
    for number, margin in zip(chosen[1:], (second, third), strict=False):
        assert best - ranking.scores[number] <= margin


def test_a_likelier_short_answer_lifts_its_sentence() -> None:
    rows = np.zeros((2, len(ALL_FEATURES)), np.float32)
    spans = np.zeros((2, len(SPAN_FEATURES)), np.float32)
    by_words = np.array([1.0, 0.5])
    assert settle(WHEN, rows, by_words, [1, 1], spans, np.array([0.0, 0.1])).order == (0, 1)
    assert settle(WHEN, rows, by_words, [1, 1], spans, np.array([0.0, 2.0])).order == (1, 0)


def test_what_is_told_at_length_is_ranked_by_words() -> None:
    rows = np.zeros((2, len(ALL_FEATURES)), np.float32)
    spans = np.zeros((2, len(SPAN_FEATURES)), np.float32)
    ranking = settle(WHY, rows, np.array([1.0, 0.5]), [1, 1], spans, np.array([0.0, 2.0]))
    assert ranking.order == (0, 1)
