"""The outlet, from where pages name it."""

from __future__ import annotations

import pytest

from rag.sources.cleaning.publisher import find_publisher, find_site_names


@pytest.mark.parametrize(
    "line",
    [
        "(서울=다솜통신) 윤가온 기자 = 철새가 늘었다.",
        "[서울=다솜통신] 윤가온 기자 = 철새가 늘었다.",
        "[다솜통신=윤가온 기자] 철새가 늘었다.",
        "[다솜통신 윤가온 기자] 철새가 늘었다.",
        "다솜통신 뉴스 윤가온입니다.",
        "제호 : 다솜통신 | 등록번호 : 서울 아00000",
    ],
)
def test_line_that_names_the_outlet(line: str):
    assert find_publisher(["다솜통신 뉴스", line], [], []) == "다솜통신"


@pytest.mark.parametrize(
    "rights",
    [
        "<저작권자(c) 다솜통신, 무단 전재-재배포 금지>",
        "저작권자 © 다솜통신 무단전재 및 재배포 금지",
        "Copyright ⓒ 다솜통신. All rights reserved.",
        "© 2024 다솜통신. All rights reserved.",
        "[ⓒ 다솜통신 & dasom.example, 무단전재 및 재배포 금지]",
        "ⓒ (주)다솜통신 무단 전재 금지",
    ],
)
def test_copyright_line_that_names_the_outlet(rights: str):
    assert find_publisher([rights], [rights], []) == "다솜통신"


def test_masthead_counts_when_it_is_repeated_or_ends_as_papers_do():
    assert find_publisher(["가온하루", "가온하루"], [], ["가온하루"]) == "가온하루"
    assert find_publisher(["가온일보"], [], ["가온일보"]) == "가온일보"
    assert find_publisher(["가온하루"], [], ["가온하루"]) is None


def test_mail_host_counts_when_the_page_writes_it_as_a_name():
    assert find_publisher(["메일 : desk@abc.co.kr", "ABC뉴스"], [], []) == "ABC"
    assert find_publisher(["메일 : desk@abc.co.kr", "가온뉴스"], [], []) is None


@pytest.mark.parametrize("mark", ["전주=윤가온 기자", "단독 윤가온 기자"])
def test_place_or_kind_of_a_report_is_no_outlet(mark: str):
    assert find_publisher([f"[{mark}] 철새가 늘었다."], [], []) is None


@pytest.mark.parametrize(
    "line",
    [
        "(사진=가온통신)",
        "[자료=가온통신]",
        "ⓒ NAVER Corp.",
        "철새가 늘었다.",
        "주인공은 윤가온입니다.",
    ],
)
def test_line_that_names_no_outlet(line: str):
    assert find_publisher([line], [line] if line.startswith("ⓒ") else [], []) is None


def test_site_name_follows_a_title_that_also_stands_alone():
    title = "다솜시, 자전거 도로 늘린다"
    assert find_site_names([f"{title} | 다솜하루", title]) == {"다솜하루"}
    assert find_site_names([f"{title} | 다솜하루"]) == set()
