"""Texts, questions and claims changed by rule."""

import random

import pytest

from training.encoder.contrasts import (
    claim_contrasts,
    contrasts,
    denied,
    exchanged,
    without_evidence,
)
from training.encoder.texts import Claim, Question, Text

_TEXT = "한빛은행은 두레은행을 샀다. 값은 3억 원이다. 계약은 5월에 끝났다."
_SENTENCES = ((0, 15), (16, 26), (27, 39))


def _text() -> Text:
    return Text("a-001", "두레은행 매각", _TEXT, _SENTENCES, ())


def _question(text: str, evidence: tuple[int, int], answer: str) -> Question:
    start = _TEXT.index(answer)
    span = start, start + len(answer)
    return Question(text, "a-001", (evidence,), span, (answer,), "answerable")


def test_names_are_exchanged_with_their_particles_and_offsets():
    changed = exchanged(_text(), {"한빛은행": "노을상사", "두레은행": "가온"})
    assert changed.text.startswith("노을상사는 가온을 샀다.")
    assert changed.title == "가온 매각"
    assert [changed.text[slice(*s)] for s in changed.sentences][1] == "값은 3억 원이다."


def test_a_question_with_another_name_is_not_answered_and_with_the_new_name_is():
    asked = _question("삼성전자는 언제 끝냈어?", _SENTENCES[2], "5월")
    text = Text("a-001", "", _TEXT.replace("한빛은행", "삼성전자"), _SENTENCES, ())
    names = {"NNP": ["대한항공"], "SL": []}
    (_, gone), (changed, kept) = contrasts(text, asked, names, random.Random(0))
    assert not gone.evidence
    assert gone.text == asked.text
    assert kept.text.startswith("대한항공은")
    assert changed.text.startswith("대한항공은")
    assert kept.answer is not None
    assert changed.text[slice(*kept.answer)] == "5월"


def test_what_is_left_without_the_evidence_has_no_answer():
    left = without_evidence(_text(), _question("얼마야?", _SENTENCES[1], "3억 원"))
    assert left is not None
    assert left.text == "한빛은행은 두레은행을 샀다. 계약은 5월에 끝났다."
    assert [left.text[slice(*s)] for s in left.sentences][1] == "계약은 5월에 끝났다."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("은행을 샀다.", "은행을 사지 않았다."),
        ("회의는 취소되었습니다.", "회의는 취소되지 않았습니다."),
        ("은행을 사지 않았다.", None),
        ("값은 3억 원이다.", None),
        ("문의: 총무팀", None),
    ],
)
def test_the_last_predicate_is_denied(said, found):
    assert denied(said) == found


def test_a_claim_denied_on_both_sides_is_true():
    claim = Claim("한빛은행이 두레은행을 사들였다.", (_SENTENCES[0],), True)
    found = list(claim_contrasts(_text(), claim))
    assert (
        "한빛은행이 두레은행을 사들이지 않았다.",
        "한빛은행은 두레은행을 사지 않았다.",
        True,
    ) in found
    assert sum(not true for _, _, true in found) >= 2
