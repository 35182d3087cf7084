"""One way of telling a value for another, and what only looks like one."""

from __future__ import annotations

import pytest

from rag.grounding.checking import read_together
from rag.grounding.reader import read
from rag.grounding.values import check_figures, is_given


def values_lacking(claim: str, cited: str) -> list[str]:
    statement, evidence = read_together(claim, [cited])
    return [v.surface for v in statement.values if not is_given(v, evidence)]


def figures_refused(claim: str, *cited: str) -> str:
    return check_figures(*read_together(claim, cited))


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
        ("조례안에 찬성 21명, 반대 10명이었다.", "조례안에 찬성 21표, 반대 10표였다."),
        ("반대 204명, 찬성 97명이었다.", "찬성 97명보다 많은 반대 204명이 나왔다."),
        ("올해 제18회를 맞은 영화제가 열린다.", "올해 18번째인 영화제가 열린다."),
        ("논 30헥타르가 물에 잠겼다.", "논 30㏊가 물에 잠겼다."),
        ("전기료는 ㎾h당 5원이다.", "전기료는 kWh당 5원이다."),
        ("투자액은 3000만 달러다.", "투자액은 $30 million이다."),
        ("물가는 3.1% 올랐다.", "물가가 3% 넘게 올랐다."),
        ("보증금 전액을 돌려준다.", "보증금을 모두 돌려줍니다."),
    ],
)
def test_a_value_may_be_told_in_another_way(cited: str, claim: str) -> None:
    assert values_lacking(claim, cited) == []


@pytest.mark.parametrize(
    ("cited", "claim"),
    [
        ("회비는 월 3만 원이다.", "회비는 연 3만 원이다."),
        ("분기마다 40만 원을 준다.", "매월 40만 원을 준다."),
        ("전기료는 ㎾h당 5원이다.", "전기료는 ㎥당 5원이다."),
        ("사흘 안에 신고해야 한다.", "사흘 뒤에 신고해야 한다."),
        ("접수는 9월 2일부터 13일까지다.", "접수는 9월 2일부터 10월 13일까지다."),
        ("평년보다 1.7도 높았다.", "평년을 1.7도 밑돌았다."),
        ("응답자의 62%가 찬성했다.", "열 명 중 일곱 명이 넘게 찬성했다."),
        ("참가자는 300명이었다.", "참가자는 300명을 넘었다."),
    ],
)
def test_what_a_value_is_counted_for_and_limited_to_is_part_of_it(cited: str, claim: str) -> None:
    assert values_lacking(claim, cited)


def test_syllables_of_a_name_are_no_number() -> None:
    assert read("백시온 퓨리온 대표는 말했다.").values == ()


@pytest.mark.parametrize(
    ("cited", "claim"),
    [
        ("찬성은 지난해 76%에서 올해 91%로 늘었다.", "찬성이 15%p 늘었다."),
        ("키는 8.7cm로 3년 전보다 1.1cm 줄었다.", "3년 전의 키는 9.8cm였다."),
        ("1반 12명, 2반 8명, 3반 4명이 왔다.", "모두 24명이 왔다."),
        ("보증금 300만 원의 절반을 돌려준다.", "150만 원을 돌려받는다."),
        ("주차료는 시간당 1만 원이다.", "두 시간이면 주차료가 2만 원이다."),
        ("상금 90만 원을 3명이 똑같이 나눈다.", "한 명이 30만 원을 받는다."),
        ("30명 가운데 10명이 반대했다.", "반대는 33.3%였다."),
        ("회원이 20명에서 60명으로 늘었다.", "회원은 3배가 됐다."),
        ("전체의 76%가 찬성했다.", "찬성하지 않은 사람은 24%다."),
        ("다리는 2021년에 착공해 2024년에 열렸다.", "공사에 3년이 걸렸다."),
        ("문은 오전 9시에 열고 오후 6시에 닫는다.", "하루 9시간 문을 연다."),
        ("5월 1일에 시작해 7일 동안 이어진다.", "5월 8일에 끝난다."),
        ("책은 14일 빌려주고 한 번 7일 늘릴 수 있다.", "길게는 3주 볼 수 있다."),
        ("만 39세 이하만 신청할 수 있다.", "45세는 신청할 수 없다."),
        ("5월 1일부터 10일까지 접수한다.", "5월 7일에 신청할 수 있다."),
    ],
)
def test_a_figure_that_can_be_had_from_the_sources_is_left_to_the_judge(
    cited: str, claim: str
) -> None:
    assert figures_refused(claim, cited) == ""


@pytest.mark.parametrize(
    ("cited", "claim"),
    [
        ("찬성은 지난해 76%에서 올해 91%로 늘었다.", "찬성이 16%p 늘었다."),
        ("1반 12명, 2반 8명, 3반 4명이 왔다.", "모두 25명이 왔다."),
        ("1반 1명, 2반 2명, 3반 4명, 4반 8명이 왔다.", "모두 15명이 왔다."),  # of four
        ("12명이 1만 원씩 냈다.", "12만 2원이 모였다."),
        ("사과 12개와 8kg짜리 상자를 샀다.", "사과는 20개다."),
        ("주차료는 시간당 1만 원이다.", "사흘이면 주차료가 2만 원이다."),
        ("다리는 2021년에 착공해 2024년에 열렸다.", "공사에 4년이 걸렸다."),
        ("만 39세 이하만 신청할 수 있다.", "45세 이하만 신청할 수 있다."),
        ("5월 1일부터 10일까지 접수한다.", "5월 12일까지 신청할 수 있다."),
        ("회비는 3만 원이다.", "회비는 5만 원이다."),
        ("10월에 성금을 전달했다.", "9월에 성금을 전달했다."),
    ],
)
def test_a_figure_that_cannot_be_had_from_the_sources_is_refused(cited: str, claim: str) -> None:
    assert figures_refused(claim, cited).startswith("근거에 없는 숫자나 날짜입니다: ")
