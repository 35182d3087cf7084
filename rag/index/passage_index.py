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

from rag.index.passages import Passage
from rag.index.sentence_table import Sentences, SentenceTable
from rag.index.terms import TermIndex, Terms
from rag.index.vocabulary import Vocabulary
from rag.sources import Document, LeftOut
from rag.storage import Manifest, checked_manifest, corrupt, read_current

FloatArray = NDArray[np.float32]
_DOCUMENT = TypeAdapter(Document)


class Vectors(Protocol):
    """Passage vectors by number; a FAISS index is one."""

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
        vectors: Exact inner product over passage vectors, one row a passage.
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
    sentences: Sentences
    vocabulary: Vocabulary
    left_out: tuple[LeftOut, ...] = ()


def save_index(index: PassageIndex, folder: Path) -> None:
    """Write an index of documents, none that was joined, into an existing folder."""
    import faiss

    assert isinstance(index.vectors, faiss.Index)
    assert isinstance(index.passage_terms, TermIndex)
    assert isinstance(index.sentence_terms, TermIndex)
    assert isinstance(index.sentences, SentenceTable)
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
    """Read an index and check that its parts agree.

    Raises:
        IndexMissingError: If there is no index in the folder.
        IndexMismatchError: If another version of the package wrote it.
        IndexUnreadableError: If a file may not be read.
        IndexCorruptError: If the folder is not an index, a file is damaged, or counts differ.
    """
    return read_current(index_dir, _load_generation)


def _load_generation(folder: Path) -> PassageIndex:
    manifest = checked_manifest(folder)
    import faiss

    try:
        documents = tuple(map(_DOCUMENT.validate_python, _read_lines(folder / "documents.jsonl")))
        index = PassageIndex(
            manifest=manifest,
            documents=documents,
            passages=tuple(Passage(**row) for row in _read_lines(folder / "passages.jsonl")),
            vectors=faiss.read_index(str(folder / "vectors.faiss")),
            passage_terms=TermIndex.load(folder / "passage_terms"),
            sentence_terms=TermIndex.load(folder / "sentence_terms"),
            sentences=SentenceTable.load(folder, documents),
            vocabulary=Vocabulary.load(folder),
            left_out=_left_out(folder),
        )
    except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
        what = f"{type(error).__name__}: {error}"
        raise corrupt(folder.parent, what, manifest.sources) from error
    _check_counts(index, folder.parent)
    return index


def _left_out(folder: Path) -> tuple[LeftOut, ...]:
    """Read which files were not read; an index of before formats were read does not say."""
    path = folder / "left_out.jsonl"
    return tuple(LeftOut(**row) for row in _read_lines(path)) if path.exists() else ()


def _check_counts(index: PassageIndex, index_dir: Path) -> None:
    manifest = index.manifest
    counts = [
        ("documents", len(index.documents), manifest.documents),
        ("passages", len(index.passages), manifest.passages),
        ("vectors", index.vectors.ntotal, manifest.passages),
        ("BM25 passages", index.passage_terms.size, manifest.passages),
        ("BM25 sentences", index.sentence_terms.size, manifest.sentences),
        ("sentences", len(index.sentences), manifest.sentences),
        ("dimension", index.vectors.d, manifest.dimension),
    ]
    for what, found, recorded in counts:
        if found != recorded:
            raise corrupt(
                index_dir, f"{what}: {found} found, {recorded} recorded", manifest.sources
            )


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    # Not splitlines(): JSON leaves U+2028 and U+0085 inside strings.
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)
