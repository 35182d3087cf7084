"""How long each stage takes."""

from __future__ import annotations

import time

import pytest

from rag.timing import Seconds, Stage, recording, stage


def test_a_stage_is_counted_as_often_as_it_happens() -> None:
    seconds: Seconds = {}
    with recording(seconds):
        for _ in range(2):
            with stage(Stage.READ):
                time.sleep(0.01)
    assert list(seconds) == [Stage.READ]
    assert seconds[Stage.READ] >= 0.02


def test_a_stage_that_fails_is_counted_and_nothing_after_it() -> None:
    seconds: Seconds = {}
    with pytest.raises(ZeroDivisionError), recording(seconds), stage(Stage.SEARCH):
        raise ZeroDivisionError
    assert set(seconds) == {Stage.SEARCH}
    with stage(Stage.READ):
        pass
    assert set(seconds) == {Stage.SEARCH}
