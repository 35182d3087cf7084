"""The texts that the embedder learns from, read and cut into sentences."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Paraphrase groups from this one on are never trained on: they measure.
TRAINED_PARAPHRASE_GROUPS = 800
_GROUP_SIZE = 10

_SENTENCE_END = re.compile(r"(?<=[다요죠까오라음임]\.)\s+|(?<=[?!])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph under its heading.

    Attributes:
        heading: Title of the document and of the section, in one line; may be empty.
        sentences: Its sentences in order.
    """

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two sentences and how similar people found them, in [0, 1]."""

    first: str
    second: str
    score: float


@dataclass(frozen=True, slots=True)
class Inference:
    """A premise, what follows from it and what contradicts it."""

    premise: str
    entailed: str
    contradicted: str


@dataclass(frozen=True, slots=True)
class Corpora:
    """Everything that is read.

    Attributes:
        manuals: Paragraphs of software documentation, in document order.
        prose: Paragraphs of book reviews, reports, tales and news, in document order.
        headlines: News headlines.
        scored_train: KorSTS training pairs.
        scored_dev: KorSTS development pairs; they measure.
        scored_other: KLUE-STS development pairs; they measure.
        inferences: Premises that have both an entailed and a contradicted sentence.
        paraphrases: Groups of ten sentences that say the same; the first
            ``TRAINED_PARAPHRASE_GROUPS`` train, the rest measure.
    """

    manuals: list[Paragraph]
    prose: list[Paragraph]
    headlines: list[str]
    scored_train: list[ScoredPair]
    scored_dev: list[ScoredPair]
    scored_other: list[ScoredPair]
    inferences: list[Inference]
    paraphrases: list[list[str]]


def read_corpora(folder: Path) -> Corpora:
    """Read all files.

    Args:
        folder: Where the ``.jsonl.xz`` files lie.

    Raises:
        FileNotFoundError: If one is missing.
    """
    scored = list(_rows(folder / "ko_sts.jsonl.xz"))
    utterances = [row["fields"][2].strip() for row in _rows(folder / "parakqc.jsonl.xz")]
    return Corpora(
        manuals=_paragraphs(_rows(folder / "ko_docs.jsonl.xz")),
        prose=_paragraphs(_rows(folder / "ko_general.jsonl.xz"))
        + _articles(_rows(folder / "wikinews.jsonl.xz")),
        headlines=[row["text"] for row in _rows(folder / "headlines.jsonl.xz")],
        scored_train=_scored(scored, "korsts", "train"),
        scored_dev=_scored(scored, "korsts", "dev"),
        scored_other=_scored(scored, "klue-sts", "dev"),
        inferences=_inferences(_rows(folder / "ko_nli.jsonl.xz")),
        paraphrases=[
            utterances[i : i + _GROUP_SIZE] for i in range(0, len(utterances), _GROUP_SIZE)
        ],
    )


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text after sentence endings; good enough to learn from, and fast."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part.strip())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _paragraphs(rows: Iterator[dict[str, Any]]) -> list[Paragraph]:
    found: dict[str, Paragraph] = {}
    for row in rows:
        if row["text"] not in found:
            heading = f"{row['title']} {row.get('section', '')}".strip()
            found[row["text"]] = Paragraph(heading, split_sentences(row["text"]))
    return list(found.values())


def _articles(rows: Iterator[dict[str, Any]]) -> list[Paragraph]:
    return [
        Paragraph(row["title"], split_sentences(paragraph))
        for row in rows
        for paragraph in row["text"].split("\n")
        if paragraph.strip()
    ]


def _scored(rows: list[dict[str, Any]], name: str, split: str) -> list[ScoredPair]:
    return [
        ScoredPair(row["a"], row["b"], row["score"])
        for row in rows
        if row["set"] == name and row["split"] == split
    ]


def _inferences(rows: Iterator[dict[str, Any]]) -> list[Inference]:
    by_premise: dict[str, dict[str, str]] = {}
    for row in rows:
        by_premise.setdefault(row["a"], {}).setdefault(row["label"], row["b"])
    return [
        Inference(premise, labelled["entailment"], labelled["contradiction"])
        for premise, labelled in by_premise.items()
        if "entailment" in labelled and "contradiction" in labelled
    ]
