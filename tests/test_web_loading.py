"""The pipeline loads in the background, fails in Korean, and can be tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from web_fakes import DOCUMENT, FakePipeline

from rag.errors import IndexCorruptError, RagError
from rag.web.loading import Failed, Loading, PipelineLoader, Ready

SECONDS = 10
CORRUPT = IndexCorruptError("bad index", korean="색인이 손상되었습니다.")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def test_nothing_is_loaded_before_it_is_started() -> None:
    calls: list[object] = []
    loader = PipelineLoader(lambda report: calls.append(report) or FakePipeline())
    assert loader.is_loading
    assert not calls


def test_a_pipeline_is_given_to_all_who_wait() -> None:
    pipeline, go_on = FakePipeline(), threading.Event()

    def open_late(_report):
        go_on.wait(SECONDS)
        return pipeline

    loader = PipelineLoader(open_late)
    loader.start()
    given: list[object] = []
    waiting = [threading.Thread(target=lambda: given.append(loader.wait())) for _ in range(3)]
    for thread in waiting:
        thread.start()
    assert loader.is_loading
    assert loader.state == Loading()
    go_on.set()
    for thread in waiting:
        thread.join(SECONDS)
    assert given == [pipeline] * 3
    assert not loader.is_loading


def test_it_tells_how_far_it_is() -> None:
    seen: list[object] = []

    def open_in_steps(report):
        report("문장 분석", 1200, 5000)
        seen.append(loader.state)
        return FakePipeline()

    loader = PipelineLoader(open_in_steps)
    loader.start()
    loader.wait()
    assert seen == [Loading("문장 분석 1,200/5,000")]


def test_examples_come_after_the_pipeline() -> None:
    loader = PipelineLoader(lambda _: FakePipeline())
    loader.start()
    loader.wait()
    until(lambda: isinstance(loader.state, Ready) and loader.state.examples is not None)


def test_without_examples_the_chat_goes_on(caplog) -> None:
    opened = replace(DOCUMENT, text="가람시는 4월 2일 도서관을 열었다.", header_end=0)
    pipeline = FakePipeline(
        documents={opened.id: opened},
        replies={"가람시는 언제 도서관을 열었나요?": ZeroDivisionError("odd")},
    )
    loader = PipelineLoader(lambda _: pipeline)
    loader.start()
    until(lambda: loader.state == Ready(pipeline, ()))
    assert "ZeroDivisionError: odd" in caplog.text


def test_a_failure_is_told_to_all_who_wait() -> None:
    def fail(_report):
        raise CORRUPT

    loader = PipelineLoader(fail)
    loader.start()
    for _ in range(2):
        with pytest.raises(IndexCorruptError) as raised:
            loader.wait()
        assert raised.value is CORRUPT
    assert loader.state == Failed(CORRUPT)


def test_an_unexpected_failure_is_korean_too_and_logged(caplog) -> None:
    loader = PipelineLoader(lambda _: 1 / 0)
    loader.start()
    with pytest.raises(RagError) as raised:
        loader.wait()
    assert "예상하지 못한 문제" in raised.value.korean
    assert "ZeroDivisionError" in caplog.text


def test_after_a_failure_it_can_be_tried_again() -> None:
    pipeline = FakePipeline()
    outcomes: list[FakePipeline | Exception] = [CORRUPT, pipeline]

    def next_outcome(_report):
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    loader = PipelineLoader(next_outcome)
    loader.start()
    with pytest.raises(IndexCorruptError):
        loader.wait()
    loader.start()
    assert loader.wait() is pipeline
    # Once it is there, it is not loaded a third time.
    loader.start()
    assert loader.wait() is pipeline


def test_closed_it_gives_up_at_the_next_step_and_finds_no_more_examples() -> None:
    began, closed = threading.Event(), threading.Event()

    def open_in_steps(report):
        began.set()
        closed.wait()
        report("문장 분석", 1, 2)
        pytest.fail("went on")

    loader = PipelineLoader(open_in_steps)
    loader.start()
    thread = next(t for t in threading.enumerate() if t.name == "pipeline-loader")
    # The interpreter waits for it: cut off in native code, it would abort the process.
    assert not thread.daemon
    began.wait()
    loader.close()
    closed.set()
    thread.join(5)
    assert not thread.is_alive()
    assert loader.state == Loading()
    loader.start()
    assert not any(t.name == "pipeline-loader" for t in threading.enumerate())


def test_who_started_it_is_told_once_questions_can_be_answered() -> None:
    told: list[bool] = []
    loader = PipelineLoader(lambda _: FakePipeline(), lambda: told.append(not loader.is_loading))
    assert told == []
    loader.start()
    loader.wait()
    deadline = time.monotonic() + 20
    while not told and time.monotonic() < deadline:
        time.sleep(0.01)
    assert told == [True]
