"""Reads a file that somebody sent in a process of its own: bounded time and memory.

Plain text is taken apart too, and what was written to exhaust that must not stop the server.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from rag.sources.document import Document
from rag.sources.extracting import WALL_SECONDS, start_worker
from rag.sources.formats import MOST_PDF_PAGES, Reason, limit_memory, limit_time
from rag.sources.loading import LeftOut, LoadReport, read_content
from rag.sources.refusals import refusal

_START = "import sys; sys.path.insert(0, sys.argv[1]); from rag.sources.apart import main; main()"


def read_apart(
    content: bytes,
    name: str,
    *,
    max_bytes: int,
    pdf_pages: int = MOST_PDF_PAGES,
    seconds: float = WALL_SECONDS,
) -> LoadReport:
    """Read a file as :func:`rag.sources.read_content` does, in another process.

    Args:
        content: The file.
        name: What it is called, by which its kind is known; nothing is opened by it.
        max_bytes: How much it may hold when it is unpacked.
        pdf_pages: How many pages a PDF may have.
        seconds: How long it may take by the clock.

    Returns:
        Its documents, and what of it was not read; the file itself when that took too much.
    """
    asked = {"name": name, "max_bytes": max_bytes, "pdf_pages": pdf_pages}
    head = json.dumps(asked).encode() + b"\n"
    worker = start_worker(_START)
    try:
        told, _ = worker.communicate(head + content, timeout=seconds)
        return _report(json.loads(told))
    except subprocess.TimeoutExpired:
        return _left_out(name, Reason.TOO_SLOW)
    except (OSError, ValueError, KeyError, TypeError):
        slow = worker.wait() == -getattr(signal, "SIGXCPU", 0)
        return _left_out(name, Reason.TOO_SLOW if slow else Reason.CRASHED)
    finally:
        worker.kill()
        worker.communicate()


def main() -> None:
    """Answer one request from standard input."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints would be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limit_memory()
    limit_time()
    request = json.loads(sys.stdin.buffer.readline())
    report = read_content(content=sys.stdin.buffer.read(), **request)
    answers.write(json.dumps(asdict(report)).encode())
    answers.flush()


def _report(told: dict[str, Any]) -> LoadReport:
    return LoadReport(
        documents=tuple(map(Document.of, told["documents"])),
        read=tuple(told["read"]),
        left_out=tuple(LeftOut(**row) for row in told["left_out"]),
    )


def _left_out(name: str, reason: Reason) -> LoadReport:
    error = refusal(reason, name)
    return LoadReport((), (), (LeftOut(name, str(error), error.korean),))
