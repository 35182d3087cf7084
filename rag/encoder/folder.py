"""The folder that an encoder lies in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.encoder.weights import PackedRows, unpack_all
from rag.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONFIG_FILE = "config.json"
TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "weights.safetensors"
GRAPH_FILE = "layers.onnx"
FORMAT = 1
WORDS = "embeddings.word"


@dataclass(frozen=True, slots=True, eq=False)
class EncoderFiles:
    """What a folder holds, read and checked.

    Attributes:
        name: Version, such as ``encoder_v1_1``.
        fingerprint: SHA-256 over the folder's files, first 16 hex digits.
        config: What training found: thresholds, calibration, coefficients.
        tokenizer: Contents of ``tokenizer.json``.
        graph: Contents of ``layers.onnx``.
        words: One row a token of the vocabulary.
        weights: All else: float32 arrays by name.
    """

    name: str
    fingerprint: str
    config: dict[str, object]
    tokenizer: str
    graph: bytes
    words: PackedRows
    weights: dict[str, NDArray[np.float32]]


def read_folder(folder: Path) -> EncoderFiles:
    """Read a model folder and check it.

    Args:
        folder: Holds ``config.json`` and the files that it names with their SHA-256.

    Raises:
        ModelError: If a file is missing, damaged, or of another format.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as read_tensors

    try:
        raw = (folder / CONFIG_FILE).read_bytes()
        config = json.loads(raw)
        if config["format"] != FORMAT:
            raise ValueError(f"format {config['format']}, this code reads {FORMAT}")
        files = {f: (folder / f).read_bytes() for f in (TOKENIZER_FILE, GRAPH_FILE, WEIGHTS_FILE)}
        for file, data in files.items():
            digest = hashlib.sha256(data).hexdigest()
            if digest != config["sha256"][file]:
                raise ValueError(f"{file} has SHA-256 {digest}, {CONFIG_FILE} says otherwise")
        tensors = read_tensors(files[WEIGHTS_FILE])
        words = PackedRows(*(tensors.pop(f"{WORDS}.{part}") for part in ("codes", "scales")))
        return EncoderFiles(
            name=str(config["name"]),
            # The configuration holds the digests of all other files.
            fingerprint=hashlib.sha256(raw).hexdigest()[:16],
            config=config,
            tokenizer=files[TOKENIZER_FILE].decode(),
            graph=files[GRAPH_FILE],
            words=words,
            weights=unpack_all(tensors),
        )
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"the encoder in {folder} cannot be loaded ({type(error).__name__}: {error}); "
            "make it as training/encoder/README.md says",
            korean="글을 읽는 모델을 불러오지 못했습니다.",
        ) from error
