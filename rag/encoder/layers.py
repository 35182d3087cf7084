"""Sessions over one graph of transformer layers, which gets its weights when it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    FloatArray = NDArray[np.float32]

_MASKED = np.float32(-1e4)


def open_layers(graph: bytes, weights: Mapping[str, FloatArray], prefix: str) -> InferenceSession:
    """Open a session over the weights whose names begin alike.

    Args:
        graph: Contents of ``layers.onnx``.
        weights: Arrays by name.
        prefix: What stands before the graph's own names, such as ``lower.``.
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


def run_layers(session: InferenceSession, states: FloatArray, lengths: Sequence[int]) -> FloatArray:
    """Run layers over padded states.

    Args:
        session: As :func:`open_layers` returns it.
        states: Shape (texts, tokens, width).
        lengths: How many tokens each text has.

    Returns:
        Shape of ``states``.
    """
    padding = np.arange(states.shape[1]) >= np.array(lengths)[:, None]
    bias = np.where(padding, _MASKED, np.float32(0))[:, None, None, :]
    (hidden,) = session.run(None, {"states": states, "bias": bias})
    return np.asarray(hidden)
