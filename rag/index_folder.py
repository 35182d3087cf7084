"""An index folder on disk: generations built aside, one pointer swapped in atomically.

``CURRENT`` names the generation in use. A build writes a new generation beside the old one and
replaces the pointer last, so an interrupted build leaves the old index as it was. Files that are
not ours (a README, say) are never touched.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import IndexCorruptError, IndexMissingError

FORMAT_VERSION = 1

_POINTER = "CURRENT"
_GENERATION_PREFIX = "generation-"
_MANIFEST = "manifest.json"
# What an index folder may hold before its first build.
_HARMLESS = ("README", ".git")


class Manifest(BaseModel):
    """What an index was built from and with.

    Attributes:
        format_version: Version of this layout.
        sources: The sources as absolute paths, when built from files.
        sources_digest: Digest of their contents, see :func:`rag.documents.sources_digest`.
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


def rebuild_command(index_dir: Path, sources: tuple[str, ...] = ()) -> str:
    """Return the command that builds the index anew, for error messages."""
    return f"rag index {' '.join(sources) or 'SOURCE'} --index {index_dir}"


def write_generation(index_dir: Path, manifest: Manifest, write: Callable[[Path], None]) -> None:
    """Build a generation aside and make it the current one.

    Args:
        index_dir: The index folder; made if missing.
        manifest: What to record; ``files`` is filled in here.
        write: Writes all files into the folder it is given.

    Raises:
        IndexCorruptError: If the folder holds something else than an index.
    """
    _refuse_foreign(index_dir)
    index_dir.mkdir(parents=True, exist_ok=True)
    generation = index_dir / f"{_GENERATION_PREFIX}{uuid.uuid4().hex[:12]}"
    generation.mkdir()
    try:
        write(generation)
        complete = manifest.model_copy(update={"files": _digests(generation)})
        (generation / _MANIFEST).write_text(complete.model_dump_json(indent=2), encoding="utf-8")
        pointer = index_dir / f"{_POINTER}.{generation.name}"
        pointer.write_text(generation.name, encoding="utf-8")
        pointer.replace(index_dir / _POINTER)
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    for old in index_dir.glob(f"{_GENERATION_PREFIX}*"):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)


def open_generation(index_dir: Path) -> tuple[Path, Manifest]:
    """Find the current generation and check every file's digest.

    Args:
        index_dir: The index folder.

    Returns:
        The generation's folder and its manifest.

    Raises:
        IndexMissingError: If there is no index in the folder.
        IndexCorruptError: If the folder is not an index, or a file is missing or damaged.
    """
    pointer = index_dir / _POINTER
    if not pointer.is_file():
        _refuse_foreign(index_dir)
        raise IndexMissingError(
            f"no index in {index_dir}; build it with: {rebuild_command(index_dir)}",
            korean=f"색인이 아직 없습니다({index_dir}). "
            f"다음 명령으로 만들어 주세요: {rebuild_command(index_dir)}",
        )
    try:
        generation = index_dir / pointer.read_text(encoding="utf-8").strip()
        manifest = Manifest.model_validate_json(
            (generation / _MANIFEST).read_text(encoding="utf-8")
        )
        found = _digests(generation)
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise corrupt(index_dir, f"its manifest cannot be read ({type(error).__name__})") from error
    for name, digest in manifest.files.items():
        if name not in found:
            raise corrupt(index_dir, f"{name} is missing", manifest.sources)
        if found[name] != digest:
            raise corrupt(
                index_dir,
                f"{name} has SHA-256 {found[name][:12]}…, recorded is {digest[:12]}…",
                manifest.sources,
            )
    return generation, manifest


def corrupt(index_dir: Path, what: str, sources: tuple[str, ...] = ()) -> IndexCorruptError:
    """Make the error for a damaged index.

    Args:
        index_dir: The index folder.
        what: What is wrong, with its value.
        sources: What the index was built from, if known.
    """
    command = rebuild_command(index_dir, sources)
    return IndexCorruptError(
        f"the index in {index_dir} is damaged: {what}; build it again with: {command}",
        korean=f"색인이 손상되었습니다({index_dir}). 다음 명령으로 다시 만들어 주세요: {command}",
    )


def _refuse_foreign(index_dir: Path) -> None:
    if not index_dir.exists():
        return
    if not index_dir.is_dir():
        raise _foreign(index_dir, "it is a file")
    if (index_dir / _POINTER).is_file():
        return
    for entry in sorted(index_dir.iterdir()):
        ours = entry.name.startswith((_GENERATION_PREFIX, _POINTER))
        if not ours and not entry.name.startswith(_HARMLESS):
            raise _foreign(index_dir, f"it holds {entry.name}")


def _foreign(index_dir: Path, why: str) -> IndexCorruptError:
    return IndexCorruptError(
        f"{index_dir} is not an index folder: {why}; name an empty or new folder with --index",
        korean=f"{index_dir}에는 색인이 아닌 것이 들어 있습니다. "
        "--index 로 비어 있거나 새로운 폴더를 지정해 주세요.",
    )


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != _MANIFEST
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
