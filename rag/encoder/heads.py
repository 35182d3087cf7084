"""What is read off the encoder's last states: small layers, evaluated with NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float32]

_LONGEST_ANSWER = 24
"""Tokens that a short answer has at most."""


class Heads:
    """The trained layers on top of the encoder."""

    def __init__(self, weights: Mapping[str, FloatArray]) -> None:
        """Wrap weights; names as in ``training/encoder/network.py``."""
        self._weights = weights

    def sentences(self, question: FloatArray, sentences: FloatArray) -> FloatArray:
        """Log odds that each sentence belongs to the evidence, shape (sentences,).

        Args:
            question: Mean state of the question's tokens, shape (width,).
            sentences: Mean state of each sentence's tokens, shape (sentences, width).
        """
        asked = np.broadcast_to(question, sentences.shape)
        features = np.concatenate(
            [asked, sentences, asked * sentences, np.abs(asked - sentences)], axis=1
        )
        cosine = (sentences @ question) / (
            np.linalg.norm(sentences, axis=1) * np.linalg.norm(question) + 1e-8
        )
        scaled = self._weights["scale"] * (cosine - np.float32(0.8))
        return np.asarray(self._layers("sent", features)[:, 0] + scaled, dtype=np.float32)

    def answerable(
        self, first: FloatArray, passage: FloatArray, evidence: FloatArray, highest: float
    ) -> float:
        """Log odds that a passage answers a question.

        Args:
            first: State of the question's first token.
            passage: State of the passage's first token.
            evidence: Mean of the sentences' states, weighted by how likely each is the evidence.
            highest: The highest log odds of a sentence.
        """
        own = self._layers("ans", np.concatenate([first, passage, evidence])[None])[0, 0]
        weight, constant = self._weights["ans_mix"]
        return float(own + weight * highest + constant)

    def entailment(self, first: FloatArray, claim: FloatArray, source: FloatArray) -> FloatArray:
        """Scores of a source entailing a claim, saying nothing of it, contradicting it.

        Args:
            first: State of the claim's first token.
            claim: Mean state of the claim's tokens.
            source: Mean state of the source's tokens.
        """
        features = np.concatenate([first, claim * source, np.abs(claim - source)])[None]
        return np.asarray(self._layers("claim", features)[0])

    def span(self, states: FloatArray, tokens: NDArray[np.intp]) -> tuple[int, int, float] | None:
        """Find the likeliest short answer among some tokens of a passage.

        Args:
            states: States of all of the passage's tokens, shape (tokens, width).
            tokens: Numbers of the neighbouring tokens to look at.

        Returns:
            Its first and its last token, and how likely it is the answer, among all spans of the
            passage, given that the passage holds one; ``None`` when there is no token to look at.
        """
        if not tokens.size:
            return None
        ends = states @ self._weights["span.weight"].T + self._weights["span.bias"]
        first, last = (softmax(ends[:, side])[tokens] for side in (0, 1))
        joint = np.triu(np.outer(first, last))
        joint -= np.triu(joint, k=_LONGEST_ANSWER)
        place = int(joint.argmax())
        row, column = divmod(place, len(joint))
        return int(tokens[row]), int(tokens[column]), float(joint[row, column])

    def _layers(self, name: str, x: FloatArray) -> FloatArray:
        inner = gelu(x @ self._weights[f"{name}.0.weight"].T + self._weights[f"{name}.0.bias"])
        return np.asarray(
            inner @ self._weights[f"{name}.2.weight"].T + self._weights[f"{name}.2.bias"]
        )


def softmax(scores: FloatArray) -> FloatArray:
    """Turn scores into probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def gelu(x: FloatArray) -> FloatArray:
    """The tanh form of GELU (Hendrycks and Gimpel, 2016, arXiv:1606.08415)."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3)
    return np.asarray(np.float32(0.5) * x * (1 + np.tanh(inner)))
