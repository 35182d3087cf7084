from __future__ import annotations

import numpy as np
from evaluation_fakes import PASSAGES, case, span

from rag.evaluation import Gold
from rag.evaluation.fusion import WEIGHTS, choose, format_fit, reciprocal_ranks
from rag.retrieval import RetrievedPassage

FESTIVAL = case("언제?", Gold(("봄",), spans=(span("봄에는"),)))


def found(*scores: tuple[float, float]) -> list[RetrievedPassage]:
    """Passages in order, each with its lexical score and its cosine."""
    return [
        RetrievedPassage(passage, 0.0, dense, lexical, rank)
        for rank, (passage, (lexical, dense)) in enumerate(
            zip(PASSAGES, scores, strict=True), start=1
        )
    ]


def test_a_passage_that_only_the_vectors_find_rises_with_the_weight() -> None:
    # Fused: 1 + 0.2 w against 0.5 + 0.9 w; the second wins above w = 0.71.
    ranks = reciprocal_ranks(FESTIVAL, found((1, 0.2), (0.5, 0.9)))
    assert ranks.tolist() == [1.0 if weight > 0.72 else 0.5 for weight in WEIGHTS]


def test_a_tie_counts_against_the_right_passage() -> None:
    assert set(reciprocal_ranks(FESTIVAL, found((5, 0.5), (5, 0.5))).tolist()) == {0.5}


def test_a_right_passage_that_was_not_found_counts_nothing() -> None:
    assert not reciprocal_ranks(FESTIVAL, found((5, 0.5), (5, 0.5))[:1]).any()
    assert not reciprocal_ranks(FESTIVAL, []).any()


def columns(*values: tuple[float, ...]) -> np.ndarray:
    """Reciprocal ranks that are the same for all questions but as given for the first weights."""
    rows = np.full((len(values[0]), len(WEIGHTS)), 0.1)
    for number, column in enumerate(values):
        rows[:, number] = column
    return rows


def test_a_clearly_better_weight_is_chosen() -> None:
    rows = columns((0.5,) * 20, (0.5,) * 20, (1.0,) * 20)
    fit = choose(rows, [str(i) for i in range(20)])
    assert (fit.best, fit.chosen) == (WEIGHTS[2], WEIGHTS[2])
    assert fit.held_out is not None
    assert fit.held_out.mrr == 1.0
    assert fit.grid[0].mrr == 0.5
    assert fit.grid[0].recall_at_1 == 0.0


def test_a_gain_within_noise_keeps_the_smaller_weight() -> None:
    even = (1.0, 0.5) * 10
    lucky = (1.0, 0.5) * 8 + (0.5, 1.0, 1.0, 1.0)
    fit = choose(columns(even, lucky), [str(i) for i in range(20)])
    assert (fit.best, fit.chosen) == (WEIGHTS[1], WEIGHTS[0])


def test_one_article_is_not_held_out() -> None:
    fit = choose(columns((1.0, 0.5)), ["a", "a"])
    assert fit.held_out is None
    assert format_fit(fit).endswith("RAG_DENSE_WEIGHT=0")


def test_the_fit_is_printed_with_the_setting() -> None:
    rows = columns((0.5,) * 6, (1.0,) * 6)
    text = format_fit(choose(rows, list("abcdef")))
    assert text.endswith(f"RAG_DENSE_WEIGHT={WEIGHTS[1]:g}")
    (line,) = (line for line in text.splitlines() if "chosen" in line)
    assert line.split() == ["0.01", "1.0000", "1.0000", "best,", "chosen"]
