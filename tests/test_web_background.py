"""A generator in a thread: what it yields arrives, and stopping it waits for nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator

import pytest

from rag.web.background import Background

SECONDS = 10


async def collect(background: Background[int]) -> list[int]:
    return [item async for item in background]


def test_items_arrive_in_order() -> None:
    async def run() -> list[int]:
        return await collect(Background(lambda: (n for n in range(100))))

    assert asyncio.run(run()) == list(range(100))


def test_an_error_is_raised_after_the_items_before_it() -> None:
    def failing() -> Generator[int, None, None]:
        yield 1
        raise ValueError("broken")

    seen: list[int] = []

    async def run() -> None:
        async for item in Background(failing):
            seen.append(item)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(run())
    assert seen == [1]


def test_stop_ends_the_iteration_while_the_generator_is_stuck() -> None:
    stuck, closed = threading.Event(), threading.Event()

    def waiting() -> Generator[int, None, None]:
        try:
            yield 1
            stuck.wait(SECONDS)
            yield 2
            yield 3
        finally:
            closed.set()

    async def run() -> list[int]:
        background = Background(waiting)
        seen = []
        async for item in background:
            seen.append(item)
            background.stop()
        return seen

    assert asyncio.run(run()) == [1]
    assert not closed.is_set()
    # Its step done, the generator is closed and makes nothing more.
    stuck.set()
    assert closed.wait(SECONDS)


def test_that_the_thread_has_ended_is_told_when_it_has() -> None:
    stuck = threading.Event()

    def waiting() -> Generator[int, None, None]:
        yield 1
        stuck.wait(SECONDS)

    async def run() -> None:
        ended = asyncio.Event()
        background = Background(waiting, on_end=ended.set)
        async for _ in background:
            background.stop()
        assert not ended.is_set()
        stuck.set()
        await asyncio.wait_for(ended.wait(), SECONDS)

    asyncio.run(run())
