"""What was measured of the reader's scores, and what it makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.errors import ModelError
from rag.reading.evidence import Band
from rag.reading.features import CONFIDENCE_FEATURES, RANK_FEATURES, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What was measured of the reader's scores; lies in the encoder's ``config.json``.

    Attributes:
        rank: Weights of :data:`rag.reading.features.RANK_FEATURES`.
        confidence: Weights of :data:`rag.reading.features.CONFIDENCE_FEATURES`, then the constant.
        sure: Confidence from which an answer is given.
        possible: Confidence from which a sentence is offered.
        second_margin: A further sentence is shown when its score is within this of the best's,
        second_encoder: and the encoder's log odds for it are at least this.
        mark: Confidence times the short answer's probability from which it is marked.
    """

    rank: FloatArray
    confidence: FloatArray
    sure: float
    possible: float
    second_margin: float
    second_encoder: float
    mark: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Calibration:
        """Read it from a model's configuration.

        Raises:
            ModelError: If it was made for other features.
        """
        found = config.get("reading", {})
        if tuple(found.get("rank", ())) != RANK_FEATURES or tuple(found.get("confidence", ())) != (
            *CONFIDENCE_FEATURES,
            "constant",
        ):
            raise ModelError(
                f"the encoder {config['name']} was calibrated for other features; "
                "install the package again: pip install --force-reinstall --no-deps .",
                korean="글을 읽는 모델이 프로그램과 맞지 않습니다. 프로그램을 다시 설치해 주세요.",
            )
        return cls(
            rank=np.array(list(found["rank"].values()), dtype=np.float64),
            confidence=np.array(list(found["confidence"].values()), dtype=np.float64),
            sure=float(found["sure"]),
            possible=float(found["possible"]),
            second_margin=float(found["second_margin"]),
            second_encoder=float(found["second_encoder"]),
            mark=float(found["mark"]),
        )

    @property
    def margins(self) -> tuple[float, float]:
        """How far below the best a further sentence may be, and its least log odds."""
        return self.second_margin, self.second_encoder

    def sureness(self, row: FloatArray) -> float:
        """Return the confidence, in [0, 1], that a row of the confidence's features stands for."""
        return 1 / (1 + float(np.exp(-(row @ self.confidence[:-1] + self.confidence[-1]))))

    def band(self, confidence: float) -> Band:
        """Tell whether an answer is given, offered or refused."""
        if confidence >= self.sure:
            return Band.SURE
        return Band.POSSIBLE if confidence >= self.possible else Band.NONE
