"""Which conversations are kept: each visitor's own, so many, and for so long."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class TooManySessions(Exception):  # noqa: N818 - no error of the program
    """There is no room for another conversation, and none that could go."""


@dataclass(slots=True, eq=False)
class Session:
    """One conversation.

    Attributes:
        visitor: Whose it is.
        page: What the visitor's page calls it.
        address: Where the visitor came from.
        key: What it is called inside; no page knows it.
        used: When it was last used.
        streams: Open streams: as long as there is one, a page is open.
        readers: Those of them that take answers.
        asking: Questions that are being handed on.
        is_program: Whether a program asks, and no page.
    """

    visitor: str
    page: str
    address: str
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    used: float = 0.0
    streams: int = 0
    readers: int = 0
    asking: int = 0
    is_program: bool = False


class Sessions:
    """The conversations that are kept.

    A conversation is known by its visitor and by the name that the page drew for it: the same name
    from another visitor is another conversation. What Gradio keeps for it goes when it is too
    old, or when there are too many, pages and programs apart: then the least recently used of the
    address that has most. Not one whose page is open, nor one whose answer nobody has read yet.
    """

    def __init__(
        self,
        forget: Callable[[str], None],
        *,
        most: int,
        most_programs: int,
        most_each: int = 8,
        seconds: float,
        is_wanted: Callable[[str], bool] = lambda _key: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with none.

        Args:
            forget: Drops all that is kept under a session's key.
            most: How many of pages are kept.
            most_programs: How many of programs.
            most_each: How many of one visitor: pages open at once.
            seconds: How long one is kept that no page is open for.
            is_wanted: Tells whether an answer under a session's key is not read yet.
            clock: Tells the time in seconds.
        """
        self._forget = forget
        self._most = {False: most, True: most_programs}
        self._most_each = most_each
        self._seconds = seconds
        self._is_wanted = is_wanted
        self._clock = clock
        self._kept: dict[tuple[str, str], Session] = {}  # the least recently used first
        self._sweep: asyncio.TimerHandle | None = None

    def __iter__(self) -> Iterator[Session]:
        """Iterate over those that are kept."""
        return iter(tuple(self._kept.values()))

    def find(self, visitor: str, page: str) -> Session | None:
        """Return a visitor's session if it is kept."""
        return self._kept.get((visitor, page))

    def find_key(self, key: str) -> Session | None:
        """Return the session that is called so inside, if it is kept."""
        return next((session for session in self._kept.values() if session.key == key), None)

    def end(self, session: Session) -> None:
        """Forget a session, if it is kept."""
        if (session.visitor, session.page) in self._kept:
            self._drop(session)

    def use(self, visitor: str, page: str, address: str, is_program: bool | None = None) -> Session:
        """Return a visitor's session, a new one if there is none; call it on the event loop.

        Args:
            visitor: Whose it is.
            page: What the visitor's page calls it.
            address: Where the visitor comes from.
            is_program: Whether a program asks; ``None`` where that does not show.

        Raises:
            TooManySessions: There is no room for a new one.
        """
        self._drop_old()
        session = self._kept.pop((visitor, page), None)
        if session is None:
            self._make_room(visitor, is_program=is_program is True)
            session = Session(visitor, page, address)
        if is_program is not None:
            session.is_program = is_program
        session.used = self._clock()
        self._kept[visitor, page] = session
        self._sweep_later()
        return session

    @contextmanager
    def open_stream(self, session: Session, *, reads: bool) -> Iterator[None]:
        """Keep a session, whatever its age, while a stream of its page is open."""
        session.streams += 1
        session.readers += reads
        try:
            yield
        finally:
            session.streams -= 1
            session.readers -= reads
            session.used = self._clock()

    def _make_room(self, visitor: str, *, is_program: bool) -> None:
        self._make_room_among([s for s in self if s.visitor == visitor], self._most_each)
        alike = [session for session in self if session.is_program == is_program]
        self._make_room_among(alike, self._most[is_program])

    def _make_room_among(self, kept: list[Session], most: int) -> None:
        if len(kept) < most:
            return
        held = Counter(session.address for session in kept)
        idle = [session for session in kept if self._is_idle(session)]
        if not idle:
            raise TooManySessions
        # The first of those with most is the least recently used.
        self._drop(max(idle, key=lambda session: held[session.address]))

    def _is_idle(self, session: Session) -> bool:
        return not (session.streams or session.asking or self._is_wanted(session.key))

    def _drop_old(self) -> None:
        for session in self:
            is_old = self._clock() - session.used >= self._seconds
            if is_old and self._is_idle(session):
                self._drop(session)

    def _drop(self, session: Session) -> None:
        del self._kept[session.visitor, session.page]
        self._forget(session.key)

    def _sweep_later(self) -> None:
        """Look once more when the oldest may be too old, also when nobody asks by then."""
        if self._sweep is None and self._kept:
            loop = asyncio.get_running_loop()
            self._sweep = loop.call_later(max(self._seconds / 4, 0.01), self._swept)

    def _swept(self) -> None:
        self._sweep = None
        self._drop_old()
        self._sweep_later()
