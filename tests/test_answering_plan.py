"""What is asked for, told by the question alone."""

from __future__ import annotations

import pytest

from rag.answering import Form, plan_of
from rag.korean import Analyzer


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("다리는 언제 개통했어?", Form.SHORT),
        ("풀 스택이 뭐야?", Form.SENTENCES),
        ("다리를 개통했어?", Form.YES_NO),
        ("다리는 3월에 개통한 거 맞지?", Form.YES_NO),
        ("난간도 새로 칠해 줘?", Form.YES_NO),
        ("난간도 새로 칠해 주나요", Form.YES_NO),
        ("난간 값 좀 알려 줘?", Form.SHORT),
        ("참석자를 모두 알려 줘", Form.LIST),
        ("학생은 모두 몇 명이야?", Form.SHORT),
        ("누구누구 참석했어?", Form.LIST),
        ("교장은 누구야? 교감은?", Form.SEVERAL),
        ("A와 B는 어떻게 달라?", Form.COMPARISON),
        ("A와 B 중에 더 비싼 쪽은?", Form.COMPARISON),
        ("왜 다리를 새로 놓았어?", Form.REASON),
        ("다리를 새로 놓은 이유를 알려 줘", Form.REASON),
    ],
)
def test_the_question_tells_the_form(question: str, form: Form, analyzer: Analyzer) -> None:
    assert plan_of(question, analyzer).form is form


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("언제 열어? 얼마야?", ("언제 열어?", "얼마야?")),
        ("학생은 몇 명이고 교사는 몇 명이야?", ("학생은 몇 명이야?", "교사는 몇 명이야?")),
        ("사과랑 배는 각각 얼마야?", ("사과는 얼마야?", "배는 얼마야?")),
        (
            "이긴 팀과 진 팀의 점수는 몇 점씩이야?",
            ("이긴 팀의 점수는 몇 점이야?", "진 팀의 점수는 몇 점이야?"),
        ),
        ("KT와 SK의 계획은 각각 뭐야?", ("KT의 계획은 뭐야?", "SK의 계획은 뭐야?")),
        ("연주회 언제 어디서 열려?", ("연주회 언제 열려?", "연주회 어디서 열려?")),
        ("모임 언제 어디야?", ("모임 언제야?", "모임 어디야?")),
        (
            "일 년에 얼마 내는 거고 점검은 몇 달마다 해?",
            ("일 년에 얼마 내는 거야?", "점검은 몇 달마다 해?"),
        ),
        ("단체는 몇 명부터고 한 명당 얼마야?", ("단체는 몇 명부터야?", "한 명당 얼마야?")),
        ("회비가 얼만데 언제까지 내야 해?", ("회비가 얼마야?", "언제까지 내야 해?")),
        ("값은 얼마인지, 언제까지 파는지 알려줘", ("값은 얼마야?", "언제까지 파는지 알려줘")),
        ("수강료는 얼마예요 그리고 언제 시작해요?", ("수강료는 얼마예요?", "언제 시작해요?")),
        ("참가비와 신청 방법 알려줘", ("참가비 알려줘", "신청 방법 알려줘")),
        ("감독과 주연 배우는 누구야?", ("감독은 누구야?", "주연 배우는 누구야?")),
    ],
)
def test_several_questions_are_split(
    question: str, parts: tuple[str, ...], analyzer: Analyzer
) -> None:
    assert plan_of(question, analyzer).parts == parts


@pytest.mark.parametrize(
    "question",
    [
        "몇 시부터 몇 시까지 해?",
        "어디서 어디까지 가?",
        "무슨 요일 몇 시에 해?",
        "뭘 타고 가야 해?",
        "몇 명이 무엇을 가지고 가?",
        "“언제 와?”라고 물은 사람은 누구야?",
        "회장과 총무의 임기는 몇 년이야?",
        "연필과 지우개는 어디에 있어?",
    ],
)
def test_what_asks_for_one_thing_is_not_split(question: str, analyzer: Analyzer) -> None:
    assert plan_of(question, analyzer).form is not Form.SEVERAL


@pytest.mark.parametrize(
    ("question", "asked", "without"),
    [
        ("딸기 체험 말고 다른 체험은 뭐가 있어?", "체험은 뭐가 있어?", ("딸기",)),
        ("대전을 제외하고 어디에 있어?", "어디에 있어?", ("대전",)),
        ("다른 체험은 뭐가 있어?", "다른 체험은 뭐가 있어?", ()),
        ("말고기는 어디서 팔아?", "말고기는 어디서 팔아?", ()),
    ],
)
def test_what_is_known_is_left_out(
    question: str, asked: str, without: tuple[str, ...], analyzer: Analyzer
) -> None:
    plan = plan_of(question, analyzer)
    assert (plan.question, plan.without) == (asked, without)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("테슬라가 M2를 만들었어?", "테슬라가 M2를 만들었다."),
        ("X220은 2021년에 나온 거 맞지?", "X220은 2021년에 나왔다."),
        ("X220 서버가 40대 맞아?", "X220 서버가 40대이다."),
        ("KT가 투자했다는 게 사실이야?", "KT가 투자했다."),
        ("도서관이 일요일에 쉬나요?", "도서관이 일요일에 쉰다."),
        ("국내 최초인가요?", "국내 최초이다."),
    ],
)
def test_a_yes_or_no_question_is_said_as_a_statement(
    question: str, statement: str, analyzer: Analyzer
) -> None:
    assert plan_of(question, analyzer).statement == statement


def test_the_shares_of_each_are_one_question(analyzer: Analyzer) -> None:
    assert plan_of("후반에 누가 몇 골씩 넣었어?", analyzer).form is not Form.SEVERAL
    plan = plan_of("어디에 얼마씩 드는지 부서별로 표 그려줘", analyzer)
    assert plan.as_table
    assert plan.form is not Form.SEVERAL


def test_words_for_the_layout_are_not_looked_up(analyzer: Analyzer) -> None:
    table = plan_of("학생과 교사의 수를 표로 보여 줘", analyzer)
    assert (table.question, table.as_table) == ("학생과 교사의 수를 보여 줘", True)
    english = plan_of("학생이 몇 명인지 영어로 말해 줘", analyzer)
    assert english.question == "학생이 몇 명인지 말해 줘"
    assert english.notice is not None


def test_a_number_asked_for_is_kept(analyzer: Analyzer) -> None:
    assert plan_of("수업을 두 가지만 알려 줘", analyzer).count == 2
    assert plan_of("수업을 3개만 알려 줘", analyzer).count == 3


@pytest.mark.parametrize(
    "question",
    [
        "누구랑?",
        "결승은 어느 팀과?",
        "아침과 저녁에 한 알씩 먹는 약은 뭐야?",
        "서울이랑 부산이랑 얼마나 멀어?",
        "민수랑 지수랑 언제 결혼했어?",
    ],
)
def test_one_question_is_not_split(question: str, analyzer: Analyzer) -> None:
    assert plan_of(question, analyzer).parts == ()
