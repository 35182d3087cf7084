"""The dates that relative words in a text mean, beside the words."""

from __future__ import annotations

from collections.abc import Sequence

from rag.korean import ResolvedDate


def with_dates(text: str, dates: Sequence[ResolvedDate]) -> str:
    """Write beside each relative date of a text what it means: 지난해 5월(2023년 5월)."""
    for found in dates:
        text = text.replace(found.written, f"{found.written}({found.meant})", 1)
    return text
