"""Where the server's log goes, what is in it, and how often the same line is."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.web import metrics

if TYPE_CHECKING:
    from rag.settings import Settings


def log_to_terminal(settings: Settings) -> None:
    """Show what the package says; other libraries are heard from their warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(settings.log_format))
    logger = logging.getLogger("rag")
    logger.setLevel(logging.INFO)
    logger.handlers = [handler]
    # A line for each question is for programs that read them; people would only see them scroll.
    is_json = settings.log_format == "json"
    logging.getLogger(metrics.__name__).setLevel(logging.INFO if is_json else logging.WARNING)
    metrics.TEXTS.setLevel(logging.DEBUG if settings.log_questions else logging.WARNING)


def _formatter(log_format: str) -> logging.Formatter:
    if log_format == "text":
        return logging.Formatter("%(levelname)s %(name)s: %(message)s")
    from pythonjsonlogger.json import JsonFormatter

    return JsonFormatter(
        "{asctime}{levelname}{name}{message}",
        style="{",
        json_ensure_ascii=False,
        rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
    )


class SeldomAgain(logging.Filter):
    """Lets the same message through once in a while, and says how often it was held back.

    uvicorn writes a line for every request that is none, and whoever reaches the port can send
    as many as the disk has room for lines.
    """

    def __init__(self, seconds: float = 60, clock: Callable[[], float] = time.monotonic) -> None:
        """Hold back nothing yet; a message is held back for so long after it was let through."""
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
