from __future__ import annotations

import pytest
from generation_fakes import REPLIES
from hypothesis import given
from hypothesis import strategies as st

from rag.korean import default_analyzer
from rag.writing import ClaimParser, Reply

Expected = list[tuple[str, tuple[int, ...]]]

A = "다리는 길이가 1,200미터입니다"
B = "공사비는 350억원입니다"


def parse(text: str, last_number: int = 5) -> Reply:
    return ClaimParser(default_analyzer(), last_number).parse(text, is_final=True)


def claims(text: str) -> Expected:
    return [(claim.text, claim.numbers) for claim in parse(text).claims]


@pytest.mark.parametrize(
    "text",
    [
        f"{A} [1]. {B} [2][3].",
        f"{A}. [1] {B}. [2], [3]",
        f"{A}[1].{' '}{B}[2,3].",
        f"{A}.[1] {B}.[2、3]",
        f"{A} 【1】. {B} ［２］［３］.",
        f"{A}. [1]\n{B}. [2-3]",
        f"{A}.\n[1]\n\n{B}.\n[2] [3]\n",
        f"- {A}. [1]\n- {B}. [2~3]",
        f"1. {A} [문장 1].\n2. {B} [문장 2, 문장 3].",
        f"## 답변\n\n**{A}** [1].\n\n* `{B}` [^2][^3].\n\n---\n",
        f"답변: {A} [1]. {B} [2][3][3][2].",
        f"[1] {A}. [2][3] {B}.",
        f"[1]에 따르면 {A}. {B} [2][3].",
        f"<think>아마 {B} [4].</think>\n\n{A} [1]. {B} [2] [3].",
        f"{B} 아닐까 [4].\n</think>{A} [1]. {B} [2][3].<|im_end|>",
        f"다음과 같습니다:\n{A} [1]. {B} [2번][3번].",
        f"{A} [1]. {B} [2][3]. 더 궁금한 점이 있으신가요?",
        f"{A} [1]. {B} [2][3]. 그리고 그 다리는",
        f"{A} [1]. {B} [2][3].\n<think>다시 보면",
    ],
)
def test_the_ways_in_which_models_write_the_same(text: str) -> None:
    assert [(claim.rstrip("."), numbers) for claim, numbers in claims(text)] == [
        (A, (1,)),
        (B, (2, 3)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n?!\n```\n", []),
        (f"{A}.", [(f"{A}.", ())]),
        (A, [(A, ())]),
        # Numbers that no sentence has are dropped, also when they are all there is.
        (f"{A} [7]. {B} [2][0][99999999999].", [(f"{A}.", ()), (f"{B}.", (2,))]),
        (f"{A} [1][7].", [(f"{A}.", (1,))]),
        # A range stays within what exists, and no claim may cite everything.
        (f"{A} [4-999999999].", [(f"{A}.", (4, 5))]),
        # A round bracket is no marker.
        (f"{A} (1).", [(f"{A} (1).", ())]),
        # What is left in square brackets must not look like a citation.
        (f"[속보] {A} [1].", [(f"(속보) {A}.", (1,))]),
        # A sentence without a number is covered by the next one's on the same line, not further.
        (f"{A}. {B} [2].", [(f"{A}.", (2,)), (f"{B}.", (2,))]),
        (f"{A}.\n{B} [2].", [(f"{A}.", ()), (f"{B}.", (2,))]),
        (f"{A} [1]. {B}.", [(f"{A}.", (1,)), (f"{B}.", ())]),
        # A marker inside a sentence is that sentence's.
        ("다리는 [1] 길이가 2.5km이고 [2] 올해 열립니다 [3].", [
            ("다리는 길이가 2.5km이고 올해 열립니다.", (1, 2, 3)),
        ]),
        # Links and images lead nowhere.
        (f"[가람](http://x.example/a) {A} [1].", [(f"가람 {A}.", (1,))]),
        (f"{A} ![그림](http://x.example/a.png) [1].", [(f"{A}.", (1,))]),
    ],
)  # fmt: skip
def test_what_is_a_claim_and_what_it_cites(text: str, expected: Expected) -> None:
    assert claims(text) == expected


def test_a_claim_cites_at_most_six() -> None:
    reply = parse(f"{A} [1-20].", last_number=20)
    assert reply.claims[0].numbers == (1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("text", "is_refusal", "count"),
    [
        ("답을 찾을 수 없음", True, 0),
        ("답을 찾을 수 없음.", True, 0),
        ("“답을 찾을 수 없음”", True, 0),
        ("답을 찾을 수 없음 [1].", True, 0),
        ("주어진 문장에서 답을 찾을 수 없습니다.", True, 0),
        ("답을 찾을 수 있습니다.", False, 1),
        ("연구진은 끝내 답을 찾을 수 없었다 [2].", False, 1),
        (f"{A} [1]. 공사비는 답을 찾을 수 없음.", True, 1),
    ],
)
def test_a_refusal_is_no_claim(text: str, is_refusal: bool, count: int) -> None:
    reply = parse(text)
    assert (reply.is_refusal, len(reply.claims)) == (is_refusal, count)


def test_repetition_is_dropped_and_told() -> None:
    reply = parse(f"{A} [1]. " * 2)
    assert len(reply.claims) == 1
    assert not reply.is_looping
    reply = parse(f"{A} [1]. {B} [2]. " * 3)
    assert len(reply.claims) == 2
    assert reply.is_looping


def test_lines_are_kept_apart() -> None:
    reply = parse(f"- {A} [1]. {B} [2].\n- {B}는 모두 냈습니다 [3].")
    assert [claim.starts_line for claim in reply.claims] == [True, False, True]


def test_what_is_pending_shows_no_marker() -> None:
    parser = ClaimParser(default_analyzer(), 5)
    text = f"{A} [1]. {B} [2, 3]. <|im_end|>"
    shown = [parser.parse(text[:n], is_final=False) for n in range(len(text) + 1)]
    assert {reply.pending for reply in shown if not reply.claims} <= {A[:n] for n in range(99)} | {
        f"{A}."
    }
    assert all("[" not in reply.pending and "<" not in reply.pending for reply in shown)


@given(REPLIES)
def test_any_text_can_be_read(text: str) -> None:
    reply = parse(text)
    assert reply.pending == ""
    for claim in reply.claims:
        assert claim.text == claim.text.strip() != ""
        assert not set("[]\n") & set(claim.text)
        assert all(1 <= number <= 5 for number in claim.numbers)
        assert len(set(claim.numbers)) == len(claim.numbers)
    assert len({claim.text for claim in reply.claims}) == len(reply.claims)


def test_a_line_that_is_complete_is_not_taken_back() -> None:
    parser = ClaimParser(default_analyzer(), 5)
    first = "다리는 길이가 1,200미터입니다0000\n"
    early = parser.parse(f"{first}00", is_final=False).claims
    assert len(early) == 2
    assert parser.parse(f"{first}0000", is_final=True).claims == early


@given(REPLIES.filter(lambda text: "think" not in text), st.data())
def test_a_claim_once_given_stays(text: str, data: st.DataObject) -> None:
    """Reading more takes back no claim; only thoughts, which hide what is before them, may."""
    parser = ClaimParser(default_analyzer(), 5)
    cut = data.draw(st.integers(0, len(text)))
    early = parser.parse(text[:cut], is_final=False).claims
    late = parser.parse(text, is_final=True).claims
    assert late[: len(early)] == early


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "[1]",
        "<think>",
        " ",
        "\n",
        "[1,",
        "가. [",
        "![",
        "**",
        "> ",
        "|",
        "(",
        "1.",
        "다. [1] ",
    ],
)
def test_long_runs_of_markup_are_read(unit: str) -> None:
    """Each takes hours with a careless pattern."""
    assert len(parse(unit * (6000 // len(unit))).claims) <= 2
