"""What an index was built from and with, recorded beside its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FORMAT_VERSION = 4
MANIFEST_FILE = "manifest.json"


class Manifest(BaseModel):
    """What an index was built from and with.

    Attributes:
        format_version: Version of this layout.
        sources: The sources as absolute paths, when built from files.
        sources_digest: Digest of their contents, see :func:`rag.sources.sources_digest`.
        embedder: Name of the embedding model.
        embedder_fingerprint: Hash of its weights and prompts.
        dimension: Length of its vectors.
        query_prompt: What it puts before a question.
        passage_prompt: What it puts before a passage.
        analyzer: Name and version of the Korean analyser.
        passage_chars: Size limit of passages.
        documents: Number of documents.
        passages: Number of passages, vectors and BM25 rows.
        sentences: Number of sentences.
        files: SHA-256 of every other file of the generation, by relative path.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = FORMAT_VERSION
    sources: tuple[str, ...]
    sources_digest: str
    embedder: str
    embedder_fingerprint: str
    dimension: int
    query_prompt: str
    passage_prompt: str
    analyzer: str
    passage_chars: int
    documents: int
    passages: int
    sentences: int
    files: dict[str, str] = {}


class Head(BaseModel):
    """What the manifest of every format holds, whatever else is in it."""

    format_version: int
    sources: tuple[str, ...] = ()


def digests(folder: Path) -> dict[str, str]:
    """Hash every file of a generation but its manifest: SHA-256 by relative path."""
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST_FILE
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
