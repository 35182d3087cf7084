"""What was said before: turns of a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering import POSSIBLE_TEXT, AnswerStatus, status_of
from rag.conversation.questions import MAX_QUESTION_CHARS, as_written
from rag.conversation.small_talk import small_talk
from rag.conversation.story import without_story
from rag.korean import Analyzer

# Earlier turns that are looked at.
_TURNS = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    Attributes:
        question: What was asked.
        text: The answer's text.
        status: The answer's status.
        is_whole: Whether the question stands alone, having been made whole.
    """

    question: str
    text: str
    status: AnswerStatus = AnswerStatus.ANSWERED
    is_whole: bool = False

    @property
    def told(self) -> str:
        """What the answer said of the documents; nothing of a refusal or of small talk."""
        if self.status in (AnswerStatus.NO_EVIDENCE, AnswerStatus.ASIDE):
            return ""
        return self.text.removeprefix(POSSIBLE_TEXT).lstrip()


History = Sequence[Turn | tuple[str, str]]
"""Earlier turns, oldest first; a pair is a question and the answer's text."""


def turns_of(history: History, analyzer: Analyzer) -> list[Turn]:
    """Take the last turns of a history, without small talk, which no follow-up goes back to."""
    kept = []
    for entry in history[-_TURNS:]:
        turn = entry if isinstance(entry, Turn) else Turn(*entry, status=status_of(entry[1]))
        question = as_written(turn.question[:MAX_QUESTION_CHARS])
        aside = turn.status is AnswerStatus.ASIDE
        talk = small_talk(question, analyzer.morphemes(question), is_first=entry is history[0])
        if not aside and talk is None:
            question = without_story(question, analyzer)
            kept.append(Turn(question, turn.text, turn.status))
    return kept
