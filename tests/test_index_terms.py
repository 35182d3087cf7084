from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from rag.index import TermIndex

TEXTS = [["가", "나"], ["나", "나", "다"], []]


def test_scores_follow_the_terms_shared() -> None:
    scores = TermIndex.build(TEXTS).scores(["다", "모름"])
    assert scores.shape == (3,)
    assert scores[1] > 0
    assert scores[0] == scores[2] == 0


def test_scores_are_bm25_as_published() -> None:
    # Robertson and Zaragoza (2009), with Lucene's idf, k1 = 1.2 and b = 0.75. The empty text
    # counts as one term long.
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    mean_length = (2 + 3 + 1) / 3
    expected = idf * 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 3 / mean_length))
    assert TermIndex.build(TEXTS).scores(["나"])[1] == pytest.approx(expected, rel=1e-5)


def test_unknown_terms_score_zero_everywhere() -> None:
    index = TermIndex.build(TEXTS)
    assert index.scores(["모름"]).tolist() == [0, 0, 0]
    assert index.scores([]).tolist() == [0, 0, 0]


def test_a_collection_without_terms_can_be_asked() -> None:
    assert TermIndex.build([[], []]).scores(["가"]).tolist() == [0, 0]


def test_idf_falls_with_the_number_of_texts() -> None:
    index = TermIndex.build(TEXTS)
    assert index.idf("모름") > index.idf("다") > index.idf("나") > 0


def test_idf_of_the_empty_term_is_that_of_an_unknown_one() -> None:
    index = TermIndex.build([["가"], ["나"]])
    assert index.idf("") == index.idf("모름")


def test_save_and_load_keep_everything(tmp_path: Path) -> None:
    index = TermIndex.build(TEXTS)
    index.save(tmp_path / "terms")
    loaded = TermIndex.load(tmp_path / "terms")
    assert loaded.size == index.size == 3
    assert np.array_equal(loaded.scores(["나", "다"]), index.scores(["나", "다"]))
    assert loaded.idf("나") == index.idf("나")
