"""Writes a reader's folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from rag.reading.model import (
    BACKGROUND_FILE,
    CONFIG_FILE,
    FITS_FILE,
    FORMAT,
    NETS_FILE,
    TREES_FILE,
)
from rag.reading.reader import FEATURES
from training.reader.learning import Parts
from training.reader.settling import Settled
from training.trees import trees_of


def save_reader(parts: Parts, settled: Settled, name: str, folder: Path) -> None:
    """Write all files of a reader but the background, which lies there already."""
    ensembles = {"rank": parts.rank, "judge": parts.judge, "highlight": parts.highlight}
    arrays = {
        f"{name_of}.{field}": values
        for name_of, ensemble in ensembles.items()
        for field, values in trees_of(list(ensemble)).items()
    }
    np.savez_compressed(folder / TREES_FILE, **arrays)
    nets = {field.name: getattr(parts.spans, field.name) for field in fields(parts.spans)}
    np.savez_compressed(folder / NETS_FILE, **nets)
    parts.fits.save(folder / FITS_FILE)
    files = (TREES_FILE, NETS_FILE, FITS_FILE, BACKGROUND_FILE)
    config = {
        "format": FORMAT,
        "name": name,
        **{k: v for k, v in asdict(settled).items() if k != "calibration"},
        "calibration": settled.calibration.round(5).tolist(),
        "features": FEATURES,
        "sha256": {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in files},
    }
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")
