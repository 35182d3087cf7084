"""The trained parts of the reader and the folder that they lie in."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.reading.fits import Fits
from rag.reading.nets import Nets
from rag.trees import Trees, load_trees

FORMAT = 2
CONFIG_FILE = "config.json"
TREES_FILE = "trees.npz"
NETS_FILE = "nets.npz"
FITS_FILE = "fits.json"
BACKGROUND_FILE = "background.npz"
# Stored idf is quantised in steps of 1/16.
_IDF_STEP = 1 / 16

_NET_FIELDS = ("mean", "deviation", "inner", "inner_bias", "outer", "outer_bias")


class Background:
    """How rare terms are in general Korean."""

    def __init__(self, idf: dict[str, float], unknown: float) -> None:
        """Wrap a table.

        Args:
            idf: Inverse document frequency by term.
            unknown: What a term has that is not in the table.
        """
        self._idf = idf
        self._unknown = unknown

    def idf(self, term: str) -> float:
        """Return a term's inverse document frequency."""
        return self._idf.get(term, self._unknown)

    @classmethod
    def load(cls, path: Path) -> Background:
        """Read ``background.npz``."""
        with np.load(path, allow_pickle=False) as arrays:
            terms = arrays["terms"].tobytes().decode().split("\n")
            idf = (arrays["idf"] * _IDF_STEP).tolist()
            unknown = math.log(1 + (int(arrays["sentences"]) + 0.5) / 0.5)
        return cls(dict(zip(terms, idf, strict=True)), unknown)


@dataclass(frozen=True, slots=True, eq=False)
class ReaderModel:
    """What training found.

    Attributes:
        name: Version, such as ``reader_v1_1``.
        fingerprint: SHA-256 over the folder's files, first 16 hex digits.
        trees: Ensembles by name: ``rank`` scores sentences, ``judge`` the best of them,
            ``highlight`` the short answer in it.
        spans: Score what could be a short answer.
        fits: Which things answer which questions.
        background: Term frequencies of general Korean.
        threshold: Confidence from which a question counts as answerable.
        second_margin: A second sentence is shown when its score is within this of the best's.
        third_margin: The same for a third.
        highlight_threshold: Probability from which a short answer is marked.
        calibration: Raw judgements and the probabilities they stand for, shape (2, points).
    """

    name: str
    fingerprint: str
    trees: dict[str, Trees]
    spans: Nets
    fits: Fits
    background: Background
    threshold: float
    second_margin: float
    third_margin: float
    highlight_threshold: float
    calibration: NDArray[np.float64]


def load_model(folder: Path, features: dict[str, tuple[str, ...]]) -> ReaderModel:
    """Read a model folder and check it.

    Args:
        folder: The folder.
        features: For each ensemble, and for ``spans``, the columns that the code makes, in order.

    Returns:
        The model.

    Raises:
        ModelError: If a file is missing, damaged, or made for other features.
    """
    try:
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        if config["format"] != FORMAT:
            raise ValueError(f"format {config['format']}, this code reads {FORMAT}")
        for file, digest in config["sha256"].items():
            found = hashlib.sha256((folder / file).read_bytes()).hexdigest()
            if found != digest:
                raise ValueError(f"{file} has SHA-256 {found}, {CONFIG_FILE} says {digest}")
        for name, columns in features.items():
            if tuple(config["features"][name]) != columns:
                raise ValueError(f"the {name} model was trained on other features")
        return ReaderModel(
            name=str(config["name"]),
            fingerprint=_fingerprint(folder),
            trees=_load_trees(folder / TREES_FILE, features.keys() - {"spans"}),
            spans=_load_nets(folder / NETS_FILE),
            fits=Fits.load(folder / FITS_FILE),
            background=Background.load(folder / BACKGROUND_FILE),
            threshold=float(config["threshold"]),
            second_margin=float(config["second_margin"]),
            third_margin=float(config["third_margin"]),
            highlight_threshold=float(config["highlight_threshold"]),
            calibration=np.array(config["calibration"], dtype=np.float64).reshape(2, -1),
        )
    except (OSError, ValueError, KeyError, TypeError, UnicodeError) as error:
        raise ModelError(
            f"the reader in {folder} cannot be loaded ({type(error).__name__}: {error}); "
            "install the package again: pip install --force-reinstall --no-deps .",
            korean="답을 읽어 내는 모델을 불러오지 못했습니다. 프로그램을 다시 설치해 주세요.",
        ) from error


def _load_trees(path: Path, names: Iterable[str]) -> dict[str, Trees]:
    with np.load(path, allow_pickle=False) as arrays:
        return {name: load_trees(arrays, name) for name in names}


def _load_nets(path: Path) -> Nets:
    with np.load(path, allow_pickle=False) as arrays:
        return Nets(**{f: arrays[f] for f in _NET_FIELDS})


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in (CONFIG_FILE, TREES_FILE, NETS_FILE, FITS_FILE, BACKGROUND_FILE):
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()[:16]
