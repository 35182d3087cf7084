"""``rag doctor``: what is installed, what is in use, and whether it answers."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from rag.errors import RagError
from rag.opening import is_current
from rag.pipeline import RagPipeline
from rag.settings import BUNDLED_MODEL, ENCODER_MODEL, Settings
from rag.writing import ChatModel, Message

# Can be asked of every index, whatever its documents are called.
_QUESTION = "이 문서는 무엇에 대한 글인가요?"

_PACKAGES = (
    "torch",
    "sentence-transformers",
    "transformers",
    "faiss-cpu",
    "bm25s",
    "kiwipiepy",
    "gradio",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination: what was found, for a fault with the next command."""

    ok: bool
    what: str
    value: str

    def __str__(self) -> str:
        """Return the line as it is printed."""
        return f"{'ok  ' if self.ok else 'FAIL'} {self.what}: {self.value}"


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the installation, open the index, and ask it a question."""
    yield Finding(True, "Python", f"{platform.python_version()} on {platform.machine()}")
    for package in _PACKAGES:
        yield _package(package)
    yield _network(settings)
    started = time.perf_counter()
    try:
        pipeline = RagPipeline.load(settings.index_dir, settings)
        opened = time.perf_counter()
        yield from _parts(pipeline, settings)
        if pipeline.chat_model is not None:
            yield _generator(pipeline.chat_model)
        pipeline.ask(_QUESTION)
        finished = time.perf_counter()
        # The first one also waits for what is loaded at its first use.
        again = pipeline.ask(_QUESTION)
    except RagError as error:
        yield Finding(False, type(error).__name__, str(error))
        return
    yield Finding(
        True,
        "first answer",
        f"{finished - started:.2f} s ({opened - started:.2f} s to open the index and the models), "
        f"then {again.seconds * 1000:.0f} ms a question",
    )


def _package(name: str) -> Finding:
    try:
        return Finding(True, name, version(name))
    except PackageNotFoundError:
        return Finding(False, name, f"not installed; install it with: pip install {name}")


def _network(settings: Settings) -> Finding:
    models = [settings.embedding_model, settings.reranker, settings.generator]
    named = [name for name in models if name not in {None, BUNDLED_MODEL, ENCODER_MODEL}]
    if not named:
        return Finding(True, "network", "not needed")
    used = "may be used" if settings.allow_network else "is not used"
    return Finding(True, "network", f"{used} for {', '.join(map(str, named))}")


def _generator(model: ChatModel) -> Finding:
    """Have the language model say something."""
    started = time.perf_counter()
    try:
        with closing(model.stream([Message("user", "한 낱말로 인사해 보세요.")])) as pieces:
            said = any(piece.strip() for piece in pieces)
    except RagError as error:
        return Finding(False, "language model", str(error))
    took = f"first word after {time.perf_counter() - started:.2f} s" if said else "it says nothing"
    return Finding(said, "language model", f"{model.name}: {took}")


def _parts(pipeline: RagPipeline, settings: Settings) -> Iterator[Finding]:
    manifest = pipeline.index.manifest
    yield Finding(
        True,
        "index",
        f"{settings.index_dir}: {manifest.documents:,} documents, {manifest.passages:,} passages, "
        f"{manifest.sentences:,} sentences",
    )
    fresh = is_current(pipeline, settings)
    note = "unchanged" if fresh else "changed since; the next start builds the index again"
    yield Finding(True, "sources", f"{', '.join(manifest.sources)}: {note}")
    yield Finding(True, "analyser", manifest.analyzer)
    yield Finding(True, "embedder", f"{manifest.embedder} ({manifest.embedder_fingerprint[:12]})")
    reader = pipeline.finder.reader
    yield Finding(True, "reader", f"{reader.name} ({reader.fingerprint[:12]})")
