"""Headings, lists, tables, questions and code found in plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.korean import holds_word
from rag.sources import BlockKind
from rag.sources.structure import find_blocks, is_title

H, P, L = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
Q, A, C = BlockKind.QUESTION, BlockKind.ANSWER, BlockKind.CODE
HEADER, ROW = BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW


def kinds(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, text[block.start : block.end]) for block in find_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 시간\n9시에 연다.", [(H, "## 시간"), (P, "9시에 연다.")]),
        ("제3조(연체) 돈을 낸다.", [(H, "제3조(연체)"), (P, "돈을 낸다.")]),
        ("제2장 요금\n요금을 낸다.", [(H, "제2장 요금"), (P, "요금을 낸다.")]),
        ("안건 2. 놀이터\n새로 만든다.", [(H, "안건 2. 놀이터"), (P, "새로 만든다.")]),
        (
            "1. 목적\n알린다.\n2. 대상\n누구나 온다.",
            [(H, "1. 목적"), (P, "알린다."), (H, "2. 대상"), (P, "누구나 온다.")],
        ),
        ("낸다.\n1. 신청서\n2. 사본", [(P, "낸다."), (L, "1. 신청서"), (L, "2. 사본")]),
        (
            "1. 신청서\n2. 사본\n\n문의는 창구로 한다.",
            [(L, "1. 신청서"), (L, "2. 사본"), (P, "문의는 창구로 한다.")],
        ),
        (
            "1. 준비\n가. 물\n나. 끈\n2. 순서\n가. 묶기",
            [(H, "1. 준비"), (L, "가. 물"), (L, "나. 끈"), (H, "2. 순서"), (L, "가. 묶기")],
        ),
        (
            "[때]\n3일이다.\n\n[곳]\n강가다.",
            [(H, "[때]"), (P, "3일이다."), (H, "[곳]"), (P, "강가다.")],
        ),
        ("때: 3. 8.\n곳: 강가", [(L, "때: 3. 8."), (L, "곳: 강가")]),
        ("- 하나\n  이어진다\n- 둘", [(L, "- 하나\n  이어진다"), (L, "- 둘")]),
        (
            "이용 시간\n9시에 연다.\n\n이용료\n무료이다.",
            [(H, "이용 시간"), (P, "9시에 연다."), (H, "이용료"), (P, "무료이다.")],
        ),
        ("Q. 되나요?\nA. 됩니다.\n네.", [(Q, "Q. 되나요?"), (A, "A. 됩니다.\n네.")]),
        ("Q. 되나요? A. 됩니다.\n네.", [(Q, "Q. 되나요?"), (A, "A. 됩니다.\n네.")]),
        ("문: 언제?\n답: 내일.", [(Q, "문: 언제?"), (A, "답: 내일.")]),
        ("쓴다.\n```\nrun it\n```\n끝.", [(P, "쓴다."), (C, "```\nrun it\n```"), (P, "끝.")]),
        (
            "| 이름 | 값 |\n|---|---|\n| 배 | 3원 |",
            [(HEADER, "| 이름 | 값 |\n|---|---|"), (ROW, "| 배 | 3원 |")],
        ),
        ("이름\t값\n배\t3원", [(HEADER, "이름\t값"), (ROW, "배\t3원")]),
        ("이름\t과일\n가온\t배", [(HEADER, "이름\t과일"), (ROW, "가온\t배")]),
        (
            "이름\t값\t곳\n배\t3원\t창고\n모두\t3원\t",
            [(HEADER, "이름\t값\t곳"), (ROW, "배\t3원\t창고"), (ROW, "모두\t3원")],
        ),
        ("구분  2023  2024\n배  3  5", [(HEADER, "구분  2023  2024"), (ROW, "배  3  5")]),
        (
            "곳      첫차     막차\n----------------\n강가    06:00    22:00",
            [(HEADER, "곳      첫차     막차\n----------------"), (ROW, "강가    06:00    22:00")],
        ),
        (
            "국밥 ........ 3원\n냉면 ........ 12원",
            [(ROW, "국밥 ........ 3원"), (ROW, "냉면 ........ 12원")],
        ),
        (
            "2. 3.    입학\n3. 12.   소풍\n4. 1.    잔치",
            [(ROW, "2. 3.    입학"), (ROW, "3. 12.   소풍"), (ROW, "4. 1.    잔치")],
        ),
        (
            "+----+----+\n| 곳 | 값 |\n+====+====+\n| 강 | 3  |\n+----+----+",
            [
                (HEADER, "| 곳 | 값 |\n+====+====+"),
                (ROW, "| 강 | 3  |"),
            ],
        ),
        ("친다.\n$ ls -l\n본다.", [(P, "친다."), (C, "$ ls -l"), (P, "본다.")]),
        ("이름   값\n배     3원", [(HEADER, "이름   값"), (ROW, "배     3원")]),
    ],
)
def test_blocks_of_plain_text(text: str, expected: list[tuple[BlockKind, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "그는 왔다. 그녀는 갔다.\n\n비가 온다.",
        "발표: 2025. 3. 20. 10시",
        "누리집은 https://a.kr\n전화는 9:30부터",
        "3. 20. 10시에 모인다.",
        "“왜 왔어?”\n“그냥.”",
    ],
)
def test_prose_has_no_blocks(text: str) -> None:
    assert find_blocks(text) == ()


def test_rows_know_their_cells() -> None:
    text = "| 이름 | 값 | |\n|---|---|---|\n| 배 | 3원 | |"
    row = find_blocks(text)[1]
    assert row.columns == ("이름", "값", "")
    assert [text[a:b] for a, b in row.cells] == ["배", "3원", ""]


def test_headings_have_levels() -> None:
    text = "제1장 총칙\n\n제1조(목적) 알린다.\n\n제2장 벌칙\n\n제2조(벌금) 낸다."
    levels = [block.level for block in find_blocks(text) if block.kind is H]
    assert levels == [2, 5, 2, 5]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("안내", "# 안내\n머리말이다.\n## 시간\n9시다.", True),
        ("강", "# 강\n깊다.\n# 산\n높다.", False),
        ("Q. 되나요?", "Q. 되나요?\nA. 됩니다.", False),
        ("그냥 글이다", "그냥 글이다\n\n비가 온다.", True),
    ],
)
def test_a_heading_among_others_is_no_title(title: str, text: str, expected: bool) -> None:
    assert is_title(title, text, find_blocks(text)) is expected


@given(st.text(alphabet="가나다 1.①-|#\n\t`Q?:A답", max_size=80))
def test_blocks_hold_everything_once_and_in_order(text: str) -> None:
    blocks = find_blocks(text)
    done = 0
    for block in blocks:
        assert not holds_word(text[done : block.start])
        assert block.start < block.end
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        assert all(block.start <= a <= b <= block.end for a, b in block.cells)
        done = block.end
    assert not blocks or not holds_word(text[done:])


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("낸다.\n1. 가방\n가. 물\n나. 끈\n2. 모자", [0, 1, 1, 0]),
        ("낸다.\n1) 가방\n① 물\n2) 모자", [0, 1, 0]),
        ("낸다.\n- 가방\n  - 물\n- 모자", [0, 1, 0]),
        ("낸다.\n- 가방\n- 물\n\n1. 모자", [0, 0, 0]),
        ("낸다.\n□ 가방\n○ 물\n- 끈\n□ 모자", [0, 1, 2, 0]),
    ],
)
def test_an_item_knows_how_deep_it_stands(text: str, levels: list[int]) -> None:
    assert [block.level for block in find_blocks(text) if block.kind is L] == levels


def test_a_remark_is_no_item() -> None:
    assert kinds("낸다.\n- 물\n- 끈\n※ 비가 오면 미룬다.")[-1] == (P, "※ 비가 오면 미룬다.")


def test_a_cell_that_is_not_there_is_empty_in_its_column() -> None:
    text = "곳      첫차     막차     값\n------------\n강가             22:00    3원"
    row = find_blocks(text)[1]
    assert [text[a:b] for a, b in row.cells] == ["강가", "", "22:00", "3원"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "이름    월 9  화 10\n고은채  낮    밤\n마성희  쉼    낮\n",
            ("이름", "월 9", "화 10"),
        ),
        ("시간   3/4(월)  3/5(화)\n09시   국어     수학\n", ("시간", "3/4(월)", "3/5(화)")),
        (
            "      포구 출발  섬 도착\n1편   07:20      08:30\n2편   11:00      12:10\n",
            ("", "포구 출발", "섬 도착"),
        ),
        # Values of the same form stand below: the first row is a row.
        ("외투  2,000원  3,500원\n바지  5,500원  8,000원\n치마  2,000원  3,000원\n", ()),
        ("2024  5명  6명\n2025  7명  8명\n2026  7명  8명\n", ()),
    ],
)
def test_a_first_row_of_days_or_behind_an_empty_corner_names_the_columns(
    text: str, columns: tuple[str, ...]
) -> None:
    *_, last = find_blocks(text)
    assert last.kind is BlockKind.TABLE_ROW
    assert last.columns == columns


def test_drawn_lines_are_no_block() -> None:
    text = "강가점\n------------\n두부를 팔았다.\n* * *\n다시 온다."
    assert kinds(text) == [(P, "강가점"), (P, "두부를 팔았다."), (P, "다시 온다.")]


def test_a_line_in_columns_is_a_row_of_its_own() -> None:
    text = "강가점\n번호 000-00  전화 02-555-0177\n11-23 16:42  담당 위성란\n고맙습니다."
    found = find_blocks(text)
    assert [block.kind for block in found] == [P, ROW, ROW, P]
    assert [text[a:b] for a, b in found[2].cells] == ["11-23 16:42", "담당 위성란"]


@pytest.mark.parametrize(
    "text", ["그가 왔다.  3시였다.", "이  글은  2  쪽에  걸쳐  넓게  짜였고\n끝났다."]
)
def test_prose_with_wide_blanks_is_no_row(text: str) -> None:
    assert find_blocks(text) == ()
