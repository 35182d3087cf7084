"""Short texts that a reader of words falls for, read with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import AnswerStatus, RagPipeline
from rag.answering import Answer

pytestmark = pytest.mark.slow

DENIED = "행사 장소는 시청이 아니다. 장소는 구민회관이다."
REASON = "수영장이 문을 닫았다. 물이 새기 때문이다."
FAQ = "주차는 어디에 하나요? 건물 뒤편 공터에 하시면 됩니다. 휴일에는 닫습니다."


def ask(folder: Path, text: str, question: str) -> Answer:
    """Ask a question of a text alone."""
    source = folder / "text.txt"
    source.write_text(text, encoding="utf-8")
    return RagPipeline.build(source, folder / "index").ask(question)


def test_what_the_text_denies_is_not_the_answer(tmp_path: Path) -> None:
    answer = ask(tmp_path, DENIED, "행사 장소는 어디야?")
    assert any("구민회관" in citation.quote for citation in answer.citations)
    assert all("시청" not in answer.text[m.start : m.end] for m in answer.highlights)


def test_the_reason_in_the_next_sentence_comes_with_what_it_explains(tmp_path: Path) -> None:
    answer = ask(tmp_path, REASON, "수영장은 왜 문을 닫았어?")
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "문을 닫았다" in quotes
    assert "물이 새기 때문이다" in quotes


def test_a_question_in_the_text_is_not_its_own_answer(tmp_path: Path) -> None:
    answer = ask(tmp_path, FAQ, "주차는 어디에 하나요?")
    assert answer.status is not AnswerStatus.NO_EVIDENCE
    assert any("뒤편 공터" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", ["수영장 입장료는 얼마야?", "수영장은 누가 지었어?"])
def test_what_the_text_does_not_tell_is_not_answered_as_sure(tmp_path: Path, question: str) -> None:
    assert ask(tmp_path, REASON, question).status is not AnswerStatus.ANSWERED
