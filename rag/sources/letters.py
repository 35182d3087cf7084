"""Whom a letter greets, and the lines that close it: its day and who sends it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.sources.dating import bare_date
from rag.sources.lines import Line

# "보고 싶은 지우에게", "김 선생님께", "지우야,"
_GREETING = re.compile(
    r"(?!.*[.?]).{0,20}?\S(?:(?:에게|께|한테|귀하)[,.!~]*|(?:[아야님씨]|이여)[,!~])$"
)
_SIGNED = re.compile(r"\S.{0,24}?(?:\s?(?:드림|올림|배상|씀|보냄)|(?:으로|로)부터)[.!~]*$")
# "제주에서 현주가", "늘 그리운 할머니가": a name, and what it does was said above.
_LEFT_OPEN = re.compile(r"(?:\S{1,8}\s){0,3}[가-힣]{1,6}[가이]$")
_ENDED = re.compile(r"[.!?…:,]$|[다요죠까]$")
_LONGEST_SENDER = 25
# So few lines close a text: the day, the place, who sends it.
_MOST_CLOSING = 3


def letter_lines(greeting: str, rows: Sequence[Line]) -> frozenset[int]:
    """Find the lines of a letter or a notice that tell of itself alone.

    Args:
        greeting: The line above all others, where it is not among them.
        rows: The lines of the text.

    Returns:
        Numbers of the first line, where it greets, and of the last ones, where they give the day
        or name who sends it; none where a text has no such close.
    """
    if not rows:
        return frozenset()
    first = greeting or rows[0].text
    greets = is_greeting(first)
    days = {n for n, row in enumerate(rows) if bare_date(row.text)}
    closing: set[int] = set()
    for n in range(len(rows) - 1, max(0, len(rows) - 1 - _MOST_CLOSING), -1):
        text = rows[n].text
        beside = bool(days & {n - 1, n + 1}) and len(days) == 1
        is_open = (greets or beside) and _LEFT_OPEN.fullmatch(text) is not None
        is_name = beside and n == len(rows) - 1 and not _ENDED.search(text)
        is_sender = not rows[n].style and len(text) <= _LONGEST_SENDER
        is_sender = is_sender and (_SIGNED.match(text) is not None or is_open or is_name)
        if not is_sender and not (n in days and len(days) == 1):
            break
        closing.add(n)
    if not closing - days:
        return frozenset()  # a day alone is told by what stands around it
    return frozenset(closing | ({0} if greets and not greeting else set()))


def is_greeting(line: str) -> bool:
    """Tell whether a line says whom a text is for, and nothing else."""
    return _GREETING.match(line) is not None
