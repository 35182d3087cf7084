"""Claims one word away from their source: falsehoods that words of like meaning let through."""

from __future__ import annotations

from typing import Any

import pytest

from rag.grounding import check_claim

FALSE = {
    "not standing": (
        "김하람 의원이 시장 선거 출마를 선언했다.",
        "김하람 의원이 시장 선거 불출마를 선언했다.",
    ),
    "the other spouse": ("그는 남편과 함께 가게를 열었다.", "그는 아내와 함께 가게를 열었다."),
    "fee and fine": ("계약을 어기면 위약금을 낸다.", "계약을 어기면 벌금을 낸다."),
    "pressure and high pressure": (
        "그는 병원에서 혈압을 쟀다.",
        "그는 병원에서 고혈압 진단을 받았다.",
    ),
    "made and invented": ("그는 공방에서 활판 인쇄기를 만들었다.", "그는 활판 인쇄기를 발명했다."),
    "end of the month": ("신청은 6월 말일까지 받는다.", "신청은 6월 31일까지 받는다."),
}
TRUE = {
    "lost the job": (
        "공장이 문을 닫아 주민 120명이 일자리를 잃었다.",
        "공장이 문을 닫아 주민 120명이 실직했다.",
    ),
    "rebuilt": ("시는 낡은 다리를 헐고 새로 놓기로 했다.", "시는 낡은 다리를 재건설하기로 했다."),
}


# Neither the trees, which know no meaning, nor the encoder outweighs the words in common.
MISSED = {
    case: pytest.mark.xfail(strict=True, reason="the judge takes one word for the other, or not")
    for case in (
        "lost the job",
        "pressure and high pressure",
        "made and invented",
        "rebuilt",
    )
}


def cases(table: dict[str, tuple[str, str]]) -> list[Any]:
    """The cases of a table, those that are missed marked as such."""
    return [pytest.param(case, marks=MISSED.get(case, ())) for case in table]


@pytest.mark.parametrize("case", cases(FALSE))
def test_a_falsehood_is_caught(case: str) -> None:
    source, claim = FALSE[case]
    assert not check_claim(claim, [source]).supported


@pytest.mark.parametrize("case", cases(TRUE))
def test_a_paraphrase_passes(case: str) -> None:
    source, claim = TRUE[case]
    assert check_claim(claim, [source]).supported
