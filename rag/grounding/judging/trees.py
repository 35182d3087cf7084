"""Boosted regression trees, evaluated with NumPy over all rows and trees at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FIELDS = ("feature", "threshold", "left", "right", "value", "roots")


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """An ensemble; a row's value is the sum of the leaves that it falls into.

    Nodes of all trees lie in one array. A leaf is its own child, so that walking on from it
    changes nothing. NaN is not expected in the rows.

    Attributes:
        feature: Column that a node compares, 0 for a leaf, shape (nodes,).
        threshold: A row goes left when its value is not above it, shape (nodes,).
        left: Number of the left child, shape (nodes,).
        right: Number of the right child, shape (nodes,).
        value: Value of a leaf, 0 for an inner node, shape (nodes,).
        roots: Number of each tree's root, shape (trees,).
        depth: Steps from a root to the deepest leaf.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    depth: int

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Evaluate.

        Args:
            rows: Shape (rows, features).

        Returns:
            The sum over trees, shape (rows,).
        """
        count, width = rows.shape
        flat = np.ascontiguousarray(rows).ravel()
        offsets = (np.arange(count, dtype=np.int64) * width)[:, None]
        node = np.broadcast_to(self.roots, (count, len(self.roots)))
        for _ in range(self.depth):
            goes_left = flat[offsets + self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        total: NDArray[np.float64] = self.value[node].sum(axis=1, dtype=np.float64)
        return total


def load_trees(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Trees:
    """Take one ensemble out of a file that may hold several.

    Args:
        arrays: The arrays of the file by name.
        name: The ensemble.

    Returns:
        The ensemble.

    Raises:
        KeyError: If the file does not hold it.
    """
    fields = {field: arrays[f"{name}.{field}"] for field in _FIELDS}
    return Trees(**fields, depth=int(arrays[f"{name}.depth"]))  # type: ignore[arg-type]
