"""How far what is told has come, whether it is denied, and which name stands in another's place."""

from __future__ import annotations

import pytest

from rag.grounding.checking import read_together
from rag.grounding.names import Surface, exchanged
from rag.grounding.reader import read
from rag.grounding.standing import Stage, check_stage, standing


@pytest.mark.parametrize(
    ("text", "form", "denied", "stage"),
    [
        ("군은 배달을 넓혔습니다.", "넓히다", False, Stage.DONE),
        ("군은 배달을 넓힙니다.", "넓히다", False, Stage.STATED),
        ("군은 배달을 넓힐 계획입니다.", "넓히다", False, Stage.OPEN),
        ("군은 배달을 넓히겠다고 밝혔다.", "넓히다", False, Stage.OPEN),
        ("군은 배달을 넓힐 수도 있다.", "넓히다", False, Stage.OPEN),
        ("군은 배달을 넓힐 수 있다.", "넓히다", False, Stage.ABLE),
        ("군은 배달을 넓히기로 했다.", "넓히다", False, Stage.STATED),
        ("군은 배달을 넓힌다고 밝혔다.", "넓히다", False, Stage.STATED),
        ("군은 배달을 넓힐 때 다리를 쓴다.", "넓히다", False, Stage.STATED),
        ("군은 다리 폐쇄 방침을 철회했다.", "폐쇄", True, Stage.OPEN),
        ("군은 다리 폐쇄 방침을 거둬들였다.", "폐쇄", True, Stage.OPEN),
        ("군은 다리를 열기도 하지 않았다.", "열다", True, Stage.DONE),
        ("군은 매각을 부인했다.", "매각", True, Stage.DONE),
        ("군은 매각을 부인하지 않았다.", "매각", False, Stage.DONE),
        ("다리를 열었다는 말은 사실이 아니다.", "열다", True, Stage.DONE),
        ("다리를 열었다는 이야기는 사실과 다르다.", "열다", True, Stage.DONE),
        ("다리를 연 적이 없다.", "열다", True, Stage.DONE),
        ("다리를 열지 않은 것으로 나타났다.", "열다", True, Stage.DONE),
        ("행사는 취소됐지만 다리는 열렸다.", "행사", True, Stage.DONE),
        ("행사는 취소됐지만 다리는 열렸다.", "열리다", False, Stage.DONE),
    ],
)
def test_what_follows_a_word_tells_how_it_stands(
    text: str, form: str, denied: bool, stage: Stage
) -> None:
    statement = read(text)
    word = next(word for word in statement.words if form in (word.form, word.base))
    found = standing(statement, word)
    assert (found.denied, found.stage) == (denied, stage)


@pytest.mark.parametrize(
    ("cited", "claim", "refused"),
    [
        ("라온시는 도서관을 새로 지을 계획이다.", "라온시는 도서관을 새로 지었다.", True),
        ("두 회사는 합병을 검토하고 있다.", "두 회사는 합병했다.", True),
        ("누리호가 달에 착륙했다.", "누리호가 달에 착륙할 예정이다.", True),
        ("누리호가 달에 착륙했다.", "누리호가 달에 착륙할 수도 있다.", True),
        ("라온시는 도서관을 새로 지을 계획이다.", "라온시는 도서관을 새로 지을 예정이다.", False),
        ("라온시는 도서관을 새로 짓기로 했다.", "라온시는 도서관을 새로 지을 예정이다.", False),
        ("누리호가 달에 착륙했다.", "누리호가 달에 착륙한 것으로 알려졌다.", False),
        ("표는 현장에서 살 수 있다.", "표는 현장에서 산다.", False),
        ("라온시는 도서관을 지었고 체육관도 지을 계획이다.", "라온시는 도서관을 지었다.", False),
        ("안건이 통과됐다.", "회의가 길어질 예정이다.", False),
    ],
)
def test_a_plan_told_as_done_is_refused_and_what_is_done_told_as_a_plan(
    cited: str, claim: str, refused: bool
) -> None:
    assert bool(check_stage(*read_together(claim, [cited]))) is refused


def test_what_stands_in_place_of_a_noun_that_is_nowhere_is_found_from_both_sides() -> None:
    claim, evidence = read_together(
        "온실 관리자가 장미를 심었다.", ["온실 봉사자가 장미를 심었다."]
    )
    pairs = exchanged(claim, evidence, Surface(evidence))
    found = {(word.form, other.form) for word, other in pairs}
    assert found == {("관리자", "봉사자")}


@pytest.mark.parametrize(
    ("text", "name"), [("한별은 대표다.", "한별"), ("마곡까지 54분 걸린다.", "마곡")]
)
def test_syllables_that_the_analyser_takes_apart_are_one_name(text: str, name: str) -> None:
    assert (name, "NNP") in {(word.form, word.tag) for word in read(text).words}
