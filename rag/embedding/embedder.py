"""What an embedding model is to the other stages, and what every one of them needs."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rag.errors import ModelError
from rag.korean import replace_surrogates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Weight of the cosine for a model without a measured one: low enough to leave a good lexical
# ranking in charge when the model turns out weak, high enough to break its ties.
SAFE_DENSE_WEIGHT = 0.05
_FUSION_FILE = "fusion.json"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model wants put before each question and each passage."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Embedder(ABC):
    """Turns texts into unit vectors; a text that holds no known token gets the zero vector.

    Attributes:
        name: The model's name, path, or ``bundled:<version>``.
        dimension: Length of a vector.
        fingerprint: SHA-256 in hexadecimal that changes when weights or prompts change.
        dense_weight: Weight of the cosine against BM25 in shares of its most; measured for this
            model.
        prompts: What is put before questions and passages.
        by_sentence: Whether an index keeps a vector of each sentence, rather than of each passage:
            for a model that is as quick with either.
    """

    by_sentence: ClassVar[bool] = False

    name: str
    dimension: int
    fingerprint: str
    dense_weight: float
    prompts: Prompts

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: shape (len(texts), dimension), float32, unit length or zero."""
        return self._embed(_encodable(texts), is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: shape (len(texts), dimension), float32, unit length or zero."""
        return self._embed(_encodable(texts), is_query=False)

    @abstractmethod
    def _embed(self, texts: list[str], *, is_query: bool) -> NDArray[np.float32]: ...


def _encodable(texts: Sequence[str]) -> list[str]:
    """Replace lone surrogates, which no tokenizer takes."""
    return [replace_surrogates(text) for text in texts]


def digest_of(*parts: bytes) -> str:
    """Hash several byte strings and where one ends and the next begins."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def read_dense_weight(folder: Path, chosen: float | None) -> float:
    """Return the weight of a model's cosine against BM25 scaled to [0, 1].

    It is the one chosen, else what ``fusion.json`` says in a folder that need not exist, else
    :data:`SAFE_DENSE_WEIGHT`.

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
