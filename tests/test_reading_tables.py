"""The cell that a question asks for, found by its row and its column."""

from __future__ import annotations

import pytest
from test_structure_reading import indexed, read

from rag.index import PassageIndex
from rag.reading import Band

TABLES = """# 회관 안내

## 버스

| 노선 | 기점 | 1차 출발 | 2차 출발 | 연락처 |
|---|---|---|---|---|
| 가온선 | 다리 앞 | 06:50 | 07:35 | 내선 71 |
| B노선 | 강가 | 07:05 | 07:45 | 내선 72 |

## 당번

| 주차 | 쓰레기 | 냉장고 |
|---|---|---|
| 1주 | 한별 | 두리 |
| 3주 | 두리 | 한별 |

## 비교

| 항목 | 바람 2 | 구름 9 |
|---|---|---|
| 무게 | 3kg | 9kg |
| 소음 | 71dB | 65dB |

## 예산

단위: 천원

| 사업 | 금액 |
|---|---|
| 벽화 | 12,000 |
| 지붕 | 34,500 |

## 일정

| 날짜 | 행사 |
|---|---|
| 2025. 5. 2.(금) | 재량휴업일 |
| 2025. 5. 16.(금) | 체육대회 |

## 방

- 위치: 2층 안쪽
- 보증금: 30만원
- 점검: 매달 3일
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    return indexed(tmp_path_factory.mktemp("tables"), "a.md", TABLES)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("B노선 2차 몇 시 출발?", "07:45"),
        ("가온선 기점이 어디야?", "다리 앞"),
        ("3주차 쓰레기 누구 차례?", "두리"),
        ("구름 9 소음 얼마?", "65dB"),
        ("3,450만원 드는 사업이 뭐야?", "지붕"),
        ("5월 2일에 뭐 있어?", "재량휴업일"),
        ("체육대회 언제야?", "2025. 5. 16.(금)"),
        ("방 보증금은 얼마야?", "30만원"),
    ],
)
def test_the_cell_in_the_row_and_column_named_is_sure(
    index: PassageIndex, question: str, cell: str
) -> None:
    reading, _ = read(index, question, {})
    assert reading.band is Band.SURE
    [evidence] = reading.evidence
    assert evidence.highlight is not None
    assert index.documents[0].text[slice(*evidence.highlight)] == cell


@pytest.mark.parametrize(
    "question",
    [
        "D노선 2차 몇 시 출발?",
        "B노선 3차 몇 시 출발?",
        "B노선 요금 얼마야?",
        "B노선 2차 몇 시 도착?",
        "4주차 쓰레기 누구 차례?",
        "3주차 화장실 누구 차례?",
        "구름 8 소음 얼마?",
        "제일 조용한 건 소음이 몇 dB야?",
        "6월 2일에 뭐 있어?",
        "방 월세는 얼마야?",
    ],
)
def test_a_cell_is_not_sure_where_row_or_column_is_not_there(
    index: PassageIndex, question: str
) -> None:
    reading, _ = read(index, question, {})
    assert reading.band is not Band.SURE
