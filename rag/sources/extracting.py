"""Has files taken apart in another process, which is ended when it takes too long."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

import rag
from rag.sources.document import BlockKind
from rag.sources.formats import Extract, Found, Left, Limits, Member, Piece, Reason, RefusedError

# The worker bounds its own processor time; this ends one that waits, on a machine however busy.
WALL_SECONDS = 300.0
# What a worker may tell of one file; an archive's files are told in base64.
_MOST_TOLD = 1 << 30
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from rag.sources.formats.worker import main; main()"
)


class Extractor:
    """Reads files in a worker that is started at the first and kept for the next."""

    def __init__(self) -> None:
        """Begin without a worker."""
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Extractor:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the worker."""
        self.close()

    def read(self, module: str, content: bytes, limits: Limits) -> list[Found]:
        """Read a file.

        Args:
            module: The module of :mod:`rag.sources.formats` that reads it.
            content: The file.
            limits: How much of it is read.

        Raises:
            RefusedError: If it cannot be read.
        """
        worker = self._worker = self._worker or start_worker(_START)
        was_slow = threading.Event()

        def end() -> None:
            was_slow.set()
            worker.kill()

        timer = threading.Timer(WALL_SECONDS, end)
        timer.start()
        try:
            found, reason = _ask(worker, module, content, limits)
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.close()
            slow = was_slow.is_set() or worker.returncode == -_SIGXCPU
            raise RefusedError(Reason.TOO_SLOW if slow else Reason.CRASHED) from error
        finally:
            timer.cancel()
        if reason is Reason.MEMORY:
            self.close()
        if reason is not None:
            raise RefusedError(reason)
        return found

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


_SIGXCPU = 24


def start_worker(code: str) -> subprocess.Popen[bytes]:
    """Start a process that knows nothing of this one but where the package lies.

    Args:
        code: What it runs; its first argument is the folder of the package.
    """
    # Threads of numerical libraries would take from the memory that a file may use.
    given = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-B", "-P", "-c", code, str(Path(rag.__file__).parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**given, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
    )


def _ask(
    worker: subprocess.Popen[bytes], module: str, content: bytes, limits: Limits
) -> tuple[list[Found], Reason | None]:
    """Send a file and take in what is found, and why not all of it could be read."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    request = {"module": module, "size": len(content), "limits": asdict(limits)}
    worker.stdin.write(json.dumps(request).encode() + b"\n" + content)
    worker.stdin.flush()
    found: list[Found] = []
    left = _MOST_TOLD
    while True:
        line = worker.stdout.readline(left)
        left -= len(line)
        if not line.endswith(b"\n"):
            raise ValueError("the worker ended, or tells without end")
        row = json.loads(line)
        if "done" in row:
            return found, Reason(row["done"]) if row["done"] else None
        found.append(_found(row))


def _found(row: dict[str, Any]) -> Found:
    if "extract" in row:
        told = row["extract"]
        return Extract(**{**told, "pieces": tuple(map(_piece, told["pieces"]))})
    if "left" in row:
        return Left(row["left"]["name"], Reason(row["left"]["reason"]))
    return Member(row["member"], base64.b64decode(row["content"]))


def _piece(row: dict[str, Any]) -> Piece:
    return Piece(
        kind=BlockKind(row["kind"]),
        text=row["text"],
        level=row["level"],
        cells=tuple(row["cells"]),
        columns=tuple(row["columns"]),
    )
