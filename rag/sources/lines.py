"""The lines of a plain text, each with the style of the mark that it begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_LINE = re.compile(r"[^\n]+")
_CLOCK = r"(?:[오전후]{2}\s?)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?"
_DAY = r"\d{4}[년.-]\s?\d{1,2}[월.-]\s?\d{1,2}[일.]?"
# Who says what stands behind, in a chat with the time: "[하람] [오후 1:12]", "하람 (13:12):",
# "2025년 5월 1일 오후 1:12, 하람 :"; of an answer in brackets: "A2. (도로과 함예진)".
_SPEAKER = re.compile(
    rf"(?:\[(?P<framed>[^\[\]\n]{{1,20}})\]\s?\[{_CLOCK}\]"
    rf"|(?:\[?{_DAY}\s{_CLOCK}\]?,?|\[{_CLOCK}\])\s(?P<behind>[^:：\[\]\n]{{1,20}}?)\s?[:：]"
    rf"|(?P<before>[^\W\d][^:：\n()\[\]]{{0,19}}?)\s?[(\[]{_CLOCK}[)\]]\s?[:：]"
    r"|(?:A\s?\d{0,3}|답변?)\s?[.:)．：]\s*\((?P<answering>[^()\n]{1,20})\))\s*(?=\S)"
)
# The same without the time, which only a talk of several tells from "[속보]": "[하람] 내가 갈게".
_NAMED = re.compile(r"\[(?P<named>[^\[\]\n]{1,10})\]\s+(?=\S)")
_LEAST_SPOKEN = 4
# "제보 전화 02-781-1234", "▷ 전화 : 02-781-1234".
_TIPS = re.compile(
    r"제보.*(?:\d{2,}|@)|[▷▶☎☏✉→]\s?(?:카카오톡|카톡|전화|문자|이메일|메일)\s?[:：]", re.DOTALL
)
_PICTURE = re.compile(r"\W*(?:사진|그래픽|일러스트|영상)\s?(?:출처|제공)?\s?[=:：/]\s?\S")
# A mark at the beginning of a line, by style. A date ("3. 20. 10시") begins with none.
_MARKS = {
    "number": r"\d{1,2}\.(?!\s?\d{1,2}\.)(?=\s)",
    "number_closed": r"\d{1,2}\)(?=\s)",
    "bracketed": r"\(\d{1,2}\)",
    "circled": r"[①-⑳㉮-㉻㉠-㉭❶-❿]",
    "hangul": r"[가나다라마바사아자차카타파하]\.(?=\s)",
    "hangul_closed": r"[가나다라마바사아자차카타파하]\)(?=\s)",
    "hangul_bracketed": r"\([가나다라마바사아자차카타파하]\)",
    "latin": r"[A-Za-z][.)](?=\s)",
    "roman": r"[Ⅰ-Ⅻⅰ-ⅻ]+\s?[.)]?(?=\s)",
    "dash": r"[-–*+](?=\s)",
    "dot": r"[•·ㆍ∙▪‣◦](?=\s?\S)",
    "square": r"[■□◆◇▣◈](?=\s?\S)",
    "circle": r"[○●◎ㅇ](?=\s?\S)",
    "triangle": r"[▲△▶▷►☞→](?=\s?\S)",
    "note": r"※(?=\s?\S)",
    "field": r"[가-힣A-Za-z][가-힣A-Za-z·/() ]{0,11}[:：](?=\s*[^\s/])",
    "frame": r"(?:\[[^\[\]\n]{1,30}\]|【[^】\n]{1,30}】|〈[^〉\n]{1,30}〉|<[^<>\n]{1,30}>)(?=\s*$)",
}
MARK_STYLES = tuple(_MARKS)
"""Names of the styles of marks."""
_MARK = re.compile("|".join(f"(?P<{style}>{mark})" for style, mark in _MARKS.items()))
STOPPED = re.compile(r"[.!?…][\"'”’)\]」』》〉]*$")
"""Where a line ends as sentences do."""
# Marks that only say that an item begins; others count, or name it.
_BULLETS = frozenset({"dash", "dot", "square", "circle", "triangle"})
# A line that is drawn: dashes, stars, or the frame between two rows of a table.
_RULE = re.compile(
    r"[-=─━_~*+|:┌┬┐├┼┤└┴┘│┃\s]*(?:[-=─━_~*]{3}|:?-{2,}:?|(?:[-*=]\s){2}[-*=])"
    r"[-=─━_~*+|:┌┬┐├┼┤└┴┘│┃\s]*"
)
# Several things told side by side in a line: "전화 02-555-0110  담당 위성란".
_COLUMNS = re.compile(
    r"(?=.*\d)(?:(?!  |\t).){2,40}[^\s.!?…,](?:(?:\t|[ \u3000]{2,})\S.{1,39}){1,3}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, without white space around it."""

    start: int
    end: int
    text: str
    indent: int
    after_blank: bool
    style: str = ""


