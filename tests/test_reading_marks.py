"""What is marked is a whole value, and the one that was asked for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.korean import Morpheme, Sentence, default_analyzer
from rag.reading.marks import settle_mark, with_bounds
from rag.reading.question import analyse_question
from rag.reading.values import find_values


def read(text: str) -> Sentence:
    (sentence,) = default_analyzer().sentences(text)
    return sentence


def marked(text: str, chosen: str, question: str) -> str | None:
    asked = analyse_question(question, default_analyzer().morphemes(question))
    start = text.index(chosen)
    mark = settle_mark(read(text), (start, start + len(chosen)), asked)
    return None if mark is None else text[slice(*mark)]


@pytest.mark.parametrize(
    ("text", "chosen", "question", "whole"),
    [
        ("어제 기온은 -7도였다.", "7도", "어제 기온은 몇 도였어?", "-7도"),
        ("어제 기온은 영하 12도였다.", "12도", "어제 기온은 몇 도였어?", "영하 12도"),
        ("손익은 마이너스 32억 원이다.", "32억", "손익은 얼마야?", "마이너스 32억 원"),
        ("매출이 3분의 1로 줄었다.", "1", "매출은 얼마로 줄었어?", "3분의 1"),
        ("주민의 십분의 일이 떠났다.", "일", "주민은 얼마나 떠났어?", "십분의 일"),
        ("문은 2024년 5월 17일 열었다.", "5월", "문은 언제 열었어?", "2024년 5월 17일"),
        ("문은 2024. 5. 17. 열었다.", "17", "문은 언제 열었어?", "2024. 5. 17."),
        ("문은 5월 7일 오후 2시 30분에 연다.", "2시", "문은 언제 열어?", "5월 7일 오후 2시 30분"),
        ("문은 5월 7일 오후 2시 30분에 연다.", "2시", "문은 몇 시에 열어?", "오후 2시 30분"),
        ("문은 2024년 5월 17일 열었다.", "2024년", "문은 몇 년에 열었어?", "2024년"),
        ("문은 2024년 5월 17일 열었다.", "2024년", "문을 연 해는?", "2024년"),
        ("값은 3,870억 2,000만 원이다.", "2,000만", "값은 얼마야?", "3,870억 2,000만 원"),
        ("참가자는 1만2,500명이다.", "2,500명", "참가자는 몇 명이야?", "1만2,500명"),
        ("참가자는 20~30명이다.", "30명", "참가자는 몇 명이야?", "20~30명"),
        ("행사는 3월 2일~5일에 한다.", "5일", "행사는 언제 해?", "3월 2일~5일"),
        ("행사는 3월 2일부터 5일까지 한다.", "3월 2일", "행사는 언제 해?", "3월 2일부터 5일"),
        ("행사는 3월 2일부터 5일까지 한다.", "5일", "행사는 언제까지 해?", "5일"),
        ("행사는 3월 2일부터 5일까지 한다.", "5일", "행사는 언제까지야?", "5일"),
        ("행사는 3월 2일부터 5일까지 한다.", "3월 2일", "행사는 언제부터예요?", "3월 2일"),
        ("- 30명이 참가했다.", "30명", "몇 명이 참가했어?", "30명"),
        ("– 5만원을 냈다.", "5만원", "얼마를 냈어?", "5만원"),
        ("참가 인원 - 30명", "30명", "참가 인원은?", "30명"),
        ("손익은 -5,000원이다.", "5,000원", "손익은 얼마야?", "-5,000원"),
        ("금리는 2.5%포인트 올랐다.", "2.5", "금리는 얼마나 올랐어?", "2.5%포인트"),
        ("길은 4.2km이다.", "4.2", "길은 몇 킬로미터야?", "4.2km"),
        ("방에는 세 명이 있다.", "세", "방에는 몇 명이 있어?", "세 명"),
    ],
)
def test_a_value_is_marked_whole(text: str, chosen: str, question: str, whole: str) -> None:
    assert marked(text, chosen, question) == whole


@pytest.mark.parametrize(
    ("text", "value", "whole"),
    [
        ("어린이는 키가 130cm 미만이면 혼자 들어가지 못한다.", "130cm", "130cm 미만"),
        ("작년 이용자는 약 3만 명이었다.", "3만 명", "약 3만 명"),
        ("문은 저녁 8시 이후에 닫는다.", "저녁 8시", "저녁 8시 이후"),
        ("필터값은 최대 3만 원까지 물어 준다.", "3만 원", "최대 3만 원"),
        ("월세는 25만 원이고 매달 5일 후불이다.", "5일", "5일"),
        ("본사는 2019년 이전 예정이다.", "2019년", "2019년"),
        ("5월 3일 전 직원이 달렸다.", "5월 3일", "5월 3일"),
        ("출발 10분 전까지 온다.", "10분", "10분 전"),
        ("복용약 3정을 먹는다.", "3정", "3정"),
        ("약속한 장소는 한빛관이다.", "한빛관", "한빛관"),
        ("회원은 20명이고 3명 이상이 모이면 연다.", "20명", "20명"),
    ],
)
def test_what_bounds_or_rounds_a_value_is_marked_with_it(text: str, value: str, whole: str) -> None:
    start = text.index(value)
    begin, end = with_bounds(read(text), (start, start + len(value)))
    assert text[begin:end] == whole


PAIRS = [
    ("사랑관에는 98명, 소망관에는 41명이 산다.", "98명", "41명", "사랑관에는 몇 명이 살아?"),
    ("소망관에는 41명, 사랑관에는 98명이 산다.", "98명", "41명", "사랑관에는 몇 명이 살아?"),
    ("남학생 98명과 여학생 41명이 산다.", "41명", "98명", "여학생은 몇 명이야?"),
    ("98명의 남학생과 41명의 여학생이 산다.", "98명", "41명", "남학생은 몇 명이야?"),
    ("2023년 매출은 30억 원, 2024년 매출은 50억 원이다.", "50억 원", "30억 원",
     "2024년 매출은 얼마야?"),
    ("3월 2일 착공한 다리를 5월 7일 개통했다.", "3월 2일", "5월 7일", "다리는 언제 착공했어?"),
    ("값을 900원에서 1,200원으로 올렸다.", "900원", "1,200원", "값은 얼마에서 올렸어?"),
    ("값을 900원에서 1,200원으로 올렸다.", "1,200원", "900원", "값은 얼마로 올렸어?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant", "other", "question"), PAIRS)
def test_of_two_the_one_is_marked_that_the_words_around_tell(
    text: str, meant: str, other: str, question: str
) -> None:
    assert marked(text, meant, question) == meant
    assert marked(text, other, question) in (meant, None)


@pytest.mark.parametrize(
    ("text", "chosen", "question"),
    [
        ("기숙사에는 98명, 별관에는 41명이 산다.", "41명", "학생은 몇 명이 살아?"),
        ("회의는 4월 2일, 5월 7일에 열렸다.", "4월 2일", "회의는 언제 열렸어?"),
        ("값은 900원, 1,200원이다.", "900원", "값은 얼마야?"),
    ],
)
def test_where_nothing_tells_nothing_is_marked(text: str, chosen: str, question: str) -> None:
    assert marked(text, chosen, question) is None


@pytest.mark.parametrize(
    ("text", "chosen", "question"),
    [
        ("가람시 시장은 한도윤이다.", "한도윤", "시장은 누구야?"),
        ("게임은 Direct3D 10을 쓰고 다음은 11을 쓴다.", "Direct3D 10", "게임은 무엇을 써?"),
        ("참가자 120명 가운데 30명이 왔다.", "30명", "참가자 120명 가운데 몇 명이 왔어?"),
    ],
)
def test_what_is_sure_stays(text: str, chosen: str, question: str) -> None:
    assert marked(text, chosen, question) == chosen


@pytest.mark.parametrize(
    ("text", "chosen", "question", "word"),
    [
        ("행사는 광주에서 열렸다.", "광주에서", "행사는 어디에서 열렸어?", "광주"),
        ("시장은 한도윤이다.", " 한도윤이다.", "시장은 누구야?", "한도윤"),
        ("참가자는 30명이다.", "30명이다.", "참가자는 몇 명이야?", "30명"),
    ],
)
def test_what_hangs_on_the_last_word_is_cut(
    text: str, chosen: str, question: str, word: str
) -> None:
    assert marked(text, chosen, question) == word


def test_particles_alone_are_no_answer() -> None:
    assert marked("행사는 광주에서 열렸다.", "에서", "행사는 어디에서 열렸어?") is None


PARTS = st.lists(
    st.sampled_from(
        "-7도 영하 12도 마이너스 32억 원 3분의 1 2024년 5월 17일 오후 3시 반 20~30명 에서 까지 "
        "사랑관에는 , 소망관은 살고 있다 줄었다. 세 명의 X220 2025. 3. 4. $5 % 와 만든".split(" ")
    ),
    min_size=1,
    max_size=14,
).map(" ".join)


@given(
    PARTS,
    st.sampled_from(["몇 명이 살아?", "언제야?", "얼마나 줄었어?", "몇 년에?", "누구야?"]),
    st.data(),
)
def test_a_mark_lies_in_its_sentence_and_cuts_no_value(
    text: str, question: str, data: st.DataObject
) -> None:
    asked = analyse_question(question, default_analyzer().morphemes(question))
    for sentence in default_analyzer().sentences(text):
        tokens = tokens_of(sentence)
        values = find_values(sentence.text, tokens)
        assert all(0 <= v.start < v.end <= len(sentence.text) for v in values)
        assert all(a.end <= b.start for a, b in pairwise(values))
        # The encoder may begin and end anywhere.
        start = data.draw(st.integers(0, len(sentence.text) - 1))
        end = data.draw(st.integers(start + 1, len(sentence.text)))
        mark = settle_mark(sentence, (start, end), asked)
        if mark is None:
            continue
        assert 0 <= mark[0] < mark[1] <= len(sentence.text)
        touched = [v for v in values if v.start < mark[1] and mark[0] < v.end]
        if len(touched) == 1 and asked.unit != "년" and touched[0].kind:
            assert mark[0] <= touched[0].start
            assert touched[0].end <= mark[1]


def tokens_of(sentence: Sentence) -> list[Morpheme]:
    return [
        Morpheme(m.form, m.tag, m.start - sentence.start, m.end - sentence.start)
        for m in sentence.morphemes
    ]
