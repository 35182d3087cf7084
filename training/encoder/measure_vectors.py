"""Measures the encoder's vectors for retrieval beside the static ones.

    python -m training.encoder.measure_vectors DATA UNPACKED WORK rag/models/encoder_vectors_v1_0

Asks KorQuAD's paragraphs, and Korean Wikinews with the documents of the test sets, both among
software documentation. Vectors are those of the unpacked network, in bfloat16, of passages below
their titles, less the mean of the other collection's. Indexes and vectors are kept in WORK from one
run to the next.
"""

from __future__ import annotations

import json
import lzma
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embedding import load_embedder
from rag.encoder import as_passage, as_query
from rag.encoder.tokens import MAX_TOKENS
from rag.evaluation.loading import read_squad
from rag.index import Passage, PassageIndex, build_index, load_index
from rag.korean import default_analyzer, index_terms, normalize
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.sources import Document
from rag.storage import is_index_folder
from training.encoder.texts import Span, read_written
from training.encoder.vectors_card import write_card

WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5)
_HERE = Path(__file__).resolve().parent
# How many paragraphs of the documentation are indexed, and how many passages of it are ranked.
_FILLER, _RANKED_FILLER = 1500, 250
_RANKED_ARTICLES = 40
"""Of Wikinews without a question."""
_ASKED = {"korquad": 300, "news": 600}
_BATCH = 16

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and where its answer stands.

    Attributes:
        text: The question, normalised.
        document: The document that answers it.
        evidence: Where in it; empty means anywhere.
        kind: The row that it counts in.
    """

    text: str
    document: str
    evidence: tuple[Span, ...]
    kind: str

    def answered_by(self, passage: Passage) -> bool:
        """Tell whether a passage touches the evidence."""
        touches = not self.evidence or any(
            passage.start < end and start < passage.end for start, end in self.evidence
        )
        return passage.document_id == self.document and not passage.is_header and touches


def _korquad(data: Path, rng: random.Random) -> tuple[list[Document], list[Asked]]:
    squad = read_squad(data / "korquad_v1_dev_part.json")
    cases = rng.sample(list(squad.cases), 500)
    return list(squad.documents), [
        Asked(case.question, str(case.document_id), (), "korquad") for case in cases
    ]


def _news(data: Path) -> tuple[list[Document], list[Asked]]:
    with lzma.open(data / "wikinews.jsonl.xz", "rt", encoding="utf-8") as lines:
        documents = [_document(row["id"], row) for row in map(json.loads, lines)]
    asked = []
    for row in map(json.loads, (_HERE / "news_questions.jsonl").open(encoding="utf-8")):
        if row["evidence"]:
            spans = tuple((start, end) for start, end in row["evidence"])
            asked.append(Asked(normalize(row["question"]), row["document"], spans, "news"))
    for text in (t for hand in "tuv" for t in read_written(_HERE / "data" / f"{hand}.jsonl")):
        documents.append(Document(text.id, normalize(text.title), text.text, ""))
        own = [q for q in text.questions if q.evidence]
        asked += [Asked(q.text, text.id, q.evidence, "written") for q in own]
    return documents, asked


def _document(id_: str, row: dict) -> Document:
    return Document(id_, normalize(row["title"]), normalize(row["text"]), "")


class Collection:
    """Passages that questions are asked of, with all scores but those of the encoder."""

    def __init__(self, folder: Path, documents: list[Document], asked: Sequence[Asked]) -> None:
        """Open the index in a folder, or build it there, and score the passages drawn."""
        embedder = load_embedder(Settings())
        if not is_index_folder(folder):
            build_index(
                documents,
                embedder=embedder,
                analyzer=default_analyzer(),
                passage_chars=Settings().passage_chars,
                index_dir=folder,
            )
        index = load_index(folder)
        self.name = folder.name
        self._titles = {document.id: document.title for document in index.documents}
        rng = random.Random(1)
        kept = _ranked(index, {a.document for a in asked}, rng, news=self.name == "news")
        drawn = sorted(rng.sample(range(len(asked)), _ASKED[self.name]))
        self.asked = [asked[number] for number in drawn]
        self.passages = [index.passages[number] for number in kept]
        self.right = np.array([[a.answered_by(p) for p in self.passages] for a in self.asked])
        retriever, analyzer = Retriever(index, embedder), default_analyzer()
        found = [
            retriever.search(
                a.text, index_terms(analyzer.morphemes(a.text), a.text), len(index.passages)
            )
            for a in self.asked
        ]
        self.lexical = np.array([result.lexical[kept] for result in found])
        self.static = np.array([result.dense[kept] for result in found])

    def title(self, passage: Passage) -> str:
        """What a passage stands under."""
        return "" if passage.is_header else self._titles[passage.document_id]


def _ranked(index: PassageIndex, asked: set[str], rng: random.Random, *, news: bool) -> list[int]:
    """Numbers of the passages that are ranked."""
    own = [n for n, p in enumerate(index.passages) if not p.document_id.startswith("f")]
    filler = [
        n for n, p in enumerate(index.passages) if p.document_id.startswith("f") and not p.is_header
    ]
    drawn = rng.sample(filler, _RANKED_FILLER)
    if news:
        others = sorted({index.passages[n].document_id for n in own} - asked)
        asked = asked | set(rng.sample(others, _RANKED_ARTICLES))
        own = [n for n in own if index.passages[n].document_id in asked]
    return sorted(own + drawn)


def mean_states(unpacked: Path, texts: Sequence[str]) -> Array:
    """Mean of the network's last states of each text, in the precision that is quick here."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, network = (kind.from_pretrained(unpacked) for kind in (AutoTokenizer, AutoModel))
    means = np.zeros((len(texts), network.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    for first in range(0, len(order), _BATCH):
        batch = order[first : first + _BATCH]
        tokens = tokenizer(
            [texts[number] for number in batch],
            truncation=True,
            max_length=MAX_TOKENS,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            states = network(**tokens).last_hidden_state.float()
        there = tokens["attention_mask"][..., None].float()
        means[batch] = ((states * there).sum(1) / there.sum(1)).numpy()
    return means


def _vectors(collection: Collection, unpacked: Path, work: Path) -> tuple[Array, Array]:
    """Vectors of questions and passages, of unit length."""
    texts = {
        "questions": [as_query(asked.text) for asked in collection.asked],
        "passages": [as_passage(p.text, collection.title(p)) for p in collection.passages],
    }
    path = work / f"{collection.name}.npz"
    if not path.exists():
        np.savez(path, **{kind: mean_states(unpacked, own) for kind, own in texts.items()})
    kept = np.load(path)
    return _unit(kept["questions"]), _unit(kept["passages"])


def _unit(vectors: Array) -> Array:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def figures(scores: Array, right: NDArray[np.bool_]) -> dict[str, float]:
    """Recall of the right passage and mean reciprocal rank; a tie counts against it."""
    best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
    ranks = 1 + ((scores >= best) & ~right).sum(axis=1)
    found = {"recall_1": ranks <= 1, "recall_5": ranks <= 5, "mrr": 1 / ranks}
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()}


def measure(data: Path, unpacked: Path, work: Path) -> dict[str, object]:
    """Measure every kind of question under every weight."""
    rng = random.Random(0)
    with lzma.open(data / "ko_docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if 150 <= len(row["text"]) <= 700]
    filler = [_document(f"f{n}", row) for n, row in enumerate(rng.sample(rows, _FILLER))]
    own = {"korquad": _korquad(data, rng), "news": _news(data)}
    collections = {
        name: Collection(work / name, documents + filler, asked)
        for name, (documents, asked) in own.items()
    }
    vectors = {name: _vectors(each, unpacked, work) for name, each in collections.items()}
    found: dict[str, object] = {}
    for name, other in (("korquad", "news"), ("news", "korquad")):
        each = collections[name]
        questions, passages = (
            _unit(mine - theirs.mean(axis=0))
            for mine, theirs in zip(vectors[name], vectors[other], strict=True)
        )
        cosines = questions @ passages.T
        kinds = np.array([asked.kind for asked in each.asked])
        for kind in dict.fromkeys(kinds.tolist()):
            of = kinds == kind
            lexical, static, own_ = each.lexical[of], each.static[of], cosines[of]
            found[kind] = {
                "questions": int(of.sum()),
                "passages": len(each.passages),
                "lexical": figures(lexical, each.right[of]),
                "static": figures(static, each.right[of]),
                "encoder": figures(own_, each.right[of]),
                **{
                    f"{name} fused": {
                        str(w): figures(lexical + w * scores, each.right[of]) for w in WEIGHTS
                    }
                    for name, scores in (("static", static), ("encoder", own_))
                },
            }
    return found


if __name__ == "__main__":
    *paths, folder = (Path(argument) for argument in sys.argv[1:5])
    write_card(folder, measure(*paths))
