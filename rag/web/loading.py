"""The pipeline loads in the background while the page is already served."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering import example_questions
from rag.errors import RagError
from rag.index import Progress

if TYPE_CHECKING:
    from rag.pipeline import RagPipeline

_LOG = logging.getLogger(__name__)

_UNEXPECTED = (
    "문서를 읽다가 예상하지 못한 문제가 생겼습니다. 서버를 켠 창의 기록을 확인한 뒤 "
    "‘문서 다시 읽기’를 눌러 주세요."
)

# Of mallopt(3).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 2**20
_KEPT_BYTES = 2**24


@dataclass(frozen=True, slots=True)
class Loading:
    """The documents are being read.

    Attributes:
        progress: What is being done and how far it is, in Korean; empty when it is not known.
    """

    progress: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """Questions can be answered.

    Attributes:
        pipeline: What answers them.
        examples: Questions that it is known to answer; ``None`` until they are found.
    """

    pipeline: RagPipeline
    examples: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The documents could not be read; :meth:`PipelineLoader.start` tries again."""

    error: RagError


class _ClosedError(Exception):
    """Nobody waits for the pipeline any longer."""


class PipelineLoader:
    """Loads a pipeline in a thread and knows how far it is.

    The interpreter waits for the thread when it ends: cut off in native code, it would abort the
    process. :meth:`close` keeps that wait short.
    """

    def __init__(
        self,
        open_pipeline: Callable[[Progress], RagPipeline],
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; nothing is loaded before :meth:`start`.

        Args:
            open_pipeline: Loads, and where needed builds, telling how far it is; may take
                minutes, may raise.
            on_ready: Called, in the thread, once questions can be answered.
        """
        self._on_ready = on_ready
        self._open = open_pipeline
        self._lock = threading.Lock()
        self._settled = threading.Event()
        self._is_running = False
        self._is_closed = False
        self._state: Loading | Ready | Failed = Loading()

    @property
    def state(self) -> Loading | Ready | Failed:
        """How far it is now."""
        return self._state

    @property
    def is_loading(self) -> bool:
        """Whether :meth:`wait` would wait."""
        return not self._settled.is_set()

    def start(self) -> None:
        """Begin to load, unless loading has begun or has succeeded."""
        with self._lock:
            if self._is_running or self._is_closed or isinstance(self._state, Ready):
                return
            self._is_running = True
            self._state = Loading()
            self._settled.clear()
        # Said, since a thread takes it over from the one that starts it, here that of the app.
        threading.Thread(target=self._load, name="pipeline-loader", daemon=False).start()

    def close(self) -> None:
        """Give up loading at its next step; it cannot be started again."""
        self._is_closed = True

    def wait(self) -> RagPipeline:
        """Wait for loading to end.

        Raises:
            RagError: The pipeline could not be loaded.
        """
        while True:
            self._settled.wait()
            state = self._state
            if isinstance(state, Ready):
                return state.pipeline
            if isinstance(state, Failed):
                raise state.error
            # Started again between waiting and looking: wait for that.

    def _load(self) -> None:
        try:
            pipeline = self._open(self._report)
        except _ClosedError:
            _LOG.info("closed before the documents were read")
        except RagError as error:
            _LOG.error("the documents could not be read: %s", error)
            self._settle(Failed(error))
        except Exception as error:
            _LOG.exception("the documents could not be read")
            self._settle(Failed(RagError(repr(error), korean=_UNEXPECTED)))
        else:
            self._settle(Ready(pipeline))
            self._on_ready()
            self._state = Ready(pipeline, self._examples(pipeline))

    def _report(self, what: str, done: int, total: int) -> None:
        if self._is_closed:
            raise _ClosedError
        self._state = Loading(f"{what} {done:,}/{total:,}")

    def _settle(self, state: Ready | Failed) -> None:
        with self._lock:
            self._state = state
            self._is_running = False
            self._settled.set()

    def _examples(self, pipeline: RagPipeline) -> tuple[str, ...]:
        """Find example questions; the chat is no worse for going without."""
        try:
            return example_questions(pipeline, is_wanted=lambda: not self._is_closed)
        except Exception:
            _LOG.exception("no example questions")
            return ()


def give_back_what_is_freed() -> None:
    """Have glibc give large blocks back to the system; call it before threads are started.

    Models are unpacked while they are loaded, and each question takes arrays of megabytes; by
    itself glibc keeps such blocks once they are freed, in a heap for each thread. Of 96 questions,
    8 at once, that leaves 667 MB of what were 1,190 MB together with the encoder's own arena, and
    takes no more processor time. Another C library does without.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # musl
        return
    mallopt(_M_ARENA_MAX, 2)
    mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
    mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
