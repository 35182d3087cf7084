"""Measure what typing errors cost, and what setting words right by the index gives back.

Asks each question of ``typed_questions.jsonl`` as it is spelt right and as it was typed, of indexes
over the seed article, over Wikinews and over KorQuAD, with and without their vocabularies; and all
of the news questions and KorQuAD's, of which nothing may be lost.

    python -m training.retrieval.typed ../shared/data indexes/

The indexes are built in the folder named last, and used again from there.
"""

from __future__ import annotations

import argparse
import json
import lzma
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.evaluation.loading import read_squad
from rag.evaluation.paragraphs import Models
from rag.index import Passage, build_index, load_index
from rag.korean import default_analyzer, index_terms, normalize
from rag.reading import Band
from rag.retrieval import Retriever, SearchResult
from rag.settings import Settings
from rag.sources import Document, load_documents
from rag.storage import is_index_folder

_HERE = Path(__file__).resolve().parent
_NEWS_QUESTIONS = _HERE.parent / "encoder" / "news_questions.jsonl"
_SEEDS = _HERE.parents[1] / "seeds"

Row = Mapping[str, Any]


class Asked:
    """An index that is asked with and without its vocabulary."""

    def __init__(self, models: Models, documents: Iterable[Document], folder: Path) -> None:
        """Open the index in a folder, or build it there."""
        if not is_index_folder(folder):
            build_index(
                list(documents),
                embedder=models.embedder,
                analyzer=models.analyzer,
                passage_chars=models.settings.passage_chars,
                index_dir=folder,
            )
        self._index = load_index(folder)
        self._reader = models.reader
        self._retriever = Retriever(self._index, models.embedder)

    def set_right(self, question: str) -> str:
        """Set a question right by the words of the index."""
        analyzer = default_analyzer()
        morphemes, unlisted = analyzer.morphemes(question), analyzer.unlisted(question)
        return self._index.vocabulary.set_right(question, morphemes, unlisted)

    def search(self, question: str) -> SearchResult:
        """Search for the very words of a question."""
        terms = index_terms(default_analyzer().morphemes(question), question)
        return self._retriever.search(question, terms)

    def rank(self, question: str, row: Row) -> int:
        """Rank of the best passage that holds the evidence, a large number when it is not found."""
        ranking = self.search(question).ranking.tolist()
        passages = ((place, self._index.passages[n]) for place, n in enumerate(ranking, 1))
        return next((place for place, passage in passages if _holds(passage, row)), 10**6)

    def read(self, question: str, searched: str, row: Row) -> tuple[bool, bool]:
        """Tell whether the evidence is shown, and as sure, of a search for something else."""
        morphemes = default_analyzer().morphemes(question)
        reading = self._reader.read(question, morphemes, self.search(searched))
        shown = any(row["evidence"] in e.candidate.sentence.text for e in reading.evidence)
        return shown, shown and reading.band is Band.SURE


def _holds(passage: Passage, row: Row) -> bool:
    if row["source"] == "seed":
        return row["evidence"] in passage.text
    return passage.document_id == row["document"] and _touches(passage.start, passage.end, row)


def _touches(start: int, end: int, row: Row) -> bool:
    """Tell whether a stretch touches the evidence; of KorQuAD the whole paragraph is meant."""
    return row["source"] == "korquad" or any(
        start < last and first < end for first, last in row["evidence"]
    )


def main() -> None:
    """Print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("indexes", type=Path)
    arguments = parser.parse_args()
    models = Models.load(Settings())
    squad = read_squad(arguments.data / "korquad_v1_dev_part.json")
    documents: dict[str, Iterable[Document]] = {
        "seed": load_documents(_SEEDS),
        "wikinews": _news(arguments.data / "wikinews.jsonl.xz"),
        "korquad": squad.documents,
    }
    sources = {
        name: Asked(models, own, arguments.indexes / name) for name, own in documents.items()
    }
    rows = list(_rows(_HERE / "typed_questions.jsonl"))
    print_typed(sources, "tuned on", [row for row in rows if not row["held"]])
    print_typed(sources, "kept aside", [row for row in rows if row["held"]])
    right = [{**row, "source": "wikinews"} for row in _rows(_NEWS_QUESTIONS) if row["evidence"]]
    right += [
        {"source": "korquad", "document": case.document_id, "question": case.question}
        for case in squad.cases
    ]
    print_right(sources, right)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _news(path: Path) -> Iterator[Document]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield Document(row["id"], normalize(row["title"]), normalize(row["text"]), path.name)


def print_typed(sources: Mapping[str, Asked], part: str, rows: Sequence[Row]) -> None:
    """Print a row for each source and each kind of error, and what is read in the seed article."""
    ranks: defaultdict[str, list[list[int]]] = defaultdict(list)
    read: list[list[tuple[bool, bool]]] = []
    for row in rows:
        source, right, typed = sources[row["source"]], row["question"], normalize(row["typed"])
        meant = source.set_right(typed)
        places = [source.rank(question, row) for question in (right, typed, meant)]
        for group in ("all", row["source"], row["kind"]):
            ranks[group].append(places)
        if row["source"] == "seed":
            pairs = ((right, right), (typed, typed), (typed, meant), (meant, meant))
            read.append([source.read(question, searched, row) for question, searched in pairs])
    print(
        f"\n| {part} | | first: right, typed, set right | in the first three |\n|---|---|---|---|"
    )
    for group, found in ranks.items():
        cells = (np.array(found) <= 1, np.array(found) <= 3)
        means = (", ".join(f"{mean:.3f}" for mean in cell.mean(axis=0)) for cell in cells)
        print(f"| {group} | {len(found)} | {' | '.join(means)} |")
    print("\nThe seed article: evidence shown, and shown as sure")
    ways = ("right", "typed", "set right for the search", "set right for the reader too")
    for way, (shown, sure) in zip(ways, np.array(read).sum(axis=0), strict=True):
        print(f"{way}: {shown}, {sure} of {len(read)}")


def print_right(sources: Mapping[str, Asked], rows: Sequence[Row]) -> None:
    """Print what the vocabulary changes in questions that were not mistyped on purpose."""
    changed, seconds = [], []
    for row in rows:
        source, question = sources[row["source"]], normalize(row["question"])
        default_analyzer().morphemes(question)
        started = time.perf_counter()
        meant = source.set_right(question)
        seconds.append(time.perf_counter() - started)
        if meant != question:
            changed.append((source.rank(question, row), source.rank(meant, row)))
    moved = ", ".join(
        f"{sum((after <= k) - (before <= k) for before, after in changed):+d} in the first {k}"
        for k in (1, 3)
    )
    slow = statistics.quantiles(seconds, n=100)
    print(f"\nOf {len(rows)} others {len(changed)} are changed: {moved}.")
    print(f"Setting right takes {slow[49] * 1000:.2f} ms, {slow[94] * 1000:.2f} ms at the 95th.")


if __name__ == "__main__":
    main()
