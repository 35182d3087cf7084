"""Everything works with the network cut: run in a network namespace that holds only loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UNSHARE = ["unshare", "--map-root-user", "--net"]

# Brings up loopback, which a new namespace has switched off, and then is the given program.
WITH_LOOPBACK = """
import fcntl, os, socket, struct, sys
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", IFF_UP, b""))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""

# Serves the chat and fetches its page, as soon as the documents are read.
PAGE = """
import re, socket, subprocess, sys, time, urllib.error, urllib.request
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
    sys.exit("the network is not cut")
except OSError:
    pass
server = subprocess.Popen([sys.executable, "app.py"])
page = ""
try:
    for _ in range(600):
        try:
            page = urllib.request.urlopen("http://127.0.0.1:7860/").read().decode()
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
finally:
    server.terminate()
    server.wait()
print(page)
"""


def can_cut_the_network() -> bool:
    return (
        shutil.which("unshare") is not None
        and subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0
    )


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not can_cut_the_network(), reason="this system does not let tests make network namespaces"
    ),
]


def run_cut_off(*arguments: str, index_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*UNSHARE, sys.executable, "-c", WITH_LOOPBACK, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "RAG_INDEX_DIR": str(index_dir)},
    )


def test_a_question_is_answered(tmp_path: Path) -> None:
    done = run_cut_off("-m", "rag", "ask", "풀 스택이란 무엇인가요?", index_dir=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "인프라부터 서비스까지" in done.stdout


def test_the_chat_is_served(tmp_path: Path) -> None:
    done = run_cut_off("-c", PAGE, index_dir=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "문서에 묻기" in done.stdout
