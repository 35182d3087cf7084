"""Sentences that sum a document up."""

from __future__ import annotations

import numpy as np
import pytest
from fakes import CharacterEmbedder
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.summary import choose, rank_sentences, similarities, summarize
from rag.index import PassageIndex, build_index, load_index
from rag.korean import Analyzer, default_analyzer
from rag.sources import Document

BODY = (
    "가람시는 나루강에 새 다리를 3월 5일 개통했다.",
    "새 다리는 길이가 1,200미터이고 공사비로 350억원이 들었다.",
    "가람시는 나루강에 새 다리를 3월 5일에 개통했다고 거듭 밝혔다.",
    "이에 따라 강 건너 시장까지 걸리는 시간이 20분 줄었다.",
    "[김해솔/가람시 주민 : 다리가 생겨서 시장 가는 길이 아주 편해졌어요.]",
    "한도윤 시장은 새 다리의 통행료를 내년에 내리겠다고 말했다.",
    "날씨가 맑았다.",
    "사진=가람시",
)
HEADER = "다리 개통\n입력 2024.03.05"
LONG = Document(
    id="long",
    title="다리 개통",
    text="\n\n".join([HEADER, *BODY]),
    source="long.txt",
    header_end=len(HEADER),
)
SHORT = Document("short", "사진", "사진=가람시", "short.txt")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> PassageIndex:
    folder = tmp_path_factory.mktemp("index")
    build_index(
        [LONG, SHORT],
        embedder=CharacterEmbedder(),
        analyzer=analyzer,
        passage_chars=200,
        index_dir=folder,
    )
    return load_index(folder)


def test_a_summary_is_three_whole_sentences_in_order(index: PassageIndex) -> None:
    found = summarize(index, 0)
    assert [e.candidate.sentence.text for e in found.evidence] == [BODY[0], BODY[1], BODY[5]]
    assert found.answerable
    for e in found.evidence:
        sentence, passage = e.candidate.sentence, e.candidate.passage
        assert passage.start <= sentence.start < sentence.end <= passage.end
        assert LONG.text[sentence.start : sentence.end] == sentence.text
        assert 0 <= e.score <= 1
    assert max(e.score for e in found.evidence) == 1


def test_a_document_without_a_whole_sentence_is_given_as_it_is(index: PassageIndex) -> None:
    assert [e.candidate.sentence.text for e in summarize(index, 1).evidence] == ["사진=가람시"]


@given(st.lists(st.sampled_from([*BODY, "가", "?!", "ㅋ"]), max_size=8))
def test_ranks_are_shares_whatever_the_sentences(texts: list[str]) -> None:
    sentences = [s for text in texts for s in default_analyzer().sentences(text)]
    alike = similarities(sentences, lambda _term: 1.0)
    scores = rank_sentences(sentences, alike)
    assert scores.shape == (len(sentences),)
    assert not sentences or scores.max() == 1
    assert (scores >= 0).all()
    assert np.allclose(alike, alike.T)
    chosen = choose(scores, alike)
    assert len(chosen) == len(set(chosen)) == min(3, len(chosen))
    assert bool(chosen) == bool(sentences)
