"""Measure what the README reports, and write it to ``benchmarks/figures.json``.

    python -m benchmarks.measure ../shared/data
    python -m benchmarks.readme

The folder holds the question sets, which are not part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag import RagPipeline, Settings
from rag.embedding import load_embedder
from rag.evaluation import EvaluationReport, evaluate_index, load_cases
from rag.evaluation.provenance import processor
from rag.reading import Reader
from rag.reading.reader import DEFAULT_READER
from rag.settings import DEFAULT_SOURCES

FIGURES = Path(__file__).parent / "figures.json"

_COLD_STARTS = 5
_QUESTION = "사피온 X220은 언제 나왔나요?"


@dataclass(frozen=True)
class Figure:
    """One row of the README's table.

    Attributes:
        english: What was measured, for README.md.
        korean: The same for README.ko.md.
        value: The figure with its unit.
    """

    english: str
    korean: str
    value: str


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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    settings = Settings()
    with tempfile.TemporaryDirectory() as folder:
        pipeline = RagPipeline.build(DEFAULT_SOURCES, folder, settings)
        article = load_cases(data / "article_questions.jsonl")
        rows = [
            *_article(evaluate_index(article, pipeline, settings)),
            *_paragraphs(),
            _cold_start(Path(folder)),
            _warm(pipeline, [case.question for case in article.cases]),
        ]
    figures = Figures(
        machine=f"{processor()}, {os.cpu_count()} cores",
        date=datetime.now(UTC).date().isoformat(),
        embedder=load_embedder(settings).fingerprint,
        reader=Reader.load().fingerprint,
        rows=tuple(rows),
    )
    text = json.dumps(asdict(figures), ensure_ascii=False, indent=1)
    FIGURES.write_text(text + "\n", encoding="utf-8")
    print(text)


def _article(report: EvaluationReport) -> list[Figure]:
    answerable = [o for o in report.outcomes if o.answerable]
    others = [o for o in report.outcomes if not o.answerable]
    return [
        Figure(
            "seed article: answered with every expected string, evidence cited",
            "예시 기사: 기대한 글귀를 모두 담고 근거를 바르게 인용한 답",
            f"{sum(o.verdict.is_right for o in answerable)} of {len(answerable)}",
        ),
        Figure(
            "seed article: refused where the article holds no answer",
            "예시 기사: 답이 없는 질문을 거절",
            f"{sum(o.verdict.is_right for o in others)} of {len(others)}",
        ),
    ]


def _paragraphs() -> list[Figure]:
    """What the reader's card says of articles that its trees had not seen."""
    measured = json.loads((DEFAULT_READER / "metrics.json").read_text(encoding="utf-8"))
    english = f"KorQuAD 1.0 dev, {measured['questions']:,} questions, articles not trained on"
    korean = f"KorQuAD 1.0 dev 질문 {measured['questions']:,}개, 학습하지 않은 문서"
    return [
        Figure(
            f"{english}: {what}", f"{korean}: {was}", f"{measured['figures'][name]['value']:.3f}"
        )
        for name, what, was in (
            ("document_recall_at_1", "right paragraph first", "맞는 단락이 1위"),
            ("document_recall_at_3", "right paragraph among three", "맞는 단락이 3위 안"),
            ("sentence_holds", "best sentence holds the answer", "가장 좋은 문장에 답이 있음"),
            ("evidence_holds", "sentences shown hold the answer", "보여 준 문장들에 답이 있음"),
            ("sentences", "sentences shown", "보여 준 문장 수"),
            (
                "auroc",
                "answerable told from paragraph removed, AUROC",
                "답이 있는 질문과 단락을 뺀 질문의 구별, AUROC",
            ),
            ("calibration_error", "calibration error of the confidence", "확신도의 보정 오차"),
            ("highlight_precision", "marked short answer right", "표시한 짧은 답이 맞음"),
            ("highlight_coverage", "short answer marked", "짧은 답을 표시함"),
        )
    ]


def _cold_start(index_dir: Path) -> Figure:
    command = [sys.executable, "-m", "rag", "ask", _QUESTION, "--index", str(index_dir)]
    seconds = []
    for _ in range(_COLD_STARTS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    return Figure(
        "`rag ask` from start to printed answer, index present",
        "`rag ask` 시작부터 답 출력까지(색인 있음)",
        f"{statistics.median(seconds):.1f} s",
    )


def _warm(pipeline: RagPipeline, questions: Sequence[str]) -> Figure:
    for question in questions:
        pipeline.ask(question)
    milliseconds = sorted(1000 * pipeline.ask(q).seconds for _ in range(10) for q in questions)
    return Figure(
        "a further question through `RagPipeline.ask`, median and 95th percentile",
        "그다음 질문 하나(`RagPipeline.ask`), 중앙값과 95백분위",
        f"{statistics.median(milliseconds):.1f} ms, "
        f"{milliseconds[int(0.95 * len(milliseconds))]:.1f} ms",
    )


if __name__ == "__main__":
    main()
