"""What Gradio's events return, without a browser."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from web_fakes import DOCUMENT, FakePipeline, answered, found, refused

from rag.answering import Answer
from rag.conversation import Turn
from rag.errors import IndexCorruptError
from rag.web.conversation import STOPPED, WAITING, ChatTurn, Turns, TurnState, Verdict
from rag.web.feedback import Feedback
from rag.web.handlers import EXAMPLES, READING, VIEW_PARTS, Handlers
from rag.web.keeping import kept_turn
from rag.web.loading import PipelineLoader
from rag.web.places import Places
from rag.web.uploads import Uploads

ANSWER = answered(DOCUMENT, "장서는 12만 권이다.")
WHOLE = answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다.")


NOWHERE = Feedback(Path("/dev/null/feedback.jsonl"))


def handlers(pipeline: FakePipeline | None = None, at_once: int = 8) -> Handlers:
    loader = PipelineLoader(lambda _: pipeline or FakePipeline())
    loader.start()
    loader.wait()
    return Handlers(loader, Uploads(loader), NOWHERE, Places(at_once, 8))


async def collect(updates: AsyncIterator[Any]) -> list[Any]:
    return [update async for update in updates]


def asked(on: Handlers, question: str, turns: Turns = ()) -> list[Any]:
    return asyncio.run(collect(on.ask(question, turns)))


def shown(updates: tuple[Any, ...]) -> list[bool]:
    """Which of send, stop, again, undo, clear and the examples are visible."""
    return [update["visible"] for update in updates[-6:]]


def is_skip(update: Any) -> bool:
    return isinstance(update, dict) and update == {"__type__": "update"}


def test_asking_leaves_the_box_to_the_page_and_shows_the_answer() -> None:
    updates = asked(handlers(FakePipeline(replies={"몇 권?": ANSWER})), "몇 권?")
    assert {len(update) for update in updates} == {1 + VIEW_PARTS}
    assert all(is_skip(update[0]) for update in updates), "the next may be typed by now"
    # Once only: the next question may be typed meanwhile.
    assert all(is_skip(update[0]) for update in updates[1:])
    assert shown(updates[0]) == [False, True, False, False, False, False]
    assert shown(updates[-1]) == [True, False, True, True, True, False]
    _, turns, transcript, *_ = updates[-1]
    assert turns[0].state is TurnState.DONE
    assert "장서는 12만 권이다." in transcript


def test_the_pane_is_drawn_once_for_each_answer() -> None:
    # What is read there meanwhile stays where it is.
    updates = asked(handlers(FakePipeline(replies={"몇 권?": ANSWER})), "몇 권?")
    drawn = [update[3] for update in updates if not is_skip(update[3])]
    assert len(drawn) == 1
    assert "장서는 12만 권이다.</a></mark>" in drawn[0]


def test_while_an_answer_grows_only_the_conversation_is_drawn_anew() -> None:
    grown = replace(ANSWER, text=f"{ANSWER.text} 그리고")
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, grown, WHOLE]})
    pipeline.held.set()
    _, first, growing, whole, last = asked(handlers(pipeline), "몇 권?")
    assert "그리고" in growing[2]
    for update in (first, growing, whole):
        assert all(is_skip(each) for each in update[3:])
    assert not is_skip(last[3])
    assert shown(last) == [True, False, True, True, True, False]


@pytest.mark.parametrize(
    "reply",
    [refused(), refused(retrieved=[found(DOCUMENT, "장서는 12만 권이다.")])],
    ids=["a greeting", "a refusal that names nothing"],
)
def test_what_points_nowhere_leaves_the_pane(reply: Answer) -> None:
    updates = asked(handlers(FakePipeline(replies={"몇 권?": reply})), "몇 권?")
    assert all(is_skip(update[3]) for update in updates)


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


def test_who_waits_for_a_place_sees_the_question_and_is_told_so() -> None:
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, WHOLE], "언제?": ANSWER})
    on = handlers(pipeline, at_once=1)

    async def run() -> list[ChatTurn]:
        running, waiting = on.ask("몇 권?", ()), on.ask("언제?", ())
        await anext(running)
        (turn,) = (await anext(waiting))[1]
        assert (turn.asked, turn.state, turn.notice) == ("언제?", TurnState.PENDING, WAITING)
        pipeline.held.set()
        await collect(running)
        seen = [updates[1][-1] for updates in await collect(waiting)]
        assert {each.id for each in seen} == {turn.id}
        return seen

    assert asyncio.run(run())[-1].state is TurnState.DONE


def test_who_waits_for_a_place_may_give_up() -> None:
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, WHOLE]})
    on = handlers(pipeline, at_once=1)

    async def run() -> Turns:
        running, waiting = on.ask("몇 권?", ()), on.ask("언제?", ())
        await anext(running)
        turns = (await anext(waiting))[1]
        await on.stop(turns)
        (last,) = await collect(waiting)
        assert on.places.waiting == 0
        pipeline.held.set()
        await collect(running)
        return last[1]

    assert asyncio.run(run())[-1].state is TurnState.STOPPED
    assert [asked for asked, _ in pipeline.asked if asked == "언제?"] == []


def test_a_place_is_free_again_when_the_thread_has_ended_and_not_before() -> None:
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, WHOLE]})
    on = handlers(pipeline, at_once=1)

    async def run() -> None:
        async for updates in on.ask("몇 권?", ()):
            if updates[1][-1].answer is not None:
                await on.stop(updates[1])
        assert on.places.running == 1
        pipeline.held.set()
        while on.places.running:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(run(), 10))


def test_where_too_many_wait_it_is_told_in_the_conversation() -> None:
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, WHOLE]})
    on = replace(handlers(pipeline), places=Places(1, 0))

    async def run() -> Turns:
        running = on.ask("몇 권?", ())
        await anext(running)
        (refused,) = await collect(on.ask("언제?", ()))
        pipeline.held.set()
        await collect(running)
        return refused[1]

    (turn,) = asyncio.run(run())
    assert turn.state is TurnState.FAILED
    assert "잠시 뒤에 다시" in turn.notice


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
    assert shown(updates) == [True, False, False, False, False, True]


TURNS = (ChatTurn("몇 권?", TurnState.DONE, ANSWER), ChatTurn("관장은?", TurnState.DONE, WHOLE))


def test_a_click_on_a_number_opens_the_document() -> None:
    markup = handlers().article(TURNS, {"turn": 0, "kind": "citation", "number": 1})
    assert isinstance(markup, str)
    assert "김해솔" in markup


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        {},
        {"turn": "0", "number": 1},
        {"turn": 0, "number": None},
        {"turn": 5, "kind": "citation", "number": 1},
        {"turn": -1, "kind": "citation", "number": 1},
        {"turn": 0, "kind": [], "number": 1},
        {"turn": 0.5, "number": float("nan")},
    ],
)
def test_nonsense_from_the_browser_changes_nothing(data: object) -> None:
    assert is_skip(handlers().article(TURNS, data))
    assert all(map(is_skip, handlers().judge(data, TURNS)))
    assert all(map(is_skip, asyncio.run(handlers().restore(data, TURNS))))
    assert asyncio.run(collect(handlers().ask_typed(data, TURNS))) == []


def typed(on: Handlers, question: str, turn: int, turns: Turns) -> Turns:
    data = {"question": question, "turn": turn}
    *_, last = asyncio.run(collect(on.ask_typed(data, turns)))
    return last[1]


def test_a_question_that_was_changed_takes_the_place_of_what_came_after_it() -> None:
    assert [turn.asked for turn in typed(handlers(), "셋", -1, TURNS)] == [
        "몇 권?",
        "관장은?",
        "셋",
    ]
    assert [turn.asked for turn in typed(handlers(), "셋", 1, TURNS)] == ["몇 권?", "셋"]
    assert [turn.asked for turn in typed(handlers(), "셋", 0, TURNS)] == ["셋"]
    assert [turn.asked for turn in typed(handlers(), "셋", 9, TURNS)] == ["몇 권?", "관장은?", "셋"]


def test_the_last_question_can_be_taken_back() -> None:
    box, turns, *_ = handlers().undo(TURNS)
    assert (box, turns) == ("관장은?", TURNS[:1])
    assert all(map(is_skip, handlers().undo(())))
    assert all(map(is_skip, handlers().undo((ChatTurn("하나", TurnState.PENDING),))))


def test_a_conversation_that_was_kept_goes_on() -> None:
    kept = f"[{','.join(map(kept_turn, TURNS))}]"
    turns, transcript, pane, *_ = asyncio.run(handlers().restore({"turns": kept}, ()))
    assert turns == TURNS
    assert "관장은?" in transcript
    assert "<mark" in pane
    assert asyncio.run(handlers().restore({"turns": "[]"}, TURNS))[0] == ()


def test_a_verdict_is_written_down_and_shown(tmp_path) -> None:
    on = replace(handlers(), feedback=Feedback(tmp_path / "feedback.jsonl"))
    turns, transcript = on.judge({"turn": 1, "verdict": "bad", "word": "아니에요"}, TURNS)
    assert [turn.verdict for turn in turns] == [None, Verdict.BAD]
    assert transcript.count('aria-pressed="true"') == 1
    assert "아니에요" in on.feedback.path.read_text(encoding="utf-8")
    assert all(map(is_skip, on.judge({"turn": 1, "verdict": "so so"}, TURNS)))


def settled(on: Handlers) -> tuple[Any, ...]:
    """What the page is told once it need not look again."""
    while (update := on.status(()))[-1]["active"]:
        time.sleep(0.01)
    return update


def test_an_open_page_learns_when_the_documents_are_read() -> None:
    loader = PipelineLoader(lambda _: FakePipeline())
    on = Handlers(loader, Uploads(loader), NOWHERE, Places(8, 8))
    first = on.status(())
    assert READING in first[0]
    assert first[-1]["active"]
    loader.start()
    last = settled(on)
    assert "문서 1건 · 문장 45개" in last[0]
    assert {len(update) for update in (first, last)} == {4 + EXAMPLES}
    assert DOCUMENT.text[-20:] in last[1]
    assert is_skip(on.status(TURNS)[1]), "an answer stands beside its own document"
    assert not last[2]["visible"], "nothing to read again"


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
    on = Handlers(loader, Uploads(loader), NOWHERE, Places(8, 8))
    on.read_again(())
    failed = settled(on)
    assert '<p class="failed" role="status">색인이 손상되었습니다.</p>' in failed[0]
    assert failed[2]["visible"]
    on.read_again(())
    mended = settled(on)
    assert "문서 1건" in mended[0]
    assert not mended[2]["visible"]
