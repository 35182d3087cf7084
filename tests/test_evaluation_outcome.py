from __future__ import annotations

import pytest
from evaluation_fakes import DOCUMENT, PASSAGES, Script, ScriptedSystem, case, passage, span

from rag.answering import Answer, AnswerStatus
from rag.evaluation import Case, Gold, Outcome, Verdict
from rag.evaluation.evaluate import run_cases
from rag.evaluation.outcome import Quote, judge
from rag.reading import Band

BOATS = Gold(("12척",), spans=(span("12척"),))


def run(asked: Case, script: Script) -> Outcome:
    (outcome,) = run_cases(ScriptedSystem({asked.question: script}), [asked])
    return outcome


@pytest.mark.parametrize(
    ("gold", "script", "verdict"),
    [
        (BOATS, Script({1: 0.9}), Verdict.RIGHT),
        (BOATS, Script({0: 0.5, 1: 0.9}), Verdict.RIGHT),
        (BOATS, Script({2: 0.9}), Verdict.WRONG_ANSWER),
        (BOATS, Script({1: 0.9}, band=Band.POSSIBLE), Verdict.RIGHT),
        (BOATS, Script({2: 0.9}, band=Band.POSSIBLE), Verdict.WRONG_ANSWER),
        (BOATS, Script({1: 0.9}, band=Band.NONE), Verdict.FALSE_REFUSAL),
        (Gold(("축제",), spans=(span("축제가 열린다"),)), Script({3: 1}), Verdict.WRONG_CITATION),
        (Gold(("12척",), evidence="배가 12척"), Script({1: 0.9}), Verdict.RIGHT),
        (Gold(("12척",), evidence="강가의"), Script({1: 0.9}), Verdict.WRONG_CITATION),
        (Gold(("12척",)), Script({1: 0.9}), Verdict.RIGHT),
        (Gold(("마을", "12척")), Script({1: 0.9}), Verdict.RIGHT),
        (Gold(("사흘", "12척")), Script({1: 0.9}), Verdict.WRONG_ANSWER),
        (None, Script({1: 0.9}), Verdict.FALSE_ANSWER),
        (None, Script({1: 0.9}, band=Band.POSSIBLE), Verdict.OFFERED),
        (None, Script({1: 0.9}, band=Band.NONE), Verdict.RIGHT_REFUSAL),
        (None, Script(band=Band.NONE), Verdict.RIGHT_REFUSAL),
    ],
)
def test_verdicts(gold: Gold | None, script: Script, verdict: Verdict) -> None:
    asked = case("뭐?", *([gold] if gold else []))
    outcome = run(asked, script)
    assert outcome.verdict is verdict
    assert outcome.band is script.band
    right = (Verdict.RIGHT, Verdict.RIGHT_REFUSAL, Verdict.OFFERED)
    assert outcome.verdict.is_right == (verdict in right)


def test_what_stands_before_a_possible_answer_is_no_answer() -> None:
    found = run(case("a", Gold(("문장",))), Script({1: 0.9}, band=Band.POSSIBLE))
    assert found.answer.startswith("이 문장이")
    assert not found.evidence_holds
    assert found.verdict is Verdict.WRONG_ANSWER


def test_any_of_several_answers_is_right_but_not_a_mixture() -> None:
    other = Gold(("사흘",), spans=(span("사흘"),))
    assert run(case("a", other, BOATS), Script({1: 0.9})).verdict is Verdict.RIGHT
    # The words of the first answer, cited where the second one lies.
    mixed = Gold(("축제",), spans=(span("축제가"),)), Gold(("없다",), spans=(span("사흘"),))
    assert run(case("a", *mixed), Script({3: 0.9})).verdict is Verdict.WRONG_CITATION


@pytest.mark.parametrize(
    ("string", "answer", "right"),
    [
        ("2", "배가 12척 떴다.", False),
        ("1", "배가 12척 떴다.", False),
        ("12", "배가 12척 떴다.", True),
        ("12척", "배가 112척 떴다.", False),
        ("12", "배는 12.", True),
        ("2024", "2024.3.5에 배가 떴다.", True),
        ("2,000", "배가 12,000척 떴다.", False),
        ("척", "배가 12척 떴다.", True),
    ],
)
def test_a_number_is_held_as_a_whole(string: str, answer: str, right: bool) -> None:
    gold = Gold((string,))
    reply = Answer(
        question="뭐?",
        text=answer,
        status=AnswerStatus.ANSWERED,
        confidence=0.9,
        citations=(),
        retrieved=(),
        model="m",
        seconds=0.1,
    )
    quote = Quote("d", 0, len(answer), answer, 0.9)
    outcome = judge(case("뭐?", gold), reply, [quote], 0.1)
    assert outcome.evidence_holds is right


