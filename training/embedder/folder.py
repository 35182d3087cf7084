"""Writes a model as a sentence-transformers folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from training.embedder.vocabulary import compact_json


def write_model(folder: Path, tokenizer: Tokenizer, rows: NDArray[np.float32]) -> None:
    """Write tokenizer and rows, the rows as float16.

    Args:
        folder: Made if it is not there; files of the same names are replaced.
        tokenizer: Without special tokens.
        rows: Shape (tokens, dimension).
    """
    weights = torch.from_numpy(rows.astype(np.float16))
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    (folder / "tokenizer.json").write_text(compact_json(tokenizer), encoding="utf-8")
    (folder / "model.safetensors").chmod(0o644)
