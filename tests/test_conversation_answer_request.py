"""What is said of the answer before, told from questions."""

from __future__ import annotations

import pytest

from rag.conversation import AnswerRequest, Turn, asked_now
from rag.korean import Analyzer

TURNS = [Turn("도서관은 언제 열어?", "도서관은 9시에 연다.")]


@pytest.mark.parametrize(
    ("said", "request_"),
    [
        ("다시 설명해줘", AnswerRequest.AGAIN),
        ("더 짧게", AnswerRequest.SHORTER),
        ("간단하게 말해줘", AnswerRequest.SHORTER),
        ("더 자세히", AnswerRequest.LONGER),
        ("좀 더 자세하게 알려줘", AnswerRequest.LONGER),
        ("표로 보여줘", AnswerRequest.TABLE),
        ("영어로 말해줘", AnswerRequest.ENGLISH),
        ("확실해?", AnswerRequest.PROOF),
        ("근거가 뭐야?", AnswerRequest.PROOF),
        ("그게 어디에 나와?", AnswerRequest.PROOF),
        ("틀린 거 아니야?", AnswerRequest.PROOF),
        ("정말?", AnswerRequest.PROOF),
        ("아니 그거 말고", AnswerRequest.OTHER),
        ("너무 길어", AnswerRequest.SHORTER),
        ("너무 길어. 한 줄로 줄여줘", AnswerRequest.SHORTER),
        ("너무 길어, 짧게 해 줘", AnswerRequest.SHORTER),
        ("너무 짧아", AnswerRequest.LONGER),
        ("한 문장으로", AnswerRequest.SHORTER),
        ("한 문장 더 말해 줘", AnswerRequest.LONGER),
        ("부산점 여는 시간이 궁금해. 자세히 알려 줘.", None),
        ("언제 닫아?", None),
        ("도서관 근거 자료는 어디에 있어?", None),
        ("확실한 방법이 뭐야?", None),
        ("책은 얼마나 길어?", None),
    ],
)
def test_what_is_about_the_answer_names_nothing_else(
    said: str, request_: AnswerRequest | None, analyzer: Analyzer
) -> None:
    asked = asked_now(said, TURNS, analyzer)
    assert asked.request is request_
    assert asked.question == (said if request_ is None else TURNS[0].question)
    assert asked_now(said, [], analyzer).request is None


def test_a_second_request_is_about_the_same_question(analyzer: Analyzer) -> None:
    turns = [*TURNS, Turn("더 짧게", "9시입니다.")]
    assert asked_now("확실해?", turns, analyzer).question == TURNS[0].question
