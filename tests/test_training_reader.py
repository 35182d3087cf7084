"""What the reader learns from is what it says it is."""

from __future__ import annotations

import random

import pytest

from rag.documents import Document
from rag.korean import default_analyzer
from rag.reading.question import analyse_question
from rag.reading.sentence import view_of
from training.reader.counting import Answered, count_fits
from training.reader.questions import Asked
from training.reader.unanswerable import unanswerable

TEXT = "한도윤 시장은 2019년 3월 나루강에 다리를 놓았다. 김가온 의원은 2021년에 도서관을 세웠다."


def asked(text: str, answer: str, group: str = "a") -> Asked:
    start = TEXT.index(answer)
    return Asked(
        id=text,
        group=group,
        text=text,
        morphemes=default_analyzer().morphemes(text),
        document="d",
        answers=(answer,),
        spans=((start, start + len(answer)),),
    )


POOL = [
    asked("다리의 길이는 얼마인가요?", "다리", "b"),
    asked("저자의 이름은 무엇인가?", "다리", "b"),
]


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_question_differs_and_has_no_answer(seed: int) -> None:
    question = asked("2019년 3월 나루강에 다리를 놓은 사람은 누구인가?", "한도윤")
    made = list(
        unanswerable(question, TEXT, [Document("e", "", TEXT, "")], POOL, random.Random(seed))
    )
    assert made
    for other in made:
        assert other.text != question.text
        assert other.answers == other.spans == ()
        assert other.group == question.group
        assert "한도윤" not in other.text
    assert len({other.id for other in made}) == len(made)


def test_a_number_is_changed_to_one_that_the_text_does_not_hold() -> None:
    question = asked("2019년에 무엇을 놓았나?", "다리")
    texts = {
        made.text
        for seed in range(20)
        for made in unanswerable(question, TEXT, [], POOL, random.Random(seed))
    }
    assert any(text.startswith("2018년") or text.startswith("2020년") for text in texts)
    assert not any(text.startswith("2021년") for text in texts)


def answered(text: str, answer: str) -> Answered:
    (sentence, *_) = default_analyzer().sentences(TEXT)
    view = view_of(sentence)
    (span, *_) = [s for s in view.spans if view.text[s.start : s.end] == answer]
    return analyse_question(text, default_analyzer().morphemes(text)), view, span


def test_what_answered_such_questions_is_likelier() -> None:
    fits = count_fits(
        [
            *[answered("언제 다리를 놓았나?", "2019년 3월")] * 4,
            *[answered("누가 다리를 놓았나?", "한도윤")] * 4,
        ]
    )
    assert fits.kind_type["when|date"] > 0 > fits.kind_type["who|date"]
    assert fits.kind_tail["when|월"] > 0
