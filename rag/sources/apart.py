"""Reads files in a process of its own, which is ended when it takes too much.

What is taken apart may have been made to do harm: the worker's time and memory are bounded, and it
writes nothing. It is given a file's name and bytes, and tells what is in the file, a line of JSON
each. Nothing that comes from it is run or unpickled by the process that asks.
"""

from __future__ import annotations

import base64
import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

import rag
from rag.errors import SourceError
from rag.sources.assembling import read_file
from rag.sources.document import Document
from rag.sources.formats import Left, Limits, Member, Reason, refusal

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60
# The worker bounds its own processor time; this ends one that waits, on a machine however busy.
WALL_SECONDS = 300.0
# What a worker may tell of one file; an archive's files are told in base64.
_MOST_TOLD = 1 << 30
_SIGXCPU = 24
_START = "import sys; sys.path.insert(0, sys.argv[1]); from rag.sources.apart import main; main()"


@dataclass(frozen=True, slots=True)
class _End:
    """What is told last of a file.

    Attributes:
        english: Why not all of it could be read; empty where it could.
        korean: The same for a person in the chat.
        is_last: Whether the worker ends, having too little memory left for another file.
    """

    english: str
    korean: str
    is_last: bool


Found = Document | Member | Left
_TOLD: TypeAdapter[Found | _End] = TypeAdapter(Found | _End)


class ApartReader:
    """Reads files in a worker that is started at the first and kept for the next."""

    def __init__(self, seconds: float = math.inf) -> None:
        """Begin without a worker.

        Args:
            seconds: How long all files together may take by the clock.
        """
        self._until = time.monotonic() + seconds
        self._worker: subprocess.Popen[bytes] | None = None

    def read(
        self, content: bytes, name: str, limits: Limits
    ) -> tuple[list[Found], SourceError | None]:
        """Read a file, as :func:`rag.sources.assembling.read_file` does.

        Args:
            content: The file.
            name: What it is called.
            limits: How much of it is read.

        Returns:
            What is in it, and why that is not all.
        """
        seconds = min(WALL_SECONDS, self._until - time.monotonic())
        if seconds <= 0:
            return [], refusal(Reason.TOO_SLOW, name)
        worker = self._worker = self._worker or _started()
        was_slow = threading.Event()

        def end() -> None:
            was_slow.set()
            worker.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            found, last = _ask(worker, content, name, limits)
        except (OSError, ValueError):
            self.close()
            slow = was_slow.is_set() or worker.returncode == -_SIGXCPU
            return [], refusal(Reason.TOO_SLOW if slow else Reason.CRASHED, name)
        finally:
            timer.cancel()
        if last.is_last:
            self.close()
        return found, SourceError(last.english, korean=last.korean) if last.english else None

    def close(self) -> None:
        """End the worker, if there is one."""
        worker, self._worker = self._worker, None
        if worker is None or worker.stdin is None or worker.stdout is None:
            return
        try:
            worker.stdin.close()
            worker.wait(timeout=1)
        except (OSError, subprocess.TimeoutExpired):
            worker.kill()
            worker.wait()
        worker.stdout.close()


def _started() -> subprocess.Popen[bytes]:
    """Start a worker that knows nothing of this process but where the package lies."""
    # Threads of numerical libraries would take from the memory that a file may use.
    given = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-B", "-P", "-c", _START, str(Path(rag.__file__).parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**given, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
    )


def _ask(
    worker: subprocess.Popen[bytes], content: bytes, name: str, limits: Limits
) -> tuple[list[Found], _End]:
    """Send a file, and take in what is told of it."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    request = {"name": name, "size": len(content), "limits": asdict(limits)}
    worker.stdin.write(json.dumps(request).encode() + b"\n" + content)
    worker.stdin.flush()
    found: list[Found] = []
    left = _MOST_TOLD
    while True:
        line = worker.stdout.readline(left)
        left -= len(line)
        if not line.endswith(b"\n"):
            raise ValueError("the worker ended, or tells without end")
        told = _TOLD.validate_json(line)
        if isinstance(told, _End):
            return found, told
        found.append(told)


# --- In the worker -----------------------------------------------------------------------------


def main() -> None:
    """Answer requests from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints would be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        content = sys.stdin.buffer.read(request["size"])
        _limit()
        has_ended = False
        for row, is_last in _answer(content, request["name"], Limits(**request["limits"])):
            answers.write(row)
            has_ended = is_last
        answers.flush()
        if has_ended:
            return


def _row(told: Found | _End) -> bytes:
    row = json.dumps(asdict(told), ensure_ascii=False, default=_base64)
    return row.encode("utf-8", "replace") + b"\n"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _answer(content: bytes, name: str, limits: Limits) -> Iterator[tuple[bytes, bool]]:
    """Tell what is in a file, and at last whether that is all; with each whether it is the last."""
    problem: SourceError | None = None
    is_last = False
    try:
        for told in read_file(content, name, limits):
            yield _row(told), False
    except SourceError as error:
        problem = error
    except MemoryError:
        problem, is_last = refusal(Reason.MEMORY, name), True
    except RecursionError:
        problem = refusal(Reason.NESTED, name)
    except Exception:
        problem = refusal(Reason.DAMAGED, name)
    end = _End(str(problem), problem.korean, is_last) if problem else _End("", "", is_last)
    yield _row(end), is_last


def _limit() -> None:
    """Bound the memory and, for the next file, the time; let no file be written, where one can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    until = int(time.process_time()) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
