"""FAISS vectors, BM25 terms, passages and sentences of a set of documents, in one folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from rag.embedding import Embedder
from rag.index.passages import Passage
from rag.index.sentence_table import SentenceTable
from rag.index.terms import TermIndex, Terms
from rag.index.vocabulary import Vocabulary
from rag.korean import default_analyzer
from rag.settings import Settings
from rag.sources import Document, LeftOut
from rag.storage import Manifest, checked_manifest, corrupt, mismatch, read_current

FloatArray = NDArray[np.float32]
_DOCUMENT = TypeAdapter(Document)


class Vectors(Protocol):
    """Vectors by number; a FAISS index is one."""

    @property
    def ntotal(self) -> int:
        """How many there are."""

    @property
    def d(self) -> int:
        """Their length."""

    def search(self, query: FloatArray, k: int) -> tuple[FloatArray, NDArray[np.int64]]:
        """Find the ``k`` nearest: inner products and numbers, shape (1, k), -1 for none."""

    def reconstruct_batch(self, numbers: NDArray[np.int64]) -> FloatArray:
        """Return vectors by their numbers, shape (numbers, d)."""


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """Everything that answering a question reads.

    Attributes:
        manifest: What the index was built from and with.
        documents: The documents; numbers in the tables are positions here.
        passages: All passages, in document order.
        vectors: Exact inner product; one row a sentence, or one a passage, as the embedder has it.
        passage_terms: BM25 over passages, each with the terms of its document's title.
        sentence_terms: BM25 over sentences.
        sentences: All sentences with their morphemes.
        vocabulary: Their words, by which misspelt ones are set right.
        left_out: Files of the sources that were not read, each with its reason.
    """

    manifest: Manifest
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    vectors: Vectors
    passage_terms: Terms
    sentence_terms: Terms
    sentences: SentenceTable
    vocabulary: Vocabulary
    left_out: tuple[LeftOut, ...] = ()


def save_index(index: PassageIndex, folder: Path) -> None:
    """Write an index of documents, none that was joined, into an existing folder."""
    import faiss

    assert isinstance(index.vectors, faiss.Index)
    assert isinstance(index.passage_terms, TermIndex)
    assert isinstance(index.sentence_terms, TermIndex)
    for name, rows in (
        ("documents", index.documents),
        ("left_out", index.left_out),
        ("passages", index.passages),
    ):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
    try:
        faiss.write_index(index.vectors, str(folder / "vectors.faiss"))
    except RuntimeError as error:  # how FAISS says that the disk is full
        raise OSError(str(error)) from error
    index.passage_terms.save(folder / "passage_terms")
    index.sentence_terms.save(folder / "sentence_terms")
    index.sentences.save(folder)
    index.vocabulary.save(folder)


def load_index(index_dir: Path) -> PassageIndex:
    """Read an index whose files are as they were written.

    Raises:
        IndexMissingError: If there is no index in the folder.
        IndexMismatchError: If another version of the package wrote it.
        IndexUnreadableError: If a file may not be read.
        IndexCorruptError: If the folder is not an index, or a file is damaged.
    """
    return read_current(index_dir, _load_generation)


def open_index(index_dir: Path, settings: Settings, embedder: Embedder) -> PassageIndex:
    """Load an index and make sure that it was built with what is in use now.

    Raises:
        IndexMissingError, IndexUnreadableError, IndexCorruptError: If there is no index in the
            folder, or a file of it may not be read, is missing or damaged.
        IndexMismatchError: If it was built with another model, analyser or size, or has the
            format of another version.
    """
    index = load_index(index_dir)
    manifest = index.manifest
    compared = [
        ("embedding model", manifest.embedder, embedder.name),
        ("query prompt", manifest.query_prompt, embedder.prompts.query),
        ("passage prompt", manifest.passage_prompt, embedder.prompts.passage),
        ("embedding model hash", manifest.embedder_fingerprint, embedder.fingerprint),
        ("dimension", manifest.dimension, embedder.dimension),
        ("analyser", manifest.analyzer, default_analyzer().version),
        ("passage size", manifest.passage_chars, settings.passage_chars),
    ]
    for what, built, asked in compared:
        if built != asked:
            raise mismatch(index_dir, what, built, asked, manifest.sources)
    return index


def _load_generation(folder: Path) -> PassageIndex:
    manifest = checked_manifest(folder)
    import faiss

    try:
        documents = tuple(map(_DOCUMENT.validate_python, _read_lines(folder / "documents.jsonl")))
        return PassageIndex(
            manifest=manifest,
            documents=documents,
            passages=tuple(Passage(**row) for row in _read_lines(folder / "passages.jsonl")),
            vectors=faiss.read_index(str(folder / "vectors.faiss")),
            passage_terms=TermIndex.load(folder / "passage_terms"),
            sentence_terms=TermIndex.load(folder / "sentence_terms"),
            sentences=SentenceTable.load(folder, documents),
            vocabulary=Vocabulary.load(folder),
            left_out=tuple(LeftOut(**row) for row in _read_lines(folder / "left_out.jsonl")),
        )
    except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
        what = f"{type(error).__name__}: {error}"
        raise corrupt(folder.parent, what, manifest.sources) from error


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    # Not splitlines(): JSON leaves U+2028 and U+0085 inside strings.
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)
