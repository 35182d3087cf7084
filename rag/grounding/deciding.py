"""A question for yes or no and the sentences found for it in; yes, no or neither out.

Boosted trees weigh what the judge of claims sees of the statement beside the sentences, how its
values lie to limits told, and the morphemes of both: which particle, ending or predicate of the
sentences stands behind a word of the question and which behind another, signed by whether the
question denies. Beside them stands the encoder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.encoder import bundled_encoder
from rag.errors import ModelError
from rag.grounding.checking import read_together
from rag.grounding.faults import find_faults
from rag.grounding.judging import FEATURES, Trees, describe, read_folder
from rag.grounding.limits import NAMES, limits_row
from rag.korean import CONTENT_TAGS, Morpheme, default_analyzer, is_denial, normalize

DEFAULT_DECIDER = Path(__file__).parent.parent / "models" / "decider_v1_3"
NUMBERS = (*FEATURES, *NAMES)
"""What is counted of every question; the morphemes that count are learned."""

# Signs, and numbers, which are compared by what they mean.
_LEFT_OUT = frozenset({"SF", "SP", "SN"})
_TAIL = 6
_TELLING = frozenset({"VX", "VCN", "VCP", "XSN", "XSV", "XSA", "NNB", "VV", "VA", "NNG", "MAG"})
_HOSTS = CONTENT_TAGS - {"NNB"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What sentences say to a question for yes or no.

    Attributes:
        holds: Yes or no where that is likely enough to be said, else ``None``.
        is_sure: Whether it is likely enough to be said without reserve.
        leaning: Log odds of yes against no.
        told: Log odds that the sentences say one of both.
        is_told: Whether that is likely enough for them to be the answer, whichever they say.
    """

    holds: bool | None
    is_sure: bool
    leaning: float
    told: float
    is_told: bool


@dataclass(frozen=True, slots=True, eq=False)
class Decider:
    """What training found.

    Attributes:
        name: Version, such as ``decider_v1_3``.
        columns: Number of each learned morpheme among the features.
        leaning: Trees for the log odds of yes against no.
        told: Trees for the log odds that one of both is told.
        weights: Of the encoder's log odds beside either.
        said: Least log odds, of either kind, at which yes or no is said;
        sure: and at which that is sure.
    """

    name: str
    columns: Mapping[str, int]
    leaning: Trees
    told: Trees
    weights: tuple[float, float]
    said: tuple[float, float]
    sure: tuple[float, float]

    def decide(self, question: str, statement: str, sentences: Sequence[str]) -> Decision:
        """Decide.

        Args:
            question: The question.
            statement: What it asks to be confirmed.
            sentences: What was found for it.
        """
        row = self.row(question, statement, sentences)[None, :]
        says = bundled_encoder().entailment(normalize(statement), [*map(normalize, sentences)])
        leaning = float(self.leaning.predict(row)[0])
        leaning += self.weights[0] * (says.entailed - says.contradicted)
        told = float(self.told.predict(row)[0])
        told += self.weights[1] * (max(says.entailed, says.contradicted) - says.not_told)
        is_said, is_sure = (
            abs(leaning) >= limits[0] and told >= limits[1] for limits in (self.said, self.sure)
        )
        holds = leaning > 0 if is_said else None
        return Decision(holds, is_sure, leaning, told, told >= self.sure[1])

    def row(self, question: str, statement: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Describe a question beside sentences, as the trees see it."""
        numbers, counts = described(question, statement, sentences)
        row = np.zeros(len(NUMBERS) + len(self.columns), dtype=np.float32)
        row[: len(NUMBERS)] = numbers
        for name, count in counts.items():
            if name in self.columns:
                row[self.columns[name]] = count
        return row


def described(
    question: str, statement: str, sentences: Sequence[str]
) -> tuple[list[float], dict[str, float]]:
    """Describe a question for yes or no beside some sentences.

    Args:
        question: The question.
        statement: What it asks to be confirmed.
        sentences: What was found for it.

    Returns:
        One value for each of :data:`NUMBERS`; and morphemes by name, each with its sign or count.
    """
    claim, evidence = read_together(normalize(statement), [*map(normalize, sentences)])
    asked = _words_of(default_analyzer().morphemes(normalize(question)))
    told = [m for text in evidence.cited for m in _words_of(text.morphemes)]
    numbers = [
        *describe(claim, evidence, find_faults(claim, evidence)).tolist(),
        *limits_row(claim, evidence),
    ]
    sign = -1.0 if sum(map(is_denial, asked[-_TAIL:])) % 2 else 1.0
    counts = {f"told {m.form}/{m.tag}": sign for m in told}
    counts |= {f"asked {m.form}/{m.tag}": 1.0 for m in asked}
    counts |= dict.fromkeys(_by_host(told, asked, "told"), sign)
    counts |= dict.fromkeys(_by_host(asked, told, "asked"), 1.0)
    known = {_kind(m) for m in told}
    for m in asked:
        if m.tag[0] in "NVXMS":
            name = f"{'known' if _kind(m) in known else 'new'} {m.tag}"
            counts[name] = counts.get(name, 0.0) + 1.0
    return numbers, counts


def _words_of(morphemes: Sequence[Morpheme]) -> list[Morpheme]:
    return [m for m in morphemes if m.tag not in _LEFT_OUT]


def _kind(m: Morpheme) -> tuple[str, str]:
    return m.form, m.tag[0]


def _by_host(own: Sequence[Morpheme], other: Sequence[Morpheme], name: str) -> Iterator[str]:
    """Name what stands behind words that the other text has, and behind those it has not."""
    known = {_kind(m) for m in other if m.tag in _HOSTS}
    host: Morpheme | None = None
    for m in own:
        if host is not None and (m.tag[0] in "EJ" or m.tag in _TELLING):
            side = "known" if _kind(host) in known else "new"
            yield f"{name} behind {side} {m.form}/{m.tag}"
        if m.tag in _HOSTS:
            host = m


@lru_cache(maxsize=1)
def load_decider(folder: Path = DEFAULT_DECIDER) -> Decider:
    """Read a model folder and check it.

    Args:
        folder: The folder.

    Raises:
        ModelError: If a file is missing, damaged, or made for other features.
    """
    try:
        config, (leaning, told) = read_folder(folder, "leaning", "told")
        if tuple(config["numbers"]) != NUMBERS:
            raise ValueError("it was trained on other features")
        columns = {name: len(NUMBERS) + n for n, name in enumerate(config["morphemes"])}
        weights, said, sure = (
            (float(config[name]["leaning"]), float(config[name]["told"]))
            for name in ("encoder", "said", "sure")
        )
        return Decider(str(config["name"]), columns, leaning, told, weights, said, sure)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the decider in {folder} cannot be loaded ({type(error).__name__}: {error}); "
            "install the package again: pip install --force-reinstall --no-deps .",
            korean="예와 아니요를 가리는 모델을 불러오지 못했습니다. 다시 설치해 주세요.",
        ) from error
