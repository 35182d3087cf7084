"""So many conversations, for so long, each its visitor's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from rag.web.sessions import Session, Sessions, TooManySessions


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def on_loop(check: Callable[[Sessions, list[str], Clock], None], **limits: Any) -> None:
    async def run() -> None:
        forgotten: list[str] = []
        clock = Clock()
        given = {"most": 3, "most_programs": 2, "most_each": 2, "seconds": 60, **limits}
        check(Sessions(forgotten.append, clock=clock, **given), forgotten, clock)

    asyncio.run(run())


def use(
    sessions: Sessions, visitor: str, page: str = "p", at: str = "127.0.0.1", **kind: bool
) -> Session:
    return sessions.use(visitor, page, at, **kind)


def test_a_page_is_known_again_and_only_with_its_visitor() -> None:
    def check(sessions, _forgotten, _clock) -> None:
        mine, other = use(sessions, "a"), use(sessions, "b")
        assert use(sessions, "a") is mine
        assert mine.key != other.key
        assert sessions.find("a", "p") is mine
        assert sessions.find("c", "p") is None

    on_loop(check)


def test_the_least_recently_used_goes_when_there_are_too_many() -> None:
    def check(sessions, forgotten, _clock) -> None:
        first, second, _ = (use(sessions, name) for name in "abc")
        use(sessions, "a")
        use(sessions, "d")
        assert forgotten == [second.key]
        assert sessions.find("a", "p") is first

    on_loop(check)


def test_one_visitor_takes_no_more_than_a_few() -> None:
    def check(sessions, forgotten, _clock) -> None:
        other, first = use(sessions, "b"), use(sessions, "a", "1")
        use(sessions, "a", "2")
        use(sessions, "a", "3")
        assert forgotten == [first.key]
        assert sessions.find("b", "p") is other

    on_loop(check)


def test_who_has_most_makes_room_for_others() -> None:
    def check(sessions, forgotten, _clock) -> None:
        quiet = use(sessions, "a", at="10.0.0.1")
        loud = [use(sessions, name, at="10.0.0.2") for name in "bc"]
        use(sessions, "d", at="10.0.0.2")
        use(sessions, "e", at="10.0.0.3")
        assert forgotten[0] == loud[0].key
        assert sessions.find("a", "p") is quiet

    on_loop(check)


def test_an_answer_that_nobody_has_read_stays() -> None:
    wanted: set[str] = set()

    def check(sessions, forgotten, clock) -> None:
        first, second = (use(sessions, name, is_program=True) for name in "ab")
        wanted.update({first.key, second.key})
        clock.now = 1_000
        with pytest.raises(TooManySessions):
            use(sessions, "c", is_program=True)
        wanted.remove(second.key)
        use(sessions, "c", is_program=True)
        assert forgotten == [second.key]

    on_loop(check, is_wanted=wanted.__contains__)


def test_programs_take_no_room_of_pages() -> None:
    def check(sessions, forgotten, _clock) -> None:
        pages = [use(sessions, name) for name in "abc"]
        programs = [use(sessions, name, is_program=True) for name in "def"]
        assert forgotten == [programs[0].key]
        assert all(sessions.find(page.visitor, "p") is page for page in pages)

    on_loop(check)


def test_one_whose_page_is_open_stays() -> None:
    def check(sessions, forgotten, clock) -> None:
        mine = use(sessions, "a")
        with sessions.open_stream(mine, reads=True):
            assert (mine.streams, mine.readers) == (1, 1)
            clock.now = 1_000
            gone = use(sessions, "b")
            use(sessions, "c")
            use(sessions, "d")
            assert forgotten == [gone.key]
        assert (mine.streams, mine.readers) == (0, 0)
        clock.now += 61
        use(sessions, "e")
        assert mine.key in forgotten

    on_loop(check)


def test_there_is_no_room_where_all_pages_are_open() -> None:
    def check(sessions, forgotten, _clock) -> None:
        mine = use(sessions, "a")
        with sessions.open_stream(mine, reads=False):
            with pytest.raises(TooManySessions):
                use(sessions, "b")
            assert use(sessions, "a") is mine
        assert forgotten == []
        use(sessions, "b")
        assert forgotten == [mine.key]

    on_loop(check, most=1)


def test_an_old_one_goes_also_when_nobody_asks_any_more() -> None:
    forgotten: list[str] = []

    async def run() -> None:
        sessions = Sessions(forgotten.append, most=3, most_programs=3, seconds=0.04)
        key = use(sessions, "a").key
        for _ in range(200):
            if forgotten:
                break
            await asyncio.sleep(0.01)
        assert forgotten == [key]
        assert not list(sessions)

    asyncio.run(run())
