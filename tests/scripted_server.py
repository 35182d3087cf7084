"""An OpenAI-compatible server on loopback that replies by a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Action = Callable[["Exchange"], None]
"""Replies to one request."""


class Exchange(BaseHTTPRequestHandler):
    """One request and the means to reply to it."""

    server: _Server
    body: dict[str, Any]

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script = self.server.script
        script.requests.append(self.body)
        action = script.actions[min(len(script.requests), len(script.actions)) - 1]
        try:
            action(self)
        except OSError:
            script.disconnected.set()

    def start(self, status: int = 200, *, kind: str = "text/event-stream", **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def event(self, content: str | None, *, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
        self.raw(
            {
                "id": "c",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": [choice],
            }
        )

    def raw(self, data: object) -> None:
        self.wfile.write(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def done(self) -> None:
        self.event(None, finish="stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    script: ScriptedServer


@dataclass
class ScriptedServer:
    """Runs while it is entered.

    Attributes:
        actions: One for each request; the last one also for all after it.
        requests: What was asked.
        disconnected: Set when a client went away while something was written to it.
        released: A script may wait for it; set at the end.
    """

    actions: list[Action]
    requests: list[dict[str, Any]] = field(default_factory=list)
    disconnected: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> ScriptedServer:
        self._server = _Server(("127.0.0.1", 0), Exchange)
        self._server.script = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"


def writes(*pieces: str) -> Action:
    """Stream pieces to the end."""

    def action(exchange: Exchange) -> None:
        exchange.start()
        for piece in pieces:
            exchange.event(piece)
        exchange.done()

    return action


def breaks_off(*pieces: str) -> Action:
    """Stream pieces, then close the connection as if that were all."""

    def action(exchange: Exchange) -> None:
        exchange.start()
        for piece in pieces:
            exchange.event(piece)

    return action


def breaks_a_chunk() -> Action:
    """Close the connection in the middle of what was announced."""

    def action(exchange: Exchange) -> None:
        exchange.protocol_version = "HTTP/1.1"
        exchange.start(Transfer_Encoding="chunked", Connection="close")
        exchange.wfile.write(b"400\r\ndata: {")

    return action


def fails(status: int, message: str = "it failed", **headers: str) -> Action:
    """Reply with an HTTP error."""

    def action(exchange: Exchange) -> None:
        exchange.start(status, kind="application/json", **headers)
        exchange.wfile.write(json.dumps({"error": {"message": message}}).encode())

    return action


def hangs(*pieces: str) -> Action:
    """Stream pieces, then nothing more, until the test ends."""

    def action(exchange: Exchange) -> None:
        exchange.start()
        for piece in pieces:
            exchange.event(piece)
        exchange.server.script.released.wait(60)

    return action


def stays_silent_until_left(*pieces: str) -> Action:
    """Stream pieces, then wait for the client to close the connection."""

    def action(exchange: Exchange) -> None:
        exchange.start()
        for piece in pieces:
            exchange.event(piece)
        exchange.wfile.flush()
        exchange.connection.settimeout(30)
        if exchange.connection.recv(1) == b"":
            exchange.server.script.disconnected.set()

    return action


def never_ends(pieces: Iterable[str]) -> Action:
    """Stream pieces until the client goes away."""

    def action(exchange: Exchange) -> None:
        exchange.start()
        for piece in pieces:
            exchange.event(piece)

    return action
