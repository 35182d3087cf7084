"""Boosted regression trees, evaluated with NumPy over all rows and trees at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONFIG_FILE = "config.json"
TREES_FILE = "trees.npz"
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


def read_folder(folder: Path, *names: str) -> tuple[dict[str, Any], list[Trees]]:
    """Read a model folder's configuration and trees, and check that they belong together.

    Args:
        folder: The folder.
        names: The ensembles.

    Returns:
        The configuration, and each ensemble.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If the trees are others than the configuration says.
        KeyError: If something is not there.
    """
    config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    found = hashlib.sha256((folder / TREES_FILE).read_bytes()).hexdigest()
    if found != config["sha256"]:
        raise ValueError(f"{TREES_FILE} has SHA-256 {found}, not {config['sha256']}")
    with np.load(folder / TREES_FILE, allow_pickle=False) as arrays:
        return config, [load_trees(arrays, name) for name in names]


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
