"""Rounds matrices to 4 or 8 bits; :func:`rag.encoder.weights.unpack` undoes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""How many neighbouring weights of a row share one scale in the 4-bit form."""


def pack4(matrix: NDArray[np.float32]) -> dict[str, NDArray[np.uint8] | NDArray[np.float16]]:
    """Round a matrix to 4 bits: blocks of 32 weights with one scale.

    The scale is the weight of the largest magnitude, sign included, divided by -8, as in the file
    that the pretrained weights come from, so that those are kept as they are.

    Args:
        matrix: Shape (rows, columns); the columns are a multiple of 32.

    Returns:
        ``codes``, shape (rows, columns / 32, 16), weight 0 to 15 of a block in the low halves and
        16 to 31 in the high ones; ``scales``, shape (rows, columns / 32).
    """
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)[..., 0]
    scales = (peaks / -8).astype(np.float16)
    wide = scales.astype(np.float32)[..., None]
    codes = np.rint(np.divide(blocks, wide, out=np.zeros_like(blocks), where=wide != 0)) + 8
    codes = np.clip(codes, 0, 15).astype(np.uint8)
    half = BLOCK // 2
    return {"codes": codes[..., :half] | codes[..., half:] << 4, "scales": scales}


def pack8(matrix: NDArray[np.float32]) -> dict[str, NDArray[np.int8] | NDArray[np.float16]]:
    """Round a matrix to 8 bits with one scale a row.

    Args:
        matrix: Shape (rows, columns).

    Returns:
        ``codes``, shape (rows, columns); ``scales``, shape (rows,).
    """
    scales = (np.abs(matrix).max(axis=1) / 127).astype(np.float16)
    wide = np.where(scales > 0, scales.astype(np.float32), 1)[:, None]
    return {"codes": np.clip(np.rint(matrix / wide), -127, 127).astype(np.int8), "scales": scales}
