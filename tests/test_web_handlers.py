"""What Gradio's events return, without a browser."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from web_fakes import DOCUMENT, FakePipeline, answered

from rag.conversation import Turn
from rag.errors import IndexCorruptError
from rag.web.conversation import STOPPED, ChatTurn, Turns, TurnState
from rag.web.handlers import EXAMPLES, READING, VIEW_PARTS, Handlers
from rag.web.loading import PipelineLoader
from rag.web.uploads import Uploads

ANSWER = answered(DOCUMENT, "장서는 12만 권이다.")
WHOLE = answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다.")


def handlers(pipeline: FakePipeline | None = None) -> Handlers:
    loader = PipelineLoader(lambda _: pipeline or FakePipeline())
    loader.start()
    loader.wait()
    return Handlers(loader, Uploads(loader))


async def collect(updates: AsyncIterator[Any]) -> list[Any]:
    return [update async for update in updates]


def asked(on: Handlers, question: str, turns: Turns = ()) -> list[Any]:
    return asyncio.run(collect(on.ask(question, turns)))


def shown(updates: tuple[Any, ...]) -> list[bool]:
    """Which of send, stop, again, clear and the examples are visible."""
    return [update["visible"] for update in updates[-5:]]


def is_skip(update: Any) -> bool:
    return isinstance(update, dict) and update == {"__type__": "update"}


def test_asking_empties_the_box_and_shows_the_answer() -> None:
    updates = asked(handlers(FakePipeline(replies={"몇 권?": ANSWER})), "몇 권?")
    assert {len(update) for update in updates} == {1 + VIEW_PARTS}
    assert updates[0][0] == ""
    # Once only: the next question may be typed meanwhile.
    assert all(is_skip(update[0]) for update in updates[1:])
    assert shown(updates[0]) == [False, True, False, False, False]
    assert shown(updates[-1]) == [True, False, True, True, False]
    _, turns, transcript, *_ = updates[-1]
    assert turns[0].state is TurnState.DONE
    assert "장서는 12만 권이다." in transcript


def test_the_evidence_is_drawn_once_for_each_answer() -> None:
    # An article opened in the meantime stays open.
    updates = asked(handlers(FakePipeline(replies={"몇 권?": ANSWER})), "몇 권?")
    drawn = [update[3] for update in updates if not is_skip(update[3])]
    assert len(drawn) == 1
    assert '<mark class="current">장서는 12만 권이다.</mark>' in drawn[0]


def test_while_an_answer_grows_only_the_conversation_is_drawn_anew() -> None:
    grown = replace(ANSWER, text=f"{ANSWER.text} 그리고")
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, grown, WHOLE]})
    pipeline.held.set()
    _, first, growing, whole, last = asked(handlers(pipeline), "몇 권?")
    assert "그리고" in growing[2]
    assert all(is_skip(update) for update in growing[3:])
    assert not is_skip(first[3])
    assert not is_skip(whole[3])
    assert shown(last) == [True, False, True, True, False]


def test_a_second_question_waits_its_turn() -> None:
    pipeline = FakePipeline()
    on, first = handlers(pipeline), ChatTurn("하나", TurnState.PENDING)
    on.running[first.id] = object()
    updates = asked(on, "둘", (first,))
    assert len(updates) == 1
    assert len(updates[0]) == 1 + VIEW_PARTS
    assert all(is_skip(update) for update in updates[0])
    assert not pipeline.asked or pipeline.asked[-1][0] != "둘"


def test_an_answer_that_was_ended_unread_keeps_no_question_waiting() -> None:
    pipeline = FakePipeline(replies={"몇 권?": ANSWER})
    updates = asked(handlers(pipeline), "몇 권?", (ChatTurn("하나", TurnState.PENDING),))
    turns = updates[-1][1]
    assert [turn.state for turn in turns] == [TurnState.STOPPED, TurnState.DONE]


def test_stopping_ends_an_answer_that_is_stuck_and_keeps_what_was_said() -> None:
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, WHOLE]})
    on = handlers(pipeline)

    async def run() -> tuple[Any, Any]:
        turns: Turns = ()
        stopped: Any = None
        async for updates in on.ask("몇 권?", ()):
            turns = updates[1]
            if turns[-1].answer is not None and stopped is None:
                stopped = await on.stop(turns)
        return stopped, updates

    stopped, last = asyncio.run(run())
    for turns in (stopped[0], last[1]):
        assert turns[-1].state is TurnState.STOPPED
        assert (turns[-1].answer.text, turns[-1].notice) == (ANSWER.text, STOPPED)
    assert not on.running
    pipeline.held.set()


def test_stopping_frees_a_conversation_whose_answer_is_lost() -> None:
    updates = asyncio.run(handlers().stop((ChatTurn("하나", TurnState.PENDING),)))
    assert updates[0][0].state is TurnState.STOPPED
    assert asyncio.run(handlers().stop(()))[0] == ()


def test_the_last_question_can_be_asked_again() -> None:
    pipeline = FakePipeline()
    before = (
        ChatTurn("하나", TurnState.DONE, ANSWER),
        ChatTurn("둘 ", TurnState.FAILED, notice="오류"),
    )
    updates = asyncio.run(collect(handlers(pipeline).ask_again(before)))
    assert [turn.asked for turn in updates[-1][0]] == ["하나", "둘 "]
    assert updates[-1][0][1].state is TurnState.DONE
    assert pipeline.asked[-1] == ("둘 ", (Turn("질문", "장서는 12만 권이다."),))
    assert asyncio.run(collect(handlers().ask_again(()))) == []


def test_a_new_conversation_is_empty_and_shows_examples() -> None:
    turns, transcript, _, *_ = updates = handlers().clear()
    assert turns == ()
    assert "무엇이 궁금하세요?" in transcript
    assert shown(updates) == [True, False, False, False, True]


def test_a_click_on_a_number_opens_the_article() -> None:
    turns = (ChatTurn("몇 권?", TurnState.DONE, ANSWER),)
    markup = handlers().article(turns, {"turn": 0, "kind": "citation", "number": 1})
    assert isinstance(markup, str)
    assert "김해솔" in markup
    markup = handlers().evidence(turns, {"turn": 0, "kind": "", "number": 0})
    assert isinstance(markup, str)
    assert "문서에서 보기" in markup


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        {},
        {"turn": "0", "number": 1},
        {"turn": 0, "number": None},
        {"turn": 5, "number": 1},
        {"turn": -1, "number": 1},
        {"turn": 0.5, "number": float("nan")},
    ],
)
def test_nonsense_from_the_browser_changes_nothing(data: object) -> None:
    turns = (ChatTurn("몇 권?", TurnState.DONE, ANSWER),)
    assert is_skip(handlers().article(turns, data))
    assert is_skip(handlers().evidence(turns, data))


def settled(on: Handlers) -> tuple[Any, ...]:
    """What the page is told once it need not look again."""
    while (update := on.status())[-1]["active"]:
        time.sleep(0.01)
    return update


def test_an_open_page_learns_when_the_documents_are_read() -> None:
    loader = PipelineLoader(lambda _: FakePipeline())
    on = Handlers(loader, Uploads(loader))
    first = on.status()
    assert READING in first[0]
    assert first[-1]["active"]
    loader.start()
    last = settled(on)
    assert "문서 1건 · 문장 45개" in last[0]
    assert {len(update) for update in (first, last)} == {3 + EXAMPLES}
    assert not any(update["visible"] for update in last[1:-1])


def test_an_open_page_learns_what_went_wrong_and_how_to_try_again() -> None:
    outcomes: list[Any] = [
        IndexCorruptError("bad", korean="색인이 손상되었습니다."),
        FakePipeline(),
    ]

    def next_outcome(_report: Any) -> Any:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    loader = PipelineLoader(next_outcome)
    on = Handlers(loader, Uploads(loader))
    on.read_again()
    failed = settled(on)
    assert '<p class="failed" role="status">색인이 손상되었습니다.</p>' in failed[0]
    assert failed[1]["visible"]
    on.read_again()
    mended = settled(on)
    assert "문서 1건" in mended[0]
    assert not mended[1]["visible"]
