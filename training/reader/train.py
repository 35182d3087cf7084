"""Makes the reader: ``python -m training.reader.train DATA OUT [--folds DIR]``.

Takes about a quarter of an hour on one core. ``DATA`` holds ``korquad_v1_dev_part.json`` and
``wikinews.jsonl.xz``; ``background.npz`` is made before by ``training/reader/background.py``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from rag.reading.model import Background
from training.reader.cases import Case, korquad_cases, news_cases
from training.reader.learning import Parts, learn_judging, learn_ranking
from training.reader.margins import choose_margins
from training.reader.preparing import FOLDS, Prepared, prepare
from training.reader.questions import korquad, news
from training.reader.saving import save_reader
from training.reader.settling import Settled, settle_constants
from training.reader.summary import summarise

SEED = 0
NAME = "reader_v1_1"
QUESTIONS = Path(__file__).parent / "news_questions.jsonl"


def main() -> None:
    """Train, say what was made of unseen cases, and write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="the folder that holds background.npz already")
    parser.add_argument("--folds", type=Path, help="also write the five readers of the folds")
    options = parser.parse_args()
    torch.set_num_threads(1)
    started = time.time()
    background = Background.load(options.out / "background.npz")
    items = prepare(all_cases(options.data), background, SEED)
    print(f"{len(items):,} cases prepared after {time.time() - started:.0f} s", flush=True)
    ranked = learn_ranking(items, background)
    print(f"ranked after {time.time() - started:.0f} s", flush=True)
    margins = choose_margins(items, ranked.rankings)
    parts, judged = learn_judging(items, ranked, margins)
    settled, table = settle_constants(judged, margins)
    print(summarise(judged, settled, table), flush=True)
    save_all(items, parts, settled, options.out, options.folds)
    print(f"{options.out} written after {time.time() - started:.0f} s")


def save_all(
    items: Sequence[Prepared],
    parts: Sequence[Parts],
    settled: Settled,
    out: Path,
    folds: Path | None,
) -> None:
    """Write the reader that ships, and those of the folds with the articles unseen by each."""
    save_reader(parts[-1], settled, NAME, out)
    for fold in range(FOLDS if folds else 0):
        folder = folds / str(fold)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "background.npz").write_bytes((out / "background.npz").read_bytes())
        save_reader(parts[fold], settled, f"{NAME} without fold {fold}", folder)
        groups = sorted({item.case.asked.group for item in items if item.fold == fold})
        (folder / "articles.txt").write_text("\n".join(groups) + "\n", encoding="utf-8")


def all_cases(data: Path) -> list[Case]:
    """Every case under every condition."""
    return [
        *news_cases(*news(data / "wikinews.jsonl.xz", QUESTIONS), SEED),
        *korquad_cases(*korquad(data / "korquad_v1_dev_part.json"), SEED),
    ]


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
