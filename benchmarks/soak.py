"""Serve the chat to honest and hostile visitors at once: ``python -m benchmarks.soak MINUTES``.

The chat is started on a free port of the loopback interface, with a temporary folder of its own,
and all traffic goes there. Every few seconds somebody asks a question, sometimes as a new visitor,
and somebody else does one of the things in ``HOSTILE``, so many times. The run fails when an honest
question is not answered, when the memory of the chat ends more than 100 MB from where it began,
when a file is left in the temporary folder, when anybody but the chat is asked for anything, or
when the log holds a traceback.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rag.settings import DEFAULT_SOURCES

ROOT = Path(__file__).parent.parent
QUESTION, EXPECTED = "이 기사는 언제 나왔어?", "2023.01.29"
JOIN, READ = "/gradio_api/queue/join", "/gradio_api/queue/data"
RUN = "/gradio_api/run/predict"
SECONDS = 30
MOST_MB_MORE = 100


@dataclass
class Visitor:
    """Somebody with a browser, or with what a browser knows.

    Attributes:
        port: Of the chat.
        page: What the page calls its conversation.
        cookie: What the chat gave the browser.
    """

    port: int
    page: str = "page1"
    cookie: str = ""

    def request(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, str]:
        """Ask for something; the status is 0 when the connection was closed before the reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        known = {"Cookie": self.cookie} if self.cookie else {}
        try:
            kind = {"Content-Type": "application/json"}
            connection.request(method, path, sent, {**kind, **known, **headers})
            reply = connection.getresponse()
            if given := reply.getheader("Set-Cookie"):
                self.cookie = given.partition(";")[0]
            return reply.status, reply.read().decode("utf-8", "replace")
        except (ConnectionError, http.client.BadStatusLine):
            return 0, ""
        finally:
            connection.close()

    def join(self, question: object = QUESTION, **more: object) -> int:
        """Send a question and return the status."""
        body = {"data": [question, None], "fn_index": 0, "session_hash": self.page, **more}
        return self.request("POST", JOIN, body)[0]

    def ask(self) -> str:
        """Ask as the page does and return what is shown, or why nothing is."""
        if not self.cookie:
            self.request("GET", "/")
        if (status := self.join()) != 200:
            return f"question refused with {status}"
        return self.request("GET", f"{READ}?session_hash={self.page}")[1]


