"""How texts are cut and given to the encoder, in training and in use; where their tokens lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    IntArray = NDArray[np.int64]

MAX_TOKENS = 320
"""Of a text; what is further on is not seen."""
WINDOW_CHARS = 420
"""That a window holds at most, some 220 tokens; a longer sentence is a window by itself."""
SHARED_SENTENCES = 2
"""That a window shares with the next one at most."""


def as_query(text: str) -> str:
    """Put the prefix before a question or a claim that the encoder was pretrained with."""
    return f"query: {text}"


def as_passage(text: str, title: str = "") -> str:
    """The same for what is read, under its title if it has one."""
    return f"passage: {title}\n{text}" if title else f"passage: {text}"


def first_letters(text: str, offsets: IntArray) -> IntArray:
    """Find each token's first letter; a token may begin with the blank before its word.

    Args:
        text: The text that was cut into tokens.
        offsets: Start and end of each token, shape (tokens, 2).

    Returns:
        Offsets, -1 for a token that holds no letter, shape (tokens,).
    """
    found = np.full(len(offsets), -1)
    for number, (start, end) in enumerate(offsets.tolist()):
        held = text[start:end]
        if held.strip():
            found[number] = start + len(held) - len(held.lstrip())
    return found


def owners(firsts: IntArray, sentences: Sequence[tuple[int, int]]) -> IntArray:
    """Tell which sentence each token belongs to: the one that holds its first letter.

    Args:
        firsts: As :func:`first_letters` returns them, shape (tokens,).
        sentences: Start and end of each sentence in the same text, in order.

    Returns:
        Numbers of sentences, -1 for what stands before the first, shape (tokens,).
    """
    starts = np.array([start for start, _ in sentences])
    place = np.searchsorted(starts, firsts, side="right") - 1
    return np.where(firsts >= 0, place, -1)


def cut_windows(sentences: Sequence[Sequence[int]]) -> tuple[range, ...]:
    """Cut a text into windows.

    They overlap, so that each sentence is seen with what stands before or behind it.

    Args:
        sentences: Start and end of each sentence of the text, in order.

    Returns:
        Numbers of the sentences of each window, in order.
    """
    windows: list[range] = []
    first, count = 0, len(sentences)
    while first < count:
        begin, last = sentences[first][0], first + 1
        while last < count and sentences[last][1] - begin <= WINDOW_CHARS:
            last += 1
        windows.append(range(first, last))
        if last == count:
            break
        first = max(first + 1, last - SHARED_SENTENCES)
    return tuple(windows)
