"""The dates that relative words in a text mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rag.korean import Sentence

# By how many years, months, days the word is away from the day of publication.
_YEARS = {"재작년": -2, "지난해": -1, "작년": -1, "올해": 0, "금년": 0, "내년": 1, "내후년": 2}
_MONTHS = {"지난달": -1, "이달": 0, "내달": 1}
_DAYS = {"그제": -2, "그저께": -2, "어제": -1, "오늘": 0, "내일": 1}


def relative_dates(sentence: Sentence, published: str | None) -> list[tuple[str, str]]:
    """Say what each relative word of a sentence means.

    Args:
        sentence: The sentence.
        published: The document's date of publication (ISO 8601), if known.

    Returns:
        Words as written with the dates they mean, such as ("지난해", "2023년").
    """
    if published is None:
        return []
    day = date.fromisoformat(published[:10])
    words = dict.fromkeys(m.form for m in sentence.morphemes if m.tag in {"NNG", "NNP", "MAG"})
    return [(word, told) for word in words if (told := _meant(word, day))]


def _meant(word: str, day: date) -> str:
    if word in _YEARS:
        return f"{day.year + _YEARS[word]}년"
    if word in _MONTHS:
        months = day.year * 12 + day.month - 1 + _MONTHS[word]
        return f"{months // 12}년 {months % 12 + 1}월"
    if word in _DAYS:
        meant = day + timedelta(days=_DAYS[word])
        return f"{meant.year}년 {meant.month}월 {meant.day}일"
    return ""


def with_dates(text: str, dates: Sequence[tuple[str, str]]) -> str:
    """Write beside each relative word of a text what it means: 지난해(2023년)."""
    for word, told in dates:
        text = text.replace(word, f"{word}({told})", 1)
    return text
