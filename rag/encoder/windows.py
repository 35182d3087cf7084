"""Which neighbouring sentences are read together, in training and in use."""

from __future__ import annotations

from collections.abc import Sequence

WINDOW_CHARS = 420
"""That a window holds at most, some 220 tokens; a longer sentence is a window by itself."""
SHARED_SENTENCES = 2
"""That a window shares with the next one at most."""


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
