"""What is said in one chat: the turns, and how a question becomes the next one."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

from rag.answering import Answer, AnswerStatus
from rag.conversation import MAX_QUESTION_CHARS, Turn
from rag.errors import QuestionError, RagError
from rag.korean import normalize
from rag.web.metrics import observed

if TYPE_CHECKING:
    from rag.web.uploads import VisitorSource

_LOG = logging.getLogger(__name__)

# A longer question is shown up to here; the pipeline is given all of it and says what it thinks.
_SHOWN_CHARS = 1000
# Kept is what still is too long, so that it is refused once more when it is asked again.
_KEPT_CHARS = MAX_QUESTION_CHARS + 1
MAX_TURNS = 50
"""How many turns a conversation keeps: older ones go, on the page too."""

READING = "문서를 읽는 중입니다… 다 읽으면 이어서 답합니다."
SEARCHING = "답을 찾는 중입니다…"
WAITING = "지금은 물어보는 사람이 많습니다. 차례가 되면 답합니다."
STOPPED = "답을 멈췄습니다. 아래 ‘다시 답하기’를 누르면 다시 찾습니다."
UNEXPECTED = (
    "답을 만들다가 예상하지 못한 문제가 생겼습니다. 질문을 조금 바꾸어 다시 물어봐 주세요. "
    "되풀이되면 서버를 켠 창의 기록을 확인해 주세요."
)


class TurnState(StrEnum):
    """How far a turn has come."""

    PENDING = "pending"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Verdict(StrEnum):
    """What a user says of an answer."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One question and what became of it.

    Attributes:
        asked: What was typed, as it came; the beginning, where that is no question for its length.
        id: Tells this turn from every other, in whatever conversation.
        state: How far it has come.
        answer: The answer so far, if there is any yet.
        notice: A sentence for the user: what is waited for, or what went wrong.
        chars: How many characters were typed, where ``asked`` is the beginning only.
        verdict: What the user says of the answer, if anything.
    """

    asked: str
    state: TurnState
    answer: Answer | None = None
    notice: str = ""
    chars: int | None = None
    verdict: Verdict | None = None
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def question(self) -> str:
        """The question as shown: normalised, and cut when it is very long."""
        # Cut before normalising, so that a paste of megabytes costs nothing.
        shown = normalize(self.asked[:_SHOWN_CHARS]).strip()
        if len(self.asked) > _SHOWN_CHARS:
            return f"{shown}… (모두 {self.chars or len(self.asked):,}자)"
        return shown


Turns = tuple[ChatTurn, ...]


def begun(question: str, notice: str) -> ChatTurn:
    """Return the turn that shows a question before there is any answer."""
    return ChatTurn(
        asked=question[:_KEPT_CHARS],
        chars=len(question) if len(question) > _KEPT_CHARS else None,
        state=TurnState.PENDING,
        notice=notice,
    )


def failed(turn: ChatTurn, error: RagError) -> ChatTurn:
    """Return a turn that says why it has no answer."""
    return replace(turn, state=TurnState.FAILED, notice=error.korean)


def converse(
    source: VisitorSource, question: str, turns: Turns, turn: ChatTurn | None = None
) -> Generator[Turns, None, None]:
    """Ask, and yield the conversation each time something new can be shown.

    Nothing that goes wrong is raised: it becomes the turn's notice, in Korean. ``turn`` shows the
    question already, where it had to wait.

    Yields:
        The latest turns with the new one at the end; its last state is never pending.
    """
    turns = turns[-(MAX_TURNS - 1) :]
    notice = READING if source.is_loading else SEARCHING
    turn = replace(turn, notice=notice) if turn else begun(question, notice)
    yield (*turns, turn)
    try:
        pipeline = source.wait()
        # Closed in any case: that is what stops a language model.
        asked = pipeline.stream(question, history=_history(turns))
        with closing(observed(question, asked)) as answers:
            for answer in answers:
                if not answer.text and not is_looked_up(answer):  # nothing to show yet
                    yield (*turns, turn)
                    continue
                turn = replace(turn, answer=answer, notice="" if answer.text else SEARCHING)
                yield (*turns, turn)
        turn = replace(turn, state=TurnState.DONE)
    except RagError as error:
        # What is wrong with a question quotes it, and questions are not for the log.
        is_private = isinstance(error, QuestionError)
        _LOG.info("question not answered: %s", type(error).__name__ if is_private else error)
        turn = failed(turn, error)
    except Exception:
        _LOG.exception("question not answered")
        turn = replace(turn, state=TurnState.FAILED, notice=UNEXPECTED)
    yield (*turns, turn)


def hinted(turns: Turns, hint: str) -> Turns:
    """Tell a visitor to whom no answer was found what was not searched for it."""
    last, answer = turns[-1], turns[-1].answer
    if not hint or last.state is not TurnState.DONE or answer is None:
        return turns
    # A reply to a greeting comes from no document, whatever is chosen.
    is_refusal = answer.status is AnswerStatus.NO_EVIDENCE
    if not is_refusal or not (is_looked_up(answer) or answer.names_nothing):
        return turns
    return (*turns[:-1], replace(last, notice=hint))


def stop(turns: Turns) -> Turns:
    """End the last turn where it stands, if it is pending."""
    if not is_pending(turns):
        return turns
    return (*turns[:-1], replace(turns[-1], state=TurnState.STOPPED, notice=STOPPED))


def is_pending(turns: Sequence[ChatTurn]) -> bool:
    """Tell whether an answer is being made."""
    return bool(turns) and turns[-1].state is TurnState.PENDING


def is_looked_up(answer: Answer) -> bool:
    """Tell whether an answer comes from the documents; a reply to a greeting does not."""
    return bool(answer.retrieved or answer.citations)


def _history(turns: Turns) -> list[Turn]:
    """What was asked and answered."""
    answers = [turn.answer for turn in turns if turn.answer is not None]
    return [Turn(answer.question, answer.text, answer.status) for answer in answers]
