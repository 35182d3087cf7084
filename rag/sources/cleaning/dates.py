"""Dates as Korean news pages print them: "입력 2024.05.13. 오전 5:02", "2024/05/13 09:00 송고"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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

_WEEKDAY = r"(?:\s*\(?[월화수목금토일](?:요일)?\)|\s+[월화수목금토일]요일)?"
_TIME = (
    r"(?:[\s,|T(]{0,3}(?P<half>오전|오후|[AaPp][Mm])?\s*(?P<hour>\d{1,2})\s*(?::|시(?!간))"
    r"\s*(?:(?P<minute>\d{1,2})분?)?(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half_after>[AaPp][Mm])\b)?\)?)?"
)
_DATE = (
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})\s*(?:[.\-/]|년)\s*(?P<month>\d{1,2})"
    r"(?:\s*월호|\s*(?:[.\-/]|월)\s*(?P<day>\d{1,2})(?!\d)\s*일?\.?" + _WEEKDAY + _TIME + r")"
)
_STAMP = re.compile(
    rf"(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))?{_LABEL_TAIL}{_DATE}"
    rf"(?:\s*(?:(?P<modified_after>{_MODIFIED})|(?P<published_after>{_PUBLISHED})){_LABEL_NOUN}(?=\s*(?:[|)\]>/]|$)))?",
    re.IGNORECASE,
)
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
    """Find the dates of a line; days that no calendar has are left out.

    Args:
        line: One line of text; a paragraph is no date line and gives none.
    """
    stamps: list[Stamp] = []
    if len(line) > _LONGEST_DATE_LINE or not _YEAR.search(line):
        return stamps
    for match in _STAMP.finditer(line):
        iso = _iso(match)
        if iso is None:
            continue
        start = match.start()
        if not (match["modified"] or match["published"]):
            start = match.start("year")
        stamps.append(
            Stamp(
                start=start,
                end=match.start() + len(match[0].rstrip()),
                iso=iso,
                is_published=bool(match["published"] or match["published_after"]),
                is_modified=bool(match["modified"] or match["modified_after"]),
                is_news_label=_NEWS_LABEL.search(match[0]) is not None,
            )
        )
    return stamps


def first_published(stamps: Iterable[Stamp]) -> Stamp | None:
    """Return the first date whose label says that the article appeared then."""
    return next((stamp for stamp in stamps if stamp.is_published), None)


def _iso(match: re.Match[str]) -> str | None:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"] or 1)
    hour = int(match["hour"] or 0)
    half = (match["half"] or match["half_after"] or "").lower()
    if half in ("오후", "pm") and hour < 12:
        hour += 12
    if half in ("오전", "am") and hour == 12:
        hour = 0
    try:
        when = datetime(
            year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0)
        )
    except ValueError:
        return None
    if match["day"] is None:
        return f"{when:%Y-%m}"
    if match["hour"] is None:
        return f"{when:%Y-%m-%d}"
    return when.isoformat(timespec="seconds" if match["second"] else "minutes")
