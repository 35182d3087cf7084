"""Numbers by which the model judges whether a span is the short answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reading.fits import Fits
from rag.reading.question import Kind, Question
from rag.reading.sentence import SPAN_TRAITS, SentenceView
from rag.reading.spans import PARTICLES, TYPES

# Words between two sentences laid end to end, so that no window reaches across.
_GAP = 12
_FAR = 10.0
_WINDOWS = (1, 2, 4, 8)
_ROLES = {"subject": ("subject", "topic"), "object": ("object",), "place": ("place",)}

MARKS = ("any", "focus", "predicate", "before", "after")
SPAN_FEATURES: tuple[str, ...] = (
    *SPAN_TRAITS,
    *(f"left.{w}" for w in _WINDOWS),
    *(f"right.{w}" for w in _WINDOWS),
    *(f"{m}.left" for m in MARKS),
    *(f"{m}.right" for m in MARKS),
    "clause",
    "clause.share",
    "clause.predicate",
    "clause.next",
    "asked.share",
    "asked.last",
    "rarity.mean",
    "rarity.max",
    "role",
    "focus.inside",
    "focus.last",
    "focus.tail",
    "unit",
    "fit.kind.type",
    "fit.focus.type",
    "fit.focus.tail",
    "fit.kind.particle",
    "fit.kind.tail",
    "fit.kind.start",
    "same.type",
    "in.title",
    "in.passage",
    "sentence.score",
    "sentence.rank",
    "sentence.coverage",
    "sentence.words",
    "question.words",
    "question.focus",
    *(f"kind.{k.value}" for k in Kind),
)


@dataclass(frozen=True, slots=True, eq=False)
class ReadSentence:
    """A candidate as the first ranking left it.

    Attributes:
        view: The sentence.
        score: Its score below the best's, at most 0.
        coverage: Share of the question's words that it holds.
        passage: Text of its passage.
        title: Title of its document.
    """

    view: SentenceView
    score: float
    coverage: float
    passage: str
    title: str


def span_features(
    question: Question,
    weights: dict[str, float],
    sentences: Sequence[ReadSentence],
    general: Callable[[str], float],
    fits: Fits,
) -> NDArray[np.float32]:
    """Describe every span of some sentences.

    Args:
        question: The question.
        weights: Weight of each of its words.
        sentences: The sentences, best first.
        general: Inverse document frequency in general Korean.
        fits: What was learned about kinds of things.

    Returns:
        One row a span, sentence after sentence, one column for each of :data:`SPAN_FEATURES`.
    """
    starts, total = _lay_out(sentences)
    marks = _marks(question, weights, sentences, starts, total)
    rarity = np.zeros(total)
    for start, sentence in zip(starts, sentences, strict=True):
        rarity[start : start + len(sentence.view.words)] = [general(w) for w in sentence.view.words]
    counts = [len(s.view.spans) for s in sentences]
    offset = np.repeat(starts, counts)
    first = np.concatenate([s.view.span_first for s in sentences]) + offset
    last = np.concatenate([s.view.span_last for s in sentences]) + offset
    columns = [
        np.concatenate([s.view.span_traits for s in sentences]),
        _surroundings(marks, first, last),
        _in_clause(marks, sentences, starts, first, last),
        _inside(marks, rarity, first, last),
        _fitness(question, sentences, fits),
        np.repeat(_of_sentences(question, sentences), counts, axis=0),
    ]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _lay_out(sentences: Sequence[ReadSentence]) -> tuple[NDArray[np.int64], int]:
    """Where each sentence's words begin when all are laid end to end."""
    lengths = np.array([len(s.view.words) + _GAP for s in sentences], dtype=np.int64)
    ends = np.cumsum(lengths) + _GAP
    return ends - lengths, int(ends[-1])


def _marks(
    question: Question,
    weights: dict[str, float],
    sentences: Sequence[ReadSentence],
    starts: NDArray[np.int64],
    total: int,
) -> NDArray[np.float64]:
    """Weight of question words by place, one row for each of :data:`MARKS`."""
    marks = np.zeros((len(MARKS), total))
    rows = [
        (t.form, weights[t.form], [0] + [1] * t.is_focus + [2] * t.is_predicate)
        for t in question.terms
    ]
    rows += [(question.before, 1.0, [3])] if question.before else []
    rows += [(question.after, 1.0, [4])] if question.after else []
    for start, sentence in zip(starts.tolist(), sentences, strict=True):
        places = sentence.view.places
        for form, weight, kinds in rows:
            for place in places.get(form, ()):
                for kind in kinds:
                    marks[kind, start + place] = weight
    return marks


