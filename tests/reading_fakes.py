"""An encoder that says what a test has written down, and a calibration of round numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from rag.encoder import ShortAnswer, Window, WindowReading
from rag.reading.calibration import Calibration
from rag.reading.features import CONFIDENCE_FEATURES, RANK_FEATURES

UNLIKE = -5.0
"""Log odds of a sentence that a test says nothing of."""

Score = Callable[[str, Window, str], float]
"""From a question, a window and one of its sentences to the sentence's log odds."""


def scores(by_sentence: Mapping[str, float]) -> Score:
    """Score sentences by their text, whatever is asked and whatever window they are in."""
    return lambda _question, _window, sentence: by_sentence.get(sentence, UNLIKE)


def likeness(question: str, _window: Window, sentence: str) -> float:
    """Score a sentence by how many of the question's pairs of letters are in it; half is zero."""
    pairs = {a + b for a, b in pairwise(question) if (a + b).isalnum()}
    return 8 * sum(pair in sentence for pair in pairs) / max(len(pairs), 1) - 4


@dataclass
class ScriptedEncoder:
    """Reads by a script and remembers what it was given.

    Attributes:
        score: Says how likely a sentence is the evidence.
        short: Short answers with their probabilities; each stands in the sentences that hold it.
        given: The question and the windows of each call.
    """

    score: Score = field(default_factory=lambda: scores({}))
    short: Mapping[str, float] = field(default_factory=dict)
    name: str = "scripted"
    fingerprint: str = "scripted-1"
    given: list[tuple[str, tuple[Window, ...]]] = field(default_factory=list)

    @property
    def config(self) -> dict[str, object]:
        return config()

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        self.given.append((question, tuple(windows)))
        return [self._reading(question, window) for window in windows]

    def _reading(self, question: str, window: Window) -> WindowReading:
        texts = [window.text[start:end] for start, end in window.sentences]
        evidence = np.array([self.score(question, window, text) for text in texts], np.float32)
        answers = tuple(self._answer(window, span) for span in window.sentences)
        return WindowReading(evidence, float(evidence.max()) - 1, answers)

    def _answer(self, window: Window, span: tuple[int, int]) -> ShortAnswer | None:
        for words, probability in self.short.items():
            start = window.text.find(words, *span)
            if start >= 0:
                return ShortAnswer(start, start + len(words), probability)
        return None


def config(**reading: object) -> dict[str, object]:
    """The configuration of a model whose confidence is that of the encoder in its best sentence.

    Args:
        reading: What is otherwise in the calibration.
    """
    weights = dict.fromkeys((*CONFIDENCE_FEATURES, "constant"), 0.0)
    settled = {
        "rank": {name: float(name == "encoder") for name in RANK_FEATURES},
        "confidence": weights | {"score": 1.0},
        "sure": 0.8,
        "possible": 0.3,
        "second_margin": 1.0,
        "second_encoder": -1.0,
        "mark": 0.25,
    }
    return {"name": "scripted", "reading": settled | reading}


def calibration(**reading: object) -> Calibration:
    return Calibration.of(config(**reading))
