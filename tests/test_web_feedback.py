"""What users say of answers is written down."""

from __future__ import annotations

import json
from dataclasses import replace

from web_fakes import DOCUMENT, answered, done

from rag.answering.answer import Highlight
from rag.web import feedback
from rag.web.conversation import Verdict
from rag.web.feedback import Feedback

TURN = replace(
    done(
        replace(
            answered(DOCUMENT, "장서는 12만 권이다.", question="몇 권?"),
            highlights=(Highlight(4, 9),),
        )
    ),
    verdict=Verdict.GOOD,
)


def lines(file: Feedback) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.path.read_text(encoding="utf-8").splitlines()]


def test_question_answer_citations_and_verdict_are_written(tmp_path) -> None:
    file = Feedback(tmp_path / "new" / "feedback.jsonl")
    file.write(TURN, "")
    file.write(replace(TURN, verdict=Verdict.BAD), "틀\n렸어요" + "." * 9999)
    first, second = lines(file)
    assert (first["question"], first["answer"]) == ("몇 권?", "장서는 12만 권이다.")
    assert (first["verdict"], first["highlights"]) == ("good", ["12만 권"])
    (citation,) = first["citations"]
    assert DOCUMENT.text[citation["start"] : citation["end"]] == citation["quote"]
    assert second["verdict"] == "bad"
    assert len(second["word"]) == 500


def test_what_has_no_verdict_is_not_written(tmp_path) -> None:
    file = Feedback(tmp_path / "feedback.jsonl")
    file.write(replace(TURN, verdict=None), "")
    assert not file.path.exists()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path, caplog) -> None:
    (tmp_path / "file").touch()
    Feedback(tmp_path / "file" / "feedback.jsonl").write(TURN, "")
    assert "feedback was not written" in caplog.text


def test_nobody_fills_the_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(feedback, "_MOST_BYTES", 100)
    file = Feedback(tmp_path / "feedback.jsonl")
    for _ in range(3):
        file.write(TURN, "")
    assert len(lines(file)) == 1
