"""Places where answers are made: so many at once, and a line in which every client has its turn."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque

from rag.errors import RagError
from rag.web.limits import for_one_client


class NoPlace(RagError):  # noqa: N818 - a question came too early
    """A question may not even wait.

    Attributes:
        is_own: Whether it is for the client's other questions that it may not.
    """

    def __init__(self, *, is_own: bool) -> None:
        """Say who has to wait for whom."""
        self.is_own = is_own
        if is_own:
            super().__init__(
                "too many questions of this address wait; ask again soon",
                korean="앞서 보낸 질문이 너무 많이 남아 있습니다. 잠시 뒤에 다시 물어봐 주세요.",
            )
        else:
            super().__init__(
                "too many questions wait; ask again soon",
                korean="지금은 기다리는 질문이 너무 많습니다. 잠시 뒤에 다시 물어봐 주세요.",
            )


class Places:
    """So many answers made at once; use it on one event loop.

    The next place goes to the client that was not served for longest, so that who asks a hundred
    questions delays another's by one answer and not by a hundred (round robin; Nagle, 1987,
    IEEE Transactions on Communications 35(4)).

    Attributes:
        waiting: Questions that wait for a place.
        running: Questions that have one.
    """

    def __init__(self, at_once: int, most_waiting: int) -> None:
        """Begin with all places free.

        Args:
            at_once: Answers made at once.
            most_waiting: Questions that may wait; of one client an eighth fewer, so that there is
                always room for others.
        """
        self.waiting = self.running = 0
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._lines: OrderedDict[str, deque[Place]] = OrderedDict()  # the next client first

    @property
    def is_full(self) -> bool:
        """Whether no further question may wait."""
        return self.running >= self._at_once and self.waiting >= self._most_waiting

    def ask(self, client: str) -> Place:
        """Ask for a place for a client, such as an address, and stand in line where none is free.

        Raises:
            NoPlace: The line is too long.
        """
        place = Place(self, client)
        if self.running < self._at_once:
            self._give(place)
            return place
        line = self._lines.get(client, ())
        if len(line) >= for_one_client(self._most_waiting):
            raise NoPlace(is_own=True)
        if self.waiting >= self._most_waiting:
            raise NoPlace(is_own=False)
        self._lines.setdefault(client, deque()).append(place)
        self.waiting += 1
        return place

    def _give(self, place: Place) -> None:
        self.running += 1
        place.given.set_result(True)

    def _free(self) -> None:
        self.running -= 1
        if not self._lines:
            return
        client, line = self._lines.popitem(last=False)
        place = line.popleft()
        if line:
            self._lines[client] = line
        self.waiting -= 1
        self._give(place)

    def _leave(self, place: Place) -> None:
        line = self._lines[place.client]
        line.remove(place)
        if not line:
            del self._lines[place.client]
        self.waiting -= 1


class Place:
    """A place, or the wait for one.

    Attributes:
        client: Who asked for it.
        given: Whether it was given, once that is known: true, or false when nobody waits any more.
        is_lent: Whether it is somebody else's to leave it: a thread's, which may end well after
            nobody waits for it any longer.
    """

    def __init__(self, places: Places, client: str) -> None:
        """Ask for it with :meth:`Places.ask`."""
        self.client = client
        self.given: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.is_lent = False
        self._places = places
        self._is_left = False

    async def wait(self) -> bool:
        """Wait for the place; tell whether it was given."""
        # The line goes on also when who waits is cancelled.
        return await asyncio.shield(self.given)

    def stop(self) -> None:
        """Wait no longer; a place that was given stays until :meth:`leave`."""
        if not self.given.done():
            self._places._leave(self)
            self.given.set_result(False)

    def leave(self) -> None:
        """Give the place back, or leave the line; once is enough."""
        self.stop()
        if self.given.result() and not self._is_left:
            self._is_left = True
            self._places._free()
