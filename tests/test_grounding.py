"""Claims against what they cite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.grounding import check_claim

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "grounding_pairs.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
CITED = sorted({pair["cited"][0] for pair in PAIRS if len(pair["cited"]) == 1})


@pytest.mark.parametrize("supported", [True, False])
def test_at_least_95_percent_are_judged_rightly(supported: bool) -> None:
    pairs = [pair for pair in PAIRS if pair["supported"] is supported]
    assert len(pairs) >= 75
    wrong = [
        pair["id"]
        for pair in pairs
        if check_claim(pair["claim"], pair["cited"]).supported is not supported
    ]
    assert len(wrong) <= 0.05 * len(pairs), wrong


@pytest.mark.parametrize(
    ("cited", "claim", "supported"),
    [
        ("하반기 인하 가능성", "하반기 인상 가능성", False),
        ("성장률 전망치를 2.1%로 하향", "성장률 전망치를 3.1%로 상향", False),
        ("기준금리를 2.50%로 유지했다.", "기준금리는 2.5%로 유지됐습니다.", True),
        ("기준금리를 2.5%로 유지했다.", "기준금리를 2.50%로 유지했다.", True),
        ("투자액은 3,500억원이다.", "투자액은 3500억 원입니다.", True),
        ("이천이십년에 문을 열었다.", "2020년에 문을 열었습니다.", True),
        ("회사는 매각을 부인했다.", "회사는 매각을 인정했다.", False),
        ("매출 300억원, 영업이익 20억원을 냈다.", "영업이익은 300억원입니다.", False),
    ],
)
def test_named_cases(cited: str, claim: str, supported: bool) -> None:
    verdict = check_claim(claim, [cited])
    assert verdict.supported is supported
    assert bool(verdict.reason) or supported


@given(st.sampled_from(CITED))
def test_a_sentence_bears_itself_out(sentence: str) -> None:
    assert check_claim(sentence, [sentence]).supported


@given(st.sampled_from(PAIRS))
def test_the_order_of_what_is_cited_does_not_count(pair: dict[str, object]) -> None:
    forwards = check_claim(pair["claim"], pair["cited"])
    backwards = check_claim(pair["claim"], pair["cited"][::-1])
    assert forwards.supported == backwards.supported


def test_nothing_cited_bears_nothing_out() -> None:
    assert not check_claim("가람시는 다리를 열었다.", []).supported
