"""What is measured of the texts written for the encoder, and which of KorQuAD's questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from evaluation_fakes import DOCUMENT, SENTENCES, TEXT, Script, ScriptedSystem, place

from rag.evaluation import Case, CaseSet, Gold, GoldSpan
from rag.korean import Part, Sentence
from rag.reading import Band
from rag.sources import Document
from training.encoder import measure
from training.encoder.card import FILES, write_card
from training.encoder.measure import CheckedClaim, Measured, case_of, claim_figures, sample
from training.encoder.texts import Question, Text


def cut(*sentences: str) -> list[Sentence]:
    return [Sentence(*place(text), text, ()) for text in sentences]


class CuttingAnalyzer:
    def sentences_of(
        self, texts: Sequence[str], headers: Sequence[int], *, parts: Sequence[Sequence[Part]]
    ) -> list[list[Sentence]]:
        assert (list(texts), list(headers), list(parts)) == ([TEXT], [0], [[]])
        return [cut(*SENTENCES)]


class ScriptedModels:
    """Gives out a system for the document in four sentences."""

    analyzer = CuttingAnalyzer()

    def over(self, documents: Sequence[Document], *_: object) -> ScriptedSystem:
        assert [document.text for document in documents] == [TEXT]
        return SYSTEM


PAGE = {
    "id": DOCUMENT.id,
    "title": DOCUMENT.title,
    "units": SENTENCES,
    "questions": [
        ["배는 몇 척인가요?", [1], "12척"],
        ["축제는 언제, 며칠 동안인가요?", [2, 3], ["봄", "사흘"]],
        ["나루는 어떤 곳인가요?", [0], ""],
    ],
    "near": [["배는 몇 명이 타나요?", "not_told"], ["가을 축제는 며칠인가요?", "changed"]],
    "claims": [
        ["마을에는 배가 12척 있다.", [1], True, "same"],
        ["마을에는 배가 21척 있다.", [1], False, "value"],
        ["축제는 열흘 동안 이어진다.", [3], False, "value"],
        ["축제는 봄에 사흘 동안 열린다.", [2, 3], True, "merge"],
    ],
}
SYSTEM = ScriptedSystem(
    {
        "배는 몇 척인가요?": Script({0: 0.2, 1: 0.7}, confidence=0.9, short="12척"),
        "축제는 언제, 며칠 동안인가요?": Script({2: 0.9}, confidence=0.8),
        "나루는 어떤 곳인가요?": Script({0: 0.6}, band=Band.POSSIBLE, confidence=0.5),
        "배는 몇 명이 타나요?": Script({1: 0.1}, band=Band.NONE, confidence=0.1),
        "가을 축제는 며칠인가요?": Script({3: 0.4}, band=Band.POSSIBLE, confidence=0.5),
    }
)


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Measured:
    @dataclass(frozen=True)
    class Verdict:
        supported: bool

    told = {"마을에는 배가 12척 있다.": SENTENCES[1], "축제는 열흘 동안 이어진다.": SENTENCES[3]}
    monkeypatch.setattr(
        measure, "check_claim", lambda claim, cited: Verdict([told.get(claim)] == cited)
    )
    path = tmp_path / "x.jsonl"
    rows = [{**PAGE, "id": "trained-on-7"}, PAGE]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    return measure.measure_written([path], ScriptedModels(), every=10)


def test_questions_and_claims_of_a_text_are_counted(found: Measured) -> None:
    assert (found.documents, found.answerable, found.others, found.claims) == (1, 3, 2, 4)
    values = {figure.name: pytest.approx(figure.value) for figure in found.figures}
    expected = {
        "sentence_accuracy": 1.0,
        "evidence_among": 1.0,
        "right_sure": 1 / 3,
        "wrong_sure": 1 / 3,  # half of the evidence, and no word of the days
        "right_possible": 1 / 3,
        "highlight_coverage": 1 / 3,
        "highlight_precision": 1.0,
        "right_refusals": 1 / 2,
        "offered": 1 / 2,
        "false_answers": 0.0,
        "possible/changed": 1.0,
        "possible/not_told": 0.0,
        "auroc": 5.5 / 6,
        "true_claims_passed": 1 / 2,
        "false_claims_caught": 1 / 2,
    }
    assert {name: values[name] for name in expected} == expected
    assert "document_recall_at_1" not in values  # the document is the only one


def asked(*evidence: tuple[int, int], kind: str = "answerable") -> Question:
    return Question("뭐?", DOCUMENT.id, evidence, None, ("12척",), kind)


TEXT_ASKED = Text(DOCUMENT.id, DOCUMENT.title, TEXT, (), ())


def test_any_sentence_of_the_evidence_will_do() -> None:
    whole = (place(SENTENCES[0])[0], place(SENTENCES[1])[1])
    case = case_of(asked(whole, place(SENTENCES[3])), 7, TEXT_ASKED, cut(*SENTENCES))
    assert case.golds == tuple(
        Gold(("12척",), spans=(GoldSpan(DOCUMENT.id, *place(SENTENCES[n])),)) for n in (0, 1, 3)
    )
    assert (case.id, case.group, case.kind) == (f"{DOCUMENT.id}:7", DOCUMENT.id, "")


def test_a_sentence_of_several_units_is_evidence_for_each() -> None:
    both = f"{SENTENCES[2]} {SENTENCES[3]}"
    (gold,) = case_of(asked(place(SENTENCES[3])), 0, TEXT_ASKED, cut(both)).golds
    assert gold.spans == (GoldSpan(DOCUMENT.id, *place(SENTENCES[3])),)


def test_a_question_that_is_not_answered_has_a_kind_and_nothing_to_hold() -> None:
    case = case_of(asked(kind="role"), 0, TEXT_ASKED, cut(*SENTENCES))
    assert (case.golds, case.kind) == ((), "role")


def test_the_sample_is_of_held_out_articles_and_always_the_same() -> None:
    cases = tuple(
        Case(f"{article}-{n}", "뭐?", (Gold(("답",)),), document_id=f"{article:04d}-{n % 7:03d}")
        for article in range(11)
        for n in range(200)
    )
    documents = tuple(replace(DOCUMENT, id=f"{article:04d}-000") for article in range(11))
    case_set = CaseSet(Path("k.json"), (*cases, Case("none", "뭐?", ())), documents)
    chosen = sample(case_set)
    assert chosen.documents == documents[::5]
    assert len({case.id for case in chosen.cases}) == measure.QUESTIONS
    articles = {int(case.id.partition("-")[0]) for case in chosen.cases}
    assert articles == {0, 5, 10}
    assert sample(case_set) == chosen
    few = CaseSet(Path("k.json"), cases[:3])
    assert {case.id for case in sample(few).cases} == {"0-0", "0-1", "0-2"}


def test_claims_that_are_all_true_tell_nothing_of_false_ones() -> None:
    (passed,) = claim_figures([CheckedClaim("a", True, True), CheckedClaim("b", True, False)])
    assert (passed.name, passed.value, passed.count) == ("true_claims_passed", 0.5, 2)
    assert (passed.low, passed.high) == (0.0, 1.0)


def test_the_card_is_written_of_what_was_measured(found: Measured, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text("x")
    config = {"reading": {"sure": 0.6, "possible": 0.2, "mark": 0.5}}
    (tmp_path / FILES[0]).write_text(json.dumps(config))
    write_card(tmp_path, {"written": found, "korquad": found}, "abacus")
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert set(metrics["files"]) == set(FILES)
    assert metrics["limits"] == {"sure": 0.6, "possible": 0.2}
    written = metrics["sets"]["written"]
    assert (written["answerable"], written["others"], written["claims"]) == (3, 2, 4)
    assert written["figures"]["right_sure"]["value"] == 0.3333
    assert "| answered right, as sure | 0.333 |" in (tmp_path / "README.md").read_text()
