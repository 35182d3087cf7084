"""The bundled model: a table of token vectors that are averaged.

It is read here with NumPy and ``tokenizers`` alone, because importing sentence-transformers costs
several seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rag.embedding.embedder import Embedder, Prompts, damaged, digest_of, read_dense_weight
from rag.encoder import to_unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

BUNDLED_MODEL_DIR = Path(__file__).resolve().parent.parent / "models" / "embedder_v1_2"
_WEIGHT = "embedding.weight"


@dataclass(frozen=True, slots=True)
class StaticEmbedder(Embedder):
    """A sentence-transformers ``StaticEmbedding`` folder, read without that library.

    A text's vector is the mean of its tokens' rows, scaled to unit length. The model was trained
    without prompts.
    """

    by_sentence: ClassVar[bool] = True

    _tokenizer: Tokenizer
    _rows: NDArray[np.float16] | NDArray[np.float32] | NDArray[np.uint8]

    @classmethod
    def load(cls, folder: Path, dense_weight: float | None = None) -> StaticEmbedder:
        """Read ``tokenizer.json`` and ``model.safetensors`` of a model folder.

        Args:
            folder: The folder.
            dense_weight: Used in place of what ``fusion.json`` says.

        Raises:
            ModelError: If a file is missing or damaged, or the two do not fit together.
        """
        from tokenizers import Tokenizer

        try:
            tokenizer_json = (folder / "tokenizer.json").read_bytes()
            weights = (folder / "model.safetensors").read_bytes()
        except OSError as error:
            raise damaged(folder, f"{error.filename} cannot be read") from error
        try:
            tokenizer = Tokenizer.from_str(tokenizer_json.decode())
            rows = _read_rows(weights)
        except Exception as error:  # the two libraries raise types of their own
            raise damaged(folder, f"{type(error).__name__}: {error}") from error
        if rows.ndim != 2 or len(rows) != tokenizer.get_vocab_size():
            raise damaged(
                folder,
                f"the tokenizer has {tokenizer.get_vocab_size()} tokens and the weights have "
                f"the shape {rows.shape}",
            )
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(
            name=f"bundled:{folder.name}",
            dimension=rows.shape[1],
            fingerprint=digest_of(tokenizer_json, weights),
            dense_weight=read_dense_weight(folder, dense_weight),
            prompts=Prompts(),
            _tokenizer=tokenizer,
            _rows=rows,
        )

    def _embed(self, texts: list[str], *, is_query: bool) -> NDArray[np.float32]:
        import numpy as np

        del is_query
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        for vector, encoding in zip(vectors, encodings, strict=True):
            if encoding.ids:
                rows = self._rows[encoding.ids]
                wide = eighths()[rows] if rows.dtype == np.uint8 else rows
                vector[:] = wide.mean(axis=0, dtype=np.float32)
        return to_unit(vectors)


def _read_rows(weights: bytes) -> NDArray[np.float16] | NDArray[np.float32] | NDArray[np.uint8]:
    """Read the rows; numbers in 8 bits, which NumPy does not have, as their codes."""
    import numpy as np
    from safetensors import deserialize
    from safetensors.numpy import load as read_tensors

    tensors = dict(deserialize(weights))  # type: ignore[no-untyped-call]
    if tensors[_WEIGHT]["dtype"] != "F8_E4M3":
        rows: NDArray[np.float32] = read_tensors(weights)[_WEIGHT]
        return rows
    codes = np.frombuffer(tensors[_WEIGHT]["data"], dtype=np.uint8)
    return codes.reshape(tensors[_WEIGHT]["shape"])


@cache
def eighths() -> NDArray[np.float32]:
    """What the 256 codes of E4M3 stand for (Micikevicius et al., 2022, arXiv:2209.05433)."""
    import numpy as np

    codes = np.arange(256)
    exponent, eighth = codes >> 3 & 15, codes & 7
    size = np.where(exponent > 0, (8 + eighth) * 2.0 ** (exponent - 10), eighth * 2.0**-9)
    return np.where(codes < 128, size, -size).astype(np.float32)
