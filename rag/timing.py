"""How long each stage of an answer takes, for who asks; costs nothing when nobody does."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Stage(StrEnum):
    """What is done for an answer, one after the other, some of it more than once."""

    SEARCH = "search"
    RERANK = "rerank"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage took in all."""

    stage: Stage
    seconds: float


Seconds = dict[Stage, float]
_Step = TypeVar("_Step")

_RUNNING: ContextVar[Seconds | None] = ContextVar("rag.timing", default=None)


@contextmanager
def recording(seconds: Seconds) -> Iterator[None]:
    """Add what each stage takes within this block to ``seconds``."""
    token = _RUNNING.set(seconds)
    try:
        yield
    finally:
        _RUNNING.reset(token)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Count the time within this block for a stage; one stage must not be within another."""
    seconds = _RUNNING.get()
    if seconds is None:
        yield
        return
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started


def step_by_step(
    steps: Generator[_Step, None, None], context: Callable[[], AbstractContextManager[None]]
) -> Generator[_Step, None, None]:
    """Make each step of a generator in a context of its own, but not what is between the steps.

    The generator is closed when this one is.
    """
    with closing(steps):
        while True:
            with context():
                step = next(steps, None)
            if step is None:
                return
            yield step
