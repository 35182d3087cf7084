"""Fits the small ranker, the confidence and the limits on texts that were not trained on.

    python -m training.encoder.calibrate DATA rag/models/encoder_v1_0

writes them into the folder's ``config.json`` and prints, in five folds by document, what they do.
"""

from __future__ import annotations

import json
import lzma
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.documents import Document
from rag.korean import normalize
from rag.reading.features import CONFIDENCE_FEATURES, RANK_FEATURES, confidence_row
from rag.reading.reader import choose
from training.encoder.asking import HELD_OUT, Asked, Read, ask, load_models, written
from training.encoder.export import write_config

HANDS = "abcdefgh"
FOLDS = 5
# Of what is not answered, so much may be answered as sure; of what is, so much may be wrong.
SURE_OF_NEAR = 0.10
_HERE = Path(__file__).resolve().parent
FloatArray = NDArray[np.float64]


def collect(data: Path, folder: Path) -> list[Read]:
    """Ask all questions on texts that were held out."""
    models = load_models(folder)
    found: list[Read] = []
    for hand in HANDS:
        for document, asked in written(_HERE / "data" / f"{hand}.jsonl", HELD_OUT):
            found += ask(models, [document], asked, "written")
    for document, asked in news(data):
        found += ask(models, [document], asked, "news")
    documents, asked = korquad(data)
    half = len(documents) // 2
    away = {d.id for d in documents[:half]}
    found += ask(models, documents, [a for a in asked if a.document not in away][:250], "korquad")
    hidden = [replace(a, document="", kind="removed") for a in asked if a.document in away][:250]
    found += ask(models, documents[half:], hidden, "korquad")
    return found


def news(data: Path) -> Iterable[tuple[Document, list[Asked]]]:
    """Questions on every fifth Wikinews article of ``training/reader/news_questions.jsonl``."""
    with lzma.open(data / "wikinews.jsonl.xz", "rt", encoding="utf-8") as lines:
        articles = {x["id"]: x for x in map(json.loads, lines)}
    asked: dict[str, list[Asked]] = defaultdict(list)
    path = _HERE.parent / "reader" / "news_questions.jsonl"
    for q in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        id_ = q["document"]
        if int(id_.rpartition("-")[2]) % FOLDS == 0:
            text = normalize(articles[id_]["text"])
            evidence = tuple((a, b) for a, b in q["evidence"])
            answers = tuple(text[a:b] for a, b in q["answers"])
            kind = "answerable" if evidence else "not_told"
            asked[id_].append(
                Asked(normalize(q["question"]), evidence, answers, id_ if evidence else "", kind)
            )
    for id_, questions in asked.items():
        article = articles[id_]
        yield Document(id_, article["title"], normalize(article["text"]), id_), questions


def korquad(data: Path) -> tuple[list[Document], list[Asked]]:
    """Every fifth article of KorQuAD: its paragraphs and, mixed, their questions."""
    documents, asked = [], []
    source = json.loads((data / "korquad_v1_dev_part.json").read_text(encoding="utf-8"))
    for number, article in enumerate(source["data"]):
        if number % FOLDS:
            continue
        for place, paragraph in enumerate(article["paragraphs"]):
            text = normalize(paragraph["context"])
            if len(text) != len(paragraph["context"]):
                continue
            id_ = f"korquad-{number}-{place}"
            documents.append(Document(id_, article["title"].replace("_", " "), text, id_))
            for qa in paragraph["qas"]:
                answer = qa["answers"][0]
                span = answer["answer_start"], answer["answer_start"] + len(answer["text"])
                asked.append(
                    Asked(normalize(qa["question"]), (span,), (answer["text"],), id_, "answerable")
                )
    order = np.random.default_rng(0)
    documents = [documents[n] for n in order.permutation(len(documents))]
    return documents, [asked[n] for n in order.permutation(len(asked))]


def fit_rank(read: Sequence[Read]) -> FloatArray:
    """Weights of the ranking features: the likeliest, given which sentences are evidence."""
    usable = [r for r in read if r.right.any() and not r.right.all()]

    def loss(weights: FloatArray) -> float:
        total = 0.0
        for r in usable:
            scores = r.rows @ weights
            scores -= scores.max()
            total -= np.log(np.exp(scores[r.right]).sum() / np.exp(scores).sum())
        return total / len(usable) + 1e-3 * float(weights @ weights)

    start = np.array([1.0, *[0.0] * (len(RANK_FEATURES) - 1)])
    return np.asarray(minimize(loss, start, method="L-BFGS-B").x)


def rows_of(read: Sequence[Read], weights: FloatArray) -> FloatArray:
    """Features for the confidence, shape (questions, features)."""
    return np.stack(
        [
            confidence_row(
                r.analysed, r.morphemes, r.sentences, r.rows @ weights, lambda t, r=r: r.idf[t]
            )
            for r in read
        ]
    )


