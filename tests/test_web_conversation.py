"""A question becomes a turn, whatever happens on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_fakes import DOCUMENT, FakePipeline, answered, found, possible, refused

from rag.answering import AnswerStatus
from rag.conversation import MAX_QUESTION_CHARS, Turn
from rag.errors import IndexCorruptError, QuestionError
from rag.web.conversation import (
    MAX_TURNS,
    READING,
    SEARCHING,
    STOPPED,
    UNEXPECTED,
    ChatTurn,
    Turns,
    TurnState,
    converse,
    is_pending,
    stop,
)

ANSWER = answered(DOCUMENT, "장서는 12만 권이다.")


@dataclass
class Loaded:
    """Gives a pipeline, or raises."""

    pipeline: FakePipeline = field(default_factory=FakePipeline)
    error: Exception | None = None
    is_loading: bool = False

    def wait(self) -> FakePipeline:
        if self.error is not None:
            raise self.error
        return self.pipeline


def say(source: Loaded, question: str, turns: Turns = ()) -> list[ChatTurn]:
    """Return each state of the new turn."""
    return [said[-1] for said in converse(source, question, turns)]


def test_a_question_is_shown_at_once_and_then_answered() -> None:
    first, answered_, last = say(Loaded(FakePipeline(replies={"몇 권?": ANSWER})), "몇 권?")
    assert (first.state, first.notice, first.answer) == (TurnState.PENDING, SEARCHING, None)
    assert answered_.state is TurnState.PENDING
    assert last.state is TurnState.DONE
    assert last.answer is not None
    assert last.answer.text == "장서는 12만 권이다."
    assert not last.notice
    assert {turn.id for turn in (first, answered_, last)} == {first.id}


def test_an_answer_grows_step_by_step() -> None:
    short, whole = ANSWER, answered(DOCUMENT, "장서는 12만 권이다.", "입장료는 받지 않는다.")
    pipeline = FakePipeline(replies={"몇 권?": [short, whole]})
    pipeline.held.set()
    states = say(Loaded(pipeline), "몇 권?")
    assert [turn.answer for turn in states] == [None, short, whole, whole]
    assert [turn.state for turn in states][-2:] == [TurnState.PENDING, TurnState.DONE]


def test_while_nothing_is_written_yet_the_turn_says_so() -> None:
    thinking = replace(ANSWER, text="", retrieved=(found(DOCUMENT, "장서는 12만 권이다."),))
    pipeline = FakePipeline(replies={"몇 권?": [thinking, ANSWER]})
    pipeline.held.set()
    states = say(Loaded(pipeline), "몇 권?")
    assert [turn.notice for turn in states] == [SEARCHING, SEARCHING, "", ""]


def test_before_anything_is_looked_up_there_is_no_answer() -> None:
    nothing = replace(refused(), text="")
    pipeline = FakePipeline(replies={"몇 권?": [nothing, ANSWER]})
    pipeline.held.set()
    states = say(Loaded(pipeline), "몇 권?")
    assert [turn.answer for turn in states] == [None, None, ANSWER, ANSWER]
    assert states[1].notice == SEARCHING


def test_closing_the_conversation_stops_the_answer() -> None:
    pipeline = FakePipeline(replies={"몇 권?": [ANSWER, ANSWER]})
    conversation = converse(Loaded(pipeline), "몇 권?", ())
    next(conversation)
    next(conversation)
    conversation.close()
    assert pipeline.stopped == ["몇 권?"]


def test_while_documents_are_read_the_turn_says_so() -> None:
    assert say(Loaded(is_loading=True), "몇 권?")[0].notice == READING


@pytest.mark.parametrize(
    "source",
    [
        Loaded(
            FakePipeline(replies={"몇 권?": QuestionError("bad", korean="다르게 물어 주세요.")})
        ),
        Loaded(error=IndexCorruptError("bad", korean="다르게 물어 주세요.")),
    ],
)
def test_what_the_user_can_mend_is_said_in_korean(source: Loaded) -> None:
    last = say(source, "몇 권?")[-1]
    assert (last.state, last.notice) == (TurnState.FAILED, "다르게 물어 주세요.")


def test_what_nobody_expected_is_said_politely_and_logged(caplog) -> None:
    last = say(Loaded(FakePipeline(replies={"몇 권?": ZeroDivisionError("secret")})), "몇 권?")[-1]
    assert (last.state, last.notice) == (TurnState.FAILED, UNEXPECTED)
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_failure_in_the_middle_keeps_what_was_said() -> None:
    class Breaking(FakePipeline):
        def stream(self, _question, history=()):  # noqa: ARG002
            yield ANSWER
            raise OSError("gone")

    last = say(Loaded(Breaking()), "몇 권?")[-1]
    assert (last.answer, last.notice) == (ANSWER, UNEXPECTED)


def test_what_was_asked_and_answered_is_the_history() -> None:
    pipeline = FakePipeline()
    written = replace(refused("셋"), text="장서는 30만 권이다")
    may_be = possible(answered(DOCUMENT, "입장료는 받지 않는다.", question="반"))
    before = (
        ChatTurn(
            "하나", TurnState.DONE, answered(DOCUMENT, "장서는 12만 권이다.", question="하나")
        ),
        ChatTurn("반", TurnState.DONE, may_be),
        ChatTurn("둘", TurnState.DONE, refused("둘")),
        ChatTurn("셋", TurnState.STOPPED, written, notice=STOPPED),
        ChatTurn("넷", TurnState.FAILED, notice="오류"),
    )
    list(converse(Loaded(pipeline), "다섯", before))
    history = (
        Turn("하나", "장서는 12만 권이다."),
        Turn("반", may_be.text, AnswerStatus.POSSIBLE),
        Turn("둘", refused("둘").text, AnswerStatus.NO_EVIDENCE),
        Turn("셋", written.text, AnswerStatus.NO_EVIDENCE),
    )
    assert pipeline.asked == [("다섯", history)]


def test_turns_before_are_left_alone() -> None:
    before = (ChatTurn("하나", TurnState.DONE, ANSWER),)
    assert all(said[:-1] == before for said in converse(Loaded(), "둘", before))


@given(st.text(max_size=30))
def test_the_pipeline_gets_the_question_as_it_was_typed(question: str) -> None:
    pipeline = FakePipeline()
    list(converse(Loaded(pipeline), question, ()))
    assert pipeline.asked[0][0] == question


def test_a_long_question_is_shown_cut_with_its_length() -> None:
    shown = ChatTurn("가" * 100_000, TurnState.PENDING).question
    assert shown.endswith("가… (모두 100,000자)")
    assert len(shown) < 1100


def test_a_question_is_shown_normalised() -> None:
    assert (
        ChatTurn(" \u1112\u1161\u11ab\u0000글\ud800 ", TurnState.PENDING).question == "한글\ufffd"
    )


def test_stopping_ends_a_pending_turn_and_no_other() -> None:
    pending = (ChatTurn("하나", TurnState.PENDING, ANSWER),)
    assert is_pending(pending)
    stopped = stop(pending)
    assert not is_pending(stopped)
    assert (stopped[0].answer, stopped[0].notice) == (ANSWER, STOPPED)
    assert stop(stopped) is stopped
    assert stop(()) == ()
    assert not is_pending(())


def test_a_conversation_keeps_its_latest_turns() -> None:
    turns: Turns = ()
    for number in range(MAX_TURNS + 3):
        *_, turns = converse(Loaded(), f"{number}번은?", turns)
    assert len(turns) == MAX_TURNS
    assert [turns[0].asked, turns[-1].asked] == ["3번은?", f"{MAX_TURNS + 2}번은?"]


def test_of_what_is_no_question_for_its_length_only_the_beginning_is_kept() -> None:
    last = say(Loaded(), "가" * 60_000)[-1]
    assert last.state is TurnState.FAILED
    assert "60,000자" in last.notice
    assert last.question.endswith("… (모두 60,000자)")
    assert len(last.asked) == MAX_QUESTION_CHARS + 1
    # Which is refused again, when it is asked again.
    assert say(Loaded(), last.asked)[-1].state is TurnState.FAILED