def test_all_evidence_must_be_cited() -> None:
    both = Gold(("축제",), spans=(span("봄"), span("사흘")))
    half = run(case("a", both), Script({2: 0.9}))
    assert half.verdict is Verdict.WRONG_CITATION
    assert half.cited_share == 0.5
    whole = run(case("a", both), Script({2: 0.9, 3: 0.5}))
    assert whole.verdict is Verdict.RIGHT
    assert whole.cited_share == 1.0


def test_the_best_sentence_is_the_one_with_the_highest_score() -> None:
    outcome = run(case("a", BOATS), Script({0: 0.9, 1: 0.5}))
    assert outcome.evidence_right
    assert not outcome.best_covers
    assert not outcome.best_holds
    assert outcome.evidence_covers
    assert run(case("a", BOATS), Script({0: 0.1, 1: 0.5})).best_covers
    assert not run(case("a", BOATS), Script({0: 0.1, 2: 0.5})).evidence_covers


def test_citations_are_counted_only_when_they_are_shown() -> None:
    shown = run(case("a", BOATS), Script({0: 0.5, 1: 0.9}))
    assert (shown.citations, shown.right_citations, shown.cited_share) == (2, 1, 1.0)
    offered = run(case("a", BOATS), Script({0: 0.5, 1: 0.9}, band=Band.POSSIBLE))
    assert (offered.citations, offered.right_citations, offered.cited_share) == (2, 1, 1.0)
    withheld = run(case("a", BOATS), Script({0: 0.5, 1: 0.9}, band=Band.NONE))
    assert (withheld.citations, withheld.right_citations, withheld.cited_share) == (0, 0, 0.0)
    assert withheld.evidence_right
    assert withheld.sentences == 2


def test_ranks() -> None:
    asked = case("a", BOATS, document_id=DOCUMENT.id)
    assert run(asked, Script({1: 1})).passage_rank == 1
    backwards = run(asked, Script({1: 1}, retrieved=PASSAGES[::-1]))
    assert (backwards.passage_rank, backwards.document_rank) == (2, 1)
    absent = run(asked, Script({1: 1}, retrieved=[passage(2, 3)]))
    assert (absent.passage_rank, absent.document_rank) == (0, 1)
    nothing = run(asked, Script({1: 1}, retrieved=[]))
    assert (nothing.passage_rank, nothing.document_rank) == (0, 0)


def test_what_a_case_does_not_tell_is_none() -> None:
    outcome = run(case("a", Gold(("12척",))), Script({1: 1}))
    assert outcome.document_rank is None
    assert outcome.passage_rank is None
    assert outcome.best_covers is None
    assert outcome.evidence_covers is None
    assert outcome.right_citations is None
    assert outcome.cited_share is None
    refused = run(case("a"), Script({1: 1}, band=Band.NONE))
    assert refused.evidence_holds is None
    assert refused.best_holds is None
    assert not refused.evidence_right


def test_spaces_and_line_breaks_do_not_matter() -> None:
    spaced = Gold(("배가  12척",), evidence="배가\n12척")
    assert run(case("a", spaced), Script({1: 1})).verdict is Verdict.RIGHT


def test_every_question_is_asked_in_order_and_told_of() -> None:
    told: list[tuple[str, int, int]] = []
    cases = [case(q, BOATS) for q in ("a", "b", "c")]
    system = ScriptedSystem({c.question: Script({1: 1}) for c in cases})
    outcomes = run_cases(system, cases, lambda *step: told.append(step))
    assert [o.case_id for o in outcomes] == ["a", "b", "c"]
    assert told == [("questions", n, 3) for n in (1, 2, 3)]
    assert all(o.seconds > 0 for o in outcomes)


@pytest.mark.parametrize(
    ("short", "marked", "right"),
    [("12척", True, True), ("배가 12척", True, False), ("", False, None)],
)
def test_a_marked_short_answer_is_right_when_it_is_the_string(
    short: str, marked: bool, right: bool | None
) -> None:
    outcome = run(case("a", Gold(("‘12척’",))), Script({1: 0.9}, short=short))
    assert (outcome.marked, outcome.mark_right) == (marked, right)
