"""The day of a text that has no line like a news page's: minutes, letters, notices."""

from __future__ import annotations

import re

from rag.sources.cleaning import Stamp, find_stamps, first_published

# Where a text says of itself when it was written.
_LINES_AT_TOP = 8
_LINES_AT_END = 4
# "한낮일보 | 2024년 3월 12일 화요일 | 지역": outlet and day over a headline, or right below it.
_DATELINES = 3
_DATELINE_CHARS = 60
_NO_DATELINE = re.compile(r"[:：]|[다요까음임][.!?]?$")
_OF_ITSELF = re.compile(r"\W*(?:작성|등록|게시|발행|공고|기록|보고)?(?:일자?|날짜|일시)\s?[:：]")
# Minutes and diaries tell what happened on the day that they give; a notice gives another's.
_RECORD = re.compile(r"(?:회의록|의사록|기록|일지|일기|결과|보고서?)\W*$")
_OF_EVENT = re.compile(r"\W*(?:회의\s?)?(?:일시|날짜)\s?[:：]")


def find_day(text: str, title: str) -> str | None:
    """Find the day that relative dates of a text count from.

    It is the first of: a date in a line of outlet and day, or with a label that says so, at the
    top; of minutes the date of the meeting; a line at the end that is nothing but a date, as
    letters have it above the sender.

    Returns:
        ISO 8601 date or date and time; ``None`` where the text does not say it.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    is_record = _RECORD.search(title) is not None
    for line in lines[:_LINES_AT_TOP]:
        stamps = find_stamps(line)
        if not stamps:
            continue
        if published := first_published(stamps):
            return published.iso
        # Where there are several, it is a schedule.
        is_early = line in lines[:_DATELINES] and is_dateline(line)
        if is_early and [*filter(is_dateline, lines)] == [line]:
            return stamps[0].iso
        label = _OF_EVENT if is_record else _OF_ITSELF
        if label.match(line) and (is_record or not _OF_EVENT.match(line)):
            return stamps[0].iso
    # Of several, as a schedule has them, none is the text's own.
    at_end = [stamp for line in lines[-_LINES_AT_END:] if (stamp := _bare(line))]
    if len(at_end) != 1 or any(map(_bare, lines[:-_LINES_AT_END])):
        return None
    return at_end[0].iso


def _bare(line: str) -> Stamp | None:
    """The date that a line is nothing but."""
    stamps = find_stamps(line)
    is_bare = len(stamps) == 1 and not line[: stamps[0].start] + line[stamps[0].end :].strip(". ")
    return stamps[0] if is_bare else None


def is_dateline(line: str) -> bool:
    """Tell whether a line gives outlet and day, or the day alone, and says nothing else."""
    return (
        len(line) <= _DATELINE_CHARS
        and len(find_stamps(line)) == 1
        and not _NO_DATELINE.search(line)
    )
