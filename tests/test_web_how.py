"""How an answer was found."""

from __future__ import annotations

from dataclasses import replace

from web_fakes import DOCUMENT, answered, found, possible, refused
from web_html import HOSTILE, elements_from_outside, read

from rag.timing import Stage, StageTime
from rag.web.how import how_html

FIRST = replace(found(DOCUMENT, "장서는 12만 권이다."), encoder_score=0.91)
SECOND = replace(found(DOCUMENT, "입장료는 받지 않는다.", 2), score=0.75)
ANSWER = replace(
    answered(DOCUMENT, "장서는 12만 권이다.", retrieved=[FIRST, SECOND]),
    seconds=0.5,
    stages=(StageTime(Stage.SEARCH, 0.1), StageTime(Stage.READ, 0.25)),
)


def test_an_answer_says_what_was_found_read_and_taken_and_how_long_it_took() -> None:
    parsed = read(how_html(ANSWER, 0))
    assert "부분 2곳을 찾아 1곳을 읽었습니다. 문장 1개를 골랐고" in parsed.text
    assert "답일 확률은 93%" in parsed.text
    assert "모두 0.50초 · 검색 0.10초 · 읽기 0.25초 · 그 밖 0.15초" in parsed.text
    assert parsed.text.count("→ [1]") == 1
    bars = [given["style"] for tag, given in parsed.elements if "style" in given]
    assert [bar.removeprefix("--share: ") for bar in bars] == [
        *("40%", "100%", "100%", "91%"),
        *("40%", "100%", "50%"),
    ]
    assert "–" in parsed.text, "the second was not read"
    assert "막대가 길수록 점수가 높습니다. 뜻: 질문과 뜻이 가까운 정도" in parsed.text


def test_what_may_be_an_answer_says_why_a_high_share_makes_none() -> None:
    shown = read(how_html(replace(possible(ANSWER), confidence=0.97), 0)).text
    assert "답일 확률은 97%로 보았습니다. 다만" in shown
    assert "다만" not in read(how_html(ANSWER, 0)).text


def test_a_refusal_says_why() -> None:
    shown = read(how_html(refused(retrieved=[FIRST]), 0)).text
    assert "답일 확률이 8%뿐이라 답하지 않았습니다." in shown


def test_without_passages_there_is_nothing_to_tell() -> None:
    assert how_html(refused(), 0) == ""


def test_nothing_from_outside_becomes_an_element() -> None:
    hostile = replace(DOCUMENT, text=HOSTILE)
    markup = how_html(refused(retrieved=[found(hostile, HOSTILE)]), 0)
    assert elements_from_outside(markup) == []
    assert HOSTILE[:30] in read(markup).text
