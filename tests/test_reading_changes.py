"""Which of several statements holds."""

from __future__ import annotations

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex

NOTICE = """구름 축제 안내

축제는 5월 3일에 연다.
장소는 강가이다.
입장료는 9원이다.
접수는 4월 5일까지 받는다.

축제 장소는 체육관으로 바뀌었다.
입장료는 7원으로 변경될 수 있다.
접수 마감은 4월 9일로 미룬다.
접수 마감은 다시 4월 12일로 미룬다.
"""
FEES = "구름관 요금 (2030년 2월)\n\n북 교실: 월 5원\n춤 교실: 월 3원\n"
NEWER = "구름관 요금 (2031년 2월)\n\n북 교실: 월 8원\n춤 교실: 월 3원\n"
OTHER = "바람관 요금 (2032년 2월)\n\n북 교실: 월 9원\n춤 교실: 월 4원\n"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("notice"), "a.txt", NOTICE)


@pytest.mark.parametrize(
    ("question", "best", "told"),
    [
        ("축제 어디서 해?", "장소는 강가이다.", "축제 장소는 체육관으로 바뀌었다."),
        ("접수 언제까지야?", "접수는 4월 5일까지 받는다.", "접수 마감은 다시 4월 12일로 미룬다."),
        ("축제 언제 열어?", "축제는 5월 3일에 연다.", "축제는 5월 3일에 연다."),
        ("입장료 얼마야?", "입장료는 9원이다.", "입장료는 9원이다."),
        ("원래 축제 장소는 어디였어?", "장소는 강가이다.", "장소는 강가이다."),
        ("바뀌기 전 축제 장소는 어디야?", "장소는 강가이다.", "장소는 강가이다."),
    ],
)
def test_what_replaces_is_told_alone(
    index: PassageIndex, question: str, best: str, told: str
) -> None:
    reading, _ = read(index, question, {best: 6.0})
    assert [e.candidate.sentence.text for e in reading.evidence] == [told]


@pytest.mark.parametrize(
    ("question", "told", "older"),
    [
        ("구름관 북 교실은 얼마야?", "북 교실: 월 8원", "구름관 요금 (2030년 2월)"),
        ("2030년 구름관 북 교실은 얼마야?", "북 교실: 월 5원", ""),
    ],
)
def test_the_newest_of_texts_of_one_title_holds(
    tmp_path_factory: pytest.TempPathFactory, question: str, told: str, older: str
) -> None:
    fees = indexed(tmp_path_factory.mktemp("fees"), "a.txt", FEES, newer=NEWER, other=OTHER)
    reading, _ = read(fees, question, {"북 교실: 월 5원": 6.0, "북 교실: 월 8원": 3.0})
    assert [e.candidate.sentence.text for e in reading.evidence] == [told]
    assert (reading.older.title if reading.older else "") == older
