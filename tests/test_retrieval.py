from __future__ import annotations

import numpy as np
import pytest
from fakes import CharacterEmbedder, index_of
from hypothesis import given
from hypothesis import strategies as st

from rag.index import PassageIndex
from rag.korean import Analyzer, index_terms
from rag.retrieval import Retriever, SearchResult
from rag.sources import Document

TEXTS = [
    "가람시는 다리를 새로 놓았다. 다리는 길이가 백 미터다.",
    "나루시는 도서관을 열었다. 도서관에는 책이 많다.",
    "다솔시는 공원을 닫았다. 공원에는 나무가 많다.",
    "가람시의 시장은 도서관을 싫어한다.",
]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    documents = [
        Document(id=str(i), title="소식", text=f"소식\n\n{text}", source="s", header_end=2)
        for i, text in enumerate(TEXTS)
    ]
    return index_of(documents)


def search(
    index: PassageIndex, analyzer: Analyzer, question: str, weight: float = 0.1
) -> SearchResult:
    terms = index_terms(analyzer.morphemes(question), question)
    return Retriever(index, CharacterEmbedder(dense_weight=weight)).search(question, terms)


def test_the_passage_that_shares_the_words_comes_first(
    index: PassageIndex, analyzer: Analyzer
) -> None:
    for document, question in [("0", "다리의 길이는?"), ("2", "공원을 닫은 곳은?")]:
        best = search(index, analyzer, question).passages(1)[0]
        assert best.passage.document_id == document
        assert best.rank == 1
        assert best.lexical_score > 0


def test_a_verbatim_passage_finds_itself(index: PassageIndex, analyzer: Analyzer) -> None:
    for text in TEXTS:
        best = search(index, analyzer, text).passages(1)[0]
        assert best.passage.text == text
        assert best.dense_score == pytest.approx(1.0, abs=1e-5)


def test_no_more_passages_than_there_are(index: PassageIndex, analyzer: Analyzer) -> None:
    found = search(index, analyzer, "도서관").passages(1000)
    assert len(found) == len(index.passages) == 8
    assert len({item.passage.id for item in found}) == 8
    assert [item.rank for item in found] == list(range(1, 9))
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)
    assert search(index, analyzer, "도서관").passages(0) == []


def test_as_many_passages_are_found_as_are_asked_for() -> None:
    documents = [
        Document(id=str(i), title="", text=f"{i}번 배가 나루를 떠났다.", source="s")
        for i in range(300)
    ]
    retriever = Retriever(index_of(documents), CharacterEmbedder())
    assert len(retriever.search("배", ["배"], at_least=250).passages(250)) == 250
    assert len(retriever.search("배", ["배"], at_least=9999).passages(9999)) == 300


def test_words_that_occur_nowhere_still_give_the_closest(
    index: PassageIndex, analyzer: Analyzer
) -> None:
    found = search(index, analyzer, "zzz").passages(3)
    assert [item.lexical_score for item in found] == [0, 0, 0]


def test_equal_scores_are_broken_by_position(index: PassageIndex, analyzer: Analyzer) -> None:
    found = search(index, analyzer, "zzz", weight=0.0).passages(8)
    assert [p.passage.id for p in found] == [p.id for p in index.passages]


def test_the_fused_score_is_what_it_says(index: PassageIndex, analyzer: Analyzer) -> None:
    for item in search(index, analyzer, "도서관", weight=0.3).passages(8):
        assert item.score == pytest.approx(item.lexical_score + 0.3 * item.dense_score, abs=1e-5)


def test_a_word_that_no_text_has_takes_from_the_likeness_in_words(
    index: PassageIndex, analyzer: Analyzer
) -> None:
    whole, half = (
        search(index, analyzer, question).passages(1)[0].lexical_score
        for question in ("도서관", "도서관 비행기")
    )
    assert 0 < half < whole / 2
    assert whole < 1


def test_of_sentences_that_have_vectors_the_nearest_counts_for_their_passage(
    analyzer: Analyzer,
) -> None:
    documents = [
        Document(id=str(i), title="", text=text, source="s") for i, text in enumerate(TEXTS)
    ]
    embedder = CharacterEmbedder(by_sentence=True, dense_weight=0.5)
    index = index_of(documents, by_sentence=True)
    question = "공원의 나무"
    terms = index_terms(analyzer.morphemes(question), question)
    found = Retriever(index, embedder).search(question, terms)
    cosines = index.vectors.reconstruct_batch(np.arange(7)) @ embedder.embed_queries([question])[0]
    assert found.dense == pytest.approx([max(cosines[i : i + 2]) for i in (0, 2, 4, 6)])
    most = sum(map(index.sentence_terms.idf, terms))
    assert found.sentence_fused == pytest.approx(found.sentence_scores / most + 0.5 * cosines)


