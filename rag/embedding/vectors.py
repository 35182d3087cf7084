"""What every embedding model needs around its vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.korean import replace_surrogates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def encodable(texts: Sequence[str]) -> list[str]:
    """Replace lone surrogates, which no tokenizer takes."""
    return [replace_surrogates(text) for text in texts]


def to_unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to unit length; rows of zeros stay zero."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return unit


def digest_of(*parts: bytes) -> str:
    """Hash several byte strings and where one ends and the next begins."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()
