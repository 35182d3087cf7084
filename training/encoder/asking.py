"""Asks questions of indexes over texts that were not trained on, and keeps what the reader saw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.documents import Document
from rag.evaluation.paragraphs import Models
from rag.korean import normalize
from rag.reading.features import ReadSentence, rank_rows
from rag.reading.question import Question, analyse_question
from rag.reading.reader import WINDOWS
from rag.settings import Settings

HELD_OUT = 10
"""Every tenth document of a writer is not trained on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its answer lies.

    Attributes:
        question: The question.
        evidence: For each sentence that it needs start and end in its document.
        answers: Short answers.
        document: Id of the document with the evidence; "" where there is none.
        kind: ``answerable``, or why not.
    """

    question: str
    evidence: tuple[tuple[int, int], ...]
    answers: tuple[str, ...]
    document: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What the reader saw of a question.

    Attributes:
        asked: The question.
        source: Which set it is from.
        analysed: The question, taken apart.
        morphemes: Its morphemes.
        sentences: What was read.
        rows: Their features for ranking.
        right: Which of them are evidence, shape (sentences,).
        idf: Inverse document frequency by term of the question.
    """

    asked: Asked
    source: str
    analysed: Question
    morphemes: tuple
    sentences: list[ReadSentence]
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    idf: dict[str, float]


def written(path: Path, every: int = 1) -> Iterator[tuple[Document, list[Asked]]]:
    """Read a file of ``training/encoder/data``.

    Args:
        path: The file.
        every: Yields only each so manieth document.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if int(page["id"].rpartition("-")[2]) % every:
            continue
        text, spans = joined(page["units"])
        asked = []
        for question, units, answer in page["questions"]:
            answers = tuple(a for a in ([answer] if isinstance(answer, str) else answer) if a)
            evidence = tuple(spans[unit] for unit in units)
            asked.append(Asked(normalize(question), evidence, answers, page["id"], "answerable"))
        asked += [Asked(normalize(q), (), (), "", kind) for q, kind in page["near"]]
        yield Document(page["id"], page["title"], text, path.name), asked


def joined(units: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Put units together to a text, and tell where each lies."""
    text, spans = "", []
    for unit in units:
        if text:
            text += "\n" if unit.startswith("\n") else " "
        own = normalize(unit.strip("\n "))
        spans.append((len(text), len(text) + len(own)))
        text += own
    return text, spans


def ask(
    models: Models, documents: Sequence[Document], asked: Sequence[Asked], source: str
) -> list[Read]:
    """Ask questions of one index over some documents."""
    pipeline = models.over(documents, Path(source), None)
    found = []
    for item in asked:
        morphemes = pipeline._analyzer.morphemes(item.question)
        windows = pipeline._search(item.question).windows(WINDOWS)
        sentences = pipeline.reader.read_windows(item.question, windows)
        if not sentences:
            continue
        right = np.array(
            [
                s.candidate.passage.document_id == item.document
                and any(
                    s.candidate.sentence.start < end and start < s.candidate.sentence.end
                    for start, end in item.evidence
                )
                for s in sentences
            ]
        )
        analysed = analyse_question(item.question, morphemes)
        idf = {t.form: pipeline.index.sentence_terms.idf(t.form) for t in analysed.terms}
        found.append(
            Read(
                item,
                source,
                analysed,
                morphemes,
                sentences,
                rank_rows(sentences),
                right,
                idf,
            )
        )
    return found


def load_models(folder: Path) -> Models:
    """Load the pipeline's models with the encoder of a folder."""
    from rag.reading import Reader

    return Models.load(Settings(), Reader.load(folder))