def test_headers_are_those_of_the_best_documents(index: PassageIndex, analyzer: Analyzer) -> None:
    headers = search(index, analyzer, "도서관의 책은?").context(0)
    assert [[s.text for s in sentences] for _, sentences in headers] == [["소식"], ["소식"]]
    assert [passage.document_id for passage, _ in headers] == ["1", "3"]
    assert all(passage.is_header for passage, _ in headers)


def test_a_window_holds_the_sentence_that_shares_the_words(
    index: PassageIndex, analyzer: Analyzer
) -> None:
    (window,) = search(index, analyzer, "다리의 길이는?").windows(1)
    assert [c.sentence.text for c in window] == [
        "소식",
        "가람시는 다리를 새로 놓았다.",
        "다리는 길이가 백 미터다.",
    ]
    assert [c.position for c in window] == [0, 1, 2]
    assert [c.passage.is_header for c in window] == [True, False, False]
    assert {c.title for c in window} == {"소식"}
    assert max(window, key=lambda c: c.lexical_score) is window[2]


@pytest.fixture(scope="module")
def long() -> PassageIndex:
    """Two documents of many windows, and one of a single sentence."""
    texts = [
        " ".join(f"{n}번 {what} 아침에 나루를 떠나 저녁에 섬에 닿았다." for n in range(1, 41))
        for what in ("배가", "차가")
    ]
    documents = [
        Document(id=str(i), title=f"기록 {i}", text=text, source="s")
        for i, text in enumerate([*texts, "나루에 등대가 있다."])
    ]
    return index_of(documents, 300)


@given(
    question=st.sampled_from(["17번 배는?", "나루를 떠난 차는?", "등대는 어디에 있어?", "zzz"]),
    limit=st.integers(0, 12),
    document=st.none() | st.integers(0, 2),
)
def test_windows_are_whole_neighbouring_and_the_best_first(
    long: PassageIndex, analyzer: Analyzer, question: str, limit: int, document: int | None
) -> None:
    found = search(long, analyzer, question)
    windows = found.windows(limit, document)
    assert len(windows) <= limit
    table = long.sentences
    numbers = []
    for window in windows:
        (home,) = {int(c.passage.document_id) for c in window}
        assert document in (None, home)
        first = table.of_document(home).start
        numbers.append(range(first + window[0].position, first + window[-1].position + 1))
        assert [c.position for c in window] == [n - first for n in numbers[-1]]
        assert numbers[-1] in table.windows_of(home)
        for c in window:
            text = long.documents[home].text
            assert text[c.sentence.start : c.sentence.end] == c.sentence.text
            assert c.passage.start <= c.sentence.start < c.sentence.end <= c.passage.end
    assert len(set(numbers)) == len(numbers)
    # Each brings a sentence that is better than all that no window holds.
    scores = found._scores()
    own = range(len(table)) if document is None else table.of_document(document)
    seen: set[int] = set()
    for window in numbers:
        rest = [n for n in own if n not in seen]
        assert max(rest, key=lambda n: (scores[n], -n)) in window
        seen.update(window)


def test_of_the_windows_around_a_sentence_the_one_with_the_best_others_is_read(
    long: PassageIndex, analyzer: Analyzer
) -> None:
    table = long.sentences
    first, second, *_ = table.windows_of(0)
    (shared, *_) = set(first) & set(second)
    for beside, expected in ((first[0], first), (second[-1], second)):
        found = search(long, analyzer, "zzz")
        found.sentence_fused[:] = 0
        found.sentence_fused[shared], found.sentence_fused[beside] = 9, 5
        (window,) = found.windows(1)
        assert [c.position for c in window] == list(expected)


def test_context_is_whole_passages_with_the_best_header(
    index: PassageIndex, analyzer: Analyzer
) -> None:
    found = search(index, analyzer, "다리의 길이는?")
    for k in (0, 1, 3, 100):
        context = found.context(k)
        passages = [passage for passage, _ in context]
        assert passages[:k] == [item.passage for item in found.passages(k)]
        assert any(passage.is_header and passage.document_id == "0" for passage in passages)
        assert len(set(passages)) == len(passages)
        for passage, sentences in context:
            assert sentences[0].start == passage.start
            assert sentences[-1].end == passage.end


def test_passages_put_first_lead_and_scores_fall(index: PassageIndex, analyzer: Analyzer) -> None:
    found = search(index, analyzer, "도서관의 책은?")
    before = found.passages(10)
    led = found.led_by([before[-1].passage.id, before[1].passage.id]).passages(10)
    assert [r.passage.id for r in led[:2]] == [before[-1].passage.id, before[1].passage.id]
    others = [r.passage.id for r in before if r.passage.id not in {p.passage.id for p in led[:2]}]
    assert [r.passage.id for r in led[2:]] == others
    assert [r.score for r in led] == [r.score for r in before]
    assert [r.rank for r in led] == [r.rank for r in before]
