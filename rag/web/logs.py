"""Where the server's log goes, and what is in it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from rag.web import metrics

if TYPE_CHECKING:
    from rag.settings import Settings


def log_to_terminal(settings: Settings) -> None:
    """Show what the package says; other libraries are heard from their warnings on.

    Args:
        settings: ``log_format`` and ``log_questions`` are read.
    """
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
