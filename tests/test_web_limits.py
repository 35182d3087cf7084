"""So many requests at once in all, and so many to an address."""

from __future__ import annotations

import asyncio
import itertools

from rag.web.limits import RequestLimits
from rag.web.routes import HEARTBEAT


def statuses(
    limits: tuple[int, int], addresses: list[str | None], *, paths: str = "/"
) -> tuple[list[int], list[int]]:
    """Ask from these addresses at once, and once more from the first when all were served.

    What is asked for is by turns one of ``paths``: a page's heartbeat for ``h``.
    """

    async def asked() -> tuple[list[int], list[int]]:
        go_on = asyncio.Event()

        async def waits(_scope, _receive, send) -> None:
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        fenced = RequestLimits(waits, *limits)

        async def ask(address: str | None, kind: str = "/") -> int:
            path = f"{HEARTBEAT}page" if kind == "h" else "/"
            sent = []

            async def send(message) -> None:
                sent.append(message)

            scope = {"type": "http", "path": path, "headers": []}
            await fenced({**scope, "client": address and (address, 1)}, None, send)
            return sent[0]["status"]

        kinds = itertools.cycle(paths)
        asking = [asyncio.create_task(ask(each, next(kinds))) for each in addresses]
        await asyncio.sleep(0)
        go_on.set()
        return await asyncio.gather(*asking), [await ask(addresses[0])]

    return asyncio.run(asked())


def test_an_address_over_its_limit_is_refused_and_others_are_not() -> None:
    limits = (9, 2)
    at_once, after = statuses(limits, ["a", "a", "a", "b", "a", None])
    assert at_once == [200, 200, 429, 200, 429, 200]
    assert after == [200]


def test_all_together_have_a_limit() -> None:
    at_once, after = statuses((3, 2), ["a", "b", "c", "d"])
    assert at_once == [200, 200, 200, 503]
    assert after == [200]


def test_pages_that_are_only_open_leave_half_of_the_places() -> None:
    at_once, after = statuses((20, 4), ["a"] * 6, paths="hhhh//")
    assert at_once == [200, 200, 429, 429, 200, 200]
    assert after == [200]
    at_once, _ = statuses((4, 4), ["a", "b", "c", "d"], paths="hhh/")
    assert at_once == [200, 200, 503, 200]


def test_who_fails_gives_the_place_back() -> None:
    async def fails(_scope, _receive, _send) -> None:
        raise ValueError

    async def ask_often() -> int:
        fenced = RequestLimits(fails, 2, 2)
        failed = 0
        for _ in range(5):
            try:
                await fenced({"type": "http", "path": "/", "client": ("a", 1)}, None, None)
            except ValueError:
                failed += 1
        return failed

    assert asyncio.run(ask_often()) == 5
