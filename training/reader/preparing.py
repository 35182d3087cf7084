"""Cases as numbers: what the trees and networks learn from, made by the reader's own code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reading.features import Wanted, sentence_features, wanted_words
from rag.reading.fits import Fits
from rag.reading.model import Background
from rag.reading.question import Question, analyse_question
from rag.reading.ranking import shortlist_of, shortlisted
from rag.reading.sentence import view_of
from rag.reading.span_features import span_features
from training.reader.cases import Case
from training.reader.counting import Answered

FOLDS = 5
NEWS_WEIGHT = 3.0

_IGNORED = re.compile(r"[\s'\"‘’“”《》〈〉「」『』<>()\[\].,·]")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A case with the features of its candidates.

    Attributes:
        case: The case.
        question: Its question, taken apart.
        wanted: The question's words with their weights.
        rows: Features of the candidates, shape (candidates, columns).
        gold: Whether each candidate holds the answer, shape (candidates,).
        fold: Number of the fold that its article is in.
    """

    case: Case
    question: Question
    wanted: Wanted
    rows: NDArray[np.float32]
    gold: NDArray[np.bool_]
    fold: int

    @property
    def is_news(self) -> bool:
        """Whether it was asked of a news article."""
        return self.case.condition.startswith("news")


@dataclass(frozen=True, slots=True, eq=False)
class PreparedSpans:
    """The spans of a case's shortlist.

    Attributes:
        rows: Their features, shape (spans, columns).
        grades: 2 for the answer, 1 for what overlaps it, 0 for all else, shape (spans,).
        counts: How many each shortlisted sentence has.
    """

    rows: NDArray[np.float32]
    grades: NDArray[np.int8]
    counts: tuple[int, ...]


def prepare(cases: Sequence[Case], background: Background, seed: int) -> list[Prepared]:
    """Work out the features of all candidates, and deal the articles out to folds."""
    groups = sorted({case.asked.group for case in cases})
    dealt = np.random.default_rng(seed).permutation(len(groups))
    fold_of = {groups[group]: place % FOLDS for place, group in enumerate(dealt.tolist())}
    prepared = []
    for case in cases:
        question = analyse_question(case.asked.text, case.asked.morphemes)
        wanted = wanted_words(question, case.idf, background.idf)
        prepared.append(
            Prepared(
                case=case,
                question=question,
                wanted=wanted,
                rows=sentence_features(question, wanted, case.candidates),
                gold=np.array(case.gold),
                fold=fold_of[case.asked.group],
            )
        )
    return prepared


def answers_of(prepared: Sequence[Prepared]) -> list[Answered]:
    """The short answers in the sentences that hold them, each question once."""
    found: list[Answered] = []
    for item in prepared:
        if item.case.condition not in {"whole", "news"}:
            continue
        for candidate, gold in zip(item.case.candidates, item.gold, strict=True):
            view = view_of(candidate.sentence)
            right = [s for s in view.spans if _grade(item.case, view.text[s.start : s.end]) == 2]
            if gold and right:
                found.append((item.question, view, right[0]))
    return found


def prepare_spans(
    item: Prepared, by_words: NDArray[np.float64], fits: Fits, background: Background
) -> PreparedSpans:
    """Work out the features of the spans of a case's shortlist."""
    sentences = shortlisted(item.wanted, item.case.candidates, by_words)
    rows = span_features(item.question, item.wanted.weight_of(), sentences, background.idf, fits)
    grades = [
        _grade(item.case, s.view.text[span.start : span.end]) if item.gold[number] else 0
        for number, s in zip(shortlist_of(by_words), sentences, strict=True)
        for span in s.view.spans
    ]
    return PreparedSpans(
        rows, np.array(grades, dtype=np.int8), tuple(len(s.view.spans) for s in sentences)
    )


def _grade(case: Case, text: str) -> int:
    """How right a span is: 2 for the answer, 1 when one holds most of the other."""
    span = _IGNORED.sub("", text)
    answers = [_IGNORED.sub("", answer) for answer in case.asked.answers]
    if span in answers:
        return 2
    close = any(
        span and (span in a or a in span) and min(len(a), len(span)) * 2 >= max(len(a), len(span))
        for a in answers
    )
    return int(close and not case.condition.startswith("news"))
