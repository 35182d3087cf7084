"""Measure what the documentation reports, and write it to ``benchmarks/figures.json``.

    python -m benchmarks.measure
    python -m benchmarks.readme

How well questions are answered on texts that were not trained on stands beside the encoder, as
``python -m training.encoder.measure`` found it; here the seed article is asked, and the clock read.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag import RagPipeline, Settings
from rag.embedding import load_embedder
from rag.encoder.folder import DEFAULT_ENCODER
from rag.evaluation import EvaluationReport, evaluate_index, load_cases
from rag.evaluation.provenance import processor
from rag.reading import Band
from rag.settings import DEFAULT_SOURCES

FIGURES = Path(__file__).parent / "figures.json"
QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "article_questions.jsonl"

_COLD_STARTS = 5
_QUESTION = "사피온 X220은 언제 나왔나요?"
# Rows of the encoder's figures: their names in its `metrics.json`, and what they are.
_FIRST = (
    ("sentence_accuracy", "evidence_among"),
    "the right sentence ranked first; among the one to three quoted",
    "맞는 문장이 1위; 인용한 문장(최대 3개) 안",
)
_RIGHT = (
    ("right_sure", "right_possible"),
    "answered right, as sure; as possible",
    "맞는 답, 확실한 답으로; 가능한 답으로",
)
_WRONG = (
    ("wrong_sure", "wrong_possible", "false_refusals"),
    "answered wrong, as sure; as possible; or refused",
    "틀린 답, 확실한 답으로; 가능한 답으로; 또는 거절",
)
_MARKED = (
    ("highlight_coverage", "highlight_precision"),
    "a short answer marked; of the marked ones right",
    "짧은 답을 표시함; 표시한 것 가운데 맞음",
)
_CAME = (
    ("false_answers", "offered", "right_refusals"),
    "answered as sure; as possible; refused",
    "확실한 답으로; 가능한 답으로; 거절",
)
_KINDS = (
    ("sure/changed", "sure/role", "sure/not_told"),
    "answered as sure where a name or number is another; roles are turned round; it is not told",
    "확실한 답으로, 이름이나 숫자가 다를 때; 역할이 뒤바뀌었을 때; 나오지 않을 때",
)
_APART = (
    ("auroc",),
    "told from those that have an answer, AUROC",
    "답이 있는 질문과의 구별, AUROC",
)
_CHECKED = (
    ("true_claims_passed", "false_claims_caught"),
    "of the true ones passed; of the false ones caught",
    "참인 것 가운데 통과시킴; 거짓인 것 가운데 잡아냄",
)
_PARAGRAPH = (
    ("document_recall_at_1", "document_recall_at_3"),
    "the right paragraph first; among the first three",
    "맞는 단락이 1위; 3위 안",
)
_HOLDS = (
    ("sentence_holds", "evidence_holds"),
    "the best sentence holds the answer; the one to three quoted do",
    "가장 좋은 문장에 답이 있음; 인용한 문장들(최대 3개)에 있음",
)
_CALIBRATION = (
    ("calibration_error",),
    "calibration error of the confidence",
    "확신도의 보정 오차",
)
_TEXTS = "{documents} documents not trained on"
_SQUAD = "KorQuAD 1.0 dev, articles not trained on"
_GROUPS = (
    (
        "written",
        f"{_TEXTS}, {{answerable}} questions",
        "학습하지 않은 문서 {documents}개, 질문 {answerable}개",
        (_FIRST, _RIGHT, _WRONG, _MARKED),
    ),
    (
        "written",
        f"{_TEXTS}, {{others}} questions that they only seem to answer",
        "학습하지 않은 문서 {documents}개, 답이 있는 듯하지만 없는 질문 {others}개",
        (_CAME, _KINDS, _APART),
    ),
    (
        "written",
        f"{_TEXTS}, {{claims}} claims",
        "학습하지 않은 문서 {documents}개, 주장 {claims}개",
        (_CHECKED,),
    ),
    (
        "korquad",
        f"{_SQUAD}, {{answerable}} questions",
        "KorQuAD 1.0 dev, 학습하지 않은 글, 질문 {answerable}개",
        (_PARAGRAPH, _HOLDS, _RIGHT, _WRONG, _MARKED, _CALIBRATION),
    ),
    (
        "korquad",
        f"{_SQUAD}, {{others}} of the questions with their paragraph taken out",
        "KorQuAD 1.0 dev, 학습하지 않은 글, 그중 단락을 뺀 질문 {others}개",
        (_CAME, _APART),
    ),
)
# What a sceptic asks first: found, answered, refused, claims checked.
_HEADLINES = {
    *(("written", figures) for figures, _, _ in (_FIRST, _RIGHT, _WRONG, _CAME, _CHECKED)),
    *(("korquad", figures) for figures, _, _ in (_PARAGRAPH, _HOLDS)),
}


@dataclass(frozen=True)
class Figure:
    """One row of the table in ``docs/figures.md``.

    Attributes:
        english: What was measured.
        korean: The same for ``docs/figures.ko.md``.
        value: The figure with its unit.
        is_headline: Whether it stands in the README too.
    """

    english: str
    korean: str
    value: str
    is_headline: bool = True


@dataclass(frozen=True)
class Figures:
    """What was measured, on what, with which models.

    Attributes:
        machine: Processor and number of cores.
        date: Day of the measurement, ISO 8601.
        embedder: Fingerprint of the embedding model.
        reader: Fingerprint of the reader.
        rows: The figures.
    """

    machine: str
    date: str
    embedder: str
    reader: str
    rows: tuple[Figure, ...]


def main() -> None:
    """Measure everything; takes some minutes."""
    settings = Settings()
    metrics = json.loads((DEFAULT_ENCODER / "metrics.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        pipeline = RagPipeline.build(DEFAULT_SOURCES, folder, settings)
        article = evaluate_index(load_cases(QUESTIONS), pipeline, settings)
        rows = [
            *_article(article),
            *encoder_rows(metrics["sets"]),
            _cold_start(Path(folder)),
            _warm(article),
        ]
    figures = Figures(
        machine=f"{processor()}, {os.cpu_count()} cores",
        date=datetime.now(UTC).date().isoformat(),
        embedder=load_embedder(settings).fingerprint,
        reader=pipeline.finder.reader.fingerprint,
        rows=tuple(rows),
    )
    text = json.dumps(asdict(figures), ensure_ascii=False, indent=1)
    FIGURES.write_text(text + "\n", encoding="utf-8")
    print(text)


def _article(report: EvaluationReport) -> list[Figure]:
    answerable = [o for o in report.outcomes if o.answerable]
    others = [o for o in report.outcomes if not o.answerable]
    right = [o for o in answerable if o.verdict.is_right]
    return [
        Figure(
            "seed article: answered with every expected string, evidence cited; of these as sure",
            "예시 기사: 기대한 글귀를 모두 담고 근거를 바르게 인용한 답, 그중 확실하다고 한 답",
            f"{len(right)} of {len(answerable)}, {sum(o.band is Band.SURE for o in right)}",
        ),
        Figure(
            "seed article: not answered as sure where it holds no answer; of these refused",
            "예시 기사: 답이 없는 질문에 확실하다고 답하지 않음, 그중 거절",
            f"{sum(o.band is not Band.SURE for o in others)} of {len(others)}, "
            f"{sum(o.band is Band.NONE for o in others)}",
        ),
    ]


def encoder_rows(sets: Mapping[str, Any]) -> list[Figure]:
    """Make rows of what stands beside the encoder.

    Args:
        sets: ``sets`` of its ``metrics.json``.
    """
    found = []
    for name, english, korean, rows in _GROUPS:
        of = sets[name]
        counts = {what: f"{count:,}" for what, count in of.items() if what != "figures"}
        found += [
            Figure(
                f"{english.format(**counts)}: {what}",
                f"{korean.format(**counts)}: {was}",
                ", ".join(_value(of["figures"].get(figure)) for figure in figures),
                is_headline=(name, figures) in _HEADLINES,
            )
            for figures, what, was in rows
        ]
    return found


def _value(figure: Mapping[str, Any] | None) -> str:
    return "–" if figure is None else f"{figure['value']:.3f}"


def _cold_start(index_dir: Path) -> Figure:
    command = [sys.executable, "-m", "rag", "ask", _QUESTION, "--index", str(index_dir)]
    seconds = []
    for _ in range(_COLD_STARTS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    return Figure(
        "`rag ask` from start to printed answer, index present, not the first time since the "
        "machine started",
        "`rag ask` 시작부터 답 출력까지(색인이 있고, 컴퓨터를 켠 뒤 처음이 아닐 때)",
        f"{statistics.median(seconds):.1f} s",
    )


def _warm(article: EvaluationReport) -> Figure:
    seconds = [article[f"latency_p{percent}"].value / 1000 for percent in (50, 95)]
    return Figure(
        "a further question on the seed article, not asked before: median; 95th percentile",
        "예시 기사에 하는 다음 질문 하나: 중앙값; 95백분위",
        f"{seconds[0]:.2f} s, {seconds[1]:.2f} s",
    )


if __name__ == "__main__":
    main()
