from __future__ import annotations

from dataclasses import replace

import pytest
from evaluation_fakes import outcome

from rag.errors import EvaluationError
from rag.evaluation import EvaluationReport, Outcome, Verdict, compare_reports, format_comparison
from rag.evaluation.compare import PairedFigure


def report(*outcomes: Outcome) -> EvaluationReport:
    return EvaluationReport(1, (), (), outcomes)


def figure(name: str, first: EvaluationReport, second: EvaluationReport) -> PairedFigure:
    return next(f for f in compare_reports(first, second).figures if f.name == name)


OLD = report(*(outcome(str(i), right=i < 6, rank=2, seconds=0.02) for i in range(10)))
NEW = report(*(outcome(str(i), right=i != 0, rank=1, seconds=0.01) for i in range(10)))


def test_questions_are_compared_one_by_one() -> None:
    found = figure("answered_and_cited", OLD, NEW)
    assert (found.first, found.second) == (0.6, 0.9)
    assert (found.wins, found.losses, found.ties) == (4, 1, 5)
    assert found.p_value == pytest.approx(2 * 6 / 32)  # (C(5,0) + C(5,1)) / 2**5, both sides
    assert found.low <= 0.3 <= found.high


def test_lower_is_better_where_it_is() -> None:
    found = figure("latency", OLD, NEW)
    assert (found.first, found.second) == (pytest.approx(20), pytest.approx(10))
    assert (found.wins, found.losses) == (10, 0)
    assert found.low == found.high == pytest.approx(-10)
    assert found.p_value == 0


def test_a_mean_is_compared_by_resampling() -> None:
    found = figure("passage_mrr", OLD, NEW)
    assert (found.first, found.second, found.wins) == (0.5, 1.0, 10)
    assert found.low == found.high == 0.5


def test_what_turned_is_listed() -> None:
    changes = compare_reports(OLD, NEW).changes
    assert [(a.case_id, b.verdict.is_right) for a, b in changes] == [
        ("0", False),
        *((str(i), True) for i in range(6, 10)),
    ]
    text = format_comparison(compare_reports(OLD, NEW))
    assert "only B right: 4" in text
    assert "only A right: 1" in text
    assert "(wrong answer → right)" in text
    assert changes[0][0].verdict is Verdict.RIGHT


def test_a_comparison_the_other_way_round_is_the_mirror_image() -> None:
    mirrored = compare_reports(NEW, OLD).figures
    for there, back in zip(compare_reports(OLD, NEW).figures, mirrored, strict=True):
        assert (back.first, back.second) == (there.second, there.first)
        assert (back.wins, back.losses, back.ties) == (there.losses, there.wins, there.ties)
        assert back.low == pytest.approx(-there.high)
        assert back.high == pytest.approx(-there.low)
        assert back.p_value == there.p_value


def test_a_system_is_no_better_than_itself() -> None:
    for same in compare_reports(OLD, OLD).figures:
        assert (same.wins, same.losses, same.low, same.high, same.p_value) == (0, 0, 0, 0, 1)
    assert compare_reports(OLD, OLD).changes == ()


def test_the_order_of_the_cases_does_not_matter() -> None:
    assert compare_reports(OLD, report(*NEW.outcomes[::-1])) == compare_reports(OLD, NEW)


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (NEW.outcomes[:-1], "'9' is only in the first"),
        ((*NEW.outcomes, outcome("10")), "'10' is only in the second"),
        ((replace(NEW.outcomes[0], question="딴 질문"), *NEW.outcomes[1:]), "question"),
        ((replace(NEW.outcomes[0], gold="13척"), *NEW.outcomes[1:]), "'13척'"),
    ],
)
def test_other_cases_are_refused(other: tuple[Outcome, ...], problem: str) -> None:
    with pytest.raises(EvaluationError, match="not on the same cases") as caught:
        compare_reports(OLD, report(*other))
    assert problem in str(caught.value)
