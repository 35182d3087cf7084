"""Questions of what a document sets apart: as they stand, by labels, tables and headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering.offering import offered_by
from rag.korean import Analyzer
from rag.sources import load_documents

NOTICE = """수영장 물갈이 안내

게시일: 2031년 3월 2일
쉬는 기간: 2031년 3월 9일 ~ 3월 11일
쉬는 까닭: 물갈이와 타일 고치기
입장료: 3,000원
작성: 시설팀
비고: 음식물 반입 금지
"""
TABLE = """# 자전거 대여

| 자전거 | 시간당 | 반납 장소 | 맡은 일 | 헬멧 |
|---|---|---|---|---|
| 두바퀴 | 2,000원 | 남문 | 길 안내 | 있음 |
| 세바퀴 | 3,500원 | 북문 | 짐 나르기 | 없음 |
| 2031-03-02 | 1,000원 | 동문 | 휴식 | 없음 |

## 1. 이용 방법

남문에서 이름을 적는다.

## 비가 올 때

빌려 주지 않는다.

## 둘러보기

강을 따라 간다.
"""
FAQ = """# 자주 묻는 질문

Q. 몇 시까지 빌릴 수 있나요?
A. 저녁 7시까지입니다.

Q. 헬멧도 빌려 주나요?
A. 네, 무료입니다.
"""


def offered(tmp_path: Path, name: str, text: str, analyzer: Analyzer) -> list[str]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (document,) = load_documents(tmp_path)
    made = list(offered_by(document, document.header_end, len(document.text), analyzer))
    assert all(0 <= each.start < each.end <= len(document.text) for each in made)
    return [each.text for each in made]


def test_a_label_is_asked_for_by_what_stands_behind_it(tmp_path, analyzer: Analyzer) -> None:
    made = offered(tmp_path, "물.txt", NOTICE, analyzer)
    assert made[-3:] == [
        "쉬는 기간은 언제인가요?",
        "쉬는 까닭은 무엇인가요?",
        "입장료는 얼마인가요?",
    ]
    assert not any("작성" in each or "비고" in each for each in made)


def test_a_cell_is_asked_for_by_its_row_and_column(tmp_path, analyzer: Analyzer) -> None:
    made = offered(tmp_path, "자전거.md", TABLE, analyzer)
    assert "두바퀴 시간당은 얼마인가요?" in made
    assert "세바퀴의 반납 장소는 어디인가요?" in made
    assert not any("헬멧" in each or "2031" in each for each in made)


def test_a_heading_is_asked_for_where_it_names_a_kind(tmp_path, analyzer: Analyzer) -> None:
    made = offered(tmp_path, "자전거.md", TABLE, analyzer)
    assert "이용 방법은 어떻게 되나요?" in made
    assert not any("올 때" in each or "둘러보기" in each for each in made)


def test_questions_of_the_text_are_taken_as_they_stand(tmp_path, analyzer: Analyzer) -> None:
    made = offered(tmp_path, "질문.md", FAQ, analyzer)
    assert made == ["몇 시까지 빌릴 수 있나요?", "헬멧도 빌려 주나요?"]


@pytest.mark.parametrize(
    "text",
    [
        "보고 싶은 은수에게\n\n잘 지내고 있니? 여기는 눈이 온다. 너는 언제 오니?\n",
        "# 이야기\n\n어디로 갈까?\n\n누구에게 물을까?\n",  # nothing answers them
    ],
)
def test_what_a_text_only_wonders_is_not_asked(tmp_path, analyzer: Analyzer, text: str) -> None:
    assert offered(tmp_path, "글.md", text, analyzer) == []
