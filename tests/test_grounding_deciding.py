"""What decides yes or no: values against limits, what is counted, and the folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.grounding.checking import read_together
from rag.grounding.deciding import (
    DEFAULT_DECIDER,
    NUMBERS,
    described,
    load_decider,
)
from rag.grounding.judging.trees import CONFIG_FILE
from rag.grounding.limits import NAMES, limits_row


@pytest.mark.parametrize(
    ("claim", "text", "kind"),
    [
        ("회의실에 20명이 들어간다.", "정원은 16명 이하이다.", "limits.broken"),
        ("회의실에 12명이 들어간다.", "정원은 16명 이하이다.", "limits.kept"),
        ("5만 원어치를 산다.", "4만 원 이상이면 무료로 보낸다.", "limits.kept"),
        ("공사비가 3억 원을 넘는다.", "공사비는 4억 원이다.", "limits.kept"),
        ("공사비가 3억 원을 넘는다.", "공사비는 2억 원이다.", "limits.broken"),
        ("열아홉 명이 왔다.", "19명이 왔다.", "amounts.same"),
        ("요금은 8,000원이다.", "요금은 9,500원이다.", "amounts.other"),
        ("오후 9시에 문을 연다.", "오전 7시부터 오후 10시까지 연다.", "times.in"),
        ("오후 11시에 문을 연다.", "오전 7시부터 오후 10시까지 연다.", "times.out"),
        ("12월 5일에 신청한다.", "신청 기간은 11월 18일부터 12월 3일까지이다.", "times.out"),
    ],
)
def test_a_value_lies_within_a_limit_or_not(claim: str, text: str, kind: str) -> None:
    found = dict(zip(NAMES, limits_row(*read_together(claim, [text])), strict=True))
    assert [name for name, count in found.items() if count] == [kind]


@pytest.mark.parametrize(
    ("claim", "text"),
    [("무게는 3kg이다.", "길이는 3m이다."), ("20명 이상이 탄다.", "30명 이하만 탄다.")],
)
def test_what_cannot_be_compared_counts_for_nothing(claim: str, text: str) -> None:
    assert not any(limits_row(*read_together(claim, [text])))


def test_a_question_that_denies_turns_the_signs_of_what_is_told() -> None:
    sentence = ["연못에서는 낚시를 금지합니다."]
    asked = described("연못에서 낚시해도 되나요?", "연못에서 낚시해도 된다.", sentence)
    denied = described("연못에서 낚시하면 안 되나요?", "연못에서 낚시하면 안 된다.", sentence)
    assert asked[1]["told 금지/NNG"] == -denied[1]["told 금지/NNG"] == 1.0
    assert len(asked[0]) == len(denied[0]) == len(NUMBERS)


def test_what_stands_behind_a_known_word_is_told_from_what_stands_behind_a_new_one() -> None:
    _, counts = described("썰매는 빌리나요?", "썰매는 빌린다.", ["썰매만 빌리고 장갑은 팝니다."])
    assert "told behind known 만/JX" in counts
    assert "told behind new 은/JX" in counts
    assert "told behind known 은/JX" not in counts


def test_it_leans_to_yes_for_what_is_allowed_and_to_no_for_what_is_not() -> None:
    decider = load_decider()
    question, statement = "온실에서 사진 찍어도 되나요?", "온실에서 사진 찍어도 된다."
    yes = decider.decide(question, statement, ["온실에서는 사진을 찍어도 됩니다."])
    no = decider.decide(question, statement, ["온실에서는 사진을 찍을 수 없습니다."])
    other = decider.decide(question, statement, ["매점은 오전에만 엽니다."])
    assert yes.leaning > 0 > no.leaning
    assert other.holds is None
    assert other.told < min(yes.told, no.told)


def test_a_folder_made_for_other_features_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "decider"
    shutil.copytree(DEFAULT_DECIDER, folder)
    config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    config["numbers"] = config["numbers"][1:]
    (folder / CONFIG_FILE).write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError):
        load_decider(folder)
