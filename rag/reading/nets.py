"""Small neural networks of one hidden layer, evaluated with NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

# Columns further than this from their mean, in standard deviations, count as this far.
FARTHEST = 4.0
# A larger product is spread over all cores, which costs more than it gains when they are busy.
_ROWS_AT_ONCE = 12


@dataclass(frozen=True, slots=True, eq=False)
class Nets:
    """Networks that were trained alike from several seeds; a row's value is their mean.

    Attributes:
        mean: Mean of each column in training, shape (columns,).
        deviation: Its standard deviation, shape (columns,).
        inner: Weights of the hidden layers side by side, shape (columns, nets * hidden).
        inner_bias: Shape (nets * hidden,).
        outer: Weights of the hidden units, divided by the number of nets, shape (nets * hidden,).
        outer_bias: Mean over the nets, shape ().
    """

    mean: FloatArray
    deviation: FloatArray
    inner: FloatArray
    inner_bias: FloatArray
    outer: FloatArray
    outer_bias: FloatArray

    def predict(self, rows: FloatArray) -> NDArray[np.float64]:
        """Evaluate.

        Args:
            rows: At least one, shape (rows, columns).

        Returns:
            The mean over networks, shape (rows,).
        """
        scaled = np.clip((rows - self.mean) / self.deviation, -FARTHEST, FARTHEST)
        products = [
            scaled[first : first + _ROWS_AT_ONCE] @ self.inner
            for first in range(0, len(scaled), _ROWS_AT_ONCE)
        ]
        hidden = np.maximum(np.concatenate(products) + self.inner_bias, 0)
        value: NDArray[np.float64] = (hidden @ self.outer + self.outer_bias).astype(np.float64)
        return value
