"""Measure how the parts of a passage's lexical score share the work.

Ranks KorQuAD's paragraphs for each of its questions by BM25 with and without the terms of the
article's title, plus a share of the BM25 score of the paragraph's best sentence.

    python training/retrieval/measure.py ../shared/data/korquad_v1_dev_part.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index import TermIndex
from rag.korean import Analyzer, index_terms, normalize

SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("squad", type=Path)
    articles = json.loads(parser.parse_args().squad.read_text(encoding="utf-8"))["data"]
    analyzer = Analyzer(workers=2)
    titles = [normalize(article["title"]) for article in articles for _ in article["paragraphs"]]
    paragraphs = [p for article in articles for p in article["paragraphs"]]
    questions = [normalize(qa["question"]) for p in paragraphs for qa in p["qas"]]
    gold = np.repeat(np.arange(len(paragraphs)), [len(p["qas"]) for p in paragraphs])
    sentences_of = list(
        analyzer.sentences_of(normalize(paragraph["context"]) for paragraph in paragraphs)
    )
    sentence_terms = [
        [index_terms(sentence.morphemes, sentence.text) for sentence in sentences]
        for sentences in sentences_of
    ]
    own_terms = [[term for terms in of for term in terms] for of in sentence_terms]
    titled_terms = [
        index_terms(analyzer.morphemes(title), title) + terms
        for title, terms in zip(titles, own_terms, strict=True)
    ]
    question_terms = [index_terms(analyzer.morphemes(q), q) for q in questions]
    first = np.cumsum([0] + [len(terms) for terms in sentence_terms[:-1]])
    flat = TermIndex.build([terms for of in sentence_terms for terms in of])
    best = np.array([np.maximum.reduceat(flat.scores(terms), first) for terms in question_terms])

    print("| passage terms | share of the best sentence | recall@1 | recall@3 | recall@10 | MRR |")
    print("|---|---|---|---|---|---|")
    for name, terms_of in (("text", own_terms), ("text and title", titled_terms)):
        index = TermIndex.build(terms_of)
        passage = np.array([index.scores(terms) for terms in question_terms])
        for share in SHARES:
            rank = ranks(passage + share * best, gold)
            recalls = " | ".join(f"{np.mean(rank <= k):.3f}" for k in (1, 3, 10))
            print(f"| {name} | {share} | {recalls} | {np.mean(1 / rank):.3f} |")


def ranks(scores: NDArray[np.float32], gold: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank of each gold column; a tie with an earlier column counts against it."""
    own = scores[np.arange(len(gold)), gold][:, None]
    columns = np.arange(scores.shape[1])[None, :]
    better = (scores > own) | ((scores == own) & (columns < gold[:, None]))
    return better.sum(axis=1) + 1


if __name__ == "__main__":
    main()
