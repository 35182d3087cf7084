"""Two rankings: all candidates by their words, then the best by what could be the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reading.features import Wanted, found, sentence_features, wanted_words
from rag.reading.model import ReaderModel
from rag.reading.question import TOLD_AT_LENGTH, Question
from rag.reading.sentence import view_of
from rag.reading.span_features import ReadSentence, span_features
from rag.retrieval import SentenceCandidate

FloatArray = NDArray[np.float64]
Rows = NDArray[np.float32]

READ = 20
"""How many candidates are ranked by their words."""
SHORTLISTED = 6
"""How many of the best are searched for short answers."""
NO_SPAN = -9.0
"""A sentence without any span is this far below the best span."""

# Weight of the best span of a sentence, against the sentence's own score.
_SPAN_WEIGHT = 0.9
# Sentences that were not searched for spans come after all that were.
_NOT_SHORTLISTED = -50.0


@dataclass(frozen=True, slots=True, eq=False)
class SentenceSpans:
    """The spans of one shortlisted sentence.

    Attributes:
        rows: Their features, shape (spans, columns).
        scores: How likely each is the short answer, as log odds, shape (spans,).
    """

    rows: Rows
    scores: FloatArray

    @property
    def best(self) -> int | None:
        """Number of the likeliest span; ``None`` when there is none."""
        return int(self.scores.argmax()) if len(self.scores) else None


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Candidates with their scores.

    Attributes:
        rows: Features of the candidates, shape (candidates, columns).
        by_words: Their scores by words, shape (candidates,).
        shortlist: Numbers of the candidates that were searched for spans, best by words first.
        spans: Their spans, in the order of ``shortlist``.
        scores: Final scores, 0 at most for a candidate that is best on both counts, shape
            (candidates,).
        order: Numbers of the candidates, best first.
    """

    rows: Rows
    by_words: FloatArray
    shortlist: tuple[int, ...]
    spans: tuple[SentenceSpans, ...]
    scores: FloatArray
    order: tuple[int, ...]

    @property
    def best_place(self) -> int:
        """Place of the best candidate in the shortlist, from 0."""
        return self.shortlist.index(self.order[0])

    @property
    def best_spans(self) -> SentenceSpans:
        """The spans of the best candidate."""
        return self.spans[self.best_place]


def rank(
    question: Question,
    candidates: Sequence[SentenceCandidate],
    idf: Callable[[str], float],
    model: ReaderModel,
) -> Ranking:
    """Rank candidates.

    Args:
        question: The question.
        candidates: At least one.
        idf: Inverse document frequency of a term in the index.
        model: Scores words and spans.
    """
    general = model.background.idf
    wanted = wanted_words(question, idf, general)
    rows = sentence_features(question, wanted, candidates)
    by_words = model.trees["rank"].predict(rows)
    sentences = shortlisted(wanted, candidates, by_words)
    features = span_features(question, wanted.weight_of(), sentences, general, model.fits)
    scores = model.spans.predict(features) if len(features) else np.zeros(0)
    counts = [len(s.view.spans) for s in sentences]
    return settle(question, rows, by_words, counts, features, scores)


def shortlisted(
    wanted: Wanted, candidates: Sequence[SentenceCandidate], by_words: FloatArray
) -> list[ReadSentence]:
    """Prepare the shortlist for the search for spans."""
    weights = wanted.weights[2]
    shortlist = shortlist_of(by_words)
    best = float(by_words[shortlist[0]])
    sentences = []
    for number in shortlist:
        candidate = candidates[number]
        view = view_of(candidate.sentence)
        sentences.append(
            ReadSentence(
                view=view,
                score=float(by_words[number]) - best,
                coverage=float(np.dot(found(wanted, view), weights) / weights.sum()),
                passage=candidate.passage.text,
                title=candidate.title,
            )
        )
    return sentences


def settle(
    question: Question,
    rows: Rows,
    by_words: FloatArray,
    counts: Sequence[int],
    features: Rows,
    scores: FloatArray,
) -> Ranking:
    """Join the two rankings.

    Args:
        question: The question; one without a short answer is ranked by words alone.
        rows: Features of the candidates.
        by_words: Their scores by words.
        counts: How many spans each shortlisted sentence has.
        features: Features of these spans, sentence after sentence.
        scores: Their scores.
    """
    shortlist = shortlist_of(by_words)
    cuts = np.cumsum(counts)[:-1]
    spans = tuple(
        SentenceSpans(own_rows, own_scores)
        for own_rows, own_scores in zip(
            np.split(features, cuts), np.split(scores, cuts), strict=True
        )
    )
    best_span = float(scores.max()) if len(scores) else 0.0
    weight = 0.0 if question.kind in TOLD_AT_LENGTH else _SPAN_WEIGHT
    final = by_words - by_words[shortlist[0]] + _NOT_SHORTLISTED
    for number, own in zip(shortlist, spans, strict=True):
        below = float(own.scores.max()) - best_span if len(own.scores) else NO_SPAN
        final[number] += weight * below - _NOT_SHORTLISTED
    return Ranking(rows, by_words, tuple(shortlist), spans, final, tuple(_best_first(final)))


def choose(ranking: Ranking, second_margin: float, third_margin: float) -> list[int]:
    """Take the best sentence, and those that come close.

    Args:
        ranking: The ranking.
        second_margin: How far below the best a second may be.
        third_margin: The same for a third.

    Returns:
        One to three numbers of candidates, best first.
    """
    best = ranking.scores[ranking.order[0]]
    chosen: list[int] = []
    for number, margin in zip(ranking.order, (0.0, second_margin, third_margin), strict=False):
        if best - ranking.scores[number] > margin:
            break
        chosen.append(number)
    return chosen


def shortlist_of(by_words: FloatArray) -> list[int]:
    """Numbers of the candidates that are searched for spans, best by words first."""
    return _best_first(by_words)[:SHORTLISTED]


def _best_first(scores: FloatArray) -> list[int]:
    order: list[int] = np.lexsort((np.arange(len(scores)), -scores)).tolist()
    return order
