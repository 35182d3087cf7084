"""Headings, lists, tables, questions and answers, and code in plain text.

A line by itself seldom says what it is: "1. 예산" is a heading where text stands below it, and an
item where "2. 일정" does. So lines with marks of one style are weighed together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.sources.document import Block, BlockKind

_LINE = re.compile(r"[^\n]+")
# Not "~~~~~~~~", a rule.
_FENCE = re.compile(r"\s*(?:```|~~~)[\w+-]*\s*$")
_HASHES = re.compile(r"(#{1,6})\s+\S")
# "제2장 요금", "안건 3. 놀이터": numbered by a word that only headings have.
_NUMBERED = re.compile(
    r"(?:제\s?\d+\s?(?P<part>편|장|절|관)(?:의\s?\d+)?(?=[\s.:(]|$)"
    r"|(?:안건|의제|안|부록|별표|단계)\s?\d+\s?[.):]?(?=\s|$)|\d+\s?(?:단계|일\s?차|회\s?차)[.):]\s)"
)
_ARTICLE = re.compile(r"제\s?\d+\s?조(?:의\s?\d+)?\s?(?:\([^()\n]{1,30}\)|\[[^\[\]\n]{1,30}\])")
_PART_LEVEL = {"편": 1, "장": 2, "절": 3, "관": 4}
_NAMED_LEVEL, _ARTICLE_LEVEL, _MARKED_LEVEL, _BARE_LEVEL = 2, 5, 6, 7
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
_MARK = re.compile("|".join(f"(?P<{style}>{mark})" for style, mark in _MARKS.items()))
# What may head a section, where text stands below it.
_MAY_HEAD = frozenset(
    {
        "number", "number_closed", "roman", "hangul", "hangul_closed", "latin", "square", "circle",
        "triangle", "frame", "circled",
    }
)  # fmt: skip
# Styles in the order in which one stands below another: 1. 가. 1) 가) (1) (가) ①, and □ ○ - ·.
_RANKS = {
    style: rank
    for rank, styles in enumerate(
        (
            "roman",
            "number square triangle",
            "hangul circle",
            "number_closed latin",
            "hangul_closed",
            "bracketed",
            "hangul_bracketed",
            "circled",
            "dash",
            "dot",
            "field",
        )
    )
    for style in styles.split()
}
# A remark stands beside the list above it, not in it; what is framed heads what follows.
_NO_ITEM = frozenset({"", "note", "frame"})
_LONGEST_HEADING = 40
_LONGEST_BARE = 20
_SENTENCE_END = re.compile(r"(?:[.!?…:;,]|(?:다|요|죠|까|임|함|음|됨))[\"'”’)\]」』》〉]*$")
_STOPPED = re.compile(r"[.!?…][\"'”’)\]」』》〉]*$")
_QUESTION = re.compile(
    r"(?:Q\s?\d{0,3}|문\s?\d{0,3}|질문\s?\d{0,3}|물음)\s?[.:)．：]\s*(?=\S)", re.I
)
_ANSWER = re.compile(r"(?:A\s?\d{0,3}|답|답변|대답)\s?[.:)．：]\s*(?=\S)", re.I)
_INLINE_ANSWER = re.compile(r"(?<=[.?!？])\s*(?=(?:A|답|답변)\s?[.:)．：]\s*\S)")
_ASKS = re.compile(r"[?？]$")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_GAP = re.compile(r"\t|\s{2,}(?=\S)")
_DIGIT = re.compile(r"\d")
# What names a column though it holds digits.
_PERIOD = re.compile(r"^(?:(?:19|20)\d\d(?:년도?)?|\d{1,2}(?:월|분기|차|회|학년|반|주차))$")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the text, without white space around it."""

    start: int
    end: int
    text: str
    indent: int
    after_blank: bool
    style: str = ""


