"""Writes a model as a sentence-transformers folder.

    python -m training.embedder.folder rag/models/OLD rag/models/NEW

writes the rows of a folder anew, in 8 bits.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from training.embedder.vocabulary import compact_json

# E4M3 ends at 448.
_LARGEST = np.float32(416)


def write_model(folder: Path, tokenizer: Tokenizer, rows: NDArray[np.float32]) -> None:
    """Write tokenizer and rows, the rows as floating-point numbers of 8 bits (E4M3).

    Only the direction of a vector counts, so the rows are all scaled by one number that uses these
    bits well.

    Args:
        folder: Made if it is not there; files of the same names are replaced.
        tokenizer: Without special tokens.
        rows: Shape (tokens, dimension).
    """
    scaled = torch.from_numpy(rows.astype(np.float32) * (_LARGEST / np.abs(rows).max()))
    weights = scaled.to(torch.float8_e4m3fn)
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    (folder / "tokenizer.json").write_text(compact_json(tokenizer), encoding="utf-8")
    (folder / "model.safetensors").chmod(0o644)


if __name__ == "__main__":
    old, new = map(Path, sys.argv[1:3])
    own = load_file(old / "model.safetensors")["embedding.weight"].float().numpy()
    write_model(new, Tokenizer.from_file(str(old / "tokenizer.json")), own)
