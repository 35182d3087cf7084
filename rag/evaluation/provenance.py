"""What a report was measured on: cases, index, models, settings, machine, time, command."""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.evaluation.cases import CaseSet
from rag.evaluation.outcome import Outcome
from rag.evaluation.paragraphs import REMOVED
from rag.korean import normalize
from rag.pipeline import RagPipeline
from rag.settings import Settings

_PACKAGES = ("korean-document-chat", "kiwipiepy", "bm25s", "faiss-cpu", "numpy")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a report's header."""

    topic: str
    name: str
    value: str


def gather_facts(
    case_set: CaseSet,
    outcomes: Sequence[Outcome],
    pipeline: RagPipeline,
    settings: Settings,
    command: Sequence[str],
) -> tuple[Fact, ...]:
    """Describe a measurement, so that it can be made again."""
    manifest = pipeline.index.manifest
    index = {
        "documents": f"{manifest.documents:,}",
        "passages": f"{manifest.passages:,} of at most {manifest.passage_chars} characters",
        "sentences": f"{manifest.sentences:,}",
        "sources": ", ".join(manifest.sources),
        "sources digest": manifest.sources_digest or "not recorded",
        "format version": str(manifest.format_version),
    }
    models = {
        "reader": pipeline.finder.reader.name,
        "reader fingerprint": pipeline.finder.reader.fingerprint,
        "embedder": f"{manifest.embedder}, {manifest.dimension} dimensions",
        "embedder fingerprint": manifest.embedder_fingerprint,
        "prompts": f"query {manifest.query_prompt!r}, passage {manifest.passage_prompt!r}",
        "analyser": manifest.analyzer,
    }
    if pipeline.chat_model is not None:
        models["writer"] = pipeline.chat_model.name
    topics = {
        "cases": _cases(case_set, outcomes),
        "index": index,
        "models": models,
        "settings": _settings(settings),
        "machine": _machine(),
        "run": {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": shlex.join(command),
        },
    }
    # A path or an argument may hold bytes that are no text.
    return tuple(
        Fact(topic, name, normalize(value))
        for topic, lines in topics.items()
        for name, value in lines.items()
    )


def _cases(case_set: CaseSet, outcomes: Sequence[Outcome]) -> dict[str, str]:
    answerable = sum(outcome.answerable for outcome in outcomes)
    removed = sum(outcome.kind == REMOVED for outcome in outcomes)
    made = f", of which {removed:,} with their paragraph taken out" if removed else ""
    return {
        "file": str(case_set.path),
        "SHA-256": case_set.digest,
        "to be answered": f"{answerable:,}",
        "to be refused": f"{len(outcomes) - answerable:,}{made}",
    }


def _settings(settings: Settings) -> dict[str, str]:
    return {
        f"RAG_{name.upper()}": "set, not shown" if name.endswith("_key") and value else str(value)
        for name, value in settings
    }


def _machine() -> dict[str, str]:
    return {
        "processor": processor(),
        "cores": str(_cores()),
        "system": platform.platform(),
        "Python": platform.python_version(),
        "packages": ", ".join(f"{name} {_version(name)}" for name in _PACKAGES),
    }


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """Name the processor; ``platform.processor()`` is empty on most Linux systems."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
