"""The folder that an encoder lies in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.encoder.weights import unpack_all
from rag.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT_ENCODER = Path(__file__).resolve().parents[1] / "models" / "encoder_v1_6"
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
        name: Version, such as ``encoder_v1_6``.
        fingerprint: SHA-256 over the folder's files, first 16 hex digits.
        config: What training found: thresholds, calibration, coefficients.
        tokenizer: Contents of ``tokenizer.json``.
        graph: Contents of ``layers.onnx``.
        words: Codes and scales of the embeddings, one row a token of the vocabulary.
        weights: All else: float32 arrays by name.
    """

    name: str
    fingerprint: str
    config: dict[str, object]
    tokenizer: str
    graph: bytes
    words: tuple[NDArray[np.generic], NDArray[np.float16]]
    weights: dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class UpperHalf:
    """Layers that make vectors of what the lower half of an encoder says.

    Attributes:
        name: Version, such as ``encoder_vectors_v1_0``.
        fingerprint: SHA-256 over the folder's configuration, which holds the weights' digest.
        probe: A text by which the right lower half is known.
        below: The first numbers of the mean state that the right lower half has for it.
        weights: float32 arrays by name.
    """

    name: str
    fingerprint: str
    probe: str
    below: tuple[float, ...]
    weights: dict[str, NDArray[np.float32]]


def read_folder(folder: Path) -> EncoderFiles:
    """Read a model folder, and check its files against the SHA-256 in ``config.json``.

    Raises:
        ModelError: If a file is missing, damaged, or of another format.
    """
    from safetensors.numpy import load as read_tensors

    with told_of(folder):
        raw, config, files = _checked(folder, (TOKENIZER_FILE, GRAPH_FILE, WEIGHTS_FILE))
        tensors = read_tensors(files[WEIGHTS_FILE])
        return EncoderFiles(
            name=str(config["name"]),
            # The configuration holds the digests of all other files.
            fingerprint=hashlib.sha256(raw).hexdigest()[:16],
            config=config,
            tokenizer=files[TOKENIZER_FILE].decode(),
            graph=files[GRAPH_FILE],
            words=(tensors.pop(f"{WORDS}.codes"), tensors.pop(f"{WORDS}.scales")),
            weights=unpack_all(tensors),
        )


def read_upper_half(folder: Path) -> UpperHalf:
    """Read the folder of an upper half that makes vectors, and check it.

    Raises:
        ModelError: If a file is missing, damaged, or of another format.
    """
    from safetensors.numpy import load as read_tensors

    with told_of(folder):
        raw, config, files = _checked(folder, (WEIGHTS_FILE,))
        return UpperHalf(
            name=str(config["name"]),
            fingerprint=hashlib.sha256(raw).hexdigest(),
            probe=str(config["probe"]["text"]),
            below=tuple(map(float, config["probe"]["below"])),
            weights=unpack_all(read_tensors(files[WEIGHTS_FILE])),
        )


@contextmanager
def told_of(folder: Path) -> Iterator[None]:
    """Turn whatever a damaged folder leads to into an error that names the folder.

    Raises:
        ModelError: For what the body raises.
    """
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"the encoder in {folder} cannot be loaded ({type(error).__name__}: {error}); "
            "make it as training/encoder/README.md says",
            korean="글을 읽는 모델을 불러오지 못했습니다.",
        ) from error


def _checked(folder: Path, names: Sequence[str]) -> tuple[bytes, dict[str, Any], dict[str, bytes]]:
    """Read ``config.json``, as bytes and parsed, and files whose digests it holds."""
    raw = (folder / CONFIG_FILE).read_bytes()
    config = json.loads(raw)
    if config["format"] != FORMAT:
        raise ValueError(f"format {config['format']}, this code reads {FORMAT}")
    files = {name: (folder / name).read_bytes() for name in names}
    for name, data in files.items():
        digest = hashlib.sha256(data).hexdigest()
        if digest != config["sha256"][name]:
            raise ValueError(f"{name} has SHA-256 {digest}, {CONFIG_FILE} says otherwise")
    return raw, config, files
