"""The chat as a user starts it: ``python app.py`` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import app

ROOT = Path(app.__file__).parent
SECONDS = 60


@contextmanager
def running_chat(sources: Path, index_dir: Path) -> Iterator[str]:
    """Start the chat on a free port, give its address, and end it as Ctrl-C does.

    Whatever happened in between, it must end well and without a traceback.
    """
    chosen = {"RAG_PORT": "0", "RAG_SOURCES": str(sources), "RAG_INDEX_DIR": str(index_dir)}
    with subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **chosen, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said + process.stderr.read()
        try:
            yield address[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS)
            errors = process.stderr.read()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
