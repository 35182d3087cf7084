from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from evaluation_fakes import case

from rag.documents import Document
from rag.errors import EvaluationError
from rag.evaluation import Case, CaseSet, Gold, GoldSpan, evaluate_paragraphs
from rag.evaluation.paragraphs import FOLDS, REMOVED, folds_without_gold, place_in_index
from rag.settings import Settings


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
