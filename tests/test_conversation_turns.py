from __future__ import annotations

import pytest

from rag.answering import NO_EVIDENCE_TEXT, POSSIBLE_TEXT, AnswerStatus
from rag.conversation import Turn, check_question, turns_of
from rag.korean import default_analyzer


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("그는 갔다.", AnswerStatus.ANSWERED, "그는 갔다."),
        (f"{POSSIBLE_TEXT} 그는 갔다.", AnswerStatus.POSSIBLE, "그는 갔다."),
        (f"{NO_EVIDENCE_TEXT} 가장 가까운 내용은 …", AnswerStatus.NO_EVIDENCE, ""),
        ("안녕하세요.", AnswerStatus.ASIDE, ""),
    ],
)
def test_what_an_answer_tells_is_what_it_quotes(text: str, status: AnswerStatus, told: str) -> None:
    assert Turn("누가?", text, status).told == told


def test_pairs_are_turns_too() -> None:
    pairs = [("그는 어디로 갔어?", "그는 갔다."), ("언제?", NO_EVIDENCE_TEXT)]
    turns = turns_of(pairs, default_analyzer())
    assert [turn.told for turn in turns] == ["그는 갔다.", ""]
    assert turns_of(turns, default_analyzer()) == turns


def test_small_talk_is_no_turn_to_go_back_to() -> None:
    said = [
        Turn("그는 어디로 갔어?", "그는 갔다."),
        Turn("ㅇㅇ", "네.", AnswerStatus.ASIDE),
        ("고마워", "네."),
    ]
    assert [t.question for t in turns_of(said, default_analyzer())] == ["그는 어디로 갔어?"]


def test_what_is_typed_as_it_is_said_is_written_out() -> None:
    turn = turns_of([("젤 큰 건 어케 찾아?", "지도를 봅니다.")], default_analyzer())[0]
    assert turn.question == "제일 큰 건 어떻게 찾아?"
    assert check_question("몇일 걸려? 글고 젤리는?") == "며칠 걸려? 그리고 젤리는?"
