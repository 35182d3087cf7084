"""The encoder's weights on disk: matrices in 4 or 8 bits, everything else in half precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unpack(codes: NDArray[np.generic], scales: NDArray[np.float16]) -> NDArray[np.float32]:
    """Make a float32 matrix of codes and scales, shape (rows, columns).

    Args:
        codes: Shape (rows, columns / 32, 16), uint8, weight 0 to 15 of a block in the low halves
            and 16 to 31 in the high ones; or int8, shape (rows, columns).
        scales: One a block, or one a row.
    """
    wide = scales.astype(np.float32)
    if codes.dtype == np.int8:
        return np.asarray(codes.astype(np.float32) * wide[:, None])
    both = np.concatenate([codes & 15, codes >> 4], axis=2).astype(np.float32)  # type: ignore[operator]
    return np.asarray(((both - 8) * wide[..., None]).reshape(len(codes), -1))


def unpack_all(tensors: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.float32]]:
    """Unpack tensors by name, of which ``NAME.codes`` and ``NAME.scales`` belong together."""
    found: dict[str, NDArray[np.float32]] = {}
    for name, tensor in tensors.items():
        base, _, part = name.rpartition(".")
        if part == "codes":
            found[base] = unpack(tensor, tensors[f"{base}.scales"].astype(np.float16))
        elif part != "scales":
            found[name] = tensor.astype(np.float32)
    return found
