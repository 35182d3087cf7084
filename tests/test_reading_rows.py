"""The rows, and the sentences that are alike, that a question asks for."""

from __future__ import annotations

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex
from rag.korean import default_analyzer
from rag.reading import Band, Reading, analyse_question
from rag.reading.degrees import demand_of

ROWS = """# 누리마을 안내

## 방

| 이름 | 층 | 정원 | 사용료 | 화면 |
|---|---|---|---|---|
| 가람방 | 2층 | 8명 | 10,000원 | 없음 |
| 나래방 | 3층 | 16명 | 18,000원 | 있음 |
| 다솜방 | 3층 | 30명 | 무료 | 있음 |

## 일꾼

| 성명 | 부서 | 입사일 | 나이 |
|---|---|---|---|
| 곽다온 | 총무부 | 2009-03-02 | 51 |
| 남시우 | 기획부 | 2021-08-16 | 29 |
| 도하린 | 기획부 | 2014-05-19 | 38 |

## 매출

단위: 천원

| 가게 | 봄 | 여름 | 합계 |
|---|---|---|---|
| 은하점 | 120 | 150 | 270 |
| 샛별점 | 210 | 190 | 400 |
| 합계 | 330 | 340 | 670 |

## 산길

- 솔숲길: 2.4km, 1시간 10분
- 능선길: 6.1km, 50분
- 계곡길: 3.8km, 2시간

## 건물

마을에는 건물이 세 채 있다.
방앗간은 1928년에 세워졌고 지금은 찻집이다.
예배당은 1911년에 세워졌다.
양조장은 1954년에 세워졌으며 2019년에 문을 닫았다.

## 샘

가온샘은 깊이가 3m이다.
다래샘은 깊이가 2m이고 물고기가 산다.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("rows"), "a.md", ROWS)


def begin(reading: Reading) -> list[str]:
    """The first words of what was chosen."""
    words = (e.candidate.sentence.text.strip("|- ").split()[0] for e in reading.evidence)
    return [word.strip(":") for word in words]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("정원이 제일 많은 방은 어디야?", ["다솜방"]),
        ("가장 비싼 방은 뭐야?", ["나래방"]),
        ("사용료가 제일 싼 방이 어디예요?", ["다솜방"]),
        ("사람이 가장 많이 들어가는 방은?", ["다솜방"]),
        ("3층 방 중에 제일 비싼 방은?", ["나래방"]),
        ("10명 넘게 들어가는 방은 어디야?", ["나래방", "다솜방"]),
        ("만 오천 원 이하인 방 알려줘", ["가람방", "다솜방"]),
        ("정원이 10명 이상 20명 이하인 방은?", ["나래방"]),
        ("화면이 있는 방은 어디야?", ["나래방", "다솜방"]),
        ("화면 없는 방은 어디야?", ["가람방"]),
        ("기획부는 누구누구야?", ["남시우", "도하린"]),
        ("기획부는 몇 명이야?", ["남시우", "도하린"]),
        ("가장 먼저 입사한 사람은 누구야?", ["곽다온"]),
        ("나이가 가장 어린 사람은 누구야?", ["남시우"]),
        ("2014년 이후에 입사한 사람은 누구야?", ["남시우", "도하린"]),
        ("여름 매출이 가장 많은 가게는 어디야?", ["샛별점"]),
        ("합계가 제일 적은 가게는?", ["은하점"]),
        ("가장 긴 산길은 어디야?", ["능선길"]),
        ("가장 오래 걸리는 산길은?", ["계곡길"]),
        ("마을에서 가장 오래된 건물은 뭐야?", ["예배당은"]),
        ("1950년 이후에 세워진 건물은?", ["양조장은"]),
        ("제일 깊은 샘은 어디야?", ["가온샘은"]),
    ],
)
def test_the_rows_of_which_it_holds_are_sure_or_possible(
    index: PassageIndex, question: str, rows: list[str]
) -> None:
    reading, _ = read(index, question, {})
    assert begin(reading) == rows
    assert reading.band is not Band.NONE
    assert reading.is_whole


@pytest.mark.parametrize(
    "question",
    [
        "제일 넓은 방은 어디야?",
        "가장 비싼 주차장은 어디야?",
        "100명 넘게 들어가는 방은 어디야?",
        "영업부는 누구누구야?",
        "가장 먼저 퇴사한 사람은 누구야?",
        "기획부에서 가장 키가 큰 사람은 누구야?",
        "가을 매출이 가장 많은 가게는 어디야?",
        "가장 오래된 나무는 뭐야?",
        "제일 깊은 우물은 어디야?",
        "가장 비싸지 않은 방은 뭐야?",
        "주방이 있는 방은 어디야?",
        "기획부 전화번호는 뭐야?",
    ],
)
def test_rows_are_not_sure_where_no_column_or_row_tells_it(
    index: PassageIndex, question: str
) -> None:
    reading, _ = read(index, question, {})
    assert reading.band is not Band.SURE


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("가장 비싼 방은 얼마야?", "18,000원"),
        ("제일 비싼 방은 몇 층이야?", "3층"),
        ("전체 가게 여름 매출은 얼마야?", "340"),
        ("모든 가게의 매출 합계는 얼마야?", "670"),
        ("은하점 매출 합계는 얼마야?", "270"),
    ],
)
def test_the_cell_of_the_row_is_marked(index: PassageIndex, question: str, cell: str) -> None:
    reading, _ = read(index, question, {})
    [evidence] = reading.evidence
    assert evidence.highlight is not None
    assert index.documents[0].text[slice(*evidence.highlight)] == cell


@pytest.mark.parametrize(
    ("question", "free"),
    [
        ("무료로 쓸 수 있는 방은?", True),
        ("공짜인 방은 뭐야?", True),
        ("무료가 아닌 방은?", False),
        ("무료로 쓸 수 없는 방은?", False),
        ("무료 주차 시간이 제일 긴 곳은?", False),
        ("무료로 쓸 수 있는 시간은 몇 시간이야?", False),
        ("다솜방은 무료로 쓸 수 있어?", False),
    ],
)
def test_what_is_free_costs_nothing(question: str, free: bool) -> None:
    demand = demand_of(analyse_question(question, default_analyzer().morphemes(question)))
    limits = demand.limits if demand else ()
    assert [limit.value.first for limit in limits] == ([0] if free else [])