@dataclass
class Attack:
    """What hostile visitors do to the chat.

    Attributes:
        port: Of the chat.
        trap: Of a socket that nobody should connect to.
        held: Connections that are kept open and say nothing more.
        pages: Pages that are kept open.
        statuses: What was answered, by what was done.
    """

    port: int
    trap: int
    held: ExitStack = field(default_factory=ExitStack)
    pages: ExitStack = field(default_factory=ExitStack)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    def act(self, name: str) -> None:
        """Do one of ``HOSTILE``, and remember what was answered."""
        seen = self.statuses.setdefault(name, Counter())
        seen.update(HOSTILE[name](self))

    def visitor(self) -> Visitor:
        """Return a visitor that the chat knows, and nobody else does."""
        visitor = Visitor(self.port)
        visitor.request("GET", "/")
        return visitor

    def files(self) -> Iterator[int]:
        """Name files, endless ones and other hosts, where an uploaded file would stand."""
        visitor = self.visitor()
        for path in ("/dev/zero", "/proc/self/environ", f"http://127.0.0.1:{self.trap}/a"):
            named = {"path": path, "meta": {"_type": "gradio.FileData"}}
            yield visitor.join(named)
            yield visitor.join([[named]])
            yield visitor.request("POST", RUN, {"data": [named], "fn_index": 8})[0]

    def large(self) -> Iterator[int]:
        """Send 60 MB."""
        body = b'{"data": ["' + b"a" * 60_000_000 + b'", null]}'
        yield self.visitor().request("POST", JOIN, body)[0]

    def unread(self) -> Iterator[int]:
        """Ask, and read no answer."""
        visitor = self.visitor()
        for number in range(10):
            visitor.page = f"unread{number}"
            yield visitor.join()

    def sessions(self) -> Iterator[int]:
        """Ask one question each as ten visitors."""
        for _ in range(10):
            yield 200 if EXPECTED in self.visitor().ask() else 1

    def slow(self) -> Iterator[int]:
        """Begin 250 requests and end none, most of them in their body; those before are let go."""
        self.held.close()
        head = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\n"
        body = head + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        for number in range(250):
            half = socket.create_connection(("127.0.0.1", self.port), SECONDS)
            self.held.enter_context(half)
            half.sendall(body if number % 5 else head)
            yield 0

    def open_pages(self) -> Iterator[int]:
        """Keep a hundred pages open and do nothing there; the hundred before are let go."""
        self.pages.close()
        for number in range(100):
            if number % 5 == 0:
                visitor = self.visitor()
            page = socket.create_connection(("127.0.0.1", self.port), SECONDS)
            self.pages.enter_context(page)
            beat = f"GET /gradio_api/heartbeat/page{number} HTTP/1.1\r\nHost: localhost\r\n"
            page.sendall(f"{beat}Cookie: {visitor.cookie}\r\n\r\n".encode())
            yield int(page.recv(12)[-3:])

    def bypass(self) -> Iterator[int]:
        """Have answers made without the queue."""
        visitor = self.visitor()
        for route in (RUN, "/gradio_api/api/predict", "/gradio_api/call/predict"):
            body = {"data": [QUESTION, None], "fn_index": 0, "session_hash": visitor.page}
            yield visitor.request("POST", route, body)[0]

    def elsewhere(self) -> Iterator[int]:
        """Ask as a page of another port, and under another name."""
        visitor = self.visitor()
        for path in ("/", "/config", "/gradio_api/app_id"):
            yield visitor.request("GET", path, Origin="http://localhost:19998")[0]
        yield visitor.request("GET", "/", Host="evil.example")[0]
        _, page = visitor.request("GET", "/", **{"X-Forwarded-Host": "evil.example"})
        yield 1 if "evil.example" in page else 200

    def strangers(self) -> Iterator[int]:
        """Read an answer that another visitor waits for, whose page's name is known."""
        honest = self.visitor()
        honest.page = "waiting"
        honest.join()
        for visitor in (Visitor(self.port), self.visitor()):
            yield visitor.request("GET", f"{READ}?session_hash=waiting")[0]
        status, shown = honest.request("GET", f"{READ}?session_hash=waiting")
        yield status if EXPECTED in shown else 1

    def nonsense(self) -> Iterator[int]:
        """Send what no page sends."""
        visitor = self.visitor()
        for number in (-1, 99, 10**20):
            yield visitor.join(fn_index=number)
        yield visitor.join(session_hash="")
        yield visitor.join(None)
        yield visitor.join("가" * 10_000)
        yield visitor.request("POST", JOIN, b"[" * 60_000)[0]
        yield visitor.request("BREW", "/")[0]

    def upload(self) -> Iterator[int]:
        """Use Gradio's routes for files."""
        visitor = self.visitor()
        for path in ("/gradio_api/upload", "/gradio_api/component_server"):
            yield visitor.request("POST", path, b"a" * 1000)[0]
        for path in (
            "/gradio_api/file=/etc/passwd",
            f"/gradio_api/proxy=http://127.0.0.1:{self.trap}",
        ):
            yield visitor.request("GET", path)[0]


HOSTILE: dict[str, Callable[[Attack], Iterator[int]]] = {
    "file data": Attack.files,
    "60 MB": Attack.large,
    "unread answers": Attack.unread,
    "new visitors": Attack.sessions,
    "half requests": Attack.slow,
    "open pages": Attack.open_pages,
    "past the queue": Attack.bypass,
    "other origins": Attack.elsewhere,
    "strangers": Attack.strangers,
    "nonsense": Attack.nonsense,
    "upload": Attack.upload,
}
ANSWERS = {
    "file data": {422},
    "60 MB": {0, 413},
    "unread answers": {200, 429},
    "new visitors": {200},
    "half requests": {0},
    "open pages": {200, 429},
    "past the queue": {404},
    "other origins": {200, 403, 404, 421},
    "strangers": {200, 403, 404},
    "nonsense": {200, 400, 404, 422},
    "upload": {404},
}
"""What each may be answered with; 0 for a closed connection, 1 for a leak."""


