"""``rag evaluate`` tells a model that writes the truth from one that lies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading_fakes import ScriptedEncoder, calibration, likeness
from scripted_server import Action, Exchange, ScriptedServer

from benchmarks.claims import continuations, measure, together
from benchmarks.scripted_models import ScriptedModel, known_by_question, liar, perfect
from rag.cli import main
from rag.evaluation import CaseSet, EvaluationReport, load_cases, load_report
from rag.korean import Analyzer
from rag.reading import Reader
from rag.sources import load_documents
from rag.writing import Message

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parent / "data" / "news_pages"
# A page of each kind keeps this quick.
NAMES = ("broadcast.txt", "economy.txt", "science.txt", "wire.txt")
CONTEXT = "나루 다리는 1998년에 지어졌다. 다리의 길이는 350미터이다. 등대의 높이는 24미터이다."
QUESTIONS = (("나루 다리는 언제 지어졌나?", "1998년"), ("등대의 높이는 얼마인가?", "24미터"))


@pytest.fixture(scope="module")
def measured() -> tuple[EvaluationReport, dict[str, EvaluationReport]]:
    """The reports of a model that tells the truth, and of one for each kind of lie."""
    # What is written is not up to the reader, and the encoder would read for minutes.
    quick = Reader(ScriptedEncoder(likeness), calibration())
    documents = tuple(document for name in NAMES for document in load_documents(PAGES / name))
    cases = tuple(case for document in documents for case in continuations(document))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "load", lambda: quick)
        return measure(CaseSet(PAGES, cases, documents))


def test_a_perfect_model_is_believed(
    measured: tuple[EvaluationReport, dict[str, EvaluationReport]],
) -> None:
    truth, lies = measured
    lied = together(lies)
    assert truth["supported_claim_precision"].value == 1.0
    assert truth["supported_claims"].value >= 0.95
    assert truth["answered_and_cited"].value >= 0.95
    assert sum(outcome.claims for outcome in lied.outcomes) > 100
    assert len(lies) > 6


def test_a_liar_is_not(measured: tuple[EvaluationReport, dict[str, EvaluationReport]]) -> None:
    assert together(measured[1])["supported_claims"].value <= 0.05


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    questions = [
        {
            "id": question,
            "question": question,
            "answers": [{"text": answer, "answer_start": CONTEXT.index(answer)}],
        }
        for question, answer in QUESTIONS
    ]
    path = tmp_path / "naru.json"
    article = {"title": "나루", "paragraphs": [{"context": CONTEXT, "qas": questions}]}
    path.write_text(json.dumps({"data": [article]}, ensure_ascii=False), encoding="utf-8")
    return path


def speaks(model: ScriptedModel) -> Action:
    """Serve a model."""

    def action(exchange: Exchange) -> None:
        asked = [Message(m["role"], m["content"]) for m in exchange.body["messages"]]
        exchange.start()
        for piece in model.stream(asked):
            exchange.event(piece)
        exchange.done()

    return action


@pytest.mark.parametrize(("kind", "supported"), [(None, 1.0), ("number", 0.0), ("denial", 0.0)])
def test_the_command_measures_a_served_model(
    squad: Path,
    tmp_path: Path,
    analyzer: Analyzer,
    monkeypatch: pytest.MonkeyPatch,
    kind: str | None,
    supported: float,
) -> None:
    case_set = load_cases(squad)
    known = known_by_question(case_set.cases, case_set.documents, analyzer)
    model = perfect(known) if kind is None else liar(known, kind)
    with ScriptedServer([speaks(model)]) as server:
        monkeypatch.setenv("RAG_GENERATOR", "openai:scripted")
        monkeypatch.setenv("RAG_OPENAI_BASE_URL", server.url)
        assert main(["evaluate", str(squad), "--report", str(tmp_path / "r")]) == 0
    report = load_report(tmp_path / "r" / "report.json")
    assert report.fact("models", "writer") == "openai:scripted"
    assert report["supported_claims"].value == supported
    names = {estimate.name for estimate in report.estimates}
    assert ("supported_claim_precision" in names) == (supported > 0)
