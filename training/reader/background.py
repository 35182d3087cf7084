"""How common each term is in general Korean: ``python training/reader/background.py``.

The index's own frequencies say little when it holds one article. Sentences of the open corpora
are counted once and kept beside the model; KorQuAD, on which the reader is measured, is left out.
"""

from __future__ import annotations

import collections
import json
import lzma
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rag.korean import default_analyzer, index_terms, normalize

_DOCS_PARAGRAPHS = 12_000
_MIN_COUNT = 4


def texts(data: Path, seed: int) -> Iterator[str]:
    """Paragraphs of all open corpora, technical documentation cut to a share."""
    rng = random.Random(seed)
    with lzma.open(data / "ko_docs.jsonl.xz", "rt", encoding="utf-8") as file:
        lines = list(file)
    for line in rng.sample(lines, min(_DOCS_PARAGRAPHS, len(lines))):
        yield json.loads(line)["text"]
    for name in ("ko_general", "wikinews", "headlines"):
        with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]
    for name in ("ko_nli", "ko_sts"):
        with lzma.open(data / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["a"]


def main(data: Path, out: Path) -> None:
    """Count and write ``background.npz``: terms in one string, and quantised IDF."""
    counts: collections.Counter[str] = collections.Counter()
    total = 0
    for sentences in default_analyzer().sentences_of(normalize(t) for t in texts(data, 0)):
        for sentence in sentences:
            counts.update(set(index_terms(sentence.morphemes, sentence.text)))
            total += 1
    kept = sorted(
        (t for t, n in counts.items() if n >= _MIN_COUNT and "\n" not in t),
        key=lambda t: (-counts[t], t),
    )
    n = np.array([counts[t] for t in kept], dtype=np.float64)
    idf = np.log(1 + (total - n + 0.5) / (n + 0.5))
    np.savez_compressed(
        out,
        terms=np.frombuffer("\n".join(kept).encode(), dtype=np.uint8),
        idf=np.round(idf * 16).astype(np.uint8),
        sentences=np.int64(total),
    )
    print(f"{total} sentences, {len(kept)} terms, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
