"""Token vectors from what stands near what: the start of the training.

Positive pointwise mutual information of tokens within a window, factored by a truncated
singular value decomposition (Levy, Goldberg and Dagan, 2015, "Improving distributional
similarity with lessons learned from word embeddings"), with each row's length set by how
rare the token is (Arora, Liang and Ma, 2017, "A simple but tough-to-beat baseline for sentence
embeddings").
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from training.embedder.config import Config
from training.embedder.encoding import EncodedCorpora, Ids

_WINDOW = 6
_TEXTS_AT_A_TIME = 20_000
# What one token adds to the counts of its own row: its neighbours on both sides.
_COUNTS_A_TOKEN = 2 * sum(1 / distance for distance in range(1, _WINDOW + 1))
# Common contexts count less: the context distribution is smoothed by this power.
_SMOOTHING = 0.75


def initial_rows(encoded: EncodedCorpora, size: int, config: Config) -> NDArray[np.float32]:
    """Compute the rows that the training starts from.

    Args:
        encoded: The texts.
        size: Number of tokens.
        config: ``dimension``, ``manual_weight``, ``singular_power``, ``rarity`` and ``anchor``
            are read.

    Returns:
        Shape (size, dimension). Row 0, the unknown token's, is zero.
    """
    manuals, others = encoded.texts()
    manual_counts, other_counts = _count(manuals, size), _count(others, size)
    counts = config.manual_weight * manual_counts + other_counts
    left, values, _ = randomized_svd(_ppmi(counts), config.dimension, n_iter=4, random_state=0)
    rows = left * values**config.singular_power
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    seen = np.asarray((manual_counts + other_counts).sum(axis=1)).ravel() / _COUNTS_A_TOKEN
    unsure = (config.anchor / (config.anchor + seen))[:, None]
    noise = np.random.default_rng(0).standard_normal(rows.shape) / np.sqrt(config.dimension)
    rows = np.sqrt(1 - unsure) * rows + np.sqrt(unsure) * noise
    frequency = np.asarray(counts.sum(axis=1)).ravel()
    rows *= (config.rarity / (config.rarity + frequency / frequency.sum()))[:, None]
    rows[0] = 0
    return rows.astype(np.float32)


def _count(texts: Sequence[Ids], size: int) -> sparse.csr_matrix:
    """Count token pairs within the window, nearer ones more; the unknown token never counts."""
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    gap = np.zeros(_WINDOW, dtype=np.int32)
    for start in range(0, len(texts), _TEXTS_AT_A_TIME):
        batch = texts[start : start + _TEXTS_AT_A_TIME]
        flat = np.concatenate([part for text in batch for part in (text, gap)])
        for distance in range(1, _WINDOW + 1):
            left, right = flat[:-distance], flat[distance:]
            known = (left > 0) & (right > 0)
            ones = np.full(int(known.sum()), 1 / distance, dtype=np.float32)
            pairs = (ones, (left[known], right[known]))
            total = total + sparse.coo_matrix(pairs, shape=(size, size)).tocsr()
    return total + total.T


def _ppmi(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    rows = np.asarray(counts.sum(axis=1)).ravel().astype(np.float64)
    columns = rows**_SMOOTHING
    entries = counts.tocoo()
    expected = np.maximum(rows[entries.row] * columns[entries.col], 1e-12)
    information = np.log(entries.data * columns.sum() / expected)
    kept = information > 0
    return sparse.csr_matrix(
        (information[kept].astype(np.float32), (entries.row[kept], entries.col[kept])),
        shape=counts.shape,
    )
