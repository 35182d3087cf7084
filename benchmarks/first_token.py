"""Measure how long a word takes from the language model to the reader of ``RagPipeline.stream``.

    python -m benchmarks.first_token

A server on loopback writes an answer to each of a number of questions about the bundled article,
and notes when it sends its first word.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rag import RagPipeline, Settings
from rag.settings import DEFAULT_SOURCES

_QUESTIONS = 50
_WORDS = ("이 ", "기사는 ", "반도체를 ", "다룹니다 ", "[1].")
# As a model that takes its time; a burst of words would be read as one.
_PAUSE_S = 0.02


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sent_at = 0.0


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Write the answer word by word."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for number, word in enumerate(_WORDS):
            time.sleep(_PAUSE_S)
            if number == 0:
                self.server.sent_at = time.perf_counter()
            self._send(word, None)
        self._send(None, "stop")

    def _send(self, word: str | None, finish: str | None) -> None:
        choice = {"index": 0, "delta": {"content": word}, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.wfile.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Print the median and the slowest of the delays, in milliseconds."""
    delays = sorted(first_token_delays())
    print(
        f"first word after {statistics.median(delays) * 1000:.1f} ms at the median, "
        f"{delays[-1] * 1000:.1f} ms at most ({len(delays)} questions)"
    )


def first_token_delays() -> list[float]:
    """Ask questions and return, for each, the seconds from the model's first word to the reader."""
    with _Server(("127.0.0.1", 0), _Handler) as server, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = Settings(
            generator="openai:m",
            openai_base_url=f"http://127.0.0.1:{server.server_address[1]}/v1",
        )
        pipeline = RagPipeline.build(DEFAULT_SOURCES, folder, settings)
        pipeline.ask("이 기사는 무엇을 다루나요?")  # connects
        delays: list[float] = []
        for number in range(_QUESTIONS):
            read_at = 0.0
            for reply in pipeline.stream(f"{number + 1}번째 문장은 무엇을 다루나요?"):
                read_at = read_at or (time.perf_counter() if reply.text else 0.0)
            delays.append(read_at - server.sent_at)
        server.shutdown()
    return delays


if __name__ == "__main__":
    main()
