"""The chat as a user starts it: ``python app.py`` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
SECONDS = 60


def running_chat(sources: Path, index_dir: Path) -> AbstractContextManager[str]:
    """Start the chat over some documents, on a free port, see :func:`running`."""
    chosen = {"RAG_PORT": "0", "RAG_SOURCES": str(sources), "RAG_INDEX_DIR": str(index_dir)}
    return running([sys.executable, "app.py"], ROOT, {**os.environ, **chosen})


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start the chat, give its address, and end it as Ctrl-C does.

    Whatever happened in between, it must end well and without a traceback.
    """
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, "PYTHONUNBUFFERED": "1"},
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


def page_of(address: str) -> str:
    """Return the page, as soon as it is more than the one that says to wait."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with urlopen(address) as reply:
            page = reply.read().decode()
        if "gradio_config" in page:
            return page
        time.sleep(0.2)
    raise TimeoutError(page)
