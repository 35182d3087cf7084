"""A log that others cannot fill."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable


class SeldomAgain(logging.Filter):
    """Lets the same message through once in a while, and says how often it was held back.

    uvicorn writes a line for every request that is none, and whoever reaches the port can send
    as many as the disk has room for lines.
    """

    def __init__(self, seconds: float = 60, clock: Callable[[], float] = time.monotonic) -> None:
        """Hold back nothing yet.

        Args:
            seconds: How long a message is held back after it was let through.
            clock: Tells the time in seconds.
        """
        super().__init__()
        self._seconds = seconds
        self._clock = clock
        self._said: dict[str, float] = {}
        self._held: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is written; known by its error and by its message before values."""
        kind = record.exc_info[0] if record.exc_info else None
        message, now = f"{record.msg} {kind}", self._clock()
        if now - self._said.get(message, -self._seconds) < self._seconds:
            self._held[message] = self._held.get(message, 0) + 1
            return False
        self._said[message] = now
        if held := self._held.pop(message, 0):
            # Without values, nothing in the text is taken for a place to put one.
            record.msg, record.args = f"{record.getMessage()} ({held} more like this since)", ()
        return True
