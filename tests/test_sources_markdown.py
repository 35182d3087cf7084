"""Markdown read to blocks of text."""

from __future__ import annotations

import pytest

from rag.sources import BlockKind, Document
from rag.sources.markdown import read_markdown


def read(text: str) -> Document:
    document = read_markdown(text, "folder/쪽지.md")
    assert document is not None
    for block in document.blocks:
        assert document.text[block.start : block.end].strip()
    return document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("길이는 **4.2km**이다.", "길이는 4.2km이다."),
        ("**“가나”**는 *글*이다.", "“가나”는 글이다."),
        ("[누리집](https://a.kr)과 `make` ![그림](b.png)", "누리집과 make 그림"),
        ("하나<br>둘 <b>셋</b>", "하나\n둘 셋"),
        ("1. 하나\n   - 둘\n2. 셋", "1. 하나\n둘\n2. 셋"),
        ("3) 셋\n4) 넷", "3) 셋\n4) 넷"),
        ("- [x] 끝낸 일", "끝낸 일"),
        ("> 옮긴 **글**", "옮긴 글"),
        ("쓴다.\n\n```bash\nrun **it**\n```", "쓴다.\n\nrun **it**"),
        ("|가|나|\n|---|:-:|\n|**1**|2|", "가 | 나\n1 | 2"),
        ("# 하나\n\n글.\n\n# 둘\n\n글.", "하나\n\n글.\n\n둘\n\n글."),
    ],
)
def test_text_has_no_marks(text: str, expected: str) -> None:
    assert read(text).text == expected


def test_front_matter_is_the_header() -> None:
    document = read(
        "---\ntitle: 봄\nauthor: [민가온, 도서윤]\ndate: 2024-04-19\n---\n\n# 봄\n\n핀다.\n"
    )
    assert (document.title, document.published) == ("봄", "2024-04-19")
    assert document.text == "봄\n글쓴이: 민가온, 도서윤\n작성일: 2024-04-19\n\n봄\n\n핀다."
    assert document.text[: document.header_end].endswith("2024-04-19")
    assert document.heading_at(document.text.index("핀다")) == ""


@pytest.mark.parametrize("matter", ["a: [1", "- 하나", "제목"])
def test_what_is_no_front_matter_is_text(matter: str) -> None:
    assert matter.lstrip("- ") in read(f"---\n{matter}\n---\n\n*글*이다.").text


def test_the_only_first_heading_is_the_title() -> None:
    document = read("# 안내\n\n## 어디인가요?\n\n강가다.\n\n## 값\n\n무료다.")
    assert document.title == "안내"
    assert [b.kind for b in document.blocks] == [
        BlockKind.TITLE,
        BlockKind.QUESTION,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    assert document.heading_at(document.text.index("강가")) == "어디인가요?"
    assert document.heading_at(document.text.index("무료")) == "값"


def test_plain_text_is_not_markdown() -> None:
    assert read_markdown("그냥 글이다.\n\n둘째 문단이다.", "a.md") is None


def test_a_file_without_a_title_has_its_own_name() -> None:
    assert read("- 하나\n- 둘").title == "쪽지"
