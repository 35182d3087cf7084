"""What the checks know about Korean words, read from the lists in ``words/``.

The files say what their lists are for. They hold general words only.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

# A place on an axis of opposites: number of the axis, number of the pole.
Pole = tuple[int, int]

_FOLDER = Path(__file__).parent / "words"


class Certainty(IntEnum):
    """How certain a text is about an event; see :func:`certainty_supports`."""

    POSSIBLE = 1
    PLANNED = 2
    ABLE = 3
    STATED = 4
    DONE = 5


def _lines(name: str) -> Iterator[str]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _axes() -> list[tuple[frozenset[str], list[list[str]]]]:
    """Read the axes of opposites: ``(marks, words of each pole)``."""
    entries: list[str] = []
    for line in _lines("opposites.txt"):
        if line.startswith(" "):
            entries[-1] += line
        else:
            entries.append(line)
    axes: list[tuple[frozenset[str], list[list[str]]]] = []
    for entry in entries:
        marks, _, poles = entry.partition(":")
        axes.append((frozenset(marks.split()), [pole.split() for pole in poles.split("|")]))
    return axes


def _places(axes: list[tuple[frozenset[str], list[list[str]]]]) -> dict[str, frozenset[Pole]]:
    found: dict[str, set[Pole]] = {}
    for number, (_, poles) in enumerate(axes):
        for pole, words in enumerate(poles):
            for word in words:
                found.setdefault(word, set()).add((number, pole))
    return {word: frozenset(places) for word, places in found.items()}


def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _lines("classes.txt"):
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), set())
        else:
            words.update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


_AXES = _axes()
# Word → its places on the axes of opposites.
POLES = _places(_AXES)


def _marked(mark: str) -> frozenset[int]:
    return frozenset(number for number, (marks, _) in enumerate(_AXES) if mark in marks)


# The axes with each mark; opposites.txt says what the marks mean.
BINARY_AXES = _marked("binary")
RELATIONAL_AXES = _marked("relational")
# Rising and falling, and being more or less than something.
CHANGES = frozenset().union(
    *(
        POLES[word]
        for word in [
            "인상",
            "인하",
            "크다",
            "작다",
            "많다",
            "적다",
            "길다",
            "짧다",
            "무겁다",
            "가볍다",
        ]
    )
)

# Classes of words; classes.txt says what each is for.
_CLASSES = _classes()
NEGATORS = _CLASSES["negators"]
ACCEPTING = _CLASSES["accepting"]
RETRACTING = _CLASSES["retracting"]
RETRACTABLE = _CLASSES["retractable"]
UNDECIDED = _CLASSES["undecided"]
CARRIERS = _CLASSES["carriers"]
COMPLETED = _CLASSES["completed"]
PROJECTS = _CLASSES["projects"]
INTRANSITIVE = _CLASSES["intransitive"]
LIGHT = _CLASSES["light"]
TRIVIAL = _CLASSES["trivial"]
EMPTY = TRIVIAL | _CLASSES["empty"]
WEAK = _CLASSES["weak"]
GENERIC = _CLASSES["generic"]
FUTURE = _CLASSES["future"]
SUFFIXES = _CLASSES["suffixes"]
# Word → how certain what it governs can be at most.
HEDGES: dict[str, Certainty] = {
    **dict.fromkeys(_CLASSES["possible"], Certainty.POSSIBLE),
    **dict.fromkeys(_CLASSES["planned"], Certainty.PLANNED),
    **dict.fromkeys(_CLASSES["able"], Certainty.ABLE),
}

# With 가장 these say what the other side of the pair says.
SUPERLATIVES = {
    "크다": "최대",
    "많다": "최다",
    "높다": "최고",
    "길다": "최장",
    "작다": "최소",
    "적다": "최소",
    "낮다": "최저",
    "짧다": "최단",
}


def certainty_supports(source: Certainty, claim: Certainty) -> bool:
    """Tell whether a source that is ``source`` about an event supports a claim that is ``claim``.

    Args:
        source: Certainty of the event in the cited text.
        claim: Certainty of the same event in the claim.
    """
    allowed = {
        Certainty.DONE: {Certainty.STATED, Certainty.DONE},
        Certainty.STATED: set(Certainty) - {Certainty.POSSIBLE},
        Certainty.ABLE: set(Certainty),
        Certainty.PLANNED: {Certainty.PLANNED, Certainty.ABLE, Certainty.STATED},
        Certainty.POSSIBLE: {Certainty.POSSIBLE, Certainty.ABLE, Certainty.STATED},
    }
    return source in allowed[claim]


def stance(word: str, other: str) -> bool | None:
    """Tell whether two words say the same or the opposite: 통과 and 가결, 통과 and 부결.

    Args:
        word: A noun, or a verb or an adjective with 다.
        other: Another.

    Returns:
        ``None`` for words that no list knows as either.
    """
    poles, others = POLES.get(word, frozenset()), dict(POLES.get(other, ()))
    shared = [others[axis] == pole for axis, pole in poles if axis in others]
    return None if not shared else any(shared)
