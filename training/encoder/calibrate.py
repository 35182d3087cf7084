"""Fits the small ranker, the confidence and the limits on texts that were not trained on.

    python -m training.encoder.calibrate DATA rag/models/encoder_v1_6

writes them into the folder's ``config.json`` and prints, in five folds by document, what they do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.reading.choosing import MOST_SENTENCES, as_good_at_home
from rag.reading.features import CONFIDENCE_FEATURES, RANK_FEATURES, confidence_row
from rag.reading.short_answers import short_answer
from training.encoder.asking import Read, ask, load_models
from training.encoder.export import write_config
from training.encoder.folders import telling_questions
from training.encoder.texts import korquad, news, other_hands, written

FOLDS = 5
# Of what is not answered, so much may be answered as sure; questions for yes or no that a text
# leaves open are not counted, for without a verdict they are offered as possible at most.
SURE_OF_NEAR = 0.09
# Of what is not answered, for so much a sentence may be offered as possible.
POSSIBLE_OF_NEAR = 0.45
# So many of the short answers that are marked shall be right.
RIGHT_MARKS = 0.9
# So many are shown on average at most.
SENTENCES = 1.69
# So large a share of the questions on the other texts is asked: all take an hour on two cores.
ASKED = 0.25
# Of the index of all of them so many, less those that do not tell which text they mean.
ASKED_TOGETHER = 900
# Of KorQuAD so many are asked, and so many again without the half that answers them.
KORQUAD_QUESTIONS = 120
FloatArray = NDArray[np.float64]


def collect(data: Path, folder: Path) -> list[Read]:
    """Ask all questions on texts that were held out."""
    models = load_models(folder)
    found: list[Read] = []
    order = np.random.default_rng(0)
    sets = {
        "written": written(held_out=True),
        "news": news(data, held_out=True),
        "other hands": other_hands(),
    }
    for name, own in sets.items():
        for text in own:
            asked = [q for q in text.questions if order.random() < ASKED]
            found += ask(models, [text], asked, name)
    # And of all at once, as the folder of somebody who has many is.
    together = [*written(held_out=True), *other_hands()]
    questions = [question for text in together for question in text.questions]
    telling = {question for _, question, _ in telling_questions(together)}
    chosen = (questions[n] for n in order.choice(len(questions), ASKED_TOGETHER, replace=False))
    found += ask(models, together, [q for q in chosen if q in telling], "together")
    texts = [text for article in korquad(data, held_out=True) for text in article]
    questions = [question for text in texts for question in text.questions]
    texts = [texts[n] for n in order.permutation(len(texts))]
    questions = [questions[n] for n in order.permutation(len(questions))]
    half = len(texts) // 2
    away = {text.id for text in texts[:half]}
    here = [q for q in questions if q.document not in away][:KORQUAD_QUESTIONS]
    gone = [replace(q, document="", kind="removed") for q in questions if q.document in away][
        :KORQUAD_QUESTIONS
    ]
    found += ask(models, texts, here, "korquad")
    found += ask(models, texts[half:], gone, "korquad")
    return found


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
    return np.stack([confidence_row(r.analysed, r.sentences, r.rows @ weights) for r in read])


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
    """Confidence of each question, and whether its best sentence is right, fitted on others."""
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


def shown(
    read: Sequence[Read], weights: FloatArray, margin: float, least: float
) -> tuple[float, float]:
    """How often the sentences shown hold the evidence, and how many they are."""
    answerable = [r for r in read if r.asked.kind == "answerable"]
    chosen = [
        as_good_at_home(r.sentences, r.rows @ weights, margin, least)[:MOST_SENTENCES]
        for r in answerable
    ]
    held = [bool(r.right[c].any()) for r, c in zip(answerable, chosen, strict=True)]
    return float(np.mean(held)), float(np.mean([len(c) for c in chosen]))


def fit_mark(
    read: Sequence[Read], weights: FloatArray, confidence: FloatArray
) -> tuple[float, float, float]:
    """Find the limit from which short answers that are marked are right often enough.

    Args:
        read: The questions.
        weights: Of the ranking features.
        confidence: Of each question, shape (questions,).

    Returns:
        The limit, the share of the answerable questions that get a mark, how many are right.
    """
    found: list[tuple[float, bool]] = []
    asked = [n for n, r in enumerate(read) if r.asked.kind == "answerable" and r.asked.answers]
    for number in asked:
        r = read[number]
        best = r.sentences[int((r.rows @ weights).argmax())]
        mark = short_answer(r.analysed, best)
        if mark is None or best.short_answer is None:
            continue
        begin = best.candidate.sentence.start
        text = best.candidate.sentence.text[mark[0] - begin : mark[1] - begin]
        right = _bare(text) in set(map(_bare, r.asked.answers))
        found.append((best.short_answer.probability * float(confidence[number]), right))
    found.sort(reverse=True)
    right = np.cumsum([ok for _, ok in found]) / np.arange(1, len(found) + 1)
    last = int(np.flatnonzero(right >= RIGHT_MARKS).max(initial=0))
    return found[last][0], (last + 1) / len(asked), float(right[last])


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def main(data: Path, folder: Path) -> None:
    """Fit and write."""
    settle(collect(data, folder), folder)


def settle(read: Sequence[Read], folder: Path) -> None:
    """Fit all, print what it does, write it."""
    confidence, right = in_folds(read)
    source = np.array([r.source for r in read])
    answerable = np.array([r.asked.kind == "answerable" for r in read])
    is_open = np.array([r.asked.kind == "open" for r in read])
    near = ~answerable & (source != "korquad") & ~is_open
    sure = limit(confidence[near], SURE_OF_NEAR)
    weights = fit_rank(read)
    for name in sorted(set(source)):
        report(name, confidence, right, answerable, source == name, sure)
    for kind in sorted({r.asked.kind for r in read}):
        these = np.array([r.asked.kind == kind for r in read])
        print(kind, these.sum(), "as sure", round(float((confidence[these] >= sure).mean()), 3))
    trials = [
        (*shown(read, weights, margin, least), margin, least)
        for margin in (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)
        for least in (-6.0, -5.0, -4.0, -3.0, -2.0, -1.0)
    ]
    held, sentences, margin, least = max(t for t in trials if t[1] < SENTENCES)
    print(f"shown {sentences:.2f}, which hold the evidence for {held:.3f}")
    possible = limit(confidence[near], POSSIBLE_OF_NEAR)
    mark, marked, right_marks = fit_mark(read, weights, confidence)
    print(f"short answers marked {marked:.3f}, right {right_marks:.3f}")
    own = fit_confidence(rows_of(read, weights), is_first(read, weights))
    print(dict(zip(RANK_FEATURES, weights.round(3).tolist(), strict=True)))
    print(dict(zip((*CONFIDENCE_FEATURES, "constant"), own.round(3).tolist(), strict=True)))
    found = {
        "rank": dict(zip(RANK_FEATURES, weights.round(4).tolist(), strict=True)),
        "confidence": dict(
            zip((*CONFIDENCE_FEATURES, "constant"), own.round(4).tolist(), strict=True)
        ),
        "sure": round(sure, 3),
        "possible": round(possible, 3),
        "second_margin": margin,
        "second_encoder": least,
        "mark": round(mark, 3),
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
    first, is_sure = right[asked], confidence[asked] >= sure
    print(
        f"{name}: {asked.sum()} answerable, first right {first.mean():.3f}, "
        f"right as sure {(first & is_sure).mean():.3f}, "
        f"wrong as sure {(~first & is_sure).mean():.3f}; "
        f"{near.sum()} not, as sure {(confidence[near] >= sure).mean():.3f}; AUROC "
        f"{roc_auc_score(answerable[of], confidence[of]):.3f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
