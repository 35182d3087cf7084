"""Vectors of texts: both halves of the encoder as they were pretrained."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.encoder.folder import (
    DEFAULT_ENCODER,
    EncoderFiles,
    UpperHalf,
    read_folder,
    read_upper_half,
    told_of,
)
from rag.encoder.layers import LowerHalf, open_layers, run_layers
from rag.encoder.tokens import as_passage, as_query

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float32]

BUNDLED_VECTORS_DIR = Path(__file__).resolve().parents[1] / "models" / "encoder_vectors_v1_0"
PROBED = 16
"""How many numbers of a state tell one lower half from another."""
_NEAR = 1e-2
# Texts that are run together: of 320 tokens each, 8 MB a layer.
_BATCH = 4


class TextVectors:
    """Turns texts into unit vectors; may be shared between threads.

    A vector is the mean of the last states, of unit length (Wang et al., 2024, arXiv:2402.05672).
    All these point nearly the same way, so that the mean of many questions' or passages' is
    taken off (Mu and Viswanath, 2018, arXiv:1702.01417).
    """

    def __init__(self, upper: UpperHalf, files: EncoderFiles) -> None:
        """Open a session; use :meth:`load`.

        Raises:
            ValueError: If the upper half was made for another lower half.
        """
        self._lower = LowerHalf(files, adapted=False)
        found = self._lower.states([upper.probe])[0].states.mean(axis=0)[:PROBED]
        if len(found) != len(upper.below) or np.abs(found - upper.below).max() > _NEAR:
            raise ValueError(f"{upper.name} was not made for the lower half of {files.name}")
        self.name = upper.name
        self.fingerprint = upper.fingerprint
        self._upper = open_layers(files.graph, upper.weights, "upper.")
        self._centres = upper.weights["centre.query"], upper.weights["centre.passage"]

    @classmethod
    def load(cls, folder: Path, encoder: Path) -> TextVectors:
        """Load a model folder, as ``training/encoder/export_vectors.py`` writes it.

        Args:
            folder: The folder.
            encoder: The folder whose lower half is used, without what training added to it.

        Raises:
            ModelError: If a file is missing, damaged, or of another format, or was made for
                another lower half.
        """
        upper = read_upper_half(folder)
        with told_of(folder):
            return cls(upper, read_folder(encoder))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return len(self._centres[0])

    def of_queries(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions: shape (len(texts), dimension), unit length."""
        return to_unit(self.raw([as_query(text) for text in texts]) - self._centres[0])

    def of_passages(self, texts: Sequence[str]) -> FloatArray:
        """Embed passages, the first 320 tokens of each: shape (len(texts), dimension)."""
        return to_unit(self.raw([as_passage(text) for text in texts]) - self._centres[1])

    def raw(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts that have the prefix of their kind, to unit length; nothing is taken off."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of about one length lose little to padding.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            below = [t.states for t in self._lower.states([texts[number] for number in batch])]
            for number, states in zip(batch, run_layers(self._upper, below), strict=True):
                vectors[number] = states.mean(axis=0)
        return to_unit(vectors)


@lru_cache(maxsize=1)
def bundled_vectors() -> TextVectors:
    """Load the upper half that comes with the package, once, above the lower half that does.

    Raises:
        ModelError: As :meth:`TextVectors.load` does.
    """
    return TextVectors.load(BUNDLED_VECTORS_DIR, DEFAULT_ENCODER)


def to_unit(vectors: FloatArray) -> FloatArray:
    """Scale rows to unit length; rows of zeros stay zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
