"""The same line once in a while."""

from __future__ import annotations

import logging

from rag.web.logs import SeldomAgain


def test_the_same_message_is_written_once_in_a_while_and_counted() -> None:
    now = 0.0
    quiet = SeldomAgain(60, clock=lambda: now)

    def written(message: str, *values: object) -> str | None:
        record = logging.LogRecord("a", logging.WARNING, "a.py", 1, message, values, None)
        return record.getMessage() if quiet.filter(record) else None

    assert written("no request from %s", "a") == "no request from a"
    assert [written("no request from %s", name) for name in "abc"] == [None] * 3
    assert written("something else: 100%%") == "something else: 100%%"
    now = 61.0
    assert written("no request from %s", "50%") == "no request from 50% (3 more like this since)"
    assert written("no request from %s", "b") is None
    now = 122.0
    assert written("something else: 100%%") == "something else: 100%%"
