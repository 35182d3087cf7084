from __future__ import annotations

from queue import Queue

import pytest

from rag.errors import ModelError
from rag.writing.generation.chat import Relay, read_relay


def filled(*items: str | Exception | None) -> Relay:
    relay: Relay = Queue()
    for item in items:
        relay.put(item)
    return relay


def test_pieces_that_wait_are_joined() -> None:
    assert list(read_relay(filled("", "가", "나", None), "m", 1)) == ["가나"]


def test_an_empty_reply_is_empty() -> None:
    assert list(read_relay(filled(None), "m", 1)) == []


def test_what_went_wrong_comes_after_what_was_written() -> None:
    pieces = read_relay(filled("가", ModelError("down", korean="멈춤")), "m", 1)
    assert next(pieces) == "가"
    with pytest.raises(ModelError, match="down"):
        next(pieces)


def test_a_caller_can_look_up_while_nothing_comes() -> None:
    pieces = read_relay(filled(), "m", stall_s=0.01)
    assert [next(pieces) for _ in range(20)] == [""] * 20, "what has not started is no stall"


def test_silence_after_the_start_is_a_stall() -> None:
    with pytest.raises(ModelError, match=r"'m' wrote nothing for 0\.05 s"):
        list(read_relay(filled(""), "m", stall_s=0.05))
