"""News pages lose their chrome and nothing else; plain text loses nothing."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.korean import normalize
from rag.sources.cleaning import CleanedPage, clean_news_page, find_title

DATA = Path(__file__).parent / "data"
PAGES = DATA / "news_pages"
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (PAGES / "expected.json").read_text(encoding="utf-8")
)
SEED = next((Path(__file__).parent.parent / "seeds").glob("*.txt"))
PLAIN_TEXTS = sorted((DATA / "plain_texts").iterdir())


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


def body_of(page: CleanedPage) -> str:
    return page.text[page.header_end :]


# --- The pages with expectations ---------------------------------------------------------------


def test_every_page_has_an_expectation():
    assert sorted(EXPECTED) == sorted(path.name for path in PAGES.glob("*.txt"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_page_keeps_the_article_and_drops_the_chrome(name: str):
    expected = EXPECTED[name]
    page = clean_news_page(read(PAGES / name))
    assert page.title == expected["title"]
    assert (page.published or "")[:10] == (expected["published"] or "")
    assert page.publisher == expected["publisher"]
    assert [part for part in expected["keep"] if part not in page.text] == []
    assert [part for part in expected["drop"] if part in page.text] == []
    assert [part for part in expected.get("once", []) if page.text.count(part) != 1] == []


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_text_starts_with_the_header_and_a_blank_line(name: str):
    page = clean_news_page(read(PAGES / name))
    header = page.text[: page.header_end].split("\n")
    assert header[0] == page.title
    assert body_of(page).startswith("\n\n")
    assert "\n\n\n" not in page.text
    assert page.text == page.text.strip()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_cleaned_page_stays_as_it_is(name: str):
    page = clean_news_page(read(PAGES / name))
    assert clean_news_page(page.text).text == page.text


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_word_comes_from_the_page(name: str):
    raw = without_space(normalize(read(PAGES / name)))
    page = clean_news_page(read(PAGES / name))
    assert [line for line in page.text.split("\n") if without_space(line) not in raw] == []


def test_seed_page_holds_title_dates_and_nine_paragraphs_once():
    raw = normalize(read(SEED))
    page = clean_news_page(raw)
    header, *paragraphs = page.text.split("\n\n")
    lines = raw.split("\n")
    assert header == f"{lines[0]}\nKBS\n{lines[2]}\n" + "\n".join([lines[25], *lines[28:31]])
    assert page.header_end == len(header)
    assert page.published == "2023-01-29T11:10"
    # The page names its outlet in the mail address and in the name of its channel alone.
    assert page.publisher == "KBS"
    assert len(paragraphs) == 9
    assert all(raw.count(paragraph) == 2 for paragraph in paragraphs)
    assert all(paragraph.endswith("다.") for paragraph in paragraphs)


def test_paragraphs_stay_in_order_with_a_blank_line_between():
    page = clean_news_page(read(PAGES / "wire.txt"))
    starts = ["(서울=한빛통신)", "새 공장은", "가람전자 한도윤", "다만 업계에서는"]
    paragraphs = body_of(page).strip().split("\n\n")
    assert [p[: len(s)] for p, s in zip(paragraphs, starts, strict=True)] == starts


def test_rows_of_a_table_stay_together():
    page = clean_news_page(read(PAGES / "sports.txt"))
    assert "△31일 경기 결과\n가온 010 200 100 - 4\n한별 000 021 011 - 5" in page.text


def test_subheadings_belong_to_the_body():
    page = clean_news_page(read(PAGES / "daily.txt"))
    assert "\n\n◇판독 시간 42% 줄어\n\n" in page.text


# --- Variations of a page ----------------------------------------------------------------------

BODY = (
    "다솜시가 자전거 도로를 120킬로미터로 늘린다고 14일 밝혔다.\n\n"
    "시는 올해 말까지 예산 84억 원을 쓴다. 공사는 네 구간으로 나눈다.\n\n"
    "하누리 교통국장은 “아이들도 탈 수 있는 길을 만들겠다”고 말했다."
)
END = "윤가온 기자 gaon@dasom.example\n저작권자 © 다솜일보 무단전재 및 재배포 금지\n댓글쓰기"
TITLE = "다솜시, 자전거 도로 120킬로미터로 늘린다"


def page_with(*, dates: str = "입력 2024.05.14 09:30", body: str = BODY, end: str = END) -> str:
    return f"다솜일보\n{TITLE}\n{dates}\n\n{body}\n\n{end}"


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ("입력 2024.05.14. 오후 1:05 수정 2024.05.15. 오전 9:00", "2024-05-14T13:05"),
        ("수정 2024-05-15 09:00 | 등록 2024-05-14 08:07:06", "2024-05-14T08:07:06"),
        ("기사입력 2024년 5월 14일", "2024-05-14"),
        ("2024/05/14 09:00 송고", "2024-05-14T09:00"),
        ("승인 : 2024. 5. 14. 12:00 오전", "2024-05-14T12:00"),
        ("입력\n2024.05.14 09:30\n수정\n2024.05.15 10:00", "2024-05-14T09:30"),
        ("윤가온 기자 | 입력 2024.05.14 09:30 | 댓글 12", "2024-05-14T09:30"),
    ],
)
def test_dates_of_many_forms(dates: str, published: str):
    page = clean_news_page(page_with(dates=dates))
    assert page.published == published
    assert page.title == TITLE
    assert "댓글" not in page.text


def test_date_below_the_article_counts_when_there_is_none_above():
    end = "<저작권자(c) 다솜일보, 무단 전재-재배포 금지> 2024/05/14 09:30 송고\n윤가온 기자"
    page = clean_news_page(page_with(dates="윤가온 기자\n공유하기\n인쇄하기", end=end))
    assert page.published == "2024-05-14T09:30"
    assert "2024/05/14 09:30 송고" in page.text[: page.header_end]


def test_clock_of_the_site_is_not_the_date_of_the_article():
    page = clean_news_page("최종편집 2025-01-01 08:00 (수)\n" + page_with())
    assert page.published == "2024-05-14T09:30"
    assert "최종편집" not in page.text


@pytest.mark.parametrize(
    "middle",
    [
        "광고",
        "ADVERTISEMENT",
        "▶ 관련기사: 다솜시, 버스 요금 올린다",
        "자전거를 타는 시민들. [다솜시 제공. 재판매 및 DB 금지]",
        "다솜시 강변의 자전거 도로 /사진=다솜시",
        "▲ 다솜시청 전경. ⓒ다솜일보",
        "관련기사\n다솜시, 버스 요금 올린다\n다솜강 다리 내년 완공",
    ],
)
def test_what_interrupts_an_article_goes_and_the_article_goes_on(middle: str):
    first, *rest = BODY.split("\n\n")
    page = clean_news_page(page_with(body="\n\n".join([first, middle, *rest])))
    assert body_of(page).strip() == BODY


@pytest.mark.parametrize(
    "end",
    [
        "관련기사\n다솜시, 버스 요금 올린다\n다솜강 다리 내년 완공",
        "많이 본 뉴스\n1 내일 전국에 비\n2 쌀값 또 올라",
        "#자전거 #다솜시",
        "■ 제보하기\n▷ 카카오톡 : '다솜제보' 검색\n▷ 전화 : 02-000-0000",
        "댓글 3\n바람개비\n좋은 소식입니다. 빨리 만들어 주세요.",
        "좋아요 3 슬퍼요 0 화나요 1",
        "이 기사가 마음에 드셨나요?\n후원하기",
        f"{TITLE}\n입력 2024-05-14 09:30:11\n{BODY}",
        BODY.replace("\n\n", " "),
    ],
)
def test_what_follows_an_article_goes(end: str):
    page = clean_news_page(page_with(end=f"{end}\n\n{END}"))
    assert body_of(page).strip() == BODY


def test_second_copy_in_other_paragraphs_is_a_copy():
    page = clean_news_page(page_with(body=f"{BODY.replace(chr(10) * 2, ' ')}\n\n{BODY}"))
    assert without_space(body_of(page)) == without_space(BODY)


@pytest.mark.parametrize("end", ["윤가온 기자 gaon@dasom.example", "윤가온 기자", "/사진=다솜시"])
def test_byline_and_credit_at_the_end_of_a_paragraph_go(end: str):
    page = clean_news_page(page_with(body=f"{BODY} {end}"))
    assert body_of(page).strip() == BODY


@pytest.mark.parametrize(
    "line",
    [
        "2024년 5월 13일",
        "로그인부터 하세요.",
        "#1 새벽 네 시",
        "◇의견",
        "전화 : 02-000-0000",
        "“정말 그럴까?”",
        "작가는 마을 사진 40점을 벽에 걸었다.",
        "※ 비가 오면 쉽니다.",
    ],
)
def test_line_amid_the_body_stays(line: str):
    first, *rest = BODY.split("\n\n")
    body = "\n\n".join([first, line, *rest])
    assert body_of(clean_news_page(page_with(body=body))).strip() == body


def test_wrapped_paragraph_stays_one_paragraph():
    wrapped = BODY.replace("늘린다고 14일", "늘린다고\n14일")
    page = clean_news_page(page_with(body=wrapped))
    assert body_of(page).strip() == wrapped


def test_title_is_not_the_ticker_above_it():
    page = clean_news_page("[속보] 북부에 호우주의보\n환율 1,300.5원\n" + page_with())
    assert page.title == TITLE
    assert "호우" not in page.text


def test_site_name_behind_the_title_is_the_publisher():
    head = f"{TITLE} - 다솜하루\n{TITLE}\n입력 2024.05.14 09:30\n공유하기\n인쇄하기\n\n"
    page = clean_news_page(f"{head}{BODY}\n\n관련기사\n쌀값 또 올라")
    assert (page.title, page.publisher) == (TITLE, "다솜하루")
    assert page.text.count(TITLE) == 1


def test_portal_is_no_publisher():
    page = clean_news_page(page_with(end=END + "\nⓒ NAVER Corp."))
    assert page.publisher == "다솜일보"


# --- Plain text --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLAIN_TEXTS, ids=lambda path: path.name)
def test_plain_text_loses_nothing_but_white_space(path: Path):
    page = clean_news_page(read(path))
    assert without_space(page.text) == without_space(normalize(read(path)))
    assert page.publisher is None
    assert page.published is None
    assert clean_news_page(page.text) == page


def test_indentation_and_line_breaks_of_plain_text_stay():
    text = "시\n\n  물은 흐르고\n    나는 서 있다"
    assert clean_news_page(text).text == text


def test_article_with_title_and_date_alone_is_kept_whole_with_its_date():
    text = f"{TITLE}\n입력 2024.05.14 09:30\n\n{BODY}"
    page = clean_news_page(text)
    assert page.text == text
    assert page.published == "2024-05-14T09:30"
    assert page.text[: page.header_end] == f"{TITLE}\n입력 2024.05.14 09:30"


SENTENCES = st.sampled_from(
    [
        "다솜시가 도서관을 새로 지었다.",
        "무단 전재를 금지하는 법이 통과됐다.",
        "기자는 댓글을 읽고 구독을 눌렀다.",
        "이 기사는 언론사에서 분류했습니다.",
        "로그인 후 이용해 주세요.",
        "좋은 소식이네요!",
        "왜 그럴까?",
    ]
)
LINES = st.one_of(
    SENTENCES,
    st.sampled_from(
        [
            "",
            "- 댓글",
            "구독하기",
            "공유하기",
            "글자 크기 조절",
            "관련기사",
            "많이 본 뉴스",
            "◇소제목",
            "1. 첫째",
            "사진",
            "#태그",
            "2024년 5월 13일",
            "작성일 2024. 5. 13.",
            "메뉴 | 가격",
            "[표 1] 요금",
        ]
    ),
    st.text(alphabet="가나다라 .,-0123", max_size=20),
)


@given(st.lists(LINES, max_size=25))
def test_text_without_signs_of_an_article_loses_nothing(lines: list[str]):
    text = "\n".join(lines)
    assert without_space(clean_news_page(text).text) == without_space(normalize(text))


# --- Properties --------------------------------------------------------------------------------

PAGE_LINES = [line for path in PAGES.glob("*.txt") for line in read(path).split("\n")]


@given(st.text(max_size=300))
def test_any_text_is_cleaned_once_and_for_all(text: str):
    page = clean_news_page(text)
    assert 0 <= page.header_end <= len(page.text)
    assert clean_news_page(page.text).text == page.text


@given(st.lists(st.sampled_from(PAGE_LINES), max_size=30))
def test_any_mixture_of_page_lines_is_cleaned_once_and_for_all(lines: list[str]):
    page = clean_news_page("\n".join(lines))
    assert clean_news_page(page.text).text == page.text


@given(
    st.lists(
        st.sampled_from(["도서관을 새로 지었다.", "무단 전재를 금지하는 법이다."]), max_size=8
    ),
    st.randoms(use_true_random=False),
)
def test_body_survives_any_chrome_around_it(sentences: list[str], rng: random.Random):
    opening = "다솜시는 14일 자전거 도로를 늘린다고 밝혔다."
    paragraphs = [opening, *(f"{n}번째로 {s}" for n, s in enumerate(sentences))]
    tools = rng.sample(["공유하기", "인쇄하기", "글자크기 조절", "댓글 3", "스크랩", "가"], 4)
    endings = rng.sample(
        ["윤가온 기자 gaon@dasom.example", "#자전거", "좋아요 3 슬퍼요 1", "이 기사를 추천합니다"],
        3,
    )
    body = "\n\n".join(paragraphs)
    page = clean_news_page(
        "\n".join(["다솜일보", "정치 경제 사회 문화", TITLE, "입력 2024.05.14 09:30", *tools, ""])
        + f"\n{body}\n\n"
        + "\n".join([*endings, "많이 본 뉴스", "쌀값 또 올라", "내일 전국에 비", TITLE, body])
    )
    assert page.title == TITLE
    assert body_of(page).strip() == body


# --- Titles of plain texts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("겨울 철새 조사\n\n본문이다.", "겨울 철새 조사"),
        ("# 겨울 철새 조사\n본문이다.", "겨울 철새 조사"),
        ("왜 철새는 돌아오는가?\n\n본문이다.", "왜 철새는 돌아오는가?"),
        ("다솜강의 철새가 늘었다.\n\n본문이다.", ""),
        ("- 우유\n- 달걀", ""),
        ("1. 첫째\n2. 둘째", ""),
        ("이름\t나이\n가온\t12", ""),
        ("다솜강 하구에서 겨울을 난 철새가\n늘었다.", ""),
        ("***\n본문이다.", ""),
        ("", ""),
    ],
)
def test_find_title(text: str, title: str):
    assert find_title(text) == title


def test_tips_and_pictures_stand_in_the_header_alone():
    page = clean_news_page(read(SEED))
    told = ["▷ 전화 : 02-781-1234, 4444", "[사진 출처 : 게티이미지]"]
    assert all(line in page.text[: page.header_end].split("\n") for line in told)
    assert not any(line in body_of(page) for line in told)
