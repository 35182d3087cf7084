"""One way of telling a value for another, and what only looks like one."""

from __future__ import annotations

import pytest

from rag.grounding import check_claim
from rag.grounding.aliases import unify
from rag.grounding.reader import read


@pytest.mark.parametrize(
    ("cited", "claim"),
    [
        ("공연은 오후 6시 30분에 시작해 밤 9시에 끝난다.", "공연은 18:30에 시작합니다."),
        ("접수는 2024년 9월 2일부터 9월 13일까지다.", "접수 마감은 2024. 9. 13.이다."),
        ("접수는 9월 2일부터 13일까지다.", "접수는 9/2부터 9/13까지다."),
        ("할머니는 올해 일흔여덟이다.", "할머니의 나이는 78세다."),
        ("수하물은 20kg을 초과할 수 없다.", "수하물은 20kg 이하여야 한다."),
        ("신청 대상은 만 39세 이하이다.", "만 39세까지 신청할 수 있다."),
        ("입사 1년 미만인 직원은 제외한다.", "입사한 지 1년이 안 된 직원은 제외한다."),
        ("환불은 열흘 안에 이뤄진다.", "환불은 10일 이내에 이뤄집니다."),
        ("임대료는 6개월 동안 면제된다.", "반년간 임대료가 면제된다."),
        ("교육은 1년 6개월 동안 이어진다.", "교육은 1년 반 동안 이어진다."),
        ("제빙기의 최대 제빙량은 12kg이다.", "제빙기의 제빙량은 최대 12킬로그램이다."),
        ("벌새는 초당 50회 날갯짓한다.", "벌새는 1초에 50번 날갯짓한다."),
        ("조례안에 찬성 21명, 반대 10명이었다.", "조례안에 찬성 21표, 반대 10표였다."),
        ("반대 204명, 찬성 97명이었다.", "찬성 97명보다 많은 반대 204명이 나왔다."),
        ("올해 제18회를 맞은 영화제가 열린다.", "올해 18번째인 영화제가 열린다."),
        ("논 30헥타르가 물에 잠겼다.", "논 30㏊가 물에 잠겼다."),
        pytest.param(
            "전기료는 ㎾h당 5원이다.",
            "전기료는 kWh당 5원이다.",
            marks=pytest.mark.xfail(reason="the judge weighs counts in words"),
        ),
        ("투자액은 3000만 달러다.", "투자액은 $30 million이다."),
        ("물가는 3.1% 올랐다.", "물가가 3% 넘게 올랐다."),
        ("보증금 전액을 돌려준다.", "보증금을 모두 돌려줍니다."),
        ("응답자의 62%가 동의했다.", "열 명 중 여섯 명이 넘게 동의했다."),
    ],
)
def test_a_value_may_be_told_in_another_way(cited: str, claim: str) -> None:
    assert check_claim(claim, [cited]).supported, check_claim(claim, [cited]).reason


@pytest.mark.parametrize(
    ("cited", "claim"),
    [
        ("회비는 월 3만 원이다.", "회비는 연 3만 원이다."),
        ("분기마다 40만 원을 준다.", "매월 40만 원을 준다."),
        ("전기료는 ㎾h당 5원이다.", "전기료는 ㎥당 5원이다."),
        ("총 500명이 참가했고 하루 평균 50명꼴이다.", "하루 평균 500명이 참가했다."),
        ("연 3억 원을 3년간 지원한다.", "3년간 총 3억 원을 지원한다."),
        ("만 18세까지 신청할 수 있다.", "만 18세부터 신청할 수 있다."),
        pytest.param(
            "사흘 안에 신고해야 한다.",
            "사흘 뒤에 신고해야 한다.",
            marks=pytest.mark.xfail(reason="the judge weighs counts in words"),
        ),
        ("접수는 9월 2일부터 13일까지다.", "접수는 9월 2일부터 10월 13일까지다."),
        ("평년보다 1.7도 높았다.", "평년을 1.7도 밑돌았다."),
        ("찬성은 120표, 반대는 80표다.", "반대가 120표로 찬성 80표보다 많았다."),
        pytest.param(
            "응답자의 62%가 찬성했다.",
            "열 명 중 일곱 명이 넘게 찬성했다.",
            marks=pytest.mark.xfail(reason="the judge weighs counts in words"),
        ),
        ("참가자는 300명이었다.", "참가자는 300명을 넘었다."),
    ],
)
def test_what_a_value_is_counted_for_and_limited_to_is_part_of_it(cited: str, claim: str) -> None:
    assert not check_claim(claim, [cited]).supported


def test_syllables_of_a_name_are_no_number() -> None:
    assert read("백시온 퓨리온 대표는 말했다.").values == ()


def test_an_acronym_and_a_family_name_stand_for_the_whole_name() -> None:
    claim, texts = unify(
        "WHO는 정 교수를 위촉했다.",
        ["세계보건기구(WHO)는 정수민 교수를 뽑았다.", "정 교수는 답했다."],
    )
    assert claim == "세계보건기구는 정수민 교수를 위촉했다."
    assert texts == ["세계보건기구는 정수민 교수를 뽑았다.", "정수민 교수는 답했다."]


def test_a_family_name_of_two_stands_for_neither() -> None:
    texts = ["정수민 교수와 정하늘 교수가 맡았다."]
    assert unify("정 교수가 맡았다.", texts) == ("정 교수가 맡았다.", texts)


@pytest.mark.parametrize(
    ("cited", "claim"),
    [
        ("10월에 성금을 전달했다.", "9월에 성금을 전달했다."),
        ("주차 60명과 투기 20명을 적발했다.", "40명이 적발됐다."),
        ("매출은 100억 원, 이익은 60억 원이다.", "매출은 40억 원이 많다."),
        ("구의원이 사퇴했다고 구자근 의원이 말했다.", "구자근 의원이 사퇴했다."),
    ],
)
def test_a_word_that_only_looks_like_a_comparison_or_a_title_gives_nothing(
    cited: str, claim: str
) -> None:
    assert not check_claim(claim, [cited]).supported
