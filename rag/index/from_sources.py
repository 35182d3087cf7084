"""Sources to an index on disk, and an index on disk to one that fits the models in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.embedding import Embedder
from rag.index.building import Progress, build_index
from rag.index.passage_index import PassageIndex, load_index
from rag.korean import default_analyzer
from rag.settings import Settings
from rag.sources import named_paths, read_sources, sources_digest
from rag.storage import mismatch, refuse_foreign


def index_sources(
    sources: str | Path | Sequence[str | Path],
    index_dir: Path,
    settings: Settings,
    embedder: Embedder,
    progress: Progress | None = None,
) -> None:
    """Read sources and build their index; one in that folder is replaced once this one is whole.

    Args:
        sources: A file, a folder or a ``.jsonl``, or several.
        index_dir: The index folder.
        settings: Size limits of files and passages.
        embedder: Makes the passage vectors.
        progress: Told how far the work is.

    Raises:
        SourceError: If a source is missing, empty, or not text.
        IndexCorruptError, IndexUnreadableError, IndexWriteError: If the folder holds something
            else than an index, may not be looked into, or cannot be written.
    """
    paths, limit = named_paths(sources), settings.max_file_bytes
    refuse_foreign(index_dir)
    # Before they are read: what is saved in between makes the index old, not wrong for good.
    digest = sources_digest(*paths, leave_out=index_dir, max_bytes=limit)
    report = read_sources(
        *paths, leave_out=index_dir, max_bytes=limit, pdf_pages=settings.max_pdf_pages
    )
    build_index(
        report.documents,
        embedder=embedder,
        analyzer=default_analyzer(),
        passage_chars=settings.passage_chars,
        index_dir=index_dir,
        sources=[str(path.resolve()) for path in paths],
        sources_digest=digest,
        left_out=report.left_out,
        progress=progress,
    )


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
