"""A numbered provision, found by its place."""

from __future__ import annotations

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex
from rag.reading import Band

RULES = """구름회 규칙

제1장 총칙
제1조 이 모임은 구름회라 한다.

제2장 모임
제3조(날짜) ① 모임은 매달 연다.
② 날짜는 투표로 정한다.
③ 제2항의 투표는 이틀 동안 한다.
제4조(벌금) 다음 각 호의 회원은 벌금을 낸다.
 1. 늦은 회원
 2. 빠진 회원
제4조의2(면제) 아픈 회원은 내지 않는다.

부칙
이 규칙은 내년부터 시행한다.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("rules"), "a.txt", RULES)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("제3조 2항이 뭐야?", ["② 날짜는 투표로 정한다."]),
        ("3조 1항은 뭐라고 되어 있어?", ["① 모임은 매달 연다."]),
        ("구름회 규칙 제4조 제2호 알려줘", ["2. 빠진 회원"]),
        ("제4조의2 내용은?", ["아픈 회원은 내지 않는다."]),
        ("제1조는 뭐야?", ["이 모임은 구름회라 한다."]),
        ("제3조 5항이 뭐야?", []),
        ("제9조 내용이 뭐야?", []),
        ("제4조 3호는?", []),
    ],
)
def test_a_provision_is_told_by_its_number(
    index: PassageIndex, question: str, told: list[str]
) -> None:
    # However likely the encoder takes another one.
    reading, encoder = read(index, question, {"③ 제2항의 투표는 이틀 동안 한다.": 6.0})
    assert [e.candidate.sentence.text for e in reading.evidence] == told
    assert reading.band is (Band.SURE if told else Band.NONE)
    assert not encoder.given


def test_what_a_provision_tells_is_looked_for_in_it_alone(index: PassageIndex) -> None:
    told = {"① 모임은 매달 연다.": 5.0, "이 모임은 구름회라 한다.": 6.0}
    reading, encoder = read(index, "제3조에 따르면 모임은 언제 열어?", told)
    assert [e.candidate.sentence.text for e in reading.evidence] == ["① 모임은 매달 연다."]
    assert all("구름회라" not in w.text for _, given in encoder.given for w in given)


@pytest.mark.parametrize("question", ["사진 3장은 어디에 내?", "3조는 어디서 모여?"])
def test_a_number_of_other_things_is_no_provision(index: PassageIndex, question: str) -> None:
    _, encoder = read(index, question, {})
    assert encoder.given
