"""Dates as Korean news pages print them: "입력 2024.05.13. 오전 5:02", "2024/05/13 09:00 송고"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from rag.korean import Moment, find_moments

# What a page writes before or after the date on which an article first appeared ...
_PUBLISHED = (
    r"(?:기사\s*)?(?:최초\s*)?(?:입력|등록|승인|송고|출고|게시|게재|발행|작성|배포|보도)"
    r"|Published|Posted"
)
# ... and last changed. "최종편집" is the site's own clock.
_MODIFIED = r"(?:최종\s*)?(?:수정|업데이트|갱신|편집)|(?:Last\s+)?(?:Updated|Modified)"
_NEWS_LABEL = re.compile(r"입력|송고|승인|출고|게재|기사")
_LABEL_NOUN = r"(?:\s*(?:시간|시각|일시|일자|날짜|일|on))?"
_LABEL_TAIL = _LABEL_NOUN + r"\s*[:：.=]?\s*"

_LABEL = rf"(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))"
_BEFORE = re.compile(rf"{_LABEL}{_LABEL_TAIL}$", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*{_LABEL}{_LABEL_NOUN}(?=\s*(?:[|)\]>/]|$))", re.IGNORECASE)
# Between a day and its time of day.
_BETWEEN = re.compile(r"[\s,|T(]{0,3}")
_SECOND = re.compile(r":\d\d:(\d\d)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
# Longer lines are text.
_LONGEST_DATE_LINE = 250
LABEL_ALONE = re.compile(rf"\W*(?:{_MODIFIED}|{_PUBLISHED}){_LABEL_TAIL}\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date in a line, with its label where it has one.

    Attributes:
        start: First character in the line, of the label if there is one.
        end: One past the last character.
        iso: ``2024-05-13``, ``2024-05-13T05:02``, ``2024-05-13T05:02:11`` or ``2024-05``.
        is_published: Whether the label says that the article appeared then.
        is_modified: Whether the label says that something was changed then.
        is_news_label: Whether only newsrooms use the label; any document may be 작성 or 발행.
    """

    start: int
    end: int
    iso: str
    is_published: bool
    is_modified: bool
    is_news_label: bool

    @property
    def is_labelled(self) -> bool:
        """Whether the line says what happened at that date."""
        return self.is_published or self.is_modified

    @property
    def has_time(self) -> bool:
        """Whether the date has a time of day."""
        return "T" in self.iso


def find_stamps(line: str) -> list[Stamp]:
    """Find the dates of a line; those of a paragraph and days that no calendar has are left out."""
    stamps: list[Stamp] = []
    if len(line) > _LONGEST_DATE_LINE or not _YEAR.search(line):
        return stamps
    moments = find_moments(line)
    done = 0
    for moment, following in zip_longest(moments, moments[1:]):
        timed, end = moment, moment.end
        if (
            following
            and following.time
            and not following.is_dated
            and _BETWEEN.fullmatch(line, end, following.start)
        ):
            timed, end = following, following.end
            end += line.startswith(")", end)
        iso = _iso(line, moment, timed) if _YEAR.match(line, moment.start) else None
        if iso is None:
            continue
        end += "day" not in moment.fields  # the 호 of 5월호
        before, behind = _BEFORE.search(line[done : moment.start]), _BEHIND.match(line, end)
        labels = [label for label in (before, behind) if label]
        start = done + before.start() if before else moment.start
        done = behind.end() if behind else end
        stamps.append(
            Stamp(
                start=start,
                end=done,
                iso=iso,
                is_published=any(label["published"] for label in labels),
                is_modified=any(label["modified"] for label in labels),
                is_news_label=any(_NEWS_LABEL.search(label[0]) for label in labels),
            )
        )
    return stamps


def first_published(stamps: Iterable[Stamp]) -> Stamp | None:
    """Return the first date whose label says that the article appeared then."""
    return next((stamp for stamp in stamps if stamp.is_published), None)


def _iso(line: str, moment: Moment, timed: Moment) -> str | None:
    """A day of the calendar, with the time that is told of it, or the month of an issue."""
    year, month, day = (moment.fields.get(name) for name in ("year", "month", "day"))
    if not year or not month:
        return None
    if not day:
        return f"{year}-{month:02}" if line.startswith("호", moment.end) else None
    minute = timed.fields.get("minute", timed.fields.get("clock"))
    second = _SECOND.search(line, *timed.time) if timed.time else None
    try:
        when = datetime(year, month, day, *divmod(minute or 0, 60), int(second[1] if second else 0))
    except ValueError:
        return None
    if minute is None:
        return f"{when:%Y-%m-%d}"
    return when.isoformat(timespec="seconds" if second else "minutes")
