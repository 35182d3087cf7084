"""Small exact stand-ins for the parts that a test is not about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Prompts
from rag.index import PassageIndex, index_in_memory
from rag.korean import Morpheme, default_analyzer
from rag.reading import Band, Evidence, Reading
from rag.retrieval import SearchResult
from rag.sources import Document
from rag.storage import Manifest, checked_manifest, read_current


@dataclass(frozen=True)
class CharacterEmbedder:
    """Counts characters into a few buckets: equal texts have cosine 1, and nothing is random."""

    name: str = "characters"
    dimension: int = 32
    fingerprint: str = "characters-1"
    dense_weight: float = 0.1
    by_sentence: bool = False
    prompts: Prompts = field(default_factory=Prompts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for character in text:
                row[ord(character) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths == 0, 1, lengths)


def index_of(
    documents: Sequence[Document], passage_chars: int = 100, *, by_sentence: bool = False
) -> PassageIndex:
    """Index documents with vectors of characters."""
    return index_in_memory(
        documents,
        embedder=CharacterEmbedder(by_sentence=by_sentence),
        analyzer=default_analyzer(),
        passage_chars=passage_chars,
    )


@dataclass
class ScriptedReader:
    """Is as sure as is written down, and of the sentence that shares the most words.

    Attributes:
        confidences: By question and the number of the only document, ``None`` for all of them;
            what is not written is 0.
        asked: The same of what was read, in order.
    """

    confidences: Mapping[tuple[str, int | None], float]
    name: str = "scripted"
    asked: list[tuple[str, int | None]] = field(default_factory=list)

    def read(
        self,
        question: str,
        morphemes: Sequence[Morpheme],  # noqa: ARG002
        found: SearchResult,
        document: int | None = None,
    ) -> Reading:
        self.asked.append((question, document))
        confidence = self.confidences.get((question, document), 0.0)
        best = max(found.windows(1, document)[0], key=lambda c: c.lexical_score)
        band = (
            Band.SURE if confidence >= 0.65 else Band.POSSIBLE if confidence >= 0.25 else Band.NONE
        )
        return Reading((Evidence(best, confidence),), confidence, band)


def open_generation(index_dir: Path) -> tuple[Path, Manifest]:
    """Find the current generation of an index, with its digests checked."""
    return read_current(index_dir, lambda generation: (generation, checked_manifest(generation)))
