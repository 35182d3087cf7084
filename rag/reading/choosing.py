"""Which of the sentences that were read are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from rag.reading.features import FloatArray, ReadSentence
from rag.reading.structure import tells
from rag.sources import BlockKind

MOST_SENTENCES = 3
"""So many are shown at most."""


def best_reading(read: Iterable[ReadSentence]) -> list[ReadSentence]:
    """Take each sentence in the window that shows it best, of these the ones that tell something.

    Args:
        read: Sentences of windows, which may overlap.

    Returns:
        Each once, and what a document says again under the same headings too; all where none
        tells anything.
    """
    best: dict[tuple[str, str, str], ReadSentence] = {}
    for sentence in read:
        found = sentence.candidate
        # Rows and items say alike of different things.
        is_text = found.kind in (None, BlockKind.PARAGRAPH)
        place = found.heading if is_text else str(found.position)
        key = found.passage.document_id, place, " ".join(found.sentence.text.split())
        if key not in best or best[key].encoder < sentence.encoder:
            best[key] = sentence
    sentences = list(best.values())
    return [s for s in sentences if tells(s)] or sentences


def as_good_at_home(
    sentences: Sequence[ReadSentence], scores: FloatArray, margin: float, least: float
) -> list[int]:
    """Take the best sentence, and all of its document that come close, see :func:`as_good`.

    Returns:
        Numbers of sentences, best first.
    """
    near = as_good(sentences, scores, margin, least)
    home = sentences[near[0]].candidate.passage.document_id
    return [n for n in near if sentences[n].candidate.passage.document_id == home]


def as_good(
    sentences: Sequence[ReadSentence], scores: FloatArray, margin: float, least: float
) -> list[int]:
    """Take the best sentence, and those of any document that come close.

    Args:
        sentences: What was read.
        scores: Their scores, shape (sentences,).
        margin: How far below the best another may be.
        least: The encoder's log odds that another must have.

    Returns:
        Numbers of sentences, best first.
    """
    order = np.argsort(-scores, kind="stable").tolist()
    close = (n for n in order[1:] if scores[order[0]] - scores[n] <= margin)
    return [order[0], *(n for n in close if sentences[n].encoder >= least)]
