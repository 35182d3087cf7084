"""Whom a letter greets, and the lines that close it: its day and who sends it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.sources.lines import Line

# "보고 싶은 지우에게", "김 선생님께", "지우야,", "To. 지우"
_GREETING = re.compile(
    r"(?!.*[.?]\s*\S).{0,20}?\S(?:(?:에게|께|한테|귀하)[,.!~]*|(?:[아야님씨]|이여)[,!~])$"
    r"|(?:to|dear)\b[.:,]?\s?\S.{0,15}$",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:(?:19|20)\d\d\s?[년.]\s?)?\d{1,2}\s?[월.]\s?\d{1,2}\s?일?\.?(?:\s?\([월화수목금토일]\))?,?\s*"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# "제자 도하린 올림", but not "설치해 드림".
_SIGNED = re.compile(
    r"\S.{0,20}?\S(?:(?<![해어아여려내])\s?드림|\s(?:올림|배상|씀|보냄)|(?:으로|로)부터)[.!~]*$"
    r"|(?:from|보내는\s?이)\b\W*\S.{0,15}$",
    re.IGNORECASE,
)
# "제주에서 현주가", "늘 그리운 할머니가": a name, and what it does was said above.
_LEFT_OPEN = re.compile(r"(?:\S{1,8}\s){0,3}[가-힣]{1,6}[가이]")
_AFTERWARDS = re.compile(r"p\.?\s?s\b|추신|덧붙(?:임|여)", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…:,]$|[다요죠까음]$")
_LONGEST_SENDER = 25
_LONGEST_NAME = 8
# So few lines close a text: the day, who sends it, and what was forgotten.
_MOST_CLOSING = 4


def letter_lines(greeting: str, rows: Sequence[Line]) -> frozenset[int]:
    """Find the lines of a letter or a notice that tell of itself alone.

    Args:
        greeting: The line above all others, where it is not among them.
        rows: The lines of the text.

    Returns:
        Numbers of the first line, where it greets, and of the last ones, where they give the day
        or name who sends it; none where no line names that.
    """
    if not rows:
        return frozenset()
    greets = is_greeting(greeting or rows[0].text)
    after = [n for n, row in enumerate(rows) if n and _AFTERWARDS.match(row.text)]
    rows = rows[: after[-1]] if after and len(rows) - after[-1] < _MOST_CLOSING else rows
    rest = [_DAY.sub("", row.text, count=1) if _DAY.match(row.text) else None for row in rows]
    days = {
        n for n, behind in enumerate(rest) if behind == "" and (greets or _YEAR.match(rows[n].text))
    }
    last = range(len(rows) - 1, max(0, len(rows) - 1 - _MOST_CLOSING), -1)
    senders = {n for n in last if not rows[n].style and _is_signed(rest[n] or rows[n].text)}
    for n in last:
        is_dated = len(days) == 1 and bool(days & {n - 1, n + 1})
        if n not in days | senders:
            row = rows[n]
            text = rest[n] or row.text
            is_apart = is_dated or (greets and row.after_blank)
            is_open = (is_apart or rest[n]) and _LEFT_OPEN.fullmatch(text)
            is_name = is_dated or (is_apart and len(text) <= _LONGEST_NAME)
            is_name = is_name and n == len(rows) - 1 and not _ENDED.search(text)
            if row.style or len(text) > _LONGEST_SENDER or not (is_open or is_name):
                break
            senders.add(n)
    if not senders:
        return frozenset()
    closing = senders | {n for n in days if len(days) == 1 and senders & {n - 1, n + 1}}
    return frozenset(closing | ({0} if greets and not greeting else set()))


def is_greeting(line: str) -> bool:
    """Tell whether a line says whom a text is for, and nothing else."""
    return _GREETING.match(line) is not None


def _is_signed(text: str) -> bool:
    return len(text) <= _LONGEST_SENDER and _SIGNED.match(text) is not None
