"""Counts in answers which things answer which questions: :class:`rag.reading.fits.Fits`."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from rag.reading.fits import Fits
from rag.reading.question import Question
from rag.reading.sentence import SentenceView
from rag.reading.spans import PARTICLES, TYPES, Span

# How many answers a prior counts for; characters are many, so theirs is stronger.
_PRIOR = 5.0
_PRIOR_OF_CHARACTERS = 20.0
# A noun is looked up once it was asked for this often, a character once seen this often.
_MIN_ASKED = 2
_MIN_SEEN = 20

Answered = tuple[Question, SentenceView, Span]
"""A question, the sentence that answers it, and the short answer in it."""


def count_fits(answers: Iterable[Answered]) -> Fits:
    """Learn log odds of a trait in answers to such questions.

    Args:
        answers: Questions with answers; those that a model is measured on must not be among them.

    Returns:
        For each pair how much likelier it is than in spans, or answers, at large.
    """
    counted = _Counts()
    for question, view, span in answers:
        counted.add(question, view, span)
    return counted.fits()


class _Counts:
    def __init__(self) -> None:
        self.answers: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self.types: Counter[str] = Counter()
        self.particles: Counter[str] = Counter()
        self.last: Counter[str] = Counter()
        self.first: Counter[str] = Counter()
        self.answer_types: Counter[str] = Counter()
        self.answer_last: Counter[str] = Counter()

    def add(self, question: Question, view: SentenceView, answer: Span) -> None:
        """Count an answer, and beside it all spans of its sentence."""
        for span in view.spans:
            self.types[TYPES[span.type]] += 1
            self.particles[PARTICLES[span.particle_group]] += 1
            self.last[view.text[span.end - 1]] += 1
            self.first[view.text[span.start]] += 1
        kind = question.kind.value
        head = question.focus[-1] if question.focus else ""
        type_, last = TYPES[answer.type], view.text[answer.end - 1]
        particle = PARTICLES[answer.particle_group]
        self.answers["kind_type", kind][type_] += 1
        self.answers["focus_type", head][type_] += 1
        self.answers["focus_tail", head][last] += 1
        self.answers["kind_particle", kind, question.asked_particle][particle] += 1
        self.answers["kind_tail", kind][last] += 1
        self.answers["kind_start", kind][view.text[answer.start]] += 1
        self.answer_types[type_] += 1
        self.answer_last[last] += 1

    def fits(self) -> Fits:
        """Turn the counts into log odds."""
        found: dict[str, dict[str, float]] = {
            name: {}
            for name in (
                "kind_type",
                "focus_type",
                "focus_tail",
                "kind_particle",
                "kind_tail",
                "kind_start",
            )
        }
        for (name, *asked), counts in self.answers.items():
            if name == "focus_type" and counts.total() < _MIN_ASKED:
                continue
            for value, odds in self._odds(name, counts).items():
                found[name]["|".join([*asked, value])] = odds
        return Fits(**found)

    def _odds(self, name: str, counts: Counter[str]) -> dict[str, float]:
        if name in {"kind_type", "focus_type"}:
            prior = {t: (self.answer_types[t] + 1) / self._answers(len(TYPES)) for t in TYPES}
            spans = self.types.total() + len(TYPES)
            base = {t: (self.types[t] + 1) / spans for t in TYPES}
            return _log_odds(counts, prior, base if name == "kind_type" else prior, _PRIOR)
        if name == "kind_particle":
            spans = self.particles.total()
            base = {p: (self.particles[p] + 1) / spans for p in PARTICLES}
            return _log_odds(counts, base, base, _PRIOR)
        if name == "focus_tail":
            prior = {
                c: (self.answer_last[c] - n + 0.5) / self._answers(1000) for c, n in counts.items()
            }
            return _log_odds(counts, prior, {c: p + 0.001 for c, p in prior.items()}, _PRIOR)
        seen = self.last if name == "kind_tail" else self.first
        base = {
            c: (n + 0.5) / (seen.total() + 500)
            for c, n in seen.items()
            if counts[c] or n >= _MIN_SEEN
        }
        return _log_odds(counts, base, base, _PRIOR_OF_CHARACTERS)

    def _answers(self, smoothing: int) -> int:
        return self.answer_types.total() + smoothing


def _log_odds(
    counts: Counter[str], prior: dict[str, float], base: dict[str, float], strength: float
) -> dict[str, float]:
    total = counts.total()
    return {
        value: math.log((counts[value] + strength * share) / (total + strength))
        - math.log(base[value])
        for value, share in prior.items()
    }
