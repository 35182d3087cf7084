"""What the documentation says is what the program does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measure import encoder_rows
from benchmarks.readme import PAGES, ROOT, filled, load_figures
from rag import Settings
from rag.embedding import load_embedder
from rag.encoder.folder import DEFAULT_ENCODER
from rag.reading import Reader


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_blocks_are_as_the_program_writes_them(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == filled(name, text), "write them with: python -m benchmarks.readme"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_the_python_example_runs_over_whatever_documents_there_are(
    name: str, tmp_path: Path
) -> None:
    """Whoever follows the page has indexed a folder of their own, which may hold no answer."""
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL
    )
    note = tmp_path / "my_documents" / "note.txt"
    note.parent.mkdir()
    note.write_text("가람시는 3월 5일 새 다리를 열었다.\n", encoding="utf-8")
    chosen = {"RAG_SOURCES": str(note), "RAG_INDEX_DIR": str(tmp_path / "index")}
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=tmp_path,
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("\nno_evidence\n")


def test_figures_were_measured_with_the_models_that_ship() -> None:
    figures = load_figures()
    again = "measure again with: python -m benchmarks.measure"
    assert figures.embedder == load_embedder(Settings()).fingerprint, again
    assert figures.reader == Reader.load().fingerprint, again


def test_the_encoders_figures_are_those_of_its_card() -> None:
    metrics = json.loads((DEFAULT_ENCODER / "metrics.json").read_text(encoding="utf-8"))
    shown = load_figures().rows
    assert all(row in shown for row in encoder_rows(metrics["sets"]))


def test_a_row_tells_its_set_and_its_figures() -> None:
    names = (
        "sentence_accuracy evidence_among right_sure right_possible wrong_sure wrong_possible "
        "false_refusals highlight_coverage highlight_precision false_answers offered "
        "right_refusals sure/changed sure/role sure/not_told auroc true_claims_passed "
        "false_claims_caught document_recall_at_1 document_recall_at_3 sentence_holds "
        "evidence_holds calibration_error"
    ).split()
    counts = {"documents": 54, "answerable": 1378, "others": 216, "claims": 380}
    sets = {
        name: {**counts, "figures": {n: {"value": i / 100} for i, n in enumerate(names)}}
        for name in ("written", "korquad")
    }
    del sets["korquad"]["figures"]["highlight_precision"]  # none was marked
    rows = encoder_rows(sets)
    assert len({row.english for row in rows}) == len({row.korean for row in rows}) == len(rows)
    by_name = {row.english: row for row in rows}
    right = by_name[
        "54 documents not trained on, 1,378 questions: answered right, as sure; as possible"
    ]
    assert right.value == "0.020, 0.030"
    assert right.korean.startswith("학습하지 않은 문서 54개, 질문 1,378개: ")
    marked = next(row for row in rows if "KorQuAD" in row.english and "marked" in row.english)
    assert marked.value == "0.070, –"
    near = "54 documents not trained on, 216 questions that they only seem to answer: "
    assert by_name[f"{near}answered as sure; as possible; refused"].value == "0.090, 0.100, 0.110"