def is_first(read: Sequence[Read], weights: FloatArray) -> NDArray[np.bool_]:
    """Whether each question's best sentence is evidence."""
    return np.array([bool(r.right[int((r.rows @ weights).argmax())]) for r in read])


def fit_confidence(rows: FloatArray, right: NDArray[np.bool_]) -> FloatArray:
    """Weights and constant of a logistic regression on the features as they are."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=2000).fit((rows - mean) / spread, right)
    weights = model.coef_[0] / spread
    return np.append(weights, model.intercept_[0] - mean @ weights)


def probability(rows: FloatArray, weights: FloatArray) -> FloatArray:
    """The confidence."""
    return np.asarray(1 / (1 + np.exp(-(rows @ weights[:-1] + weights[-1]))))


def in_folds(read: Sequence[Read]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Confidence of each question, and whether its best sentence is right, by parts fitted on others."""
    names = sorted({r.sentences[0].candidate.passage.document_id for r in read})
    fold = {name: n % FOLDS for n, name in enumerate(names)}
    of = np.array([fold[r.sentences[0].candidate.passage.document_id] for r in read])
    confidence, right = np.zeros(len(read)), np.zeros(len(read), dtype=bool)
    for number in range(FOLDS):
        learn = [r for r, f in zip(read, of, strict=True) if f != number]
        weights = fit_rank(learn)
        own = fit_confidence(rows_of(learn, weights), is_first(learn, weights))
        held = [r for r, f in zip(read, of, strict=True) if f == number]
        confidence[of == number] = probability(rows_of(held, weights), own)
        right[of == number] = is_first(held, weights)
    return confidence, right


def limit(confidence: FloatArray, share: float) -> float:
    """The lowest confidence that at most a share of the given ones reach."""
    return float(np.quantile(confidence, 1 - share))


def shown(read: Sequence[Read], weights: FloatArray, margin: float, least: float) -> tuple[float, float]:
    """How often the sentences shown hold the evidence, and how many they are."""
    answerable = [r for r in read if r.asked.kind == "answerable"]
    chosen = [choose(r.sentences, r.rows @ weights, margin, least) for r in answerable]
    held = [bool(r.right[c].any()) for r, c in zip(answerable, chosen, strict=True)]
    return float(np.mean(held)), float(np.mean([len(c) for c in chosen]))


def main(data: Path, folder: Path) -> None:
    """Fit and write."""
    read = collect(data, folder)
    Path("/tmp/read.pkl").write_bytes(pickle.dumps(read))
    settle(read, folder)


def settle(read: Sequence[Read], folder: Path) -> None:
    """Fit all, print what it does, write it."""
    confidence, right = in_folds(read)
    source = np.array([r.source for r in read])
    answerable = np.array([r.asked.kind == "answerable" for r in read])
    near = ~answerable & (source != "korquad")
    sure = limit(confidence[near], SURE_OF_NEAR)
    weights = fit_rank(read)
    for name in sorted(set(source)):
        report(name, confidence, right, answerable, source == name, sure)
    for kind in sorted({r.asked.kind for r in read}):
        these = np.array([r.asked.kind == kind for r in read])
        print(kind, these.sum(), "as sure", round(float((confidence[these] >= sure).mean()), 3))
    best = max(
        (shown(read, weights, margin, least) + (margin, least))
        for margin in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
        for least in (-2.0, -1.0, 0.0)
        if shown(read, weights, margin, least)[1] < 1.6
    )
    print("shown", best)
    own = fit_confidence(rows_of(read, weights), is_first(read, weights))
    print(dict(zip(RANK_FEATURES, weights.round(3), strict=True)))
    print(dict(zip((*CONFIDENCE_FEATURES, "constant"), own.round(3), strict=True)))
    found = {
        "rank": dict(zip(RANK_FEATURES, weights.round(4).tolist(), strict=True)),
        "confidence": dict(
            zip((*CONFIDENCE_FEATURES, "constant"), own.round(4).tolist(), strict=True)
        ),
        "sure": round(sure, 3),
        "possible": round(limit(confidence[near], 0.5), 3),
        "second_margin": best[2],
        "second_encoder": best[3],
        "mark": 0.5,
    }
    write_config(folder, {"reading": found})


def report(
    name: str,
    confidence: FloatArray,
    right: NDArray[np.bool_],
    answerable: NDArray[np.bool_],
    of: NDArray[np.bool_],
    sure: float,
) -> None:
    """Print one set's figures."""
    asked, near = of & answerable, of & ~answerable
    share: Callable[[NDArray[np.bool_]], str] = lambda mask: f"{float(mask.mean()):.3f}"  # noqa: E731
    print(
        f"{name}: {asked.sum()} answerable, first right {share(right[asked])}, "
        f"right as sure {share(right[asked] & (confidence[asked] >= sure))}, "
        f"wrong as sure {share(~right[asked] & (confidence[asked] >= sure))}; "
        f"{near.sum()} not, as sure {share(confidence[near] >= sure)}; AUROC "
        f"{roc_auc_score(answerable[of], confidence[of]):.3f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
