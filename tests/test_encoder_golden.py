"""The bundled encoder says what it said when it was shipped.

``python -m tests.test_encoder_golden`` writes the file anew, for a new version only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.encoder import Encoder, Window, bundled_encoder

GOLDEN = Path(__file__).parent / "data" / "encoder_golden.json"
TEXT = "가람시는 3월 2일 새 도서관을 열었다. 애초 2월에 열려던 것을 한 달 미뤘다. 주차장은 없다."
SENTENCES = ((0, 22), (23, 45), (46, 54))
QUESTIONS = ("도서관은 언제 문을 열었어?", "차는 어디에 대?", "도서관 관장은 누구야?")
CLAIMS = ("도서관은 3월에 문을 열었다.", "도서관에는 주차장이 있다.")


def outputs(encoder: Encoder) -> dict[str, Any]:
    """What it says of a window and of two claims."""
    found: dict[str, Any] = {"model": encoder.name, "questions": {}, "claims": {}}
    for question in QUESTIONS:
        (read,) = encoder.read(question, [Window("도서관 소식", TEXT, SENTENCES)])
        found["questions"][question] = {
            "evidence": [float(odds) for odds in read.evidence],
            "answerable": read.answerable,
            "answers": [a and [a.start, a.end, a.probability] for a in read.answers],
        }
    for claim in CLAIMS:
        found["claims"][claim] = encoder.entailment(claim, [TEXT]).log_odds
    return found


def test_the_bundled_encoder_says_what_it_said() -> None:
    told, found = json.loads(GOLDEN.read_text(encoding="utf-8")), outputs(bundled_encoder())
    assert found["model"] == told["model"]
    for question, expected in told["questions"].items():
        read = found["questions"][question]
        assert read["evidence"] == pytest.approx(expected["evidence"], abs=1e-2)
        assert read["answerable"] == pytest.approx(expected["answerable"], abs=1e-2)
        for own, gold in zip(read["answers"], expected["answers"], strict=True):
            assert own == pytest.approx(gold, abs=1e-2)
    assert found["claims"] == pytest.approx(told["claims"], abs=1e-2)


def test_a_sentence_that_answers_comes_before_the_others() -> None:
    told = json.loads(GOLDEN.read_text(encoding="utf-8"))["questions"]
    first, second, third = (told[question] for question in QUESTIONS)
    assert max(first["evidence"]) == first["evidence"][0]
    assert max(second["evidence"]) == second["evidence"][2]
    assert third["answerable"] < min(first["answerable"], second["answerable"])


if __name__ == "__main__":
    text = json.dumps(outputs(bundled_encoder()), ensure_ascii=False, indent=1)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
