"""Questions of an FAQ, though some lack the mark."""

from __future__ import annotations

import pytest

from rag.sources import BlockKind
from rag.sources.asking import questions_among
from rag.sources.assembling import page_document

Q, H = BlockKind.QUESTION, BlockKind.HEADING


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (["몇 권 되나요?", "책을 잃어버렸어요.", "연장되나요?"], {0, 1, 2}),
        (["전원이 켜지지 않음", "왜 소리가 나나요?", "어떻게 끄나요?"], {0, 1, 2}),
        (["몇 권 되나요?", "문의처", "연장되나요?"], {0, 2}),
        (["몇 권 되나요?", "책을 잃어버렸어요."], {0}),
        (["어디로 갈까?", "비가 온다.", "누가 알까?"], {0, 2}),
        (["가나요?", "왔어요.", "오나요?", "갔어요."], {0, 2}),
        (["시간", "요금"], set()),
    ],
)
def test_what_is_the_matter_is_a_question_among_questions(
    heads: list[str], expected: set[int]
) -> None:
    assert questions_among(heads) == expected


def asked(text: str, name: str = "a.txt") -> list[str]:
    document = page_document(text, name)
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is Q]


@pytest.mark.parametrize(
    "text",
    [
        "안내\n\n몇 권 되나요?\n일곱 권.\n\n"
        "책을 잃어버렸어요.\n같은 책을 낸다.\n\n연장되나요?\n된다.",
        "안내한다.\n\n몇 권 되나요?\n\n일곱 권이다.\n\n책을 잃어버렸어요.\n\n같은 책을 낸다.\n\n"
        "연장되나요?\n\n된다.",
    ],
)
def test_lines_above_their_answers_are_questions(text: str) -> None:
    assert asked(text) == ["몇 권 되나요?", "책을 잃어버렸어요.", "연장되나요?"]


def test_marks_before_questions_stay() -> None:
    text = "안내한다.\n\n1. 되나요?\n된다.\n\n2. 책을 잃어버렸어요.\n낸다.\n\n3. 언제요?\n내일."
    assert asked(text) == ["1. 되나요?", "2. 책을 잃어버렸어요.", "3. 언제요?"]


@pytest.mark.parametrize(
    "text",
    [
        "산\n\n그가 왔다.\n눈이 온다.\n\n어디로 갈까?\n그는 서 있었다.\n\n비가 온다.\n바람이 분다.",
        "산\n\n“왜 왔어?”\n그가 물었다.\n\n“언제 왔어?”\n그녀가 물었다.",
        "산\n\n왜 왔을까?\n\n그는 말이 없다.\n\n비가 온다.\n\n바람이 분다.",
    ],
)
def test_a_story_asks_nothing(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# 글\n\n### 언제 오나요?\n\n내일.\n\n### 눌려서 왔어요\n\n새로 보낸다.\n\n"
            "### 어디로 오나요?\n\n집.\n\n## 문의\n\n창구.",
            ["언제 오나요?", "눌려서 왔어요", "어디로 오나요?"],
        ),
        (
            "# 글\n\n**되나요?**\n\n네.\n\n**날짜를 놓쳤어요**\n괜찮다.\n\n**언제요?**\n내일.",
            ["되나요?", "날짜를 놓쳤어요", "언제요?"],
        ),
        (
            "# 글\n\n1. 되나요?\n   네.\n2. 날짜를 놓쳤어요\n   괜찮다.\n"
            "3. 언제요?\n   내일.\n\n끝.",
            ["1. 되나요?", "2. 날짜를 놓쳤어요", "3. 언제요?"],
        ),
        ("# 글\n\n**꼭 지켜 주세요.**\n\n늦지 않는다.\n\n- 왜?\n  좋아서.\n- 물\n  끓인다.", []),
    ],
)
def test_questions_of_markdown(text: str, expected: list[str]) -> None:
    assert asked(text, "a.md") == expected


def test_a_bold_line_heads_what_follows() -> None:
    document = page_document("# 글\n\n**준비물**\n\n- 물\n\n**때:** 내일.\n\n**끝**", "a.md")
    kinds = [(b.kind, document.text[b.start : b.end]) for b in document.blocks[1:]]
    assert kinds == [
        (H, "준비물"),
        (BlockKind.LIST_ITEM, "물"),
        (BlockKind.PARAGRAPH, "때: 내일."),
        (BlockKind.PARAGRAPH, "끝"),
    ]
