"""What a sentence says to a yes-or-no question, told by an encoder that a test has written."""

from __future__ import annotations

import math

import pytest

from rag.answering import deciding
from rag.encoder import Entailment


class ScriptedEntailment:
    """Says yes to what it is told to, and remembers what it was asked."""

    def __init__(self, yes: float, no: float) -> None:
        self.asked: list[str] = []
        self._told = Entailment(math.log(yes), math.log(1 - yes - no), math.log(no))

    def entailment(self, claim: str, _sources: list[str]) -> Entailment:
        self.asked.append(claim)
        return self._told


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> ScriptedEntailment:
    scripted = ScriptedEntailment(yes=0.7, no=0.2)
    monkeypatch.setattr(deciding, "bundled_encoder", lambda: scripted)
    return scripted


def test_the_encoder_is_asked_as_the_person_asked(encoder: ScriptedEntailment) -> None:
    yes, no = deciding.says("강아지 데려가도 돼?", "반려동물은 함께 들어올 수 있다.")
    assert encoder.asked == ["강아지 데려가도 돼?"]
    assert (round(yes, 6), round(no, 6)) == (0.7, 0.2)


@pytest.mark.parametrize(("people", "expected"), [(12, (0.7, 0.2)), (20, (0.2, 0.7))])
def test_outside_a_limit_the_opposite_of_what_is_within_holds(
    encoder: ScriptedEntailment, people: int, expected: tuple[float, float]
) -> None:
    yes, no = deciding.says(f"{people}명 들어가도 돼?", "최대 16명까지 들어갈 수 있다.")
    assert encoder.asked == ["최대 16명 들어가도 돼?"]
    assert (round(yes, 6), round(no, 6)) == expected
