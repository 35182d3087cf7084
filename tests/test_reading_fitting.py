"""The part of a sentence that a question asks for, told by the words around it."""

from __future__ import annotations

import pytest

from rag.korean import default_analyzer
from rag.reading.fitting import fitting, lacks_amount
from rag.reading.question import analyse_question


def found(text: str, question: str, title: str = "") -> str | None:
    (sentence,) = default_analyzer().sentences(text)
    asked = analyse_question(question, default_analyzer().morphemes(question))
    span = fitting(sentence, asked, title)
    return None if span is None else sentence.text[slice(*span)]


@pytest.mark.parametrize(
    ("text", "question", "part"),
    [
        # an amount, by its unit or by what is measured
        ("사랑관에는 98명, 소망관에는 41명이 산다.", "사랑관에는 몇 명이 살아?", "98명"),
        ("영업손실은 32억 원으로 3분의 1이 줄었다.", "영업손실은 얼마나 줄었어?", "3분의 1"),
        ("다리는 길이가 800미터이고 350억원이 들었다.", "다리 길이는 얼마야?", "800미터"),
        ("다리는 길이가 800미터이고 350억원이 들었다.", "다리는 얼마가 들었어?", "350억원"),
        ("공사는 3년 동안 했고 2024년에 끝났다.", "공사는 몇 년 동안 했어?", "3년"),
        ("섬까지 배로 40분 걸리고 요금은 9,000원이다.", "섬까지 얼마나 걸려?", "40분"),
        ("공사비 350억원은 국비와 시비로 마련했다.", "나루대교 공사비는?", "350억원"),
        # a time
        ("회의는 4월 2일에 열렸다.", "회의는 언제 열렸어?", "4월 2일"),
        ("도서관은 평일 오전 9시부터 오후 5시까지 연다.", "도서관은 몇 시까지 열어?", "오후 5시"),
        # what something is
        ("교장은 정가람 씨이고 교감은 오세린 씨이다.", "교감은 누구야?", "오세린 씨"),
        # what stands in the same place, with what is listed there
        ("한별사는 모레와 리벨리온에 투자했다.", "한별사는 어디에 투자했어?", "모레와 리벨리온"),
        ("한별사가 지난해 내놓은 칩이 팔렸다.", "누가 칩을 내놓았어?", "한별사"),
    ],
)
def test_it_is_told_by_the_words_around(text: str, question: str, part: str) -> None:
    assert found(text, question) == part


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("기숙사에는 98명, 별관에는 41명이 산다.", "학생은 몇 명이 살아?"),
        ("값은 900원, 1,200원이다.", "값은 얼마야?"),
        ("누리관에 98명이 산다.", "누리관은 무슨 요일에 쉬어?"),
        ("회사는 연구비를 댄 바 없다.", "연구비는 누가 댔어?"),
        ("그림은 가람에, 사진은 나루에 있다.", "표본은 어디에 있어?"),
        ("아홉 통은 한별이, 다섯 통은 도윤이 썼다.", "누가 더 많이 썼어?"),
        ("다리는 낡아서 새로 지었다.", "다리는 왜 새로 지었어?"),
    ],
)
def test_where_nothing_or_two_would_do_none_is_taken(text: str, question: str) -> None:
    assert found(text, question) is None


@pytest.mark.parametrize(
    ("text", "question", "lacks"),
    [
        ("다리는 길이가 800미터이다.", "통행료는 얼마야?", True),
        ("다리는 통행료가 800원이다.", "통행료는 얼마야?", False),
        ("다리는 낡았다.", "통행료는 어디에서 내?", False),
        ("다리는 반쯤 낡았다.", "다리는 얼마나 낡았어?", False),
    ],
)
def test_a_sentence_may_lack_the_amount(text: str, question: str, lacks: bool) -> None:
    (sentence,) = default_analyzer().sentences(text)
    asked = analyse_question(question, default_analyzer().morphemes(question))
    assert lacks_amount(sentence, asked) is lacks


def test_the_title_says_what_the_sentence_need_not_repeat() -> None:
    text, question = "학생 312명과 교사 28명이 있다.", "푸른초 학생은 몇 명이야?"
    assert found(text, question) is None
    assert found(text, question, title="푸른초 안내") == "312명"
