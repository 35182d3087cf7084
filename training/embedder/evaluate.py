"""Measure a model folder and choose its fusion weight.

    python -m training.embedder.evaluate --data DIR --model rag/models/embedder_v1_2

Writes ``fusion.json``, ``metrics.json`` and the model card into the model's folder.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from tokenizers import Tokenizer

from rag.embedding import Embedder, StaticEmbedder
from rag.evaluation.loading import read_squad
from rag.evaluation.provenance import processor
from rag.index import Passage, TermIndex, index_in_memory
from rag.korean import Analyzer, index_terms, normalize
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.sources import Document
from training.embedder.card import choose, write_card
from training.embedder.corpora import (
    TRAINED_PARAPHRASE_GROUPS,
    Corpora,
    ScoredPair,
    read_corpora,
)
from training.encoder.as_files import as_file
from training.encoder.texts import Question, other_hands

WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5)

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Two scores of each question for each text, and which texts are right.

    Attributes:
        lexical: Shape (questions, texts).
        cosine: Same shape.
        right: Same shape, boolean.
        hidden: Same shape, boolean: texts that do not count, as a question itself.
    """

    lexical: Scores
    cosine: Scores
    right: NDArray[np.bool_]
    hidden: NDArray[np.bool_]

    def fused(self, weight: float) -> Scores:
        """Fuse as retrieval does."""
        fused = self.lexical + np.float32(weight) * self.cosine
        return np.where(self.hidden, np.float32(-np.inf), fused)

    def dense(self) -> Scores:
        """Cosines alone."""
        return np.where(self.hidden, np.float32(-np.inf), self.cosine)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Measure a model folder.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    arguments = parser.parse_args()
    seconds = load_seconds(arguments.model)
    embedder = StaticEmbedder.load(arguments.model)
    corpora = read_corpora(arguments.data)
    analyzer = Analyzer()
    paraphrases = paraphrase_ranking(corpora, embedder, analyzer)
    korquad = korquad_ranking(arguments.data, embedder, analyzer)
    own_words = own_words_ranking(arguments.data, embedder, analyzer)

    sweep = [
        {
            "dense_weight": weight,
            "paraphrases": round(nearest_share(paraphrases.fused(weight), paraphrases.right), 4),
            **_found("korquad", korquad.fused(weight), korquad.right),
            **_found("own_words", own_words.fused(weight), own_words.right),
        }
        for weight in WEIGHTS
    ]
    chosen = sweep[choose([row["korquad_mrr"] + row["own_words_mrr"] for row in sweep])]
    fusion = {"dense_weight": chosen["dense_weight"]}
    _write_json(arguments.model / "fusion.json", fusion)
    figures = {
        "korsts_dev_spearman": _spearman(embedder, corpora.scored_dev),
        "klue_sts_dev_spearman": _spearman(embedder, corpora.scored_other),
        "paraphrases_dense": nearest_share(paraphrases.dense(), paraphrases.right),
        "paraphrases_lexical": sweep[0]["paraphrases"],
        "paraphrases_fused": chosen["paraphrases"],
        **{
            f"{name}_{way}": row[name]
            for name in ("korquad_recall_1", "own_words_recall_1", "own_words_recall_5")
            for way, row in (("lexical", sweep[0]), ("fused", chosen))
        },
        **{
            f"{name}_dense": value
            for set_, ranking in (("korquad", korquad), ("own_words", own_words))
            for name, value in _found(set_, ranking.dense(), ranking.right).items()
            if not name.endswith("_mrr")
        },
        "self_at_rank_1": self_at_rank_1(embedder, corpora.scored_dev),
        "cosine_of_paraphrases": _mean_cosine(paraphrases, right=True),
        "cosine_of_unrelated": _mean_cosine(paraphrases, right=False),
        "load_seconds": seconds,
        "microseconds_per_question": question_microseconds(embedder, corpora),
    }
    metrics = {
        "model": arguments.model.name,
        "tokens": _tokens(arguments.model),
        "dimension": embedder.dimension,
        **fusion,
        "figures": {name: round(float(value), 4) for name, value in figures.items()},
        "fusion": sweep,
        "machine": f"two shared cores, {processor()}, Python {platform.python_version()}",
    }
    write_card(arguments.model, metrics)
    print(json.dumps(metrics, indent=2))


def paraphrase_ranking(corpora: Corpora, embedder: Embedder, analyzer: Analyzer) -> Ranking:
    """Each utterance of the groups kept out of training against all the others of them."""
    groups = corpora.paraphrases[TRAINED_PARAPHRASE_GROUPS:]
    texts = [normalize(text) for group in groups for text in group]
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    vectors = embedder.embed_passages(texts)
    itself = np.eye(len(texts), dtype=bool)
    return Ranking(
        lexical=lexical_scores(texts, analyzer),
        cosine=embedder.embed_queries(texts) @ vectors.T,
        right=(group_of[:, None] == group_of[None, :]) & ~itself,
        hidden=itself,
    )


