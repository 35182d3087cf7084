from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.cli import main

CONTEXTS = (
    "나루 다리는 1998년에 지어졌다. 길이는 350미터이다.",
    "나루 등대는 1931년에 세워졌다. 높이는 24미터이다.",
)
QUESTIONS = (
    ("나루 다리의 길이는 얼마인가?", "350미터"),
    ("나루 등대의 높이는 얼마인가?", "24미터"),
)


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    paragraphs = [
        {
            "context": context,
            "qas": [
                {
                    "id": f"q{n}",
                    "question": question,
                    "answers": [{"text": answer, "answer_start": context.index(answer)}],
                }
            ],
        }
        for n, (context, (question, answer)) in enumerate(zip(CONTEXTS, QUESTIONS, strict=True))
    ]
    path = tmp_path / "naru.json"
    data = {"data": [{"title": "나루", "paragraphs": paragraphs}]}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.slow
def test_reports_are_written_and_compared(
    squad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(squad), "--without-gold", "--report", str(tmp_path / "r")]) == 0
    out = capsys.readouterr().out
    assert "document recall@1" in out
    assert "AUROC" in out
    for kind in ("json", "md", "html"):
        assert str(tmp_path / "r" / f"report.{kind}") in out
    saved = tmp_path / "r" / "report.json"
    outcomes = json.loads(saved.read_text())["outcomes"]
    assert [o["case_id"] for o in outcomes] == ["q0", "q1", "q0/removed", "q1/removed"]
    assert "--without-gold" in saved.with_suffix(".md").read_text().replace("\\", "")

    assert main(["evaluate", "--compare", str(saved), str(saved)]) == 0
    out = capsys.readouterr().out
    assert "only A right: 0" in out
    assert "only B right: 0" in out


@pytest.mark.slow
def test_the_weight_is_fitted(squad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(squad), "--fit-fusion"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("RAG_DENSE_WEIGHT=")


@pytest.mark.slow
def test_a_limit_asks_fewer(squad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(squad), "--limit", "1"]) == 0
    assert "1 questions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name one file of cases"),
        (["c.jsonl", "--compare", "a.json", "b.json"], "name one file of cases"),
        (["none.jsonl"], "none.jsonl: No such file"),
        (["c.json", "--without-gold", "--index", "x"], "--index has no effect here"),
        (["c.json", "--fit-fusion", "--without-gold"], "--without-gold has no effect here"),
        (["--compare", "a.json", "b.json", "--report", "r"], "--report has no effect here"),
        (["--compare", "a.json", "b.json"], "a.json: No such file"),
    ],
)
def test_what_goes_wrong_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["evaluate", *arguments]) == 1
    err = capsys.readouterr().err
    assert err.startswith("rag: ")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_a_limit_of_nothing_is_no_limit(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "c.jsonl", "--limit", "0"])
    assert "0 is not 1 or more" in capsys.readouterr().err
