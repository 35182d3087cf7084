"""A cross-encoder over the passages found: it reads question and passage together."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ModelError, reason_of
from rag.retrieval.retriever import SearchResult
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_LOG = logging.getLogger(__name__)

# How many of the passages found are read.
_READ = 20


class Reranker:
    """Orders the best passages anew; may be used from several threads."""

    def __init__(self, settings: Settings, model: str) -> None:
        """Say which sentence-transformers cross-encoder; it is read at the first use."""
        self.name = model
        self._device = settings.reranker_device
        self._allow_network = settings.allow_network
        self._lock = threading.Lock()
        self._model: CrossEncoder | None = None

    def rerank(self, question: str, found: SearchResult) -> SearchResult:
        """Order the best passages by what the model makes of them.

        A passage takes the fused score of the place that it moves to, so that scores keep the
        scale that the reader was made for.

        Returns:
            The same passages in another order, or as they were, with a notice, when the model is
            missing or scores no pairs.
        """
        best = found.ranking[:_READ]
        pairs = [(question, found.index.passages[number].text) for number in best.tolist()]
        try:
            with self._lock:
                scores = self._score(pairs)
        except ModelError as error:
            _LOG.warning("%s", error)
            return replace(found, notice=error.korean)
        # Ties keep their order.
        reordered = best[np.argsort(-scores, kind="stable")]
        fused = found.fused.copy()
        fused[reordered] = found.fused[best]
        ranking = np.concatenate([reordered, found.ranking[_READ:]])
        return replace(found, ranking=ranking, fused=fused)

    def _score(self, pairs: list[tuple[str, str]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        try:
            if self._model is None:
                from sentence_transformers import CrossEncoder

                self._model = CrossEncoder(
                    self.name,
                    device=None if self._device == "auto" else self._device,
                    local_files_only=not self._allow_network,
                )
            scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=float)
        except Exception as error:  # whatever the model's own code raises
            remedy = "" if self._allow_network else ", set RAG_ALLOW_NETWORK=1 to fetch it"
            raise ModelError(
                f"the reranker {self.name!r} cannot be used: {reason_of(error)}; check the name or "
                f"path{remedy}, or unset RAG_RERANKER",
                korean=f"재정렬 모델 '{self.name}'을(를) 쓸 수 없어 검색 순위를 그대로 썼습니다.",
            ) from error
        if scores.shape != (len(pairs),) or np.isnan(scores).any():
            raise ModelError(
                f"the reranker {self.name!r} gives scores of shape {scores.shape} for "
                f"{len(pairs)} pairs, not one number each; name a cross-encoder for ranking in "
                "RAG_RERANKER",
                korean=f"'{self.name}'은(는) 순위를 매기는 모델이 아니어서 쓰지 않았습니다.",
            )
        return scores


def load_reranker(settings: Settings) -> Reranker | None:
    """Return the reranker that the settings name, if any; it is read at its first use."""
    return None if settings.reranker is None else Reranker(settings, settings.reranker)
