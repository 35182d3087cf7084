"""How to reach whom a page is by, told from what else stands at its foot."""

from __future__ import annotations

import pytest

from rag.sources.cleaning import contact_facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("© 2026 누리마당 | 전화 031-222-3333", ["전화 031-222-3333"]),
        ("문의 1588-0199 · 누리마당", ["문의 1588-0199"]),
        ("강원 솔숲군 계곡면 숲길 12 | 대표 백도경", ["강원 솔숲군 계곡면 숲길 12"]),
        ("우편 help@example.kr / 홈", ["우편 help@example.kr"]),
        ("운영시간 평일 9:00~18:00", ["운영시간 평일 9:00~18:00"]),
        ("휴관일: 매주 월요일\n이용약관", ["휴관일: 매주 월요일"]),
        ("Copyright © 2026 누리마당. All rights reserved.", []),
        ("사업자등록번호 000-00-00000 | 통신판매업신고 2026-가나-0123", []),
        ("홈 | 공지 | 문의하기 | 오시는 길", []),
        ("누리마당은 2026년 3월 2일에 문을 열었습니다", []),
    ],
)
def test_facts_of_a_foot(text: str, expected: list[str]) -> None:
    assert contact_facts(text) == expected
