"""The reader's parts, learned one after the other, each from what those before say of unseen cases.

A part that came to know a case must not tell the next one how it scores such cases. So every score
that a later part learns from is made by parts that have not seen the case's article: five folds by
article, and a last time on all, which is what ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reading.fits import Fits
from rag.reading.judging import highlight_row, judge_row
from rag.reading.model import Background
from rag.reading.nets import Nets
from rag.reading.question import TOLD_AT_LENGTH
from rag.reading.ranking import Ranking, choose, settle
from training.reader.boosting import (
    Ensemble,
    predict,
    train_highlight,
    train_judge,
    train_rank,
)
from training.reader.counting import count_fits
from training.reader.margins import Margins
from training.reader.nets import train_nets
from training.reader.preparing import (
    FOLDS,
    NEWS_WEIGHT,
    Prepared,
    PreparedSpans,
    answers_of,
    prepare_spans,
)

_RANKED = frozenset({"whole", "article", "news"})
_SEARCHED = frozenset({"whole", "news"})
_MARKED = frozenset({"whole", "article", "few"})
_JUDGED_NEWS_WEIGHT = 4.0
# An answer that is there but was not found is neither wholly right nor wholly wrong to give.
_NOT_FOUND_WEIGHT = 0.3
# Changed questions outnumber what people ask, and some of them have an answer all the same.
_MADE_WEIGHT = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Everything that is learned."""

    rank: Ensemble
    fits: Fits
    spans: Nets
    judge: Ensemble
    highlight: Ensemble


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What parts that had not seen a case made of it.

    Attributes:
        item: The case.
        ranking: Its ranking.
        judgement: What the judge made of it, as log odds.
        short: How likely the marked span is the answer, as log odds; ``None`` without one.
        short_right: Whether it is.
    """

    item: Prepared
    ranking: Ranking
    judgement: float
    short: float | None
    short_right: bool

    @property
    def right(self) -> bool:
        """Whether the best sentence holds the answer."""
        return bool(self.item.gold[self.ranking.order[0]])


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Every case ranked by parts that had not seen it.

    Attributes:
        ranks: Trees of each fold, and at last that of all cases.
        fits: The same for what answers what.
        nets: The same for spans.
        spans: Spans of each case's shortlist.
        rankings: The ranking of each case.
    """

    ranks: tuple[Ensemble, ...]
    fits: tuple[Fits, ...]
    nets: tuple[Nets, ...]
    spans: tuple[PreparedSpans, ...]
    rankings: tuple[Ranking, ...]


def learn_ranking(items: Sequence[Prepared], background: Background) -> Ranked:
    """Learn to rank sentences and spans.

    Args:
        items: The cases.
        background: Term frequencies of general Korean.
    """
    outside = _outside(items)
    ranks = [
        train_rank([items[i] for i in s if items[i].case.condition in _RANKED]) for s in outside
    ]
    fits = [count_fits(answers_of([items[i] for i in s])) for s in outside]
    spans = [
        prepare_spans(item, predict(ranks[item.fold], item.rows), fits[item.fold], background)
        for item in items
    ]
    nets = [_train_nets(items, spans, s) for s in outside]
    rankings = [
        _ranking(item, own, ranks[item.fold], nets[item.fold])
        for item, own in zip(items, spans, strict=True)
    ]
    return Ranked(tuple(ranks), tuple(fits), tuple(nets), tuple(spans), tuple(rankings))


