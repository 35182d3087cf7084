"""Trained boosters to the folder that :mod:`rag.grounding.judging.trees` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from rag.grounding.judging.trees import CONFIG_FILE, TREES_FILE


def write_folder(
    folder: Path, ensembles: Mapping[str, Sequence[lightgbm.Booster]], config: Mapping[str, object]
) -> None:
    """Write the folder that :func:`rag.grounding.judging.read_folder` reads.

    Args:
        folder: The folder; its name is the model's.
        ensembles: The boosters of each ensemble by its name.
        config: What else is found of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {
        f"{name}.{field}": values
        for name, boosters in ensembles.items()
        for field, values in trees_of(list(boosters)).items()
    }
    np.savez_compressed(folder / TREES_FILE, **arrays)
    digest = hashlib.sha256((folder / TREES_FILE).read_bytes()).hexdigest()
    whole = {"name": folder.name, **config, "sha256": digest}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")


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
