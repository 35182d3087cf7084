from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from evaluation_fakes import case

from rag import RagPipeline
from rag.errors import EvaluationError
from rag.evaluation import (
    Case,
    CaseSet,
    EvaluationReport,
    Gold,
    GoldSpan,
    evaluate_index,
    evaluate_paragraphs,
)
from rag.evaluation.paragraphs import (
    FOLDS,
    REMOVED,
    RememberingAnalyzer,
    folds_without_gold,
    place_in_index,
)
from rag.korean import Analyzer
from rag.settings import Settings
from rag.sources import Document

pytestmark = pytest.mark.slow


def paragraphs(title: str, count: int) -> tuple[list[Document], list[Case]]:
    documents, cases = [], []
    for n in range(count):
        text = f"{title}의 {n}번째 배는 {n + 12}척의 선단에 속한다. 강가에 있다."
        document = Document(f"{title}-{n}", title, text, "s.json: data.0")
        answer = f"{n + 12}척"
        start = text.index(answer)
        gold = Gold((answer,), spans=(GoldSpan(document.id, start, start + len(answer)),))
        documents.append(document)
        cases.append(
            case(
                f"{title}의 {n}번째 배는 몇 척의 선단에 속하나요?",
                gold,
                document_id=document.id,
                group=title,
            )
        )
    return documents, cases


def case_set(*counts: int) -> CaseSet:
    made = [paragraphs(title, count) for title, count in zip("가나다라", counts, strict=False)]
    documents = tuple(d for own, _ in made for d in own)
    return CaseSet(Path("s.json"), tuple(c for _, own in made for c in own), documents)


def test_each_question_is_asked_once_without_its_paragraph_but_with_siblings() -> None:
    cases = case_set(7, 2, 1, 12)
    gold_of = {f"{c.id}/removed": c for c in cases.cases}
    asked: Counter[str] = Counter()
    for fold in folds_without_gold(cases):
        kept = {document.id for document in fold.documents}
        by_title = Counter(document.title for document in fold.documents)
        for unanswerable in fold.cases:
            original = gold_of[unanswerable.id]
            asked[unanswerable.id] += 1
            assert original.document_id not in kept
            siblings = sum(c.group == original.group for c in cases.cases) - 1
            assert by_title[original.group] >= siblings - siblings // FOLDS
            assert by_title[original.group] >= 1
            assert not unanswerable.answerable
            assert (unanswerable.kind, unanswerable.group) == (REMOVED, original.group)
    assert set(asked.values()) == {1}
    assert len(asked) == 7 + 2 + 12  # an article of one paragraph has nothing to leave in


def test_paragraphs_that_nobody_asks_about_are_siblings_too() -> None:
    cases = case_set(2)
    one = replace(cases, cases=cases.cases[:1])
    (fold,) = folds_without_gold(one)
    assert fold.documents == cases.documents[1:]


def test_questions_that_must_be_refused_anyway_are_not_asked_again() -> None:
    cases = case_set(3)
    impossible = replace(cases.cases[0], id="x", golds=(), document_id=None)
    more = replace(cases, cases=(*cases.cases, impossible))
    asked = [c.id for fold in folds_without_gold(more) for c in fold.cases]
    assert len(asked) == 3


def test_cases_move_to_where_the_index_has_their_paragraph() -> None:
    cases = case_set(2)
    first, second = cases.documents
    joined = Document("joined", "모두", f"머리말\n{first.text}\n{second.text}", "all.txt")
    moved = place_in_index(cases, [joined])
    assert moved.documents == ()
    for case_ in moved.cases:
        assert case_.document_id == "joined"
        (span,) = case_.golds[0].spans
        assert joined.text[span.start : span.end] == case_.golds[0].strings[0]
    with pytest.raises(EvaluationError, match=r"data\.0 .*is not in the index"):
        place_in_index(cases, [first])


def test_a_file_without_paragraphs_cannot_be_indexed() -> None:
    bare = CaseSet(Path("c.jsonl"), (case("뭐?"),))
    with pytest.raises(EvaluationError, match=r"c\.jsonl brings no paragraphs"):
        evaluate_paragraphs(bare, Settings())


@pytest.fixture(scope="module")
def report() -> EvaluationReport:
    return evaluate_paragraphs(
        case_set(2, 3), Settings(), without_gold=True, command=["rag", "evaluate", "a b.json"]
    )


def test_all_questions_are_asked_of_an_index_built_for_them(report: EvaluationReport) -> None:
    assert [o.case_id.endswith("/removed") for o in report.outcomes] == [False] * 5 + [True] * 5
    assert all(o.document_rank is not None for o in report.outcomes[:5])
    assert not any(o.answerable for o in report.outcomes[5:])
    assert {e.name for e in report.estimates} >= {"auroc", "document_mrr", "latency_p95"}


def test_a_removed_paragraph_is_not_quoted(report: EvaluationReport) -> None:
    asked = {o.case_id: o for o in report.outcomes}
    for outcome in report.outcomes[5:]:
        assert asked[outcome.case_id.removesuffix("/removed")].gold not in outcome.answer


def test_the_report_says_what_was_measured(report: EvaluationReport) -> None:
    assert report.fact("run", "command") == "rag evaluate 'a b.json'"
    assert report.fact("index", "documents") == "5"
    assert report.fact("cases", "to be refused") == "5, of which 5 with their paragraph taken out"
    assert report.fact("models", "embedder").startswith("bundled:")
    assert report.fact("settings", "RAG_PASSAGE_CHARS") == "600"
    assert report.fact("machine", "Python")


def test_an_index_built_before_gives_the_same(
    report: EvaluationReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cases = case_set(2, 3)
    rows = [{"id": f"own-{d.id}", "title": d.title, "text": d.text} for d in cases.documents]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "documents.jsonl").write_text(lines, encoding="utf-8")
    pipeline = RagPipeline.build("documents.jsonl", "index")
    again = evaluate_index(cases, pipeline, Settings())
    for before, after in zip(report.outcomes[:5], again.outcomes, strict=True):
        assert (after.verdict, after.answer) == (before.verdict, before.answer)
        assert (after.document_rank, after.passage_rank) == (before.document_rank, 1)


def test_a_paragraph_is_analysed_once_and_as_by_the_analyser(analyzer: Analyzer) -> None:
    asked: list[str] = []

    class Noting(RememberingAnalyzer):
        def sentences_of(self, texts, headers, progress=None, parts=()):
            texts = list(texts)
            asked.extend(texts)
            return super().sentences_of(texts, headers, progress, parts)

    texts = ["배가 떴다. 강이 넓다.", "제목\n비가 온다."]
    remembering = RememberingAnalyzer(Noting(analyzer))
    for chosen in ([0, 1], [1], [1, 0, 0]):
        found = remembering.sentences_of((texts[n] for n in chosen), ([0, 2][n] for n in chosen))
        expected = analyzer.sentences_of((texts[n] for n in chosen), ([0, 2][n] for n in chosen))
        assert list(found) == list(expected)
    assert asked == texts
    assert remembering.version == analyzer.version