def learn_judging(
    items: Sequence[Prepared], ranked: Ranked, margins: Margins
) -> tuple[list[Parts], list[Judged]]:
    """Learn to judge the best sentence and the short answer in it.

    Args:
        items: The cases.
        ranked: Their rankings.
        margins: Which sentences are shown.

    Returns:
        The parts of each fold and at last those of all cases; and what the folds made of the
        cases that they had not seen, in the order of ``items``.
    """
    outside = _outside(items)
    folds = np.array([item.fold for item in items])
    rankings = ranked.rankings
    rows = np.stack([judge_row(ranking) for ranking in rankings])
    right = np.array(
        [
            item.gold[choose(r, margins.second, margins.third)].any()
            for item, r in zip(items, rankings, strict=True)
        ]
    )
    weights = np.array([_weight(i, bool(r)) for i, r in zip(items, right, strict=True)])
    judges = [train_judge(rows[s], right[s], weights[s]) for s in outside]
    judgements = _out_of_fold(judges, rows, folds)
    shorts = _short_answers(rankings, ranked.spans, judgements)
    shown = np.array([_asks_short(item) for item in items]) & shorts.present
    learned = shown & np.array([item.case.condition in _MARKED for item in items])
    highlights = []
    for s in outside:
        own = np.isin(np.arange(len(items)), s) & learned
        highlights.append(train_highlight(shorts.rows[own], shorts.right[own]))
    sure = _out_of_fold(highlights, shorts.rows, folds)
    judged = [
        Judged(
            item=item,
            ranking=rankings[i],
            judgement=float(judgements[i]),
            short=float(sure[i]) if shown[i] else None,
            short_right=bool(shorts.right[i]),
        )
        for i, item in enumerate(items)
    ]
    parts = zip(ranked.ranks, ranked.fits, ranked.nets, judges, highlights, strict=True)
    return [Parts(*own) for own in parts], judged


def _outside(items: Sequence[Prepared]) -> list[list[int]]:
    """Numbers of the cases outside each fold, and at last of all cases."""
    folds = np.array([item.fold for item in items])
    return [np.flatnonzero(folds != f).tolist() for f in range(FOLDS + 1)]


@dataclass(frozen=True, slots=True, eq=False)
class _ShortAnswers:
    """The likeliest short answer of each case: its features, if there is one, if it is right."""

    rows: NDArray[np.float32]
    present: NDArray[np.bool_]
    right: NDArray[np.bool_]


def _train_nets(
    items: Sequence[Prepared], spans: Sequence[PreparedSpans], chosen: Sequence[int]
) -> Nets:
    used = [
        i for i in chosen if items[i].case.condition in _SEARCHED and (spans[i].grades == 2).any()
    ]
    weights = [NEWS_WEIGHT if items[i].is_news else 1.0 for i in used]
    return train_nets(
        [spans[i].rows for i in used],
        [spans[i].grades for i in used],
        np.array(weights, dtype=np.float32),
    )


def _ranking(item: Prepared, spans: PreparedSpans, rank: Ensemble, nets: Nets) -> Ranking:
    by_words = predict(rank, item.rows)
    scores = nets.predict(spans.rows) if len(spans.rows) else np.zeros(0)
    return settle(item.question, item.rows, by_words, spans.counts, spans.rows, scores)


def _short_answers(
    rankings: Sequence[Ranking], spans: Sequence[PreparedSpans], judgements: NDArray[np.float64]
) -> _ShortAnswers:
    rows = [highlight_row(r, float(j)) for r, j in zip(rankings, judgements, strict=True)]
    width = max(len(row) for row in rows if row is not None)
    return _ShortAnswers(
        rows=np.stack([np.zeros(width, np.float32) if row is None else row for row in rows]),
        present=np.array([row is not None for row in rows]),
        right=np.array([_is_right(r, s) for r, s in zip(rankings, spans, strict=True)]),
    )


def _is_right(ranking: Ranking, spans: PreparedSpans) -> bool:
    number = ranking.best_spans.best
    if number is None:
        return False
    first = sum(spans.counts[: ranking.best_place])
    return bool(spans.grades[first + number] == 2)


def _asks_short(item: Prepared) -> bool:
    return item.question.kind not in TOLD_AT_LENGTH


def _weight(item: Prepared, right: bool) -> float:
    weight = _JUDGED_NEWS_WEIGHT if item.is_news else 1.0
    weight *= _MADE_WEIGHT if item.case.condition.endswith("-made") else 1.0
    return weight * _NOT_FOUND_WEIGHT if item.case.answerable and not right else weight


def _out_of_fold(
    ensembles: Sequence[Ensemble], rows: NDArray[np.float32], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    values = np.zeros(len(rows))
    for fold in range(FOLDS):
        own = folds == fold
        values[own] = predict(ensembles[fold], rows[own])
    return values
