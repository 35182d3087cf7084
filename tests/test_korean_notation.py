"""The same number, unit or name written otherwise."""

from __future__ import annotations

import pytest

from rag.korean.hanja import hanja_readings
from rag.korean.notation import conditions_in, other_terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,870억 2,000만 원", ["387020000000"]),
        ("3870억 2000만원", ["387020000000"]),
        ("1만2,500명", ["12500"]),
        ("12500명", []),
        ("1,500원", ["1500"]),
        ("3천500명", ["3500"]),
        ("1.5조 원", ["1500000000000"]),
        ("무게 12㎏", ["kg", "12kg"]),
        ("１２㎏", ["kg", "12kg"]),
        ("2024. 3. 4. 10시", []),
        ("25년 추석", ["2025"]),
        ("'98년도 예산", ["1998"]),
        ("2025년, 10년 만에, 25년째", []),
        ("우천 시: 강당", ["비", "오"]),
        ("결석 시에는 보강한다", ["빠지"]),
        ("우천시장 안내", []),
        ("분실물 센터", []),
    ],
)
def test_other_terms(text: str, expected: list[str]) -> None:
    assert list(other_terms(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李舜臣은", "이순신"),
        ("安重根", "안중근"),
        ("訓民正音", "훈민정음"),
        ("金大中", "김대중"),
        ("歷史", "역사"),
        ("美 관광객", "미국"),
    ],
)
def test_hanja_have_readings(text: str, expected: str) -> None:
    assert expected in list(hanja_readings(text))


def test_every_hanja_of_the_standard_has_a_reading() -> None:
    assert next(iter(hanja_readings("詰"))) == "힐"
    assert next(iter(hanja_readings("伽"))) == "가"
    assert list(hanja_readings("가나다 abc")) == []


def test_a_condition_is_said_as_people_say_it() -> None:
    assert list(conditions_in("우천 시 강당, 지각할 경우 10분")) == [(4, "비가 오면")]
