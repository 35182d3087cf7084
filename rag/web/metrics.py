"""What a question cost and how it ended: figures for Prometheus, and a line of the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from contextlib import closing
from uuid import uuid4

from prometheus_client import Counter, Gauge, Histogram

from rag.answering import Answer

_LOG = logging.getLogger(__name__)
# Its messages are wanted only where an operator says so, see `rag.web.logs`.
TEXTS = logging.getLogger(f"{__name__}.texts")

# As prometheus_client has it, these are of the process, and live as long as it.
QUESTIONS = Counter(
    "rag_questions",
    "Questions that ended, by the answer's status, or error, or stopped",
    ["status"],
)
SECONDS = Histogram(
    "rag_stage_seconds",
    "How long a question waited for a place, how long its evidence took to find, and how long a "
    "language model then wrote",
    ["stage"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120),
)
REFUSED = Counter("rag_refused_requests", "Requests refused, by HTTP status", ["status"])
WAITING = Gauge("rag_questions_waiting", "Questions that wait for a place, by who asks", ["by"])
RUNNING = Gauge("rag_questions_running", "Questions of programs that are being answered")


def observed(
    question: str, answers: Generator[Answer, None, None]
) -> Generator[Answer, None, None]:
    """Hand on the answers to a question, and record how it ended and how long it took.

    Its text is recorded only where :data:`TEXTS` is heard; the answers are closed with this
    iterator.
    """
    started = time.perf_counter()
    found: float | None = None
    answer, status = None, "stopped"
    try:
        with closing(answers):
            for answer in answers:
                if found is None and (answer.retrieved or answer.citations):
                    found = time.perf_counter()
                yield answer
        status = answer.status.value if answer else "error"
    except Exception:
        status = "error"
        raise
    finally:
        _record(question, status, started, found or time.perf_counter())


def _record(question: str, status: str, started: float, found: float) -> None:
    ended = time.perf_counter()
    QUESTIONS.labels(status).inc()
    SECONDS.labels("find").observe(found - started)
    SECONDS.labels("write").observe(ended - found)
    told = {
        "id": uuid4().hex[:12],
        "status": status,
        "chars": len(question),
        "find_s": round(found - started, 3),
        "write_s": round(ended - found, 3),
    }
    _LOG.info("question ended", extra=told)
    TEXTS.debug("question asked", extra={"id": told["id"], "question": question})
