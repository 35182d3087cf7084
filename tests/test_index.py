from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from fakes import CharacterEmbedder, index_of, open_generation

from rag.errors import IndexCorruptError
from rag.index import CONTEXT_WEIGHT, build_index, load_index
from rag.korean import Analyzer
from rag.sources import Document

DOCUMENTS = [
    Document(
        id="a",
        title="새 칩",
        text="새 칩\n\n회사가 칩을 냈다. 값은 싸다.",
        source="a.txt",
        header_end=3,
    ),
    Document(id="b", title="날씨", text="오늘은 비가 온다.\n\n내일은 맑다.", source="b.txt"),
]


def build(index_dir: Path, analyzer: Analyzer, embedder: CharacterEmbedder, **more: object) -> None:
    build_index(
        DOCUMENTS,
        embedder=embedder,
        analyzer=analyzer,
        passage_chars=100,
        index_dir=index_dir,
        **more,
    )


def test_a_built_index_loads_as_it_was(tmp_path: Path, analyzer: Analyzer) -> None:
    seen: list[tuple[str, int, int]] = []
    build(
        tmp_path,
        analyzer,
        CharacterEmbedder(),
        progress=lambda what, done, total: seen.append((what, done, total)),
    )
    index = load_index(tmp_path)
    assert index.documents == tuple(DOCUMENTS)
    assert [p.text for p in index.passages] == [
        "새 칩",
        "회사가 칩을 냈다. 값은 싸다.",
        "오늘은 비가 온다.\n\n내일은 맑다.",
    ]
    assert [p.is_header for p in index.passages] == [True, False, False]
    assert index.vectors.ntotal == index.passage_terms.size == len(index.passages)
    assert index.sentence_terms.size == len(index.sentences) == 5
    assert index.sentences.passage_of.tolist() == [0, 1, 1, 2, 2]
    assert all(done <= total for _, done, total in seen)
    assert {what for what, _, _ in seen} == {"본문 글자 분석", "임베딩"}


def test_a_sentence_has_a_vector_with_half_of_its_passages() -> None:
    embedder = CharacterEmbedder(by_sentence=True)
    index = index_of(DOCUMENTS, by_sentence=True)
    sentences = [index.sentences.sentence(n).text for n in range(len(index.sentences))]
    around = embedder.embed_passages([index.passages[n].text for n in index.sentences.passage_of])
    expected = embedder.embed_passages(sentences) + CONTEXT_WEIGHT * around
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    vectors = index.vectors.reconstruct_batch(np.arange(index.vectors.ntotal))
    assert vectors == pytest.approx(expected, abs=1e-6)


def test_it_is_told_how_far_the_analysis_of_one_document_is(
    tmp_path: Path, analyzer: Analyzer
) -> None:
    seen: list[tuple[int, int]] = []
    build_index(
        [Document(id="a", title="긴 글", text="다리를 열었다. " * 2000, source="a.txt")],
        embedder=CharacterEmbedder(),
        analyzer=analyzer,
        passage_chars=600,
        index_dir=tmp_path,
        progress=lambda what, done, total: seen.append((done, total)) if "분석" in what else None,
    )
    assert len(set(seen)) > 10
    assert seen == sorted(seen)
    assert seen[-1] == (9 * 2000, 9 * 2000)


def test_a_title_counts_for_every_passage_of_its_document(
    tmp_path: Path, analyzer: Analyzer
) -> None:
    build(tmp_path, analyzer, CharacterEmbedder())
    scores = load_index(tmp_path).passage_terms.scores(["날씨"])
    assert scores.tolist()[:2] == [0, 0]
    assert scores[2] > 0


def test_a_file_that_is_whole_but_wrong_is_an_error_too(tmp_path: Path, analyzer: Analyzer) -> None:
    build(tmp_path, analyzer, CharacterEmbedder())
    generation, manifest = open_generation(tmp_path)
    (generation / "documents.jsonl").write_text(json.dumps({"unknown": 1}) + "\n")
    digest = hashlib.sha256((generation / "documents.jsonl").read_bytes()).hexdigest()
    files = {**manifest.files, "documents.jsonl": digest}
    (generation / "manifest.json").write_text(
        manifest.model_copy(update={"files": files}).model_dump_json()
    )
    with pytest.raises(IndexCorruptError, match="ValidationError"):
        load_index(tmp_path)


def test_a_model_that_fails_leaves_the_old_index(tmp_path: Path, analyzer: Analyzer) -> None:
    build(tmp_path, analyzer, CharacterEmbedder())

    class FailingEmbedder(CharacterEmbedder):
        def embed_passages(self, texts):
            raise RuntimeError(f"out of memory for {len(texts)} texts")

    with pytest.raises(RuntimeError):
        build(tmp_path, analyzer, FailingEmbedder())
    assert len(load_index(tmp_path).documents) == 2
