"""The web chat as a program and as an ASGI app, without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from chat_program import ROOT, SECONDS, page_of, running_chat
from starlette.testclient import TestClient
from web_fakes import FakePipeline

from rag.conversation import MAX_QUESTION_CHARS
from rag.settings import Settings
from rag.web.app import make_app
from rag.web.handlers import TITLE
from rag.web.loading import PipelineLoader
from rag.web.network import bind
from rag.web.patience import PatientProtocol
from rag.web.serving import LocalOnly


@pytest.fixture(scope="module")
def client() -> TestClient:
    loader = PipelineLoader(lambda _: FakePipeline())
    return TestClient(LocalOnly(make_app(loader)))


class Addresses(HTMLParser):
    """Collects what a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag != "a":
            self.found += [v for k, v in attrs if k in {"src", "href", "srcset", "action"} and v]


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_importing_starts_and_loads_nothing() -> None:
    code = "import sys, app, rag.web.app; print({'gradio', 'torch', 'uvicorn'} & set(sys.modules))"
    assert python("-c", code).stdout.strip() == "set()"


def test_the_page_names_no_other_origin(client: TestClient) -> None:
    page = client.get("/").text
    addresses = Addresses()
    addresses.feed(page)
    assert addresses.found
    assert not [a for a in addresses.found if re.match(r"(?:[a-z]+:)?//", a)]
    # Neither does its configuration, but for the server's own address.
    assert set(re.findall(r"https?://[\w.:-]+", page)) <= {"http://testserver"}


def page_config(client: TestClient) -> dict[str, object]:
    """What the page tells Gradio's script about itself."""
    found = re.search(
        r"window\.gradio_config = (\{.*?\});</script>", client.get("/").text, re.DOTALL
    )
    assert found
    return json.loads(found[1])


def test_the_page_is_korean_and_called_by_its_name(client: TestClient) -> None:
    page = client.get("/").text
    assert '<html lang="ko"' in " ".join(page.split())
    assert TITLE in page_config(client)["title"]


def test_nothing_is_recorded_or_shared(client: TestClient) -> None:
    config = page_config(client)
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["space_id"] is None
    assert config["enable_queue"] is True


def test_the_page_says_how_long_a_question_may_be(client: TestClient) -> None:
    assert f"mostChars: {MAX_QUESTION_CHARS} }};" in client.get("/").text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/gradio_api/openapi.json"])
def test_nothing_of_the_chat_is_in_an_api(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_host_that_somebody_names_is_not_in_the_page(client: TestClient) -> None:
    named = {"X-Forwarded-Host": "evil.example", "X-Gradio-Server": "http://evil.example"}
    for path in ("/", "/gradio_api/app_id"):
        assert "evil.example" not in client.get(path, headers=named).text


def test_another_port_of_this_machine_gets_nothing(client: TestClient) -> None:
    for path in ("/", "/config", "/gradio_api/app_id", "/gradio_api/queue/join"):
        for method in ("GET", "POST", "OPTIONS"):
            reply = client.request(method, path, headers={"Origin": "http://localhost:19998"})
            assert reply.status_code in {403, 404}
            assert "access-control-allow-origin" not in reply.headers


@pytest.mark.slow
def test_a_body_that_never_comes_takes_no_place() -> None:
    """Of a server with places for a few, who sends heads of requests only takes none."""
    served = make_app(
        PipelineLoader(lambda _: FakePipeline()), Settings.model_construct(max_requests=2)
    )

    async def statuses() -> list[int]:
        waiting = [asyncio.create_task(served(half, never, ignore)) for _ in range(5)]
        await asyncio.sleep(0.1)
        found: list[int] = []

        async def keep(message: Any) -> None:
            if message["type"] == "http.response.start":
                found.append(message["status"])

        page = {**half, "method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
        await served(page, never, keep)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        return found

    async def never() -> Any:
        await asyncio.Event().wait()

    async def ignore(message: Any) -> None: ...

    half = {
        "type": "http",
        "method": "POST",
        "path": "/gradio_api/queue/join",
        "raw_path": b"/gradio_api/queue/join",
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 7860),
        "client": ("127.0.0.1", 1),
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"content-length", b"100"),
        ],
    }
    assert asyncio.run(statuses()) == [200]


@pytest.mark.parametrize("path", ["/etc/passwd", str(ROOT / "pyproject.toml"), "app.py"])
def test_no_file_is_given_away(client: TestClient, path: str) -> None:
    for route in ("file=", "file/"):
        reply = client.get(f"/gradio_api/{route}{path}")
        assert reply.status_code == 404
        assert "root:" not in reply.text
        assert "[project]" not in reply.text


def test_a_taken_port_ends_with_the_next_command() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        done = python("app.py", RAG_PORT=str(port))
    assert done.returncode == 1
    assert f"port {port} on 127.0.0.1 is already in use" in done.stderr
    assert f"rag chat --port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_setting_is_named() -> None:
    done = python("app.py", RAG_PORT="high")
    assert done.returncode == 1
    assert "RAG_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_sources_that_are_not_there_end_it_with_the_next_command(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    done = python("app.py", RAG_SOURCES=missing, RAG_INDEX_DIR=str(tmp_path / "index"))
    assert done.returncode == 1
    assert f"RAG_SOURCES={missing} does not exist" in done.stderr
    assert "RAG_SOURCES=FOLDER rag chat" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_ctrl_c_ends_it_while_it_gets_ready(tmp_path: Path) -> None:
    chosen = {"RAG_PORT": "0", "RAG_SOURCES": "seeds", "RAG_INDEX_DIR": str(tmp_path / "index")}
    with subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **chosen},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=SECONDS)
    assert first.startswith("Getting ready: ")
    assert "The chat is at" not in said
    assert errors == "\nEnded before the chat was ready.\n"
    assert process.returncode == 0


@pytest.mark.timed
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_it_serves_from_the_first_moment_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with running_chat(tmp_path / "empty", tmp_path / "index") as address:
        with urlopen(address) as reply:
            first = reply.read().decode()
        page_of(address)
        with pytest.raises(HTTPError, match="421"):
            urlopen(Request(address, headers={"Host": "evil.example"}))
        with pytest.raises(HTTPError, match="403"):
            urlopen(Request(address, headers={"Origin": "http://localhost:19998"}))
        # Many who say half a sentence keep nobody waiting, and fill no log.
        port = int(address.rpartition(":")[2])
        with contextlib.ExitStack() as slow:
            for _ in range(PatientProtocol.MOST + 100):
                half = slow.enter_context(socket.create_connection(("127.0.0.1", port), SECONDS))
                half.sendall(b"GET / HTTP/1.1\r\n")
            started = time.monotonic()
            with urlopen(address) as reply:
                assert "gradio_config" in reply.read().decode()
            assert time.monotonic() - started < 3
    assert "대화 화면을 준비하는 중입니다" in first
