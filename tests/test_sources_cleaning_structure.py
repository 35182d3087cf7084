"""Whether lines make a news page, and where its article lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sources.cleaning.lines import LineKind
from rag.sources.cleaning.structure import (
    compact,
    find_body,
    is_news_page,
    overlap,
    read_lines,
    words_of,
)

DATA = Path(__file__).parent / "data"
ARTICLE = (
    "다솜시, 자전거 도로 늘린다\n입력 2024.05.14 09:30\n\n"
    "다솜시가 자전거 도로를 늘린다고 밝혔다.\n시는 예산 84억 원을 쓴다.\n\n"
)


def body_texts(page: str) -> list[str]:
    lines = read_lines(page)
    return [lines[i].text for i in find_body(lines)]


def test_wrapped_notice_and_labelled_date_are_one_line():
    lines = read_lines(
        "읽어주기 기능은\n브라우저에서만 사용하실 수 있습니다.\n입력\n2024.05.14 09:30"
    )
    assert [line.kind for line in lines] == [LineKind.NOTICE, LineKind.STAMP]


def test_heading_of_a_list_is_told_from_a_subheading_by_what_follows():
    heading, *_ = read_lines("제목\n\n당신을 위한 추천 기사\n쌀값 또 올라\n내일 전국에 비")[1:]
    subheading, *_ = read_lines("제목\n\n인공지능이 쓴 기사\n사람이 쓴 것과 구별되지 않았다.")[1:]
    assert heading.kind is LineKind.LIST_HEADING
    assert subheading.kind is LineKind.OTHER


@pytest.mark.parametrize(
    "name",
    sorted(path.name for path in (DATA / "news_pages").glob("*.txt") if path.stem != "plain"),
)
def test_news_pages_are_recognised(name: str):
    assert is_news_page(read_lines((DATA / "news_pages" / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted((DATA / "plain_texts").iterdir()), ids=lambda p: p.name)
def test_plain_texts_are_no_news_pages(path: Path):
    assert not is_news_page(read_lines(path.read_text(encoding="utf-8")))


def test_article_without_chrome_is_left_alone():
    assert not is_news_page(read_lines(ARTICLE))


def test_body_ends_at_the_copyright_line():
    page = f"{ARTICLE}저작권자 © 다솜일보 무단전재 및 재배포 금지\n쌀값이 또 올랐다.\n비가 온다."
    assert body_texts(page) == [
        "다솜시가 자전거 도로를 늘린다고 밝혔다.",
        "시는 예산 84억 원을 쓴다.",
    ]


def test_body_goes_on_below_a_list_when_the_byline_is_still_to_come():
    page = f"{ARTICLE}관련기사\n쌀값 또 올라\n\n공사는 봄에 시작한다.\n윤가온 기자 a@b.example"
    assert body_texts(page)[-1] == "공사는 봄에 시작한다."


def test_body_is_the_first_of_two_copies():
    page = f"{ARTICLE}■ 제보하기\n{ARTICLE}"
    assert list(find_body(read_lines(page))) == [2, 3]


def test_body_of_a_page_without_a_sentence_is_its_longest_list():
    head = "[인사] 물빛연구원\n승인 2024-01-02 09:30\n공유하기"
    page = f"{head}\n◇ 본부장\n▲ 가온 ▲ 누리\n댓글 0\n비 온다"
    assert body_texts(page) == ["◇ 본부장", "▲ 가온 ▲ 누리"]


def test_page_without_text_has_no_body():
    assert not find_body(read_lines("입력 2024.05.14 09:30\n공유하기"))
    assert not find_body([])


def test_overlap_sees_through_particles():
    known = words_of(["금강조선이 운반선을 수주했다."])
    assert overlap("금강조선, 운반선 또 수주", known) == 1.0
    assert overlap("내일 전국에 비", known) == 0.0
    assert overlap("…", known) == 0.0


def test_compact_ignores_spaces_and_marks():
    assert compact("다솜시, “자전거” 도로 120km") == compact("다솜시 '자전거'도로120km")


@given(st.lists(st.text(max_size=40), max_size=20))
def test_body_lies_within_the_page(lines: list[str]):
    page = read_lines("\n".join(lines))
    body = find_body(page)
    assert set(body) <= set(range(len(page)))
