"""The index that the settings name, built where that is needed, and the one call that asks it."""

from __future__ import annotations

import logging
import shlex
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rag.answering import Answer
from rag.conversation import History
from rag.errors import IndexMismatchError, IndexMissingError, NothingIndexedError, SourceError
from rag.index import Progress
from rag.pipeline import RagPipeline
from rag.settings import DEFAULT_SOURCES, Settings, load_settings
from rag.sources import exists, sources_digest
from rag.storage import recorded_sources

_LOG = logging.getLogger(__name__)

Reason = Literal["first", "documents", "settings"]
"""Why an index is built: there is none, or what it was made of or made with has changed."""
BeforeBuild = Callable[[Reason, Sequence[Path]], None]
"""Told the reason and the sources."""


def open_pipeline(
    settings: Settings,
    *,
    may_build: bool = True,
    progress: Progress | None = None,
    before_build: BeforeBuild | None = None,
) -> RagPipeline:
    """Open the index that the settings name, and build it where that is needed.

    It is built when there is none, and again when the sources, a model or a setting changed.
    Sources that are gone leave an index as it is, as long as it fits the models and settings;
    of sources that the settings name, that is warned of.

    Args:
        settings: Name the index, the sources and the models.
        may_build: Whether it may be built; else it is opened as it is.
        progress: Told how far a build is.
        before_build: Told why it is built, and from what, before it is.

    Raises:
        IndexMismatchError: A model or a setting changed, and the sources to build from are gone.
        NothingIndexedError: There is neither an index nor a source.
        RagError: As :meth:`RagPipeline.build` and :meth:`RagPipeline.load` do.
    """
    if not may_build:
        return RagPipeline.load(settings.index_dir, settings)
    try:
        recorded = recorded_sources(settings.index_dir)
    except IndexMissingError:
        recorded = ()
    sources = _sources(settings, recorded)
    reason: Reason
    try:
        pipeline = RagPipeline.load(settings.index_dir, settings)
    except IndexMissingError:
        reason = "first"
    except IndexMismatchError:
        if not all(map(exists, sources)):
            raise
        reason = "settings"
    else:
        if is_current(pipeline, settings):
            if settings.sources is not None and not exists(settings.sources):
                _LOG.warning(
                    "RAG_SOURCES=%s does not exist; answers come from the index in %s as it is",
                    settings.sources,
                    settings.index_dir,
                )
            return pipeline
        reason = "documents"
    if before_build is not None:
        before_build(reason, sources)
    return RagPipeline.build(sources, settings.index_dir, settings, progress=progress)


def refuse_missing_sources(settings: Settings) -> None:
    """Refuse to begin where the sources are not there, and no index was made of them before.

    Raises:
        SourceError: There is nothing to answer from, and by waiting there will be nothing.
    """
    if settings.sources is None or exists(settings.sources):
        return
    try:
        recorded_sources(settings.index_dir)
    except IndexMissingError:
        raise SourceError(
            f"RAG_SOURCES={settings.sources} does not exist, and there is no index in "
            f"{settings.index_dir}; name a file or a folder: RAG_SOURCES=FOLDER rag chat",
            korean=f"RAG_SOURCES={settings.sources} 경로에 아무것도 없습니다. 글이 든 파일이나 "
            "폴더를 적어 주세요: RAG_SOURCES=폴더 rag chat",
        ) from None


def is_current(pipeline: RagPipeline, settings: Settings) -> bool:
    """Tell whether the sources are what they were when the index was built, or are gone."""
    manifest = pipeline.index.manifest
    sources = _sources(settings, manifest.sources)
    if not all(map(exists, sources)):
        return True
    digest = sources_digest(
        *sources, leave_out=settings.index_dir, max_bytes=settings.max_file_bytes
    )
    return digest == manifest.sources_digest


# The one shared pipeline; settings that changed open another.
_shared = lru_cache(maxsize=1)(open_pipeline)
_opening = threading.Lock()


def answer(question: str, *, history: History = ()) -> Answer:
    """Answer a question with one shared pipeline over the default sources.

    The first call loads it, and builds the index when there is none or when the sources, the
    settings or a model changed; so does the first after the settings in the environment changed.

    Args:
        question: A question in Korean.
        history: Earlier turns, oldest first; (question, answer text) pairs will do.

    Raises:
        QuestionError: If the question is empty, too long, or holds no word.
        RagError: If the pipeline cannot be opened, see :func:`open_pipeline`.
    """
    with _opening:
        pipeline = _shared(load_settings())
    return pipeline.ask(question, history)


def _sources(settings: Settings, recorded: Sequence[str]) -> list[Path]:
    """The sources that are set, else those of the index, else the articles that come along."""
    if settings.sources is not None:
        return [settings.sources]
    if recorded:
        return [Path(source) for source in recorded]
    if DEFAULT_SOURCES is None:
        usual = settings.index_dir == load_settings().index_dir
        place = "" if usual else f" --index {shlex.quote(str(settings.index_dir))}"
        raise NothingIndexedError(
            f"there is no index in {settings.index_dir} yet; name a folder of text files with: "
            f"rag index FOLDER{place}",
            korean="아직 읽은 문서가 없습니다. 글이 든 폴더를 다음 명령으로 읽혀 주세요: "
            f"rag index 폴더{place}",
        )
    return [DEFAULT_SOURCES]
