"""Several indexes searched as one: the numbers, and scores that can be compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import CharacterEmbedder, index_of

from rag.index import (
    PassageIndex,
    TermIndex,
    build_index,
    join_indexes,
    load_index,
)
from rag.index.terms import JoinedTerms
from rag.korean import Analyzer, index_terms
from rag.retrieval import Retriever
from rag.sources import Document

SERVED = [
    Document("a", "새 칩", "새 칩\n\n회사가 칩을 냈다. 값은 싸다.", "a.txt", header_end=3),
    Document("b", "날씨", "오늘은 비가 온다.\n\n내일은 맑다.", "b.txt"),
]
OWN = [Document("c", "칩 회의록", "칩을 다섯 개 사기로 했다. 비가 오면 미룬다.", "c.txt")]


@pytest.fixture(scope="module")
def joined() -> PassageIndex:
    return join_indexes([index_of(SERVED), index_of(OWN)])


@pytest.fixture(scope="module")
def whole() -> PassageIndex:
    return index_of([*SERVED, *OWN])


def test_an_index_in_memory_is_the_one_that_is_written(tmp_path: Path, analyzer: Analyzer) -> None:
    embedder = CharacterEmbedder()
    build_index(SERVED, embedder=embedder, analyzer=analyzer, passage_chars=100, index_dir=tmp_path)
    written, held = load_index(tmp_path), index_of(SERVED)
    assert written.documents == held.documents
    assert written.passages == held.passages
    assert written.manifest.model_copy(update={"files": {}}) == held.manifest
    for term in ("칩", "비", "없음"):
        assert np.array_equal(
            written.sentence_terms.scores([term]), held.sentence_terms.scores([term])
        )


def test_one_index_alone_stays_itself(whole: PassageIndex) -> None:
    assert join_indexes([whole]) is whole


def test_joined_tables_are_those_of_one_index(joined: PassageIndex, whole: PassageIndex) -> None:
    assert joined.documents == whole.documents
    assert joined.passages == whole.passages
    assert joined.manifest == whole.manifest
    ours, theirs = joined.sentences, whole.sentences
    assert ours.passage_of.tolist() == theirs.passage_of.tolist()
    assert ours.document_of.tolist() == theirs.document_of.tolist()
    assert len(ours) == len(theirs)
    assert [ours.sentence(n) for n in range(len(ours))] == [
        theirs.sentence(n) for n in range(len(theirs))
    ]
    for number in range(len(whole.documents)):
        assert ours.of_document(number) == theirs.of_document(number)
        assert ours.windows_of(number) == theirs.windows_of(number)
    for number in range(len(whole.passages)):
        assert ours.of_passage(number) == theirs.of_passage(number)


def test_joined_vectors_are_those_of_one_index(joined: PassageIndex, whole: PassageIndex) -> None:
    assert joined.vectors.ntotal == whole.vectors.ntotal
    numbers = np.array([3, 0, 2])
    assert np.array_equal(
        joined.vectors.reconstruct_batch(numbers), whole.vectors.reconstruct_batch(numbers)
    )
    query = CharacterEmbedder().embed_queries(["칩을 몇 개 샀어?"])
    for k in (1, 2, 4):
        for found, expected in zip(
            joined.vectors.search(query, k), whole.vectors.search(query, k), strict=True
        ):
            assert found.shape == (1, k)
            assert np.allclose(found, expected)


@pytest.mark.parametrize("term", ["칩", "비", "회의", "날씨", "없음"])
def test_a_term_is_as_rare_as_in_one_index(
    term: str, joined: PassageIndex, whole: PassageIndex
) -> None:
    for ours, theirs in (
        (joined.passage_terms, whole.passage_terms),
        (joined.sentence_terms, whole.sentence_terms),
    ):
        assert ours.size == theirs.size
        assert ours.idf(term) == pytest.approx(theirs.idf(term))


@pytest.mark.parametrize("asked", [["가"], ["나", "나", "라"], ["없음"]])
def test_where_texts_are_as_long_scores_are_those_of_one_collection(asked: list[str]) -> None:
    first, second = [["가", "나"], ["나", "다"], ["다", "다"]], [["라", "가"], ["라", "나"]]
    joined = JoinedTerms([TermIndex.build(first), TermIndex.build(second)])
    whole = TermIndex.build([*first, *second])
    assert joined.scores(asked) == pytest.approx(whole.scores(asked), rel=1e-5)


@pytest.mark.parametrize("question", ["칩을 몇 개 사기로 했어?", "내일 날씨는?", "값은?"])
def test_the_ranking_is_that_of_one_index(
    question: str, joined: PassageIndex, whole: PassageIndex, analyzer: Analyzer
) -> None:
    terms = index_terms(analyzer.morphemes(question), question)
    ours, theirs = (
        Retriever(index, CharacterEmbedder()).search(question, terms).passages(1)[0].passage
        for index in (joined, whole)
    )
    assert ours == theirs


def test_a_misspelt_word_is_looked_for_in_all(joined: PassageIndex, analyzer: Analyzer) -> None:
    own = index_of([Document("d", "사피온", "사피온 X220이 나왔다.", "d.txt")])
    none = index_of([Document("e", "1", "1", "e.txt")])
    vocabulary = join_indexes([none, joined, own]).vocabulary
    question = "사피욘 언제 나왔어?"
    right = vocabulary.set_right(
        question, analyzer.morphemes(question), analyzer.unlisted(question)
    )
    assert right == "사피온 언제 나왔어?"
