"""Measure how long a word takes from the language model to who reads the answer.

    python -m benchmarks.first_token             # to the reader of RagPipeline.stream
    python -m benchmarks.first_token --browser   # to the page of the chat, in a Chromium

A server on loopback writes an answer to each of a number of questions about the bundled article,
and notes when it sends each word.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rag import RagPipeline, Settings
from rag.settings import DEFAULT_SOURCES

_QUESTIONS = 50
_ANSWER = "이 기사는 반도체 회사와 통신사 이야기를 차례로 다룹니다"
# As a model that takes its time; a burst of words would be read as one.
_PAUSE_S = 0.1
_WAIT_MS = 60_000

# Notes when each longer text of the answer that is being written is first there.
_WATCH = """
() => {
  window.seen = [];
  const now = () => (performance.timeOrigin + performance.now()) / 1000;
  const look = () => {
    const texts = document.querySelectorAll(".answer-text");
    const text = texts.length ? texts[texts.length - 1].textContent : "";
    const key = `${texts.length} ${text}`;
    if (text && window.last !== key) window.seen.push([texts.length, text, now()]);
    window.last = key;
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true,
                                                     characterData: true});
}
"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        # When each word was sent, answer by answer, in seconds of the clock that the browser has.
        self.sent: list[list[float]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Write the answer word by word."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        sent: list[float] = []
        self.server.sent.append(sent)
        for word in _ANSWER.split():
            time.sleep(_PAUSE_S)
            sent.append(time.time())
            self._send(f"{word} ", None)
        self._send("[1].", None)
        self._send(None, "stop")

    def _send(self, word: str | None, finish: str | None) -> None:
        choice = {"index": 0, "delta": {"content": word}, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.wfile.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(arguments: Sequence[str]) -> None:
    """Print the delays of each answer's first word, and of all words, in milliseconds."""
    in_browser = list(arguments) == ["--browser"]
    if arguments and not in_browser:
        sys.exit("usage: python -m benchmarks.first_token [--browser]")
    delays = browser_delays() if in_browser else stream_delays()
    _report("first word", [answer[0] for answer in delays])
    _report("every word", [delay for answer in delays for delay in answer])


def stream_delays() -> list[list[float]]:
    """Ask questions and return the seconds from the model to the reader of ``stream``.

    Returns:
        For each answer, for each of its words.
    """
    with _model() as server, tempfile.TemporaryDirectory() as folder:
        settings = Settings(generator="openai:m", openai_base_url=server.url)
        pipeline = RagPipeline.build(DEFAULT_SOURCES, folder, settings)
        pipeline.ask(_question(0))  # connects
        server.sent.clear()
        seen: list[list[tuple[str, float]]] = []
        for number in range(1, _QUESTIONS + 1):
            replies = pipeline.stream(_question(number))
            seen.append([(reply.text, time.time()) for reply in replies])
    return [_delays(*both) for both in zip(server.sent, seen, strict=True)]


def browser_delays() -> list[list[float]]:
    """Ask questions in the chat and return the seconds from the model to the page.

    Returns:
        For each answer, for each of its words.
    """
    from playwright.sync_api import expect, sync_playwright

    with _model() as server, _chat(server.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(url)
        for number in range(_QUESTIONS + 1):
            page.get_by_label("질문").fill(_question(number), timeout=_WAIT_MS)
            page.keyboard.press("Enter")
            expect(page.locator(".answer.done")).to_have_count(number + 1, timeout=_WAIT_MS)
            if number == 0:  # reads the documents and connects
                page.evaluate(_WATCH)
        watched: list[tuple[int, str, float]] = page.evaluate("window.seen")
        browser.close()
    seen = [
        [(text, at) for turn, text, at in watched if turn == number + 1]
        for number in range(1, _QUESTIONS + 1)
    ]
    return [_delays(*both) for both in zip(server.sent[1:], seen, strict=True)]


@contextmanager
def _model() -> Iterator[_Server]:
    with _Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def _chat(model_url: str) -> Iterator[str]:
    """Serve the chat in a process of its own, and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "RAG_SOURCES": str(DEFAULT_SOURCES),
            "RAG_INDEX_DIR": folder,
            "RAG_PORT": str(port),
            "RAG_GENERATOR": "openai:m",
            "RAG_OPENAI_BASE_URL": model_url,
        }
        process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=DEFAULT_SOURCES.parent,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _question(number: int) -> str:
    return f"{number}번째 문장은 무엇을 다루나요?"


def _delays(sent: Sequence[float], seen: Sequence[tuple[str, float]]) -> list[float]:
    """The seconds from sending each word to the first text that holds it."""
    words = _ANSWER.split()
    delays: list[float] = []
    for number, sent_at in enumerate(sent, start=1):
        begun = " ".join(words[:number])
        delays.append(next(at for text, at in seen if text.startswith(begun)) - sent_at)
    return delays


def _report(what: str, delays: Sequence[float]) -> None:
    cuts = statistics.quantiles(delays, n=20)
    print(
        f"{what}: {statistics.median(delays) * 1000:.1f} ms at the median, "
        f"{cuts[-1] * 1000:.1f} ms at the 95th percentile, {max(delays) * 1000:.1f} ms at most "
        f"({len(delays)})"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