def korquad_ranking(data: Path, embedder: Embedder, analyzer: Analyzer) -> Ranking:
    """KorQuAD's questions against all its paragraphs; none was trained on."""
    squad = read_squad(data / "korquad_v1_dev_part.json")
    asked = [Question(c.question, str(c.document_id), (), None, (), "") for c in squad.cases]
    return ranking_of(squad.documents, asked, embedder, analyzer)


def own_words_ranking(data: Path, embedder: Embedder, analyzer: Analyzer) -> Ranking:
    """Questions on texts of hands that nothing was trained on, with KorQuAD's paragraphs among."""
    read = [as_file(text, "asked") for text in other_hands()]
    asked = [question for _, text in read for question in text.questions if question.evidence]
    squad = read_squad(data / "korquad_v1_dev_part.json")
    documents = [*(document for document, _ in read), *squad.documents]
    return ranking_of(documents, asked, embedder, analyzer)


def ranking_of(
    documents: Sequence[Document],
    asked: Sequence[Question],
    embedder: Embedder,
    analyzer: Analyzer,
) -> Ranking:
    """Score the passages of documents as retrieval does; all that touch evidence are right."""
    index = index_in_memory(
        documents,
        embedder=embedder,
        analyzer=analyzer,
        passage_chars=Settings().passage_chars,
    )
    retriever = Retriever(index, embedder)
    found = [
        retriever.search(
            q.text, index_terms(analyzer.morphemes(q.text), q.text), len(index.passages)
        )
        for q in asked
    ]
    right = np.array([[_answers(p, q) for p in index.passages] for q in asked])
    return Ranking(
        lexical=np.array([result.lexical for result in found]),
        cosine=np.array([result.dense for result in found]),
        right=right,
        hidden=np.zeros_like(right),
    )


def _answers(passage: Passage, question: Question) -> bool:
    return (
        passage.document_id == question.document
        and not passage.is_header
        and (
            not question.evidence
            or any(passage.start < end and start < passage.end for start, end in question.evidence)
        )
    )


def lexical_scores(texts: Sequence[str], analyzer: Analyzer) -> Scores:
    """Score single sentences against each other as retrieval does, by BM25."""
    terms = [index_terms(analyzer.morphemes(text), text) for text in texts]
    index = TermIndex.build(terms)
    most = [sum(map(index.idf, own)) or 1.0 for own in terms]
    scores = [index.scores(own) / m for own, m in zip(terms, most, strict=True)]
    return np.array(scores, dtype=np.float32)


def nearest_share(scores: Scores, right: NDArray[np.bool_]) -> float:
    """Of as many nearest texts as are right, the share that is, averaged over questions."""
    order = np.argsort(-scores, axis=1, kind="stable")
    found = [
        right[question, order[question, : right[question].sum()]].mean()
        for question in range(len(scores))
    ]
    return float(np.mean(found))


def ranks(scores: Scores, right: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rank of the best right text of each question; a tie counts against it."""
    best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
    ranked: NDArray[np.int64] = 1 + ((scores >= best) & ~right).sum(axis=1)
    return ranked


def _found(name: str, scores: Scores, right: NDArray[np.bool_]) -> dict[str, float]:
    """Recall of the right passage and mean reciprocal rank, where there is one."""
    asked = right.any(axis=1)
    own = ranks(scores[asked], right[asked])
    figures = {"recall_1": own == 1, "recall_5": own <= 5, "mrr": 1 / own}
    return {f"{name}_{key}": round(float(np.mean(value)), 4) for key, value in figures.items()}


def self_at_rank_1(embedder: Embedder, pairs: Sequence[ScoredPair]) -> float:
    """Share of sentences whose nearest sentence is themselves, among sentences that differ."""
    texts = sorted({" ".join(text.split()) for p in pairs for text in (p.first, p.second)})
    vectors = embedder.embed_passages(texts)
    # Sentences of the same words in another order or case have the same vector: no error.
    cosines = embedder.embed_queries(texts) @ vectors.T
    return float(np.mean(np.diagonal(cosines) >= cosines.max(axis=1) - 1e-6))


def load_seconds(folder: Path) -> float:
    """Best of ten loads from disk, libraries imported: the machine does other work beside."""
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        StaticEmbedder.load(folder)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def question_microseconds(embedder: Embedder, corpora: Corpora) -> float:
    """Median time of embedding one question alone."""
    seconds = []
    for pair in corpora.scored_dev:
        start = time.perf_counter()
        embedder.embed_queries([pair.first])
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1e6


def _spearman(embedder: Embedder, pairs: Sequence[ScoredPair]) -> float:
    first = embedder.embed_passages([normalize(pair.first) for pair in pairs])
    second = embedder.embed_passages([normalize(pair.second) for pair in pairs])
    return float(spearmanr((first * second).sum(axis=1), [p.score for p in pairs]).statistic)


def _mean_cosine(ranking: Ranking, *, right: bool) -> float:
    chosen = ranking.right if right else ~ranking.right & ~ranking.hidden
    return float(ranking.cosine[chosen].mean())


def _tokens(folder: Path) -> int:
    return Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab_size()


def _write_json(path: Path, content: dict[str, float]) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
