"""What tells whether the best sentence answers, and whether the short answer in it is right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.reading.features import ALL_FEATURES
from rag.reading.ranking import NO_SPAN, Ranking, SentenceSpans
from rag.reading.span_features import SPAN_FEATURES

# The margin over a second sentence or span that is not there.
_NONE_BELOW = 4.0

_RANKING = (
    "words.best",
    "words.highest",
    "margin.second",
    "margin.third",
    "share",
    "span.score",
    "span.below_best",
    "span.share",
    "span.second",
    "words.below_highest",
    "words.rank",
    "span.highest",
)
_SPAN = tuple(f"span.{name}" for name in SPAN_FEATURES)
# They say more about the corpora that questions were asked of than about the answer.
_BLIND = frozenset({"candidates", "position"})

JUDGE_FEATURES = _RANKING + ALL_FEATURES + _SPAN + ("span.margin",)
HIGHLIGHT_FEATURES = (
    "span.score",
    "margin.second",
    "margin.third",
    "share",
    "judgement",
    "sentence.margin",
    "sentence.below_best",
    "spans",
    *_SPAN,
)

_SEEN = np.array([name not in _BLIND for name in ALL_FEATURES], dtype=np.float32)


def judge_row(ranking: Ranking) -> NDArray[np.float32]:
    """Describe how clearly the best sentence stands out, and the sentence.

    Args:
        ranking: The ranking.

    Returns:
        One value for each of :data:`JUDGE_FEATURES`.
    """
    best = ranking.order[0]
    spans = ranking.best_spans
    scores = ranking.scores
    words = ranking.by_words
    below = [
        float(scores[best] - scores[ranking.order[n]]) if len(scores) > n else _NONE_BELOW
        for n in (1, 2)
    ]
    share = 1 / float(np.exp(np.clip(scores - scores[best], -30, 0)).sum())
    every = np.concatenate([s.scores for s in ranking.spans])
    highest = float(every.max()) if len(every) else 0.0
    about_spans = [NO_SPAN, NO_SPAN, 0.0, NO_SPAN]
    if len(spans.scores):
        total = float(np.exp(every - highest).sum())
        own = np.sort(spans.scores)
        about_spans = [
            float(own[-1]),
            float(own[-1]) - highest,
            float(np.exp(spans.scores - highest).sum()) / total,
            float(own[-2:].mean()),
        ]
    about = [
        float(words[best]),
        float(words.max()),
        *below,
        share,
        *about_spans,
        float(words[best] - words.max()),
        float(ranking.best_place),
        highest,
    ]
    return np.concatenate(
        [
            np.array(about, dtype=np.float32),
            ranking.rows[best] * _SEEN,
            _best_span(spans),
            np.array([_margin(spans, 1)], dtype=np.float32),
        ]
    )


def highlight_row(ranking: Ranking, judgement: float) -> NDArray[np.float32] | None:
    """Describe the likeliest short answer in the best sentence.

    Args:
        ranking: The ranking.
        judgement: What was made of the sentence, before calibration.

    Returns:
        One value for each of :data:`HIGHLIGHT_FEATURES`; ``None`` when there is no span.
    """
    best = ranking.order[0]
    spans = ranking.best_spans
    if not len(spans.scores):
        return None
    scores = ranking.scores
    highest = max(float(s.scores.max()) for s in ranking.spans if len(s.scores))
    top = float(spans.scores.max())
    about = [
        top,
        _margin(spans, 1),
        _margin(spans, 2),
        1 / float(np.exp(spans.scores - top).sum()),
        judgement,
        float(scores[best] - scores[ranking.order[1]]) if len(scores) > 1 else _NONE_BELOW,
        top - highest,
        float(len(spans.scores)),
    ]
    return np.concatenate([np.array(about, dtype=np.float32), _best_span(spans)])


def _best_span(spans: SentenceSpans) -> NDArray[np.float32]:
    if spans.best is None:
        return np.zeros(len(SPAN_FEATURES), dtype=np.float32)
    row: NDArray[np.float32] = spans.rows[spans.best]
    return row


def _margin(spans: SentenceSpans, place: int) -> float:
    """How far the best span is above the one at ``place``."""
    if len(spans.scores) <= place:
        return _NONE_BELOW
    ordered = np.sort(spans.scores)[::-1]
    return float(ordered[0] - ordered[place])