def find_blocks(text: str, header_end: int = 0) -> tuple[Block, ...]:
    """Find the blocks of a plain text.

    Args:
        text: Normalised text.
        header_end: End of the lines with title, outlet and dates.

    Returns:
        Blocks in order that hold every character but white space; empty where the text is
        nothing but paragraphs.
    """
    rows = _rows(text, header_end)
    blocks = list(_Parser(text, rows).blocks())
    if all(block.kind is BlockKind.PARAGRAPH for block in blocks):
        return ()
    header = [
        Block(BlockKind.METADATA if number else BlockKind.TITLE, row.start, row.end)
        for number, row in enumerate(_rows(text[:header_end], 0))
    ]
    return (*header, *blocks)


def mark_style(text: str) -> str:
    """Name the style of the mark that a line begins with: "1." is one, "1)" and "①" are others.

    Args:
        text: The line.

    Returns:
        A name; empty where the line begins with no mark.
    """
    mark = _MARK.match(text)
    return mark.lastgroup or "" if mark else ""


def is_title(title: str, text: str, blocks: Sequence[Block]) -> bool:
    """Tell whether what a text's first line says is the title of all of it.

    It is not when it is a question, a table's row, or a heading beside others of its level.

    Args:
        title: What would be the title.
        text: The text.
        blocks: Its blocks.
    """
    first = next((b for b in blocks if title in text[b.start : b.end]), None)
    if (
        first is None
        or first is not blocks[0]
        or first.kind in (BlockKind.TITLE, BlockKind.PARAGRAPH)
    ):
        return True
    peers = [b for b in blocks if b.kind is first.kind and b.level == first.level]
    return first.kind is BlockKind.HEADING and len(peers) == 1


def _rows(text: str, begin: int) -> list[_Row]:
    rows: list[_Row] = []
    after_blank = True
    previous_end = begin
    for line in _LINE.finditer(text, begin):
        stripped = line[0].strip()
        if not stripped:
            continue
        indent = len(line[0]) - len(line[0].lstrip())
        after_blank = text.count("\n", previous_end, line.start()) > 1 or not rows
        style = mark_style(stripped)
        start = line.start() + indent
        previous_end = start + len(stripped)
        rows.append(_Row(start, previous_end, stripped, indent, after_blank, style))
    return [
        replace(row, style="") if row.style == "field" and not _has_fellow(rows, n) else row
        for n, row in enumerate(rows)
    ]


def _has_fellow(rows: Sequence[_Row], number: int) -> bool:
    """Tell whether the line above or below is "name: value" as well."""
    above = number > 0 and not rows[number].after_blank and rows[number - 1].style == "field"
    below = rows[number + 1 : number + 2]
    return above or any(row.style == "field" and not row.after_blank for row in below)


