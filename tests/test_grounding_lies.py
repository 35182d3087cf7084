"""A scripted liar against the check of claims: benchmarks/lying.py says how the claims are made."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.lying import lies, truths
from rag.grounding import check_claim
from rag.korean import Analyzer
from rag.sources import load_documents

PAGES = Path(__file__).parent / "data" / "news_pages"
# A page of each kind keeps this quick; all of them give the same shares.
NAMES = ("broadcast.txt", "economy.txt", "science.txt", "wire.txt")


@pytest.fixture(scope="module")
def sentences(analyzer: Analyzer) -> list[str]:
    documents = [document for name in NAMES for document in load_documents(PAGES / name)]
    found = [s.text for document in documents for s in analyzer.sentences(document.text)]
    return [text for text in found if 15 <= len(text) <= 160 and text.endswith("다.")]


@pytest.mark.slow
def test_at_most_3_percent_of_the_lies_are_supported(sentences: list[str]) -> None:
    told: Counter[str] = Counter()
    believed: Counter[str] = Counter()
    for sentence in sentences:
        for kind, claim in lies(sentence, ["한별", "다도", "라온테크"]):
            told[kind] += 1
            believed[kind] += check_claim(claim, [sentence]).supported
    assert told.total() > 600
    assert believed.total() <= 0.03 * told.total(), believed
    for kind in ("number", "unit", "date", "stage", "negation", "denial", "double"):
        assert believed[kind] <= 0.05 * told[kind], kind


@pytest.mark.slow
def test_at_least_95_percent_of_the_plain_truths_are_supported(sentences: list[str]) -> None:
    verdicts = [
        check_claim(claim, [sentence]).supported
        for sentence in sentences
        for _, claim in truths(sentence)
    ]
    assert len(verdicts) > 100
    assert sum(verdicts) >= 0.95 * len(verdicts)


def test_a_sentence_without_a_predicate_gives_no_lies() -> None:
    assert lies("가람전자, 메모리 공장 착공") == []
    assert truths("") == []


def test_what_the_liar_says() -> None:
    made = dict.fromkeys(lies("가람시는 13일 다리 3곳을 열었다.", ["나래"]))
    claims = {kind: [c for k, c in made if k == kind] for kind, _ in made}
    assert "가람시는 13일 다리 6곳을 열었습니다." in claims["number"]
    assert "가람시는 14일 다리 3곳을 열었습니다." in claims["date"]
    assert "가람시는 13일 다리 3곳을 열지 않았습니다." in claims["negation"]
    assert "가람시는 13일 다리 3곳을 열었다는 말은 사실이 아닙니다." in claims["denial"]
    assert "가람시는 13일 다리 3곳을 열지 않은 것이 사실입니다." in claims["double"]