@contextmanager
def running_chat(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start the chat with a temporary folder of its own, and give its process and its port."""
    (folder / "tmp").mkdir(exist_ok=True)
    chosen = {
        "RAG_PORT": "0",
        "RAG_SOURCES": str(DEFAULT_SOURCES),
        "RAG_INDEX_DIR": str(folder / "index"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONUNBUFFERED": "1",
    }
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**os.environ, **chosen},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert address, (folder / "log").read_text(encoding="utf-8")
        yield process, int(address[1])
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)


def measured(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Return a process's resident memory in MB, and the seconds of processor time it took."""
    shown = subprocess.run(
        ["ps", "-o", "rss=,time=", "-p", str(process.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    *days, clock = shown[1].split("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return int(shown[0]) / 1024, seconds + 86_400 * sum(map(int, days))


def files_in(folder: Path) -> set[str]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@dataclass
class Soak:
    """One run, and what was measured in it.

    Attributes:
        folder: An empty one, for the index, the log, and what the chat leaves behind.
        problems: What went wrong.
        seconds: How long each honest question took.
        memory: Megabytes after each.
    """

    folder: Path
    problems: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self, minutes: float, pause: float) -> None:
        """Serve both kinds of visitors for so long, with so many seconds between two acts."""
        trap = socket.create_server(("127.0.0.1", 0))
        trap.setblocking(False)
        with running_chat(self.folder) as (process, port):
            attack = Attack(port, trap.getsockname()[1])
            honest = self._first_answered(port)
            # Once around: what is loaded or held with first use belongs to no attack.
            for name in HOSTILE:
                attack.act(name)
                honest.ask()
            files = files_in(self.folder / "tmp")
            begun, worked_before = measured(process)
            started = time.monotonic()
            for number, name in enumerate(itertools.cycle(HOSTILE)):
                if time.monotonic() - started >= minutes * 60:
                    break
                attack.act(name)
                self._ask(honest if number % 2 else Visitor(port, page="honest"), name)
                self.memory.append(measured(process)[0])
                time.sleep(pause)
            elapsed = time.monotonic() - started
            attack.held.close()
            attack.pages.close()
            ended, worked = measured(process)
            left = files_in(self.folder / "tmp") - files
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        self._judge(begun, ended, left, lines)
        for name, statuses in attack.statuses.items():
            if other := statuses.keys() - ANSWERS[name]:
                self.problems.append(f"{name!r} was answered with {sorted(other)}")
        try:
            trap.accept()
            self.problems.append("the chat asked another server")
        except BlockingIOError:
            pass
        print(
            f"{elapsed / 60:.1f} minutes, {len(self.seconds)} honest questions, "
            f"median {statistics.median(self.seconds):.2f} s, slowest {max(self.seconds):.2f} s\n"
            f"memory {begun:.0f} MB at the start, {max(self.memory):.0f} at most, {ended:.0f} at "
            f"the end\nprocessor {(worked - worked_before) / elapsed:.0%} of a core\n"
            f"{len(lines)} lines of log, {len(left)} new files in the temporary folder"
        )
        for name, statuses in attack.statuses.items():
            told = (f"{count} × {status or 'closed'}" for status, count in sorted(statuses.items()))
            print(f"  {name}: {', '.join(told)}")

    @staticmethod
    def _first_answered(port: int) -> Visitor:
        """Ask until the documents are read, and return who was answered."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            honest = Visitor(port, page="honest")
            if EXPECTED in honest.ask():
                return honest
            time.sleep(1)
        raise TimeoutError("the chat never answered")

    def _ask(self, visitor: Visitor, after: str) -> None:
        asked = time.monotonic()
        shown = visitor.ask()
        self.seconds.append(time.monotonic() - asked)
        if EXPECTED not in shown:
            self.problems.append(f"a question after {after!r} was not answered: {shown[:200]}")

    def _judge(self, begun: float, ended: float, left: set[str], lines: list[str]) -> None:
        if abs(ended - begun) > MOST_MB_MORE:
            self.problems.append(f"memory went from {begun:.0f} to {ended:.0f} MB")
        if left:
            self.problems.append(f"left in the temporary folder: {sorted(left)[:5]}")
        if any("Traceback" in line for line in lines):
            self.problems.append("the log holds tracebacks")
        if self.problems:
            self.problems += lines[-5:]


def main() -> int:
    """Run as the arguments say; 1 if something went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("minutes", type=float)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two acts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder))
        soak.run(given.minutes, given.pause)
    for problem in soak.problems:
        print(f"WRONG: {problem}")
    return 1 if soak.problems else 0


if __name__ == "__main__":
    sys.exit(main())
