"""Measures the reader and writes its card.

    python -m training.reader.measure DATA rag/models/reader_v1_1 FOLDS

``FOLDS`` holds the five readers that ``training.reader.train --folds`` wrote: each question of
KorQuAD is read by the one that has not seen its article. The figures are those of ``rag evaluate``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.evaluation import (
    CaseSet,
    EvaluationReport,
    evaluate_index,
    evaluate_paragraphs,
    load_cases,
)
from rag.evaluation.provenance import processor
from rag.korean import Morpheme, normalize
from rag.pipeline import RagPipeline
from rag.reading import Reader, Reading
from rag.retrieval import SentenceCandidate
from rag.settings import DEFAULT_SOURCES, Settings
from training.reader.card import write_card


class UnseenReader(Reader):
    """Reads each question with the reader that has not seen its article."""

    def __init__(self, shipped: Reader, by_question: Mapping[str, Reader]) -> None:
        """Take the readers of the folds by question."""
        super().__init__(shipped._model)
        self._by_question = by_question

    def read(
        self,
        question: str,
        morphemes: Sequence[Morpheme],
        candidates: Sequence[SentenceCandidate],
        idf: Callable[[str], float],
    ) -> Reading:
        """Read as :meth:`Reader.read` does."""
        return self._by_question[question].read(question, morphemes, candidates, idf)


def main() -> None:
    """Measure and write ``metrics.json`` and ``README.md``; takes some minutes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("folds", type=Path)
    options = parser.parse_args()
    settings = Settings()
    shipped = Reader.load(options.model)
    korquad = load_cases(options.data / "korquad_v1_dev_part.json")
    unseen = UnseenReader(shipped, _by_question(korquad, options.folds))
    paragraphs = evaluate_paragraphs(korquad, settings, without_gold=True, reader=unseen)
    article = _article(load_cases(options.data / "article_questions.jsonl"), settings)
    write_card(
        options.model, shipped.name, paragraphs, article, f"{processor()}, {os.cpu_count()} cores"
    )
    print((options.model / "README.md").read_text(encoding="utf-8"))


def _by_question(case_set: CaseSet, folds: Path) -> dict[str, Reader]:
    title_of = {document.id: document.title for document in case_set.documents}
    reader_of: dict[str, Reader] = {}
    for folder in sorted(folds.iterdir()):
        reader = Reader.load(folder)
        for title in (folder / "articles.txt").read_text(encoding="utf-8").splitlines():
            reader_of[title] = reader
    return {
        normalize(case.question).strip(): reader_of[title_of[case.document_id or ""]]
        for case in case_set.cases
    }


def _article(cases: CaseSet, settings: Settings) -> EvaluationReport:
    with TemporaryDirectory() as folder:
        pipeline = RagPipeline.build(DEFAULT_SOURCES, folder, settings)
        return evaluate_index(cases, pipeline, settings)


if __name__ == "__main__":
    main()
