"""What a claim's verdict says, with a judge and an encoder that say what the test wants."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from rag.encoder import Entailment
from rag.grounding import check_claim, checking
from rag.grounding.judging import ClaimJudge
from rag.grounding.judging.trees import Trees

CITED = "가람시는 13일 다리 3곳을 열었다."
ENTAILED = Entailment(math.log(0.9), math.log(0.06), math.log(0.04))
NOT_TOLD = Entailment(math.log(0.2), math.log(0.7), math.log(0.1))
CONTRADICTED = Entailment(math.log(0.2), math.log(0.1), math.log(0.7))


@dataclass(frozen=True)
class ToldEncoder:
    """Says one thing of every claim."""

    told: Entailment

    def entailment(self, *_: object) -> Entailment:
        return self.told


def leaf(value: float) -> Trees:
    """One tree that is one leaf: it says the same of every row."""
    zero = np.zeros(1, dtype=np.int32)
    return Trees(
        feature=zero.astype(np.int16),
        threshold=np.zeros(1, dtype=np.float32),
        left=zero,
        right=zero,
        value=np.array([value], dtype=np.float32),
        roots=zero,
        depth=0,
    )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    judge = ClaimJudge("told", leaf(0.0), encoder_weight=1.0, threshold=0.0)
    monkeypatch.setattr(checking, "load_judge", lambda: judge)
    monkeypatch.setattr(checking, "bundled_encoder", lambda: ToldEncoder(request.param))


@pytest.mark.parametrize(
    ("told", "claim", "cited", "supported", "reason"),
    [
        (NOT_TOLD, "...", [CITED], False, "확인할 내용이 없는 문장입니다."),
        (ENTAILED, CITED, [], False, "근거로 든 문장이 없습니다."),
        (NOT_TOLD, CITED, [CITED, "다른 문장."], True, "근거 문장과 같습니다."),
        (ENTAILED, "다리 3곳이 열렸다.", [CITED], True, "근거에서 확인됩니다."),
        (
            ENTAILED,
            "다리 7곳이 열렸다.",
            [CITED],
            False,
            "근거에 없는 숫자나 날짜입니다: 7곳",
        ),
        (ENTAILED, "Zqx가 다리를 열었다.", [CITED], False, "근거에 없는 이름이나 숫자입니다: Zqx"),
        (CONTRADICTED, "다리 3곳을 닫았다.", [CITED], False, "근거와 다른 내용입니다."),
        (NOT_TOLD, "다리 3곳을 열었다.", [CITED], False, "근거에 없는 내용입니다."),
        (
            NOT_TOLD,
            "13일 다리와 터널을 열었다.",
            [CITED],
            False,
            "근거에 없는 내용입니다: 터널",
        ),
        (
            NOT_TOLD,
            "가람시는 다리를 칠했다.",
            [CITED],
            False,
            "근거에 없는 내용입니다: 칠했다",
        ),
    ],
    indirect=["told"],
)
@pytest.mark.usefixtures("told")
def test_a_verdict_and_its_reason(
    claim: str, cited: list[str], supported: bool, reason: str
) -> None:
    verdict = check_claim(claim, cited)
    assert (verdict.supported, verdict.reason) == (supported, reason)


@pytest.mark.parametrize("told", [ENTAILED], indirect=True)
@pytest.mark.usefixtures("told")
def test_a_short_answer_takes_its_figures_from_the_question() -> None:
    cited = ["기준금리를 연 2.50%로 유지했다."]
    assert check_claim("2.50%입니다.", cited, "기준금리는 몇 %야?").supported
    assert not check_claim("2.75%입니다.", cited, "기준금리는 몇 %야?").supported


def test_log_odds_are_those_of_what_is_entailed() -> None:
    assert ENTAILED.log_odds == pytest.approx(math.log(0.9 / 0.1))
