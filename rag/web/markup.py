"""Text as HTML: safe and literal, with parts of it marked.

Every character that comes from a document, a user or a setting passes :func:`escape`; what is not
escaped is written in this package. Nothing is read as Markdown or LaTeX anywhere, so ``**`` and
``$x$`` are shown as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

# UTF-8 cannot carry lone surrogates, and a browser replaces the controls or drops them.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a text to be marked: ``text[start:end]``.

    Attributes:
        start: First character.
        end: One past the last.
        is_current: Whether this is the one to be shown first.
    """

    start: int
    end: int
    is_current: bool = True


def escape(text: str) -> str:
    """Make text safe and literal in HTML, between tags and in quoted attributes.

    Args:
        text: Any string.

    Returns:
        HTML whose text content is ``text``, but for controls and lone surrogates, which become
        U+FFFD.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", text), quote=True)


def marked_html(
    text: str, marks: Iterable[Mark], *, heading_end: int = 0, has_target: bool = False
) -> str:
    """Mark parts of a text.

    Args:
        text: The text.
        marks: What to mark; parts outside the text are ignored, overlaps are merged by character.
        heading_end: The characters before this are set as a heading.
        has_target: Whether the first current mark is what the page is to scroll to.

    Returns:
        HTML whose text content is that of ``escape(text)``.
    """
    marks = list(marks)
    cuts = {0, heading_end, len(text), *(m.start for m in marks), *(m.end for m in marks)}
    target = ' data-target tabindex="-1"' if has_target else ""
    pieces: list[str] = []
    for start, end in pairwise(sorted(cut for cut in cuts if 0 <= cut <= len(text))):
        piece = escape(text[start:end])
        covering = [m for m in marks if m.start <= start and end <= m.end]
        if any(m.is_current for m in covering):
            piece = f'<mark class="current"{target}>{piece}</mark>'
            target = ""
        elif covering:
            piece = f"<mark>{piece}</mark>"
        if end <= heading_end:
            piece = f'<span class="article-heading">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


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
