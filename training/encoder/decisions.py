"""Fits the limits from which a yes or no is said, on yes-or-no questions not trained on.

    python -m training.encoder.decisions rag/models/encoder_v1_2

writes them into the folder's ``config.json``, which must have been calibrated, and prints what
they do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.answering.deciding import decide
from rag.encoder.folder import read_folder
from rag.evaluation.paragraphs import Models
from rag.reading import Reader
from rag.settings import Settings
from rag.sources import Document
from training.encoder.export import write_config
from training.encoder.texts import Text, other_hands, written

# Of the questions that a text leaves open, so much may get a yes or a no as sure, and as possible.
SURE_OF_OPEN = 0.1
POSSIBLE_OF_OPEN = 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """A yes-or-no question that was asked.

    Attributes:
        verdict: Whether the text says yes; ``None`` where it leaves that open.
        says: What the encoder takes it to say.
        likely: How likely.
    """

    verdict: bool | None
    says: bool
    likely: float


def ask(models: Models, texts: Iterator[Text]) -> Iterator[Asked]:
    """Ask each yes-or-no question of its own document alone."""
    for text in texts:
        document = Document(text.id, text.title, text.text, "decisions")
        finder = models.over([document], Path("decisions"), None).finder
        for question in text.decisions:
            found = decide(question.text, finder.find(question.text)[1].evidence)
            if found is not None:
                yield Asked(question.verdict, found.is_yes, found.likely)


def main(folder: Path) -> None:
    """Ask, fit, print, write."""
    models = Models.load(Settings(), Reader.load(folder))
    sets = {"written": written(held_out=True), "other hands": other_hands()}
    asked = {name: list(ask(models, texts)) for name, texts in sets.items()}
    left_open = [a.likely for each in asked.values() for a in each if a.verdict is None]
    sure, possible = (
        round(float(np.quantile(left_open, 1 - share)), 3)
        for share in (SURE_OF_OPEN, POSSIBLE_OF_OPEN)
    )
    for name, each in asked.items():
        told = [a for a in each if a.verdict is not None]
        for band, least in (("sure", sure), ("possible", possible)):
            stated = [a for a in told if a.likely >= least]
            right = sum(a.says == a.verdict for a in stated)
            print(
                f"{name}: {len(told)} told, right as {band} {right / len(told):.3f}, "
                f"wrong {(len(stated) - right) / len(told):.3f}"
            )
    reading = read_folder(folder).config["reading"]
    write_config(folder, {"reading": {**reading, "decided": sure, "decided_possible": possible}})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
