"""What lies in a model's folder beside the model: the measured weight of its cosine."""

from __future__ import annotations

import json
from pathlib import Path

from rag.errors import ModelError

# Weight of the cosine for a model without a measured one: low enough to leave a good lexical
# ranking in charge when the model turns out weak, high enough to break its ties.
SAFE_DENSE_WEIGHT = 0.1

_FUSION_FILE = "fusion.json"


def read_dense_weight(folder: Path, chosen: float | None) -> float:
    """Return the weight of a model's cosine against BM25 scaled to [0, 1].

    Args:
        folder: The model's folder; need not exist.
        chosen: The setting, which wins.

    Returns:
        The setting, else what ``fusion.json`` says, else :data:`SAFE_DENSE_WEIGHT`.

    Raises:
        ModelError: If ``fusion.json`` holds no weight.
    """
    if chosen is not None:
        return chosen
    path = folder / _FUSION_FILE
    if not path.is_file():
        return SAFE_DENSE_WEIGHT
    try:
        weight = float(json.loads(path.read_text(encoding="utf-8"))["dense_weight"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, f"{_FUSION_FILE} holds no number `dense_weight`") from error
    if not 0 <= weight < float("inf"):
        raise damaged(folder, f"{_FUSION_FILE} says dense_weight = {weight}, not 0 or more")
    return weight


def damaged(folder: Path, reason: str) -> ModelError:
    """Make the error for a model folder that is incomplete or damaged."""
    return ModelError(
        f"The embedding model in {str(folder)!r} is incomplete or damaged: {reason}. Install "
        "the package again: `pip install --force-reinstall .`",
        korean="기본 임베딩 모델 파일이 없거나 손상되었습니다. 프로그램을 다시 설치해 주세요.",
    )
