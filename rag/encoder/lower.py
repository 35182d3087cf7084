"""The lower half of an encoder, which sees each text alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.encoder.folder import EncoderFiles
from rag.encoder.layers import open_layers, run_layers
from rag.encoder.tokens import MAX_TOKENS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    FloatArray = NDArray[np.float32]

ADAPTERS = "adapters."
"""What the names of weights begin with that training adds to the layers."""
_LAYERS = "lower."


@dataclass(frozen=True, slots=True, eq=False)
class TokenStates:
    """A text after the lower half.

    Attributes:
        states: One row a token, shape (tokens, width).
        offsets: Start and end of each token in the text, shape (tokens, 2).
    """

    states: FloatArray
    offsets: NDArray[np.int64]


class LowerHalf:
    """Vocabulary, embeddings and lower layers; may be shared between threads."""

    def __init__(self, files: EncoderFiles, *, adapted: bool = True) -> None:
        """Open a session over a folder's files.

        Args:
            files: The folder's contents.
            adapted: Whether what training added is added; else the layers are as pretrained.
        """
        from tokenizers import Tokenizer

        weights = files.weights
        self._tokenizer: Tokenizer = Tokenizer.from_str(files.tokenizer)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._words = files.words
        self._places = weights["embeddings.position"]
        self._norm = weights["embeddings.norm.weight"], weights["embeddings.norm.bias"]
        own = _adapted(weights) if adapted else weights
        self._session = open_layers(files.graph, own, _LAYERS)

    def states(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return what the lower half makes of texts, each seen alone.

        Args:
            texts: Texts with the prefix of their kind; tokens past the 320th are not seen.
        """
        if not texts:
            return []
        encodings = self._tokenizer.encode_batch(list(texts))
        lengths = [len(e.ids) for e in encodings]
        width = self._places.shape[1]
        states = np.zeros((len(texts), max(lengths), width), dtype=np.float32)
        for row, encoding, length in zip(states, encodings, lengths, strict=True):
            row[:length] = self._words[encoding.ids] + self._places[:length]
        mean = states.mean(axis=-1, keepdims=True)
        spread = np.sqrt(states.var(axis=-1, keepdims=True) + np.float32(1e-12))
        states = (states - mean) / spread * self._norm[0] + self._norm[1]
        hidden = run_layers(self._session, states, lengths)
        return [
            TokenStates(row[:length].copy(), np.array(encoding.offsets, dtype=np.int64))
            for row, encoding, length in zip(hidden, encodings, lengths, strict=True)
        ]


def _adapted(weights: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the lower layers' weights with the products of the adapters' thin matrices added.

    ``adapters.2.q.down``, shape (rank, inputs), and ``adapters.2.q.up``, shape (outputs, rank),
    belong to ``lower.2.q.weight`` (Hu et al., 2021, arXiv:2106.09685).
    """
    found = {name: values for name, values in weights.items() if name.startswith(_LAYERS)}
    for name, down in weights.items():
        if name.startswith(ADAPTERS) and name.endswith(".down"):
            base = name.removesuffix(".down")
            matrix = f"{_LAYERS}{base.removeprefix(ADAPTERS)}.weight"
            found[matrix] = found[matrix] + weights[f"{base}.up"] @ down
    return found
