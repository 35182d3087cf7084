"""Hold many conversations at once through ``/answer``: ``python -m benchmarks.crowd``.

The chat is started over the example article with the models that ship, on a free port of the
loopback interface, as ``benchmarks.soak`` does. Every conversation asks its own questions, the next
as soon as it is answered, with what was said before as history; then all of them ask once more
through Gradio's named endpoint. What each is told is compared with what one that asked alone was
told: the run fails when an answer is lost, or is another's, or when memory ends over 100 MB above
what it was after the first round (``--rounds``).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.soak import MOST_MB_MORE, measured, running_chat

FIRST = (
    "SK텔레콤이 사피온 X220을 내놓은 시기는 언제인가요?",
    "이 기사는 언제 나왔어?",
    "사피온 X330은 누가 만들어?",
    "이 기사는 어느 언론사가 썼어?",
    "리벨리온의 대표는 누구야?",
    "퓨리오사AI는 무엇을 만들었어?",
    "AI 반도체가 왜 중요해?",
    "화성에는 누가 살아?",
)
THEN = ("그럼 KT는?", "그건 언제야?", "더 짧게 말해 줘")
SECONDS = 900.0
WAYS = {"post": "POST /answer", "call": "Gradio's endpoint"}

Ask = Callable[[str, list[list[str]]], str]
"""Returns the answer's text."""


@dataclass
class Asker:
    """Somebody who asks, and how long each answer took, in seconds."""

    url: str
    client: httpx.Client
    seconds: list[float] = field(default_factory=list)

    def post(self, question: str, history: list[list[str]]) -> str:
        """Ask at ``/answer``."""
        body = {"question": question, "history": history}
        reply = self._timed(lambda: self.client.post(f"{self.url}/answer", json=body))
        return str(reply.raise_for_status().json()["text"])

    def call(self, question: str, history: list[list[str]]) -> str:
        """Ask at Gradio's named endpoint, in two requests."""
        path = f"{self.url}/gradio_api/call/answer"

        def asked() -> httpx.Response:
            number = self.client.post(path, json={"data": [question, history]})
            return self.client.get(f"{path}/{number.raise_for_status().json()['event_id']}")

        *_, data = self._timed(asked).raise_for_status().text.strip().splitlines()
        return str(json.loads(data.removeprefix("data: "))[0]["text"])

    def _timed(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        started = time.perf_counter()
        reply = ask()
        self.seconds.append(time.perf_counter() - started)
        return reply


def conversation(number: int) -> list[str]:
    """Return the questions of one conversation: one that stands alone, and one that does not."""
    return [FIRST[number % len(FIRST)], THEN[number % len(THEN)]]


def held(questions: list[str], ask: Ask) -> list[str]:
    """Hold a conversation, and return what was told."""
    history: list[list[str]] = []
    for question in questions:
        history.append([question, ask(question, history)])
    return [text for _, text in history]


@dataclass(frozen=True)
class Held:
    """What became of conversations that were held at once.

    Attributes:
        lost: Conversations in which an answer did not come.
        mixed: Conversations that were told something else than one held alone.
    """

    lost: int
    mixed: int


def hold_all(askers: list[Asker], way: str, expected: list[list[str]]) -> Held:
    """Hold a conversation with each asker, all at once."""
    with ThreadPoolExecutor(len(askers)) as pool:
        holding = [
            pool.submit(held, conversation(n), getattr(asker, way))
            for n, asker in enumerate(askers)
        ]
    for error in {repr(each.exception())[:200] for each in holding if each.exception()}:
        print(f"  {error}")
    lost = [each.exception() is not None for each in holding]
    mixed = [
        not is_lost and each.result() != expected[n % len(expected)]
        for n, (each, is_lost) in enumerate(zip(holding, lost, strict=True))
    ]
    return Held(sum(lost), sum(mixed))


def main() -> int:
    """Run, print what was measured, and return 1 when an answer was lost or mixed up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--way", choices=WAYS, action="append", help="all, unless named")
    parser.add_argument("--rounds", type=int, default=1, help="how often all of them are held")
    options = parser.parse_args()
    many = options.conversations
    memory: list[float] = []
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, running_chat(Path(folder)) as (process, port):
        url = f"http://127.0.0.1:{port}"
        # Given up before the server does: a busy machine would ask where nobody answers any more.
        limits = httpx.Limits(max_connections=None, keepalive_expiry=2.0)
        with httpx.Client(timeout=SECONDS, limits=limits) as client:
            _wait_for(client, url)
            alone = Asker(url, client)
            expected = [held(conversation(n), alone.post) for n in range(len(FIRST) * len(THEN))]
            print(f"{os.cpu_count()} cores; asked alone: {_figures(alone.seconds)}", flush=True)
            for way in [*(options.way or WAYS)] * options.rounds:
                askers = [Asker(url, client) for _ in range(many)]
                started = time.perf_counter()
                found = hold_all(askers, way, expected)
                seconds = [second for asker in askers for second in asker.seconds]
                memory.append(measured(process)[0])
                print(
                    f"{WAYS[way]}: {many} conversations at once, {len(seconds)} answers in "
                    f"{time.perf_counter() - started:.1f} s, {found.lost} lost, {found.mixed} "
                    f"mixed up; {_figures(seconds)}; memory {memory[-1]:.0f} MB; "
                    f"load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
                wrong += found.lost + found.mixed
    if memory[-1] - memory[0] > MOST_MB_MORE:
        print(f"memory went from {memory[0]:.0f} to {memory[-1]:.0f} MB")
        wrong += 1
    return int(wrong > 0)


def _figures(seconds: list[float]) -> str:
    ranked = sorted(seconds)
    p95 = ranked[int(0.95 * (len(ranked) - 1))] if ranked else float("nan")
    middle = statistics.median(ranked) if ranked else float("nan")
    return f"median {middle:.2f} s, 95th percentile {p95:.2f} s"


def _wait_for(client: httpx.Client, url: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not _is_ready(client, url):
        if time.monotonic() > deadline:
            raise TimeoutError("the documents were never read")
        time.sleep(0.5)


def _is_ready(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(f"{url}/readyz").status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    sys.exit(main())
