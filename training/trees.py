"""Trained boosters to the arrays that :class:`rag.grounding.judging.trees.Trees` evaluates."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np


def trees_of(boosters: list[lightgbm.Booster], scale: float = 1.0) -> dict[str, np.ndarray]:
    """Flatten boosters into one ensemble whose value is the mean of theirs, times ``scale``."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    depth = 0

    def add(node: dict[str, Any], level: int) -> int:
        nonlocal depth
        depth = max(depth, level)
        number = len(feature)
        for column in (feature, left, right):
            column.append(number)
        feature[number] = 0
        threshold.append(0.0)
        value.append(0.0)
        if "leaf_value" in node and "split_feature" not in node:
            value[number] = node["leaf_value"] * scale / len(boosters)
            return number
        feature[number] = node["split_feature"]
        threshold[number] = _float32_below(node["threshold"])
        left[number] = add(node["left_child"], level + 1)
        right[number] = add(node["right_child"], level + 1)
        return number

    for booster in boosters:
        roots.extend(add(tree["tree_structure"], 0) for tree in booster.dump_model()["tree_info"])
    return {
        "feature": np.array(feature, dtype=np.int16),
        "threshold": np.array(threshold, dtype=np.float32),
        "left": np.array(left, dtype=np.int32),
        "right": np.array(right, dtype=np.int32),
        "value": np.array(value, dtype=np.float32),
        "roots": np.array(roots, dtype=np.int32),
        "depth": np.int64(depth),
    }


def _float32_below(threshold: float) -> float:
    """The largest float32 not above: comparing float32 rows with it gives the same answer."""
    rounded = np.float32(threshold)
    if float(rounded) > threshold:
        rounded = np.nextafter(rounded, np.float32(-np.inf))
    return float(rounded)
