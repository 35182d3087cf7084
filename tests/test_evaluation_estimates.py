from __future__ import annotations

from dataclasses import replace

import pytest
from evaluation_fakes import outcome
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation import Estimate, Outcome
from rag.evaluation.estimates import estimate
from rag.reading import Band


def figures(*outcomes: Outcome) -> dict[str, Estimate]:
    return {e.name: e for e in estimate(outcomes)}


def test_figures_by_hand() -> None:
    found = figures(
        outcome("a", rank=1, confidence=0.9, seconds=0.010),
        outcome("b", rank=2, confidence=0.8, seconds=0.020, right=False),
        outcome("c", rank=0, confidence=0.1, seconds=0.030, band=Band.NONE),
        outcome("d", answerable=False, confidence=0.2, seconds=0.040),
    )
    expected = {
        "right": (0.25, 4),
        "answered_and_cited": (1 / 3, 3),
        "document_recall_at_1": (1 / 3, 3),
        "passage_recall_at_3": (2 / 3, 3),
        "passage_mrr": (0.5, 3),
        "sentence_accuracy": (2 / 3, 3),
        "false_refusals": (1 / 3, 3),
        "false_answers": (1.0, 1),
        "citation_precision": (0.5, 2),
        "citation_recall": (1 / 3, 3),
        "auroc": (2 / 3, 4),
        "calibration_error": ((0.1 + 0.8 + 0.9 + 0.2) / 4, 4),
        "latency_p50": (20.0, 4),
        "latency_p95": (40.0, 4),
    }
    assert {name: (pytest.approx(value), n) for name, (value, n) in expected.items()} == {
        name: (found[name].value, found[name].count) for name in expected
    }


def test_a_figure_that_no_case_tells_is_left_out() -> None:
    names = set(figures(outcome("a", answerable=False, band=Band.NONE)))
    assert "false_answers" in names
    assert names.isdisjoint({"answered_and_cited", "passage_mrr", "citation_precision", "auroc"})


def test_every_question_came_in_one_of_five_ways_or_of_three() -> None:
    asked = [(band, right) for band in Band for right in (True, False)]
    found = figures(
        *(outcome(f"{b}{r}", band=b, right=r) for b, r in asked),
        *(outcome(f"s{n}", answerable=False) for n in range(2)),
        *(outcome(f"p{n}", answerable=False, band=Band.POSSIBLE) for n in range(3)),
        *(outcome(f"n{n}", answerable=False, band=Band.NONE) for n in range(5)),
    )
    ways = ("right_sure", "right_possible", "wrong_sure", "wrong_possible", "false_refusals")
    assert [found[way].value for way in ways] == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 6, 2 / 6])
    ways = ("false_answers", "offered", "right_refusals")
    assert [found[way].value for way in ways] == pytest.approx([0.2, 0.3, 0.5])
    assert {found[way].count for way in ways} == {10}
    assert found["right"].value == pytest.approx((2 + 8) / 16)


def test_kinds_are_told_apart_where_the_cases_tell_them() -> None:
    found = figures(
        outcome("a", kind="when"),
        outcome("b", kind="when", right=False, band=Band.POSSIBLE),
        outcome("c", kind="changed", answerable=False),
        outcome("d", kind="changed", answerable=False, band=Band.POSSIBLE),
        outcome("e", kind="changed", answerable=False, band=Band.NONE),
        outcome("f"),
    )
    kinds = {n: (pytest.approx(e.value), e.count) for n, e in found.items() if e.topic == "kinds"}
    assert kinds == {
        "sure/changed": (1 / 3, 3),
        "possible/changed": (1 / 3, 3),
        "right/when": (1 / 2, 2),
        "sure/when": (1 / 2, 2),
        "possible/when": (1 / 2, 2),
    }


def test_citations_without_known_evidence_do_not_count() -> None:
    assert "citation_precision" not in figures(outcome("a", answerable=False))


def test_claims_are_counted_where_a_model_wrote() -> None:
    found = figures(
        replace(outcome("a"), claims=3, supported_claims=2, citations=2, right_citations=1),
        replace(outcome("b", band=Band.NONE), claims=1),
        # No claim was borne out, and what was found was quoted in its place.
        replace(outcome("d", band=Band.POSSIBLE, right=False), claims=1),
        outcome("c", right=False),
    )
    assert found["supported_claims"].value == pytest.approx(2 / 5)
    assert found["supported_claims"].count == 3
    assert found["supported_claim_precision"].value == pytest.approx(1 / 2)
    assert found["citation_precision"].value == pytest.approx(1 / 4)
    assert not {e.name for e in estimate([outcome("c")]) if e.topic == "claims"}


@given(st.lists(st.integers(0, 10), min_size=1, max_size=30))
def test_recall_grows_with_k(ranks: list[int]) -> None:
    outcomes = [outcome(str(i), rank=rank) for i, rank in enumerate(ranks)]
    found = {e.name: e for e in estimate(outcomes, resamples=2)}
    recalls = [found[f"passage_recall_at_{k}"].value for k in (1, 3, 10)]
    assert recalls == sorted(recalls)
    mrr = found["passage_mrr"].value
    assert recalls[0] - 1e-9 <= mrr <= recalls[2] + 1e-9


def test_every_estimate_lies_in_its_interval() -> None:
    outcomes = [
        outcome(
            str(i),
            right=i % 3 > 0,
            answerable=i % 5 > 0,
            band=list(Band)[i % 3],
            kind="xyz"[i % 3],
            confidence=i % 11 / 10,
            rank=i % 4,
            group=str(i % 15),
        )
        for i in range(90)
    ]
    for e in estimate(outcomes):
        assert e.low is not None
        assert e.high is not None
        assert e.low <= e.value <= e.high, e.name
