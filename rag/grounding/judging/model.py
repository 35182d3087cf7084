"""The trees that weigh what a claim and its sources share, and their folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.grounding.judging.features import FEATURES
from rag.grounding.judging.trees import Trees, read_folder

DEFAULT_JUDGE = Path(__file__).parent.parent.parent / "models" / "claim_judge_v1_7"


@dataclass(frozen=True, slots=True, eq=False)
class ClaimJudge:
    """What training found.

    Attributes:
        name: Version, such as ``claim_judge_v1_7``.
        trees: Give log odds that a claim is borne out.
        encoder_weight: Weight of the encoder's log odds beside them.
        threshold: The sum from which it counts as borne out.
    """

    name: str
    trees: Trees
    encoder_weight: float
    threshold: float

    def accepts(self, row: NDArray[np.float32], entailment: float) -> bool:
        """Decide.

        Args:
            row: One value for each of :data:`rag.grounding.judging.FEATURES`.
            entailment: The encoder's log odds, see :meth:`rag.encoder.Encoder.entailment`.
        """
        trees = float(self.trees.predict(row[None, :])[0])
        return trees + self.encoder_weight * entailment >= self.threshold


@lru_cache(maxsize=2)
def load_judge(folder: Path = DEFAULT_JUDGE) -> ClaimJudge:
    """Read a model folder and check it.

    Args:
        folder: The folder.

    Returns:
        The judge; read once.

    Raises:
        ModelError: If a file is missing, damaged, or made for other features.
    """
    try:
        config, (trees,) = read_folder(folder, "judge")
        if tuple(config["features"]) != FEATURES:
            raise ValueError("it was trained on other features")
        return ClaimJudge(
            str(config["name"]),
            trees,
            float(config["encoder_weight"]),
            float(config["threshold"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the judge of claims in {folder} cannot be loaded ({type(error).__name__}: {error}); "
            "install the package again: pip install --force-reinstall --no-deps .",
            korean="답을 확인하는 모델을 불러오지 못했습니다. 프로그램을 다시 설치해 주세요.",
        ) from error
