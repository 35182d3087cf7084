"""What the judge of claims sees, and the folder it is read from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.evaluation.refusal import auroc
from rag.grounding import check_claim
from rag.grounding.evidence import Evidence
from rag.grounding.faults import find_faults
from rag.grounding.judging import DEFAULT_JUDGE, FEATURES, describe, load_judge
from rag.grounding.judging.alignment import align
from rag.grounding.reader import read
from training.grounding.figures import balanced_threshold
from training.grounding.pairs import BLIND_PAIRS, PAIRS, SEEN_PAIRS, Pair, load_pairs, related

WRITTEN = load_pairs(PAIRS)
SEEN = load_pairs(SEEN_PAIRS)


def evidence_of(*cited: str) -> Evidence:
    return Evidence(tuple(map(read, cited)), read(""))


def row_of(claim: str, *cited: str) -> dict[str, float]:
    statement, evidence = read(claim), evidence_of(*cited)
    row = describe(statement, evidence, find_faults(statement, evidence))
    return dict(zip(FEATURES, row.tolist(), strict=True))


def test_a_claim_s_words_are_found_where_they_stand() -> None:
    alignment = align(
        read("매출은 300억 원이다."), evidence_of("매출은 300억원, 이익은 20억원이다.")
    )
    found = {
        getattr(item, "form", None) or item.surface: [p.item.index for p in places]
        for item, places in zip(alignment.items, alignment.places, strict=True)
    }
    assert found == {"매출": [0], "300억 원": [1]}


def test_a_sentence_is_all_found_in_itself() -> None:
    row = row_of("가람시는 5월 2일 다리를 열었다.", "가람시는 5월 2일 다리를 열었다.")
    assert row["found.weight"] == row["found.one_text"] == row["bigrams"] == 1
    assert row["missing.items"] == row["path.jumps"] == row["values.not_given"] == 0


def test_values_that_change_places_show() -> None:
    cited = "매출은 300억원, 이익은 20억원이다."
    straight, crossed = row_of("이익은 20억원이다.", cited), row_of("이익은 300억원이다.", cited)
    assert straight["values.next"] == 1
    assert crossed["values.not_next"] == 1


def test_words_in_another_order_take_more_jumping() -> None:
    cited = "한누리가 소금 공장을 짓고, 바다로는 해초 농장을 판다."
    same = row_of("한누리가 소금 공장을 짓는다.", cited)
    mixed = row_of("한누리가 해초 농장을 짓는다.", cited)
    assert mixed["path.cost"] > same["path.cost"]


@given(st.sampled_from(WRITTEN))
@settings(max_examples=60, deadline=None)
def test_every_pair_can_be_described(pair: Pair) -> None:
    claim, evidence = read(pair.claim), evidence_of(*pair.cited)
    row = describe(claim, evidence, find_faults(claim, evidence))
    assert row.shape == (len(FEATURES),)
    assert np.isfinite(row).all()


@given(st.sampled_from(WRITTEN), st.sampled_from(["Zqx", "98,765헤르츠", "2777년", "'물보라꽃섬'"]))
@settings(max_examples=60, deadline=None)
def test_what_the_sources_do_not_have_is_refused_whatever_else_is_true(
    pair: Pair, invented: str
) -> None:
    sentence = pair.cited[0]
    assert not check_claim(f"{invented}, {sentence}", [sentence]).supported


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "judge"
    shutil.copytree(DEFAULT_JUDGE, folder)
    (folder / "trees.npz").write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"trees\.npz has SHA-256"):
        load_judge(folder)


def test_a_model_for_other_features_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "judge"
    shutil.copytree(DEFAULT_JUDGE, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["features"] = config["features"][1:]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="other features"):
        load_judge(folder)


class TestTrainingPairs:
    def test_half_are_true_in_every_set(self) -> None:
        for letter in {pair.set for pair in WRITTEN}:
            labels = [pair.supported for pair in WRITTEN if pair.set == letter]
            assert abs(sum(labels) / len(labels) - 0.5) < 0.02

    def test_none_is_among_those_of_the_tests(self) -> None:
        seen = {(pair.cited, pair.claim) for pair in SEEN}
        assert not seen & {(pair.cited, pair.claim) for pair in WRITTEN}

    def test_no_source_of_the_blind_ones_is_trained_on(self) -> None:
        blind = {text for pair in load_pairs(BLIND_PAIRS) for text in pair.cited}
        assert not blind & {text for pair in WRITTEN for text in pair.cited}

    def test_pairs_that_share_a_source_stay_together(self) -> None:
        pairs = [
            Pair("x", cited, "", supported=True)
            for cited in [("가",), ("나",), ("가", "다"), ("다",), ("라",)]
        ]
        first, second, third, fourth, fifth = related(pairs)
        assert first == third == fourth
        assert len({first, second, fifth}) == 3


def test_the_threshold_treats_both_sides_alike() -> None:
    labels = np.array([True] * 4 + [False] * 4)
    scores = np.array([0.9, 0.8, 0.7, 0.2, 0.6, 0.3, 0.1, 0.0])
    threshold = balanced_threshold(scores, labels)
    assert (scores[labels] >= threshold).mean() == (scores[~labels] < threshold).mean() == 0.75
    assert auroc(scores, labels.astype(float), np.ones(8)) == 14 / 16