class _Levels:
    """How deep the items of a list stand, by how far they are set in, and by their marks."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []

    def end(self) -> None:
        """Come to what is no item."""
        self._open.clear()

    def of(self, row: _Row) -> int:
        """Take in the next item, and return its level, 0 for the outermost."""
        is_apart = row.style == "field" and row.after_blank
        place = row.indent, 0 if is_apart else _RANKS[row.style]
        while self._open and place <= self._open[-1]:
            self._open.pop()
        self._open.append(place)
        return len(self._open) - 1


class _Parser:
    def __init__(self, text: str, rows: Sequence[_Row]) -> None:
        self._text = text
        self._rows = rows
        self._heading_styles = _heading_styles(rows)
        self._bare = _bare_headings(rows)
        self._tables = _tables(text, rows)

    def blocks(self) -> Iterator[Block]:
        at, in_question = 0, False
        levels = _Levels()
        while at < len(self._rows):
            row = self._rows[at]
            if row.style in _NO_ITEM:
                levels.end()
            if _FENCE.match(row.text):
                found, at = self._code(at)
                yield found
                continue
            if at in self._tables:
                table, at = self._tables[at]
                yield from table
                continue
            asked, told = _QUESTION.match(row.text), _ANSWER.match(row.text)
            if asked or (told and in_question):
                kind = BlockKind.QUESTION if asked else BlockKind.ANSWER
                in_question = bool(asked)
                inline = _INLINE_ANSWER.search(row.text) if asked else None
                end = at + 1 if asked and not inline else self._paragraph_end(at)
                start = row.start
                if inline:
                    yield Block(kind, start, start + inline.start())
                    kind, start, in_question = BlockKind.ANSWER, start + inline.end(), False
                yield Block(kind, start, self._rows[end - 1].end)
                at = end
                continue
            level = self._heading_level(at)
            if level:
                head = _ARTICLE.match(row.text)
                end = row.start + head.end() if head else row.end
                kind = BlockKind.QUESTION if _ASKS.search(row.text) else BlockKind.HEADING
                levels.end()
                yield Block(kind, row.start, end, level)
                rest = row.text[head.end() :] if head else ""
                if rest.strip():
                    start = row.end - len(rest.lstrip())
                    end_row = self._paragraph_end(at)
                    yield Block(BlockKind.PARAGRAPH, start, self._rows[end_row - 1].end)
                    at = end_row - 1
                at += 1
                continue
            end_row = self._item_end(at) if row.style else self._paragraph_end(at)
            item = row.style not in _NO_ITEM
            kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
            level = levels.of(row) if item else 0
            yield Block(kind, row.start, self._rows[end_row - 1].end, level)
            at = end_row

    def _heading_level(self, at: int) -> int:
        row = self._rows[at]
        hashes = _HASHES.match(row.text)
        if hashes:
            return len(hashes[1])
        if _ARTICLE.match(row.text):
            return _ARTICLE_LEVEL
        if len(row.text) > _LONGEST_HEADING:
            return 0
        numbered = _NUMBERED.match(row.text)
        if numbered and not _STOPPED.search(row.text[numbered.end() :]):
            return _PART_LEVEL.get(numbered["part"] or "", _NAMED_LEVEL)
        if row.style in self._heading_styles and _may_head(row):
            return _MARKED_LEVEL + list(self._heading_styles).index(row.style)
        return _BARE_LEVEL + len(_MARKS) if at in self._bare else 0

    def _starts_block(self, at: int) -> bool:
        row = self._rows[at]
        return bool(
            row.after_blank
            or row.style
            or _FENCE.match(row.text)
            or _QUESTION.match(row.text)
            or _ANSWER.match(row.text)
            or self._heading_level(at)
            or at in self._tables
        )

    def _paragraph_end(self, at: int) -> int:
        end = at + 1
        while end < len(self._rows) and not self._starts_block(end):
            end += 1
        return end

    def _item_end(self, at: int) -> int:
        """An item runs on in lines that are set in deeper than its mark."""
        end = at + 1
        while (
            end < len(self._rows)
            and self._rows[end].indent > self._rows[at].indent
            and not self._starts_block(end)
        ):
            end += 1
        return end

    def _code(self, at: int) -> tuple[Block, int]:
        end = at + 1
        while end < len(self._rows) and not _FENCE.match(self._rows[end].text):
            end += 1
        end = min(end, len(self._rows) - 1)
        return Block(BlockKind.CODE, self._rows[at].start, self._rows[end].end), end + 1


def _tables(text: str, rows: Sequence[_Row]) -> dict[int, tuple[list[Block], int]]:
    """The tables: for the number of the line that each begins with, its rows and where it ends."""
    found: dict[int, tuple[list[Block], int]] = {}
    at = 0
    while at < len(rows):
        cells = _pipe_cells if "|" in rows[at].text[1:] else _gap_cells
        run: list[tuple[_Row, list[tuple[int, int]]]] = []
        rule = -1
        end = at
        for number in range(at, len(rows)):
            row = rows[number]
            if (run and row.after_blank) or (cells is _gap_cells and _STOPPED.search(row.text)):
                break
            if cells is _pipe_cells and len(run) == 1 and _RULE.fullmatch(row.text):
                rule = row.end
            else:
                spans = cells(row)
                if len(spans) < 2 or (cells is _gap_cells and run and len(spans) != len(run[0][1])):
                    break
                run.append((row, spans))
            end += 1
        blocks = _table(text, run, rule, is_ruled=cells is _pipe_cells)
        if blocks:
            found[at] = blocks, end
        at = max(end, at + 1)
    return found


def _table(
    text: str,
    run: Sequence[tuple[_Row, list[tuple[int, int]]]],
    rule: int,
    *,
    is_ruled: bool,
) -> list[Block]:
    """Make the rows of a table of lines with cells; none where they are no table."""
    if len(run) < 2:
        return []
    heads = [text[a:b] for a, b in run[0][1]]
    below = [text[a:b] for _, spans in run[1:] for a, b in spans]
    is_text = not any(_DIGIT.search(_PERIOD.sub("", head)) for head in heads)
    # Words alone below words may be anything, unless tabs hold them apart.
    has_names = is_text and (any(map(_DIGIT.search, below)) or "\t" in run[0][0].text)
    if not (rule >= 0 or has_names):
        if not is_ruled:
            return []
        heads = []
    columns = tuple(heads)
    blocks = [
        Block(BlockKind.TABLE_ROW, row.start, row.end, 0, columns, tuple(spans))
        for row, spans in run
    ]
    if columns:
        end = max(rule, blocks[0].end)
        blocks[0] = replace(blocks[0], kind=BlockKind.TABLE_HEADER, columns=(), end=end)
    return blocks


def _may_head(row: _Row) -> bool:
    if row.style == "frame":
        return True
    return len(row.text) <= _LONGEST_HEADING and not _SENTENCE_END.search(row.text)


def _heading_styles(rows: Sequence[_Row]) -> dict[str, None]:
    """Styles of mark of which most have text below them and not the next mark of the style."""
    heads: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    last_of = {row.style: number for number, row in enumerate(rows)}
    order: dict[str, None] = {}
    for number, row in enumerate(rows):
        if row.style not in _MAY_HEAD:
            continue
        order[row.style] = None
        all_of[row.style] += 1
        following = rows[number + 1] if number + 1 < len(rows) else None
        below = following is not None and following.style != row.style
        is_last = number == last_of[row.style]
        # What follows a list's last item after a blank line is no longer the item's.
        if is_last and following is not None and following.after_blank and row.style != "frame":
            below = all_of[row.style] > 1 and heads[row.style] == all_of[row.style] - 1
        heads[row.style] += below and _may_head(row)
    return {style: None for style in order if heads[style] >= max(2, all_of[style] - 1)}


def _bare_headings(rows: Sequence[_Row]) -> set[int]:
    """Short lines without any mark between blank lines and text, where there are two or more."""
    found: set[int] = set()
    for number, row in enumerate(rows[:-1]):
        below = rows[number + 1]
        if (
            row.after_blank
            and not row.style
            and len(row.text) <= _LONGEST_BARE
            and not _SENTENCE_END.search(row.text)
            and not below.style
            and _STOPPED.search(below.text)
        ):
            found.add(number)
    return found if len(found) > 1 else set()


def _pipe_cells(row: _Row) -> list[tuple[int, int]]:
    if "|" not in row.text:
        return []
    inner_start = 1 if row.text.startswith("|") else 0
    inner_end = len(row.text) - (1 if row.text.endswith("|") and len(row.text) > 1 else 0)
    spans: list[tuple[int, int]] = []
    start = inner_start
    for piece in re.split(r"(?<!\\)\|", row.text[inner_start:inner_end]):
        left = len(piece) - len(piece.lstrip())
        length = len(piece.strip())
        begin = row.start + start + (left if length else 0)
        spans.append((begin, begin + length))
        start += len(piece) + 1
    return spans


def _gap_cells(row: _Row) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _GAP.finditer(row.text):
        spans.append((row.start + start, row.start + len(row.text[: gap.start()].rstrip())))
        start = gap.end()
    spans.append((row.start + start, row.end))
    return spans if len(spans) > 1 else []
