"""Transformer layers over one graph, and the lower half of them, which sees each text alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.encoder.folder import EncoderFiles
from rag.encoder.tokens import MAX_TOKENS
from rag.encoder.weights import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    FloatArray = NDArray[np.float32]

_MASKED = np.float32(-1e4)
ADAPTERS = "adapters."
"""What the names of weights begin with that training adds to the layers."""
_LAYERS = "lower."


def open_layers(graph: bytes, weights: Mapping[str, FloatArray], prefix: str) -> InferenceSession:
    """Open a session over a graph and the weights of which a prefix stands before its own names.

    A prefix is ``lower.`` or ``upper.``; the graph is the contents of ``layers.onnx``.
    """
    from onnxruntime import InferenceSession, OrtValue, SessionOptions

    own = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
    options = SessionOptions()
    # onnxruntime's arena never gives back what eight questions at once took: 490 MB of 1,190 were
    # left of 96 questions, and none are so, in the same time.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # On disk a matrix has one row an output, in the graph one row an input.
    values = [OrtValue.ortvalue_from_numpy(np.ascontiguousarray(v.T)) for v in own.values()]
    options.add_external_initializers(list(own), values)
    return InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def run_layers(session: InferenceSession, texts: Sequence[FloatArray]) -> list[FloatArray]:
    """Run layers over the states of texts, shape (tokens, width) each, all at once."""
    lengths = [len(states) for states in texts]
    padded = np.zeros((len(texts), max(lengths), texts[0].shape[1]), dtype=np.float32)
    for row, states in zip(padded, texts, strict=True):
        row[: len(states)] = states
    padding = np.arange(padded.shape[1]) >= np.array(lengths)[:, None]
    bias = np.where(padding, _MASKED, np.float32(0))[:, None, None, :]
    (hidden,) = session.run(None, {"states": padded, "bias": bias})
    return [row[:length] for row, length in zip(np.asarray(hidden), lengths, strict=True)]


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
        """Open a session over a folder's files; unless adapted, the layers are as pretrained."""
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
        """Return what the lower half makes of texts, which have the prefix of their kind.

        Each is seen alone, without its tokens past the 320th.
        """
        if not texts:
            return []
        encodings = self._tokenizer.encode_batch(list(texts))
        hidden = run_layers(self._session, [self._embedded(e.ids) for e in encodings])
        return [
            TokenStates(states.copy(), np.array(encoding.offsets, dtype=np.int64))
            for states, encoding in zip(hidden, encodings, strict=True)
        ]

    def _embedded(self, ids: list[int]) -> FloatArray:
        codes, scales = self._words
        states = unpack(codes[ids], scales[ids]) + self._places[: len(ids)]
        mean = states.mean(axis=-1, keepdims=True)
        spread = np.sqrt(states.var(axis=-1, keepdims=True) + np.float32(1e-12))
        return np.asarray((states - mean) / spread * self._norm[0] + self._norm[1])


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
