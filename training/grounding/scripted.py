"""Claims made by rule from the news: what a model that lies would write, and one that does not.

Their sentences are longer than those of the pairs, and nearly all of a lie is true, so that the
judge learns how little it takes. The lies are of the kinds that `python -m benchmarks.claims`
measures, of other texts and with other names.
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lying import lies, truths
from rag.korean import default_analyzer, normalize
from training.grounding.pairs import Pair

SET = "scripted"
_FILE = "wikinews.jsonl.xz"
_SENTENCES = 1200
# A sentence of so many characters, as a chat would cite it.
_SHORTEST, _LONGEST = 30, 220
# Of each sentence so many of a side.
_OF_EACH = 2
_NAMES = ("가온누리", "서하늘", "노을전자", "민다솔", "푸른재단", "고라온", "미르시", "Xentra")


def scripted_pairs(data: Path) -> list[Pair]:
    """Make claims about sentences of Wikinews, half of them lies.

    Args:
        data: The folder of data sets.
    """
    chooser = random.Random(0)
    sentences = sorted(set(_sentences(data / _FILE)))
    pairs: list[Pair] = []
    for sentence in chooser.sample(sentences, _SENTENCES):
        for made, supported in ((truths(sentence)[1:], True), (lies(sentence, _NAMES), False)):
            # One of a kind: there are ten times as many denials as names.
            claims = [*dict(chooser.sample(made, len(made))).values()]
            chosen = chooser.sample(claims, min(_OF_EACH, len(claims)))
            pairs += [Pair(SET, (sentence,), claim, supported) for claim in chosen]
    return pairs


def _sentences(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = normalize(json.loads(line)["text"])
            for sentence in default_analyzer().sentences(text):
                cut = text[sentence.start : sentence.end].strip()
                if _SHORTEST <= len(cut) <= _LONGEST and "\n" not in cut:
                    yield cut