def mark_style(text: str) -> str:
    """Name the style of the mark that a line begins with ("1.", "1)", "①"); empty for none."""
    mark = _MARK.match(text)
    return mark.lastgroup or "" if mark else ""


def without_bullet(text: str) -> str:
    """Return an item without the sign that it begins with, where that counts nothing."""
    mark = _MARK.match(text)
    return text[mark.end() :].lstrip() if mark and mark.lastgroup in _BULLETS else text


def is_rule(text: str) -> bool:
    """Tell whether a line is drawn and tells nothing."""
    return _RULE.fullmatch(text) is not None


def has_columns(text: str) -> bool:
    """Tell whether a line tells several things side by side, and so none that runs on."""
    return _COLUMNS.fullmatch(text) is not None and not STOPPED.search(text)


def speaker_in(text: str, *, is_spoken: bool = False) -> tuple[int, int] | None:
    """Find where a line begins with who says it; in a talk (``is_spoken``) a name is enough."""
    speaker = _SPEAKER.match(text) or (_NAMED.match(text) if is_spoken else None)
    return speaker.span(speaker.lastgroup or 0) if speaker else None


def takes_tips(line: str) -> bool:
    """Tell whether a line says where to send tips."""
    return _TIPS.match(line) is not None


def credits_picture(line: str) -> bool:
    """Tell whether a line begins with whose a picture is."""
    return _PICTURE.match(line) is not None


def text_lines(text: str, begin: int = 0) -> list[Line]:
    """Cut a text into lines.

    Args:
        text: The text.
        begin: Where the first line begins.

    Returns:
        Those that are not blank; "name: value" has its style only beside another such line,
        and "speech" is the style of what is said in a chat, where more than one thing is.
    """
    rows: list[Line] = []
    after_blank = True
    previous_end = begin
    is_spoken = _is_talk(text, begin)
    for line in _LINE.finditer(text, begin):
        stripped = line[0].strip()
        if not stripped:
            continue
        indent = len(line[0]) - len(line[0].lstrip())
        after_blank = text.count("\n", previous_end, line.start()) > 1 or not rows
        is_speech = speaker_in(stripped, is_spoken=is_spoken)
        style = "speech" if is_speech else mark_style(stripped)
        start = line.start() + indent
        previous_end = start + len(stripped)
        rows.append(Line(start, previous_end, stripped, indent, after_blank, style))
    is_chat = sum(row.style == "speech" for row in rows) > 1
    return [
        replace(row, style="")
        if (row.style == "field" and not _has_fellow(rows, n))
        or (row.style == "speech" and not is_chat)
        else row
        for n, row in enumerate(rows)
    ]


def _is_talk(text: str, begin: int) -> bool:
    """Tell whether lines begin with the names of several, of whom one speaks again."""
    names = [line[1] for line in re.finditer(rf"^[ \t]*{_NAMED.pattern}", text[begin:], re.M)]
    return len(names) >= _LEAST_SPOKEN and 1 < len(set(names)) < len(names)


def _has_fellow(rows: Sequence[Line], number: int) -> bool:
    """Tell whether the line above or below is "name: value" as well."""
    above = number > 0 and not rows[number].after_blank and rows[number - 1].style == "field"
    below = rows[number + 1 : number + 2]
    return above or any(row.style == "field" and not row.after_blank for row in below)
