"""The dates, times and amounts of a sentence, each as a whole."""

from __future__ import annotations

import pytest

from rag.korean import default_analyzer
from rag.reading import DATE, TIME, find_values
from rag.reading.values import asked_part


def found(text: str) -> list[tuple[str, str]]:
    values = find_values(text, default_analyzer().morphemes(text))
    return [(text[value.start : value.end], value.kind) for value in values]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("접수는 2031년 4월 5일 오전 10시까지다.", "2031년 4월 5일 오전 10시", DATE),
        ("모임은 5월 12~14일에 연다.", "5월 12~14일", DATE),
        ("등록은 2031년 하반기에 시작한다.", "2031년 하반기", DATE),
        ("9/30까지 낸다.", "9/30", DATE),
        ("성은 기원전 57년에 쌓았다.", "기원전 57년", DATE),
        ("절은 서기 660년에 섰다.", "서기 660년", DATE),
        ("제2031-5호로 알린다.", "2031-5호", "호"),
        ("작성일 2031. 4. 5.", "2031. 4. 5", DATE),
        ("문은 오후 네 시에 연다.", "오후 네 시", TIME),
        ("가게는 자정에 닫는다.", "자정", TIME),
        ("첫차는 새벽 5시 반에 나선다.", "새벽 5시 반", TIME),
        ("월요일 낮 12시에 만난다.", "낮 12시", TIME),
        ("받은 날부터 7일 안에 알린다.", "7일", "시간"),
        ("물은 3일마다 준다.", "3일", "시간"),
        ("14일 이내에 낸다.", "14일", "시간"),
        ("회비는 만 오천 원이다.", "만 오천 원", "원"),
        ("상금은 삼백만 원이다.", "삼백만 원", "원"),
        ("새 이장은 위정수 씨(66)다.", "66", "세"),
        ("예순다섯 살부터 무료다.", "예순다섯 살", "세"),
    ],
)
def test_a_value_is_found_whole(text: str, value: str, kind: str) -> None:
    assert found(text) == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    ["사번을 넣는다.", "구명환을 던진다.", "짐은 문 앞에 두시면 됩니다.", "수천만 년이 흘렀다."],
)
def test_what_only_looks_like_a_value_is_none(text: str) -> None:
    assert found(text) == []


def test_a_range_of_hours_stands_beside_its_day() -> None:
    text = "때: 3월 5일 오후 1~5시"
    assert found(text) == [("3월 5일", DATE), ("오후 1~5시", TIME)]


@pytest.mark.parametrize(
    ("unit", "part"), [("년", "2031년"), ("월", "4월"), ("시", "오전 10시"), ("명", None)]
)
def test_the_part_of_a_date_that_is_asked_for(unit: str, part: str | None) -> None:
    text = "접수는 2031년 4월 5일 오전 10시까지다."
    [value] = find_values(text, default_analyzer().morphemes(text))
    own = asked_part(text, value, unit, 0)
    assert text[own.start : own.end] == (part or text[value.start : value.end])
