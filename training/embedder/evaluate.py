"""Measure a model folder and choose its fusion weight.

    python -m training.embedder.evaluate --data DIR --model rag/models/embedder_v1_1

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
from rag.evaluation.provenance import processor
from rag.index import TermIndex
from rag.korean import Analyzer, index_terms, normalize
from rag.retrieval import fuse
from training.embedder.card import write_card
from training.embedder.corpora import (
    TRAINED_PARAPHRASE_GROUPS,
    Corpora,
    ScoredPair,
    read_corpora,
)

WEIGHTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5)
# As in rag.retrieval: share of the best sentence's score in a passage's lexical score.
_SENTENCE_WEIGHT = np.float32(0.5)

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
        lexical = np.where(self.hidden, np.float32(0), self.lexical)
        rows = [fuse(*row, weight) for row in zip(lexical, self.cosine, strict=True)]
        return np.where(self.hidden, np.float32(-np.inf), np.array(rows))

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
    korquad = korquad_ranking(arguments.data / "korquad_v1_dev_part.json", embedder, analyzer)

    sweep = [
        {
            "dense_weight": weight,
            "paraphrases": round(nearest_share(paraphrases.fused(weight), paraphrases.right), 4),
            "korquad_recall_1": round(float(np.mean(ranks(fused, korquad.right) == 1)), 4),
            "korquad_mrr": round(float(np.mean(1 / ranks(fused, korquad.right))), 4),
        }
        for weight in WEIGHTS
        for fused in (korquad.fused(weight),)
    ]
    chosen = choose(sweep)
    fusion = {"dense_weight": chosen["dense_weight"]}
    _write_json(arguments.model / "fusion.json", fusion)
    korquad_dense = ranks(korquad.dense(), korquad.right)
    figures = {
        "korsts_dev_spearman": _spearman(embedder, corpora.scored_dev),
        "klue_sts_dev_spearman": _spearman(embedder, corpora.scored_other),
        "paraphrases_dense": nearest_share(paraphrases.dense(), paraphrases.right),
        "paraphrases_lexical": sweep[0]["paraphrases"],
        "paraphrases_fused": chosen["paraphrases"],
        "korquad_recall_1_dense": float(np.mean(korquad_dense == 1)),
        "korquad_mrr_dense": float(np.mean(1 / korquad_dense)),
        "korquad_recall_1_lexical": sweep[0]["korquad_recall_1"],
        "korquad_mrr_lexical": sweep[0]["korquad_mrr"],
        "korquad_recall_1_fused": chosen["korquad_recall_1"],
        "korquad_mrr_fused": chosen["korquad_mrr"],
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
        "dense_weight": chosen["dense_weight"],
        "figures": {name: round(float(value), 4) for name, value in figures.items()},
        "fusion": sweep,
        "machine": f"two shared cores, {processor()}, Python {platform.python_version()}",
    }
    write_card(arguments.model, metrics)
    print(json.dumps(metrics, indent=2))


def choose(sweep: Sequence[dict[str, float]]) -> dict[str, float]:
    """Take the weight that finds most paraphrases among those that help on KorQuAD too.

    Args:
        sweep: Figures by weight; the first is weight 0, the lexical ranking alone.

    Raises:
        ValueError: If no weight helps on KorQuAD.
    """
    helpful = [
        row
        for row in sweep
        if row["korquad_recall_1"] > sweep[0]["korquad_recall_1"]
        and row["korquad_mrr"] > sweep[0]["korquad_mrr"]
    ]
    return max(helpful, key=lambda row: row["paraphrases"])


def paraphrase_ranking(corpora: Corpora, embedder: Embedder, analyzer: Analyzer) -> Ranking:
    """Each utterance of the groups kept out of training against all the others of them."""
    groups = corpora.paraphrases[TRAINED_PARAPHRASE_GROUPS:]
    texts = [normalize(text) for group in groups for text in group]
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    vectors = embedder.embed_passages(texts)
    itself = np.eye(len(texts), dtype=bool)
    return Ranking(
        lexical=lexical_scores(texts, [""] * len(texts), texts, analyzer),
        cosine=embedder.embed_queries(texts) @ vectors.T,
        right=(group_of[:, None] == group_of[None, :]) & ~itself,
        hidden=itself,
    )


def korquad_ranking(path: Path, embedder: Embedder, analyzer: Analyzer) -> Ranking:
    """KorQuAD's questions against all its paragraphs; none was trained on."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    titles = [normalize(article["title"]) for article in articles for _ in article["paragraphs"]]
    paragraphs = [p for article in articles for p in article["paragraphs"]]
    texts = [normalize(paragraph["context"]) for paragraph in paragraphs]
    questions = [normalize(qa["question"]) for p in paragraphs for qa in p["qas"]]
    gold = np.repeat(np.arange(len(texts)), [len(p["qas"]) for p in paragraphs])
    right = gold[:, None] == np.arange(len(texts))[None, :]
    return Ranking(
        lexical=lexical_scores(texts, titles, questions, analyzer),
        cosine=embedder.embed_queries(questions) @ embedder.embed_passages(texts).T,
        right=right,
        hidden=np.zeros_like(right),
    )


def lexical_scores(
    texts: Sequence[str], titles: Sequence[str], questions: Sequence[str], analyzer: Analyzer
) -> Scores:
    """Score as retrieval does: BM25 of text and title, and half that of the best sentence."""
    title_terms = {title: index_terms(analyzer.morphemes(title), title) for title in set(titles)}
    sentence_terms = [
        [index_terms(sentence.morphemes, sentence.text) for sentence in sentences]
        for sentences in analyzer.sentences_of(texts)
    ]
    passages = TermIndex.build(
        [
            title_terms[title] + [term for terms in of for term in terms]
            for title, of in zip(titles, sentence_terms, strict=True)
        ]
    )
    sentences = TermIndex.build([terms for of in sentence_terms for terms in of])
    first = np.cumsum([0] + [len(of) for of in sentence_terms[:-1]])
    rows = []
    for question in questions:
        terms = index_terms(analyzer.morphemes(question), question)
        best = np.maximum.reduceat(sentences.scores(terms), first)
        rows.append(passages.scores(terms) + _SENTENCE_WEIGHT * best)
    return np.array(rows, dtype=np.float32)


def nearest_share(scores: Scores, right: NDArray[np.bool_]) -> float:
    """Of as many nearest texts as are right, the share that is, averaged over questions."""
    order = np.argsort(-scores, axis=1, kind="stable")
    found = [
        right[question, order[question, : right[question].sum()]].mean()
        for question in range(len(scores))
    ]
    return float(np.mean(found))


def ranks(scores: Scores, right: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rank of the one right text of each question; a tie with an earlier text counts against."""
    gold = right.argmax(axis=1)[:, None]
    own = np.take_along_axis(scores, gold, axis=1)
    columns = np.arange(scores.shape[1])[None, :]
    return ((scores > own) | ((scores == own) & (columns < gold))).sum(axis=1) + 1


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
