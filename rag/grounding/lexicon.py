"""What the checks know about Korean words, read from the lists in ``words/``.

The files say what their lists are for. They hold general words only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

# A place on an axis of opposites: number of the axis, number of the pole.
Pole = tuple[int, int]

_FOLDER = Path(__file__).parent / "words"


def _lines(name: str) -> Iterator[str]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _axes() -> Iterator[list[list[str]]]:
    """Read the axes of opposites: the words of each pole."""
    text = "\n".join(_lines("opposites.txt")).replace("\n ", " ")
    return ([pole.split() for pole in axis.split("|")] for axis in text.splitlines())


def _places() -> dict[str, frozenset[Pole]]:
    found: dict[str, set[Pole]] = {}
    for number, axis in enumerate(_axes()):
        for pole, words in enumerate(axis):
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


POLES = _places()
"""Word → its places on the axes of opposites."""

# Classes of words; classes.txt says what each is for.
_CLASSES = _classes()
NEGATORS = _CLASSES["negators"]
OPEN = _CLASSES["open"]
LIGHT = _CLASSES["light"]
WEAK = _CLASSES["weak"]
SUFFIXES = _CLASSES["suffixes"]


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
