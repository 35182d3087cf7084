"""Whom a letter greets, and what closes it."""

from __future__ import annotations

import pytest

from rag.sources import BlockKind
from rag.sources.assembling import page_document
from rag.sources.letters import is_greeting


def of_itself(text: str) -> list[str]:
    document = page_document(text, "a.txt")
    found = [b for b in document.blocks if b.kind is BlockKind.METADATA]
    return [document.text[b.start : b.end] for b in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "그리운 다온에게\n\n잘 있니? 보고 싶다.\n\n2026년 11월 3일\n군산에서 서린이가",
            ["2026년 11월 3일", "군산에서 서린이가"],
        ),
        (
            "다온아,\n\n잘 있니? 보고 싶다.\n\n2026년 11월 3일 서린 씀",
            ["다온아,", "2026년 11월 3일 서린 씀"],
        ),
        ("To. 다온\n\n축하해. 오래 보자.\n\nFrom. 서린", ["To. 다온", "From. 서린"]),
        (
            "딸 다온에게\n\n밥은 먹니? 걱정이다.\n\n11월 3일\n\n엄마가\n\n추신. 김치는 받았니?",
            ["11월 3일", "엄마가"],
        ),
        (
            "팀장님께\n\n쉬려 합니다. 살펴 주십시오.\n\n서린 드림\n02-555-0199",
            ["팀장님께", "서린 드림"],
        ),
        (
            "상담 안내\n\n교실에서 한다.\n\n2026년 3월 4일\n한울초등학교장",
            ["2026년 3월 4일", "한울초등학교장"],
        ),
    ],
)
def test_what_a_letter_says_of_itself(text: str, expected: list[str]) -> None:
    title = page_document(text, "a.txt").title
    assert of_itself(text) == [line for line in expected if line != title]


@pytest.mark.parametrize(
    "text",
    [
        "행사\n\n새로 사면 묵은 것은 가져간다.\n무료로 설치해 드림",
        "그대에게\n\n바람이 분다.\n꽃이 진다.\n\n아무도 없는\n바람이",
        "봄 일정\n\n소풍을 간다.\n\n3월 4일\n강가 산책",
        "먼 산\n\n그가 왔다.\n이 마을에 남은 것은 우리가",
        "봄 일정\n\n2026년 3월 4일\n산\n\n2026년 3월 5일\n강",
    ],
)
def test_what_only_looks_like_a_close(text: str) -> None:
    assert [line for line in of_itself(text) if line != text.split("\n", maxsplit=1)[0]] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("고마운 다온에게", True),
        ("김 선생님께", True),
        ("다온아, 잘 있니?", False),
        ("안내", False),
    ],
)
def test_a_greeting_says_for_whom_a_text_is(line: str, expected: bool) -> None:
    assert is_greeting(line) is expected
