"""The process in which files are taken apart: bounded time and memory, and nothing is written.

It is given a reader's name and a file's bytes, and tells what the reader found, a line of JSON
each. Nothing that comes from it is run or unpickled by the process that asks.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import sys
import time
from dataclasses import asdict
from typing import BinaryIO

from rag.sources.formats.extract import Extract, Found, Left, Limits, Reason, RefusedError

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60


def main() -> None:
    """Answer requests from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints would be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limit_memory()
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        content = sys.stdin.buffer.read(request["size"])
        limit_time()
        if not _answer(request["module"], content, Limits(**request["limits"]), answers):
            return


def limit_memory() -> None:
    """Bound the memory, and let no file be written, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time() -> None:
    """Give the next file its share of the processor's time."""
    try:
        import resource
    except ImportError:
        return
    until = int(time.process_time()) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _answer(module: str, content: bytes, limits: Limits, answers: BinaryIO) -> bool:
    """Answer one request; False when this process has not enough memory left for another."""
    reader = importlib.import_module(f"rag.sources.formats.{module}")
    failed: Reason | None = None
    try:
        for found in reader.read(content, limits):
            _say(answers, _row(found))
    except RefusedError as error:
        failed = error.reason
    except MemoryError:
        failed = Reason.MEMORY
    except RecursionError:
        failed = Reason.NESTED
    except Exception:
        failed = Reason.DAMAGED
    _say(answers, {"done": failed})
    return failed is not Reason.MEMORY


def _row(found: Found) -> dict[str, object]:
    if isinstance(found, Extract):
        return {"extract": asdict(found)}
    if isinstance(found, Left):
        return {"left": asdict(found)}
    return {"member": found.name, "content": base64.b64encode(found.content).decode()}


def _say(answers: BinaryIO, row: dict[str, object]) -> None:
    answers.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    answers.flush()
