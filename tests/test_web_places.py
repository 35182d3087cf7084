"""So many at once, and a line in which every client has its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from rag.web.places import NoPlace, Place, Places


def on_loop(check: Callable[[], None]) -> None:
    async def run() -> None:
        check()

    asyncio.run(run())


def has(place: Place) -> bool:
    return place.given.done() and place.given.result()


def test_so_many_have_a_place_and_the_others_wait_for_theirs() -> None:
    def check() -> None:
        places = Places(2, 8)
        first, second, third = (places.ask("a") for _ in range(3))
        assert [has(each) for each in (first, second, third)] == [True, True, False]
        assert (places.running, places.waiting) == (2, 1)
        first.leave()
        first.leave()
        assert has(third)
        assert (places.running, places.waiting) == (2, 0)

    on_loop(check)


def test_clients_take_turns() -> None:
    def check() -> None:
        places = Places(1, 30)
        asked = [places.ask(client) for client in "aaaabbc"]
        order = []
        for _ in asked:
            (now,) = [n for n, place in enumerate(asked) if has(place) and n not in order]
            order.append(now)
            asked[now].leave()
        assert ["aaaabbc"[n] for n in order] == list("aabcaba")
        assert (places.running, places.waiting) == (0, 0)

    on_loop(check)


def test_one_client_leaves_room_for_another() -> None:
    def check() -> None:
        places = Places(1, 8)
        for _ in range(8):
            places.ask("a")
        with pytest.raises(NoPlace) as refused:
            places.ask("a")
        assert refused.value.is_own
        places.ask("b")
        assert places.is_full
        with pytest.raises(NoPlace) as refused:
            places.ask("c")
        assert not refused.value.is_own
        assert "잠시 뒤에 다시" in refused.value.korean

    on_loop(check)


def test_who_gives_up_takes_no_place() -> None:
    def check() -> None:
        places = Places(1, 8)
        first, second, third = (places.ask("a") for _ in range(3))
        second.stop()
        assert not has(second)
        first.leave()
        assert has(third)
        third.stop()
        assert places.running == 1, "what works on goes on to hold its place"
        third.leave()
        assert (places.running, places.waiting) == (0, 0)

    on_loop(check)


def test_who_is_cancelled_while_waiting_leaves_the_line() -> None:
    async def run() -> None:
        places = Places(1, 8)
        first, second = places.ask("a"), places.ask("b")
        waiting = asyncio.create_task(second.wait())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        second.leave()
        assert places.waiting == 0
        first.leave()
        assert places.running == 0

    asyncio.run(run())
