"""What a browser keeps comes back as it was, and nonsense comes back as nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from web_fakes import DOCUMENT, answered, done, found, refused

from rag.answering.answer import Claim, Highlight
from rag.web.conversation import MAX_TURNS, ChatTurn, TurnState, Verdict
from rag.web.keeping import CHANGED, kept_turn, restored

DOCUMENTS = {DOCUMENT.id: DOCUMENT}
PASSAGE = found(DOCUMENT, "장서는 12만 권이다.")
ANSWER = replace(
    answered(DOCUMENT, "장서는 12만 권이다.", retrieved=[PASSAGE]),
    highlights=(Highlight(4, 9),),
    claims=(Claim("장서는 12만 권이다.", 0, 12, (1,), True, "맞습니다."),),
)
TURNS = (
    replace(done(ANSWER, "몇 권?"), verdict=Verdict.GOOD),
    done(refused(retrieved=[PASSAGE]), "관장은?"),
    ChatTurn("고장", TurnState.FAILED, notice="오류"),
)


def kept(*turns: ChatTurn) -> str:
    return f"[{','.join(map(kept_turn, turns))}]"


def test_a_conversation_comes_back_as_it_was() -> None:
    assert restored(kept(*TURNS), DOCUMENTS) == TURNS


def test_the_browser_is_not_given_the_passages_once_more() -> None:
    (turn,) = json.loads(kept(TURNS[1]))
    assert turn["answer"]["retrieved"][0]["passage"]["text"] == ""


@pytest.mark.parametrize(
    "documents", [{}, {DOCUMENT.id: replace(DOCUMENT, text="다른 글이다." * 99)}]
)
def test_evidence_that_the_documents_hold_no_more_is_taken_away(documents) -> None:
    found_again = restored(kept(TURNS[0]), documents)
    assert found_again is not None
    answer = found_again[0].answer
    assert answer is not None
    assert (answer.text, answer.citations, answer.notice) == (ANSWER.text, (), CHANGED)


def test_only_the_latest_turns_come_back() -> None:
    turns = [done(ANSWER, str(n)) for n in range(MAX_TURNS + 5)]
    found_again = restored(kept(*turns), DOCUMENTS)
    assert found_again is not None
    assert [turn.asked for turn in found_again] == [str(n) for n in range(5, MAX_TURNS + 5)]


def test_an_answer_that_was_being_made_has_stopped() -> None:
    found_again = restored(kept(ChatTurn("하나", TurnState.PENDING)), DOCUMENTS)
    assert found_again is not None
    assert found_again[0].state is TurnState.STOPPED


def test_places_outside_the_answer_mark_nothing() -> None:
    bad = replace(ANSWER, highlights=(Highlight(4, 900),))
    found_again = restored(kept(done(bad)), DOCUMENTS)
    assert found_again is not None
    assert found_again[0].answer is not None
    assert found_again[0].answer.highlights == ()


@pytest.mark.parametrize("text", ["", "1", "{}", "[1]", '[{"asked": 1}]', "[" * 9999, "\ud800"])
def test_nonsense_is_no_conversation(text: str) -> None:
    assert restored(text, DOCUMENTS) is None