def _surroundings(
    marks: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Question words in windows beside each span, and how far the nearest is."""
    sums = np.concatenate([[0.0], np.cumsum(marks[0])])
    total = marks.shape[1]
    left = [sums[first] - sums[np.maximum(first - w, 0)] for w in _WINDOWS]
    right = [sums[np.minimum(last + 1 + w, total)] - sums[last + 1] for w in _WINDOWS]
    places = np.arange(total)
    hit = marks > 0
    previous = np.maximum.accumulate(np.where(hit, places, -1000), axis=1)
    following = np.minimum.accumulate(np.where(hit, places, total + 1000)[:, ::-1], axis=1)[:, ::-1]
    to_left = np.minimum(first - previous[:, first - 1], _FAR)
    to_right = np.minimum(following[:, last + 1] - last, _FAR)
    return np.stack([*left, *right, *to_left, *to_right], axis=1)


def _in_clause(
    marks: NDArray[np.float64],
    sentences: Sequence[ReadSentence],
    starts: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Question words in the clause of each span, and whether its verb is one."""
    total = marks.shape[1]
    clause = np.zeros(total, dtype=np.int64)
    verbs: list[int] = [-1]
    for start, sentence in zip(starts.tolist(), sentences, strict=True):
        words = len(sentence.view.words)
        clause[start : start + words] = sentence.view.clauses + len(verbs)
        verbs.extend((sentence.view.verbs + np.where(sentence.view.verbs < 0, 0, start)).tolist())
    weights = np.bincount(clause, weights=marks[0], minlength=len(verbs) + 1)
    weights[0] = 0.0
    verb = np.array(verbs)
    verb_asked = np.where(verb >= 0, marks[0][verb] > 0, False)
    inside = np.concatenate([[0.0], np.cumsum(marks[0])])
    own = inside[last + 1] - inside[first]
    of_span = clause[last]
    here = weights[of_span] - own
    scale = max(float(weights.max()), 1e-9)
    return np.stack([here, here / scale, verb_asked[of_span], weights[of_span + 1]], axis=1)


def _inside(
    marks: NDArray[np.float64],
    rarity: NDArray[np.float64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    asked = np.concatenate([[0.0], np.cumsum(marks[0] > 0)])
    rare = np.concatenate([[0.0], np.cumsum(rarity)])
    length = last - first + 1
    share = (asked[last + 1] - asked[first]) / length
    mean = (rare[last + 1] - rare[first]) / length
    return np.stack(
        [share, marks[0, last] > 0, mean, np.maximum(rarity[first], rarity[last])], axis=1
    )


def _fitness(
    question: Question, sentences: Sequence[ReadSentence], fits: Fits
) -> NDArray[np.float64]:
    kind, role = question.kind.value, question.asked_particle
    roles = _ROLES.get(role, ())
    head = question.focus[-1] if question.focus else ""
    by_kind = [fits.kind_type.get(f"{kind}|{t}", 0.0) for t in TYPES]
    by_focus = [fits.focus_type.get(f"{head}|{t}", 0.0) for t in TYPES]
    by_particle = [fits.kind_particle.get(f"{kind}|{role}|{p}", 0.0) for p in PARTICLES]
    tails: dict[str, tuple[float, float]] = {}
    starts: dict[str, float] = {}
    rows = []
    for sentence in sentences:
        spans, text = sentence.view.spans, sentence.view.text
        same = [0] * len(TYPES)
        for span in spans:
            same[span.type] += 1
        for span in spans:
            tail = text[span.end - 1]
            if tail not in tails:
                tails[tail] = (
                    fits.focus_tail.get(f"{head}|{tail}", 0.0),
                    fits.kind_tail.get(f"{kind}|{tail}", 0.0),
                )
            start = text[span.start]
            if start not in starts:
                starts[start] = fits.kind_start.get(f"{kind}|{start}", 0.0)
            words, surface = span.words, text[span.start : span.end]
            rows.append(
                (
                    PARTICLES[span.particle_group] in roles,
                    bool(head) and head in words,
                    bool(head) and bool(words) and words[-1] == head,
                    bool(head) and head[-1] == tail,
                    bool(question.unit) and question.unit in words,
                    by_kind[span.type],
                    by_focus[span.type],
                    tails[tail][0],
                    by_particle[span.particle_group],
                    tails[tail][1],
                    starts[start],
                    same[span.type],
                    surface in sentence.title,
                    min(sentence.passage.count(surface), 5),
                )
            )
    return np.array(rows, dtype=np.float64).reshape(len(rows), 14)


def _of_sentences(question: Question, sentences: Sequence[ReadSentence]) -> NDArray[np.float64]:
    about = [len(question.terms), len(question.focus), *(question.kind is k for k in Kind)]
    return np.array(
        [
            [s.score, rank, s.coverage, len(s.view.words), *about]
            for rank, s in enumerate(sentences)
        ],
        dtype=np.float64,
    )
