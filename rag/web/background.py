"""A generator that works in a thread of its own while the server goes on."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None = None


class Background(Generic[T]):
    """Runs a generator in a thread and hands on what it yields.

    Gradio's own way to cancel waits until the generator's current step is done and lets nobody
    else be served meanwhile; :meth:`stop` waits for nothing. Create it, iterate it and stop it on
    one event loop.
    """

    def __init__(
        self,
        make: Callable[[], Generator[T, None, None]],
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        """Start the thread.

        Args:
            make: Makes the generator; called in the thread.
            on_end: Called on the event loop once the thread has ended, which may be well after
                nobody waits for it any longer.
        """
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._items: asyncio.Queue[T | _Ended] = asyncio.Queue()
        self._is_wanted = True
        # No daemon: cut off in native code when the interpreter ends, it would abort the process.
        threading.Thread(target=self._run, args=(make,), daemon=False).start()

    async def __aiter__(self) -> AsyncIterator[T]:
        """Yield what the generator yields, until it ends or is stopped; raise what it raises."""
        try:
            while not isinstance(item := await self._items.get(), _Ended):
                yield item
            if item.error is not None:
                raise item.error
        finally:
            self._is_wanted = False

    def stop(self) -> None:
        """End the iteration now, and the generator once its current step is done."""
        self._is_wanted = False
        self._items.put_nowait(_Ended())

    def _run(self, make: Callable[[], Generator[T, None, None]]) -> None:
        ended = _Ended()
        try:
            with contextlib.closing(make()) as items:
                for item in items:
                    if not self._is_wanted:
                        break
                    self._put(item)
        except BaseException as error:
            ended = _Ended(error)
        self._put(ended)
        self._tell(self._on_end)

    def _put(self, item: T | _Ended) -> None:
        self._tell(lambda: self._items.put_nowait(item))

    def _tell(self, call: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:
            # The loop is closed: the server ended in the middle of an answer.
            self._is_wanted = False
