"""Cases made of what users of the chat said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from web_fakes import DOCUMENT, answered, done, refused

from rag.answering.answer import Answer, Highlight
from rag.cli import main
from rag.errors import EvaluationError
from rag.evaluation import Gold, read_feedback
from rag.web.conversation import Verdict
from rag.web.feedback import Feedback

QUOTE = "장서는 12만 권이다."
PLAIN = answered(DOCUMENT, QUOTE, question="장서는?")
MARKED = replace(PLAIN, question="몇 권?", highlights=(Highlight(4, 9),))


def written(folder: Path, *said: tuple[Answer, Verdict]) -> Path:
    """What the chat writes when all this is said."""
    file = Feedback(folder / "feedback.jsonl")
    for answer, verdict in said:
        turn = replace(done(answer), verdict=verdict, id=answer.question)
        file.write(turn, "")
    return file.path


@pytest.mark.parametrize(
    ("answer", "golds"),
    [
        (MARKED, (Gold(("12만 권",), evidence=QUOTE),)),
        (PLAIN, (Gold((QUOTE,), evidence=QUOTE),)),
        (refused("관장은?"), ()),
    ],
    ids=["a short answer", "a quote", "a refusal"],
)
def test_what_was_called_good_must_stay_so(tmp_path, answer: Answer, golds) -> None:
    (case,) = read_feedback(written(tmp_path, (answer, Verdict.GOOD))).cases
    assert (case.question, case.golds) == (answer.question, golds)


def test_what_was_said_last_counts_and_what_is_bad_makes_no_case(tmp_path) -> None:
    path = written(tmp_path, (PLAIN, Verdict.GOOD), (MARKED, Verdict.GOOD), (PLAIN, Verdict.BAD))
    assert [case.question for case in read_feedback(path).cases] == ["몇 권?"]


def test_a_file_without_a_good_answer_and_a_strange_line_are_told(tmp_path, capsys) -> None:
    path = written(tmp_path, (PLAIN, Verdict.BAD))
    with pytest.raises(EvaluationError, match="nobody called an answer good yet"):
        read_feedback(path)
    path.write_text(json.dumps({"id": "1"}), encoding="utf-8")
    assert main(["evaluate", "--from-feedback", str(path)]) == 1
    assert "feedback.jsonl" in capsys.readouterr().err
