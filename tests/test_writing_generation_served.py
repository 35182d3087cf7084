"""The server path against a real server that is not ours: ``transformers serve``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from generation_fakes import make_tiny_model

from rag.errors import ModelError
from rag.settings import Settings
from rag.writing import Message
from rag.writing.generation.local import TransformersChatModel
from rag.writing.generation.server import OpenAIChatModel

pytestmark = pytest.mark.slow

ASKED = (Message("system", "문서 질문"), Message("user", "다리는 길이가"))
_START_S = 150


@dataclass(frozen=True)
class Served:
    """A model folder and where it is served."""

    folder: Path
    url: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = make_tiny_model(tmp_path_factory.mktemp("served"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = folder / "server.log"
    command = [Path(sys.executable).with_name("transformers"), "serve", folder]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with (
        log.open("w") as output,
        subprocess.Popen(
            [*map(str, command)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        ) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/health", process, log)
            yield Served(folder, f"http://127.0.0.1:{port}/v1")
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"transformers serve did not start: {log.read_text()[-2000:]}")


def settings(url: str | None = None, max_new_tokens: int = 24) -> Settings:
    return Settings(
        openai_base_url=url, generator_max_new_tokens=max_new_tokens, generator_device="cpu"
    )


def test_the_server_writes_what_the_same_model_writes_here(served: Served) -> None:
    remote = OpenAIChatModel(str(served.folder), settings(served.url))
    pieces = [piece for piece in remote.stream(ASKED) if piece]
    here = "".join(TransformersChatModel(str(served.folder), settings()).stream(ASKED))
    assert len(pieces) > 1
    assert "".join(pieces).split() == here.split()
    assert len(here.split()) == 24


def test_a_reply_that_was_stopped_leaves_the_server_free(served: Served) -> None:
    long = OpenAIChatModel(str(served.folder), settings(served.url, max_new_tokens=3900))
    with closing(long.stream(ASKED)) as pieces:
        next(piece for piece in pieces if piece)
    short = OpenAIChatModel(str(served.folder), settings(served.url))
    assert "".join(short.stream(ASKED))


def test_a_request_that_the_server_refuses_is_an_error(served: Served) -> None:
    remote = OpenAIChatModel("another-model", settings(served.url))
    with pytest.raises(ModelError, match="HTTP 4"):
        list(remote.stream(ASKED))
