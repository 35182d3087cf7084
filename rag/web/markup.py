"""Text as HTML: safe and literal.

Every character that comes from a document, a user or a setting passes :func:`escape`; what is not
escaped is written in this package. Nothing is read as Markdown or LaTeX anywhere, so ``**`` and
``$x$`` are shown as they are.
"""

from __future__ import annotations

import html
import re
from datetime import datetime

# UTF-8 cannot carry lone surrogates, and a browser replaces the controls or drops them.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def escape(text: str) -> str:
    """Make text safe and literal in HTML, between tags and in quoted attributes.

    Returns:
        HTML whose text content is ``text``, but for controls and lone surrogates, which become
        U+FFFD.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", text), quote=True)


def korean_date(iso: str) -> str:
    """Write an ISO 8601 date, with its time if it has one, the Korean way; else as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = f"{moment.year}년 {moment.month}월 {moment.day}일"
    return day if len(iso) <= 10 else f"{day} {moment:%H:%M}"


def percent(share: float) -> str:
    """Write a share of one as a percentage, held between 0 % and 100 %."""
    return f"{min(max(share, 0.0), 1.0):.0%}"
