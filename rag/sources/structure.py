"""Headings, lists, tables, questions and answers, and code in plain text.

A line by itself seldom says what it is: "1. 예산" is a heading where text stands below it, and an
item where "2. 일정" does. So lines with marks of one style are weighed together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise, zip_longest

from rag.sources.asking import asked_lines, asks
from rag.sources.document import Block, BlockKind
from rag.sources.letters import letter_lines
from rag.sources.lines import MARK_STYLES, STOPPED, Line, has_columns, is_rule, text_lines
from rag.sources.text_tables import find_tables, gap_cells

# Not "~~~~~~~~", a rule.
_FENCE = re.compile(r"\s*(?:```|~~~)[\w+-]*\s*$")
_PROMPT = re.compile(r"(?:\$|PS>|[A-Z]:\\[^>]*>) ?(?=[a-z./])")
_HASHES = re.compile(r"(#{1,6})\s+\S")
# "제2장 요금", "안건 3. 놀이터": numbered by a word that only headings have.
_NUMBERED = re.compile(
    r"(?:제\s?\d+\s?(?P<part>편|장|절|관)(?:의\s?\d+)?(?=[\s.:(]|$)"
    r"|(?:안건|의제|안|부록|별표|단계)\s?\d+\s?[.):]?(?=\s|$)|\d+\s?(?:단계|일\s?차|회\s?차)[.):]\s"
    r"|부\s?칙(?=\s*(?:[(<〈\[]|$)))"
)
_ARTICLE = re.compile(
    r"제\s?\d+\s?조(?:의\s?\d+)?(?:\s?(?:\([^()\n]{1,30}\)|\[[^\[\]\n]{1,30}\])"
    # "제1조 이 회는 …", but not "제1조 및 제2조에 따라" where a line was broken.
    r"|(?=\s*(?:[①-⑳]|$)|\s(?!(?:제\s?\d|및|또는|[의에와과의]\s)).))"
)
_PART_LEVEL = {"편": 1, "장": 2, "절": 3, "관": 4}
_NAMED_LEVEL, _ARTICLE_LEVEL, _MARKED_LEVEL, _BARE_LEVEL = 2, 5, 6, 7
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
_NO_ITEM = frozenset({"", "note", "frame", "speech"})
_LONGEST_HEADING = 40
_LONGEST_BARE = 20
_SENTENCE_END = re.compile(r"(?:[.!?…:;,]|(?:다|요|죠|까|임|함|음|됨))[\"'”’)\]」』》〉]*$")
_QUESTION = re.compile(
    r"(?:Q\s?\d{0,3}|문\s?\d{0,3}|질문\s?\d{0,3}|물음)\s?[.:)．：]\s*(?=\S)", re.I
)
_ANSWER = re.compile(r"(?:A\s?\d{0,3}|답|답변|대답)\s?[.:)．：]\s*(?=\S)", re.I)
_INLINE_ANSWER = re.compile(r"(?<=[.?!？])\s*(?=(?:A|답|답변)\s?[.:)．：]\s*\S)")


def find_blocks(text: str, header_end: int = 0) -> tuple[Block, ...]:
    """Find the blocks of a plain text.

    Returns:
        Blocks in order that hold every character but white space and drawn lines; empty where
        the text is nothing but paragraphs.
    """
    rows = text_lines(text, header_end)
    blocks = list(_Parser(text, rows, header_end).blocks())
    is_drawn = any(is_rule(row.text) for row in rows)
    if all(block.kind is BlockKind.PARAGRAPH for block in blocks) and not is_drawn:
        return ()
    header = [
        Block(BlockKind.METADATA if number else BlockKind.TITLE, row.start, row.end)
        for number, row in enumerate(text_lines(text[:header_end], 0))
    ]
    return (*header, *blocks)


def is_title(title: str, text: str, blocks: Sequence[Block]) -> bool:
    """Tell whether what a text's first line says is the title of all of it.

    It is not when it is a question, a table's row, what someone says, or a heading beside others
    of its level.
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


class _Levels:
    """How deep the items of a list stand, by how far they are set in, and by their marks."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []
        self._is_apart = False

    def end(self) -> None:
        """Come to what is no item."""
        self._open.clear()
        self._is_apart = False

    def of(self, row: Line) -> int:
        """Take in the next item, and return its level, 0 for the outermost."""
        # A field after a blank line stands in no list above it, nor do those that follow it.
        self._is_apart = row.style == "field" and (row.after_blank or self._is_apart)
        place = row.indent, 0 if self._is_apart else _RANKS[row.style]
        while self._open and place <= self._open[-1]:
            self._open.pop()
        self._open.append(place)
        return len(self._open) - 1


class _Parser:
    def __init__(self, text: str, rows: Sequence[Line], header_end: int) -> None:
        self._text = text
        self._rows = rows
        self._heading_styles = _heading_styles(rows)
        self._bare = _bare_headings(rows)
        self._tables = find_tables(text, rows)
        self._asked = {n for n in asked_lines(rows) if not _QUESTION.match(rows[n].text)}
        self._own = letter_lines(text[:header_end].strip(), rows)

    def blocks(self) -> Iterator[Block]:
        at, in_question = 0, False
        levels = _Levels()
        while at < len(self._rows):
            row = self._rows[at]
            if row.style in _NO_ITEM:
                levels.end()
            apart = self._apart(at)
            if apart is not None:
                found, at = apart
                yield from found
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
                levels.end()
                at = yield from self._heading(at, level)
                continue
            is_marked = row.style not in ("", "speech")
            end_row = self._item_end(at) if is_marked else self._paragraph_end(at)
            item = row.style not in _NO_ITEM
            kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
            kind = BlockKind.SPEECH if row.style == "speech" else kind
            level = levels.of(row) if item else 0
            yield Block(kind, row.start, self._rows[end_row - 1].end, level)
            at = end_row

    def _apart(self, at: int) -> tuple[list[Block], int] | None:
        """What a line begins that stands for itself, and the number of the line after it."""
        row = self._rows[at]
        if _FENCE.match(row.text):
            code, end = self._code(at)
            return [code], end
        if at in self._tables:
            return self._tables[at]
        if is_rule(row.text):
            return [], at + 1
        if _PROMPT.match(row.text):
            code, end = self._commands(at)
            return [code], end
        if at in self._own:
            return [Block(BlockKind.METADATA, row.start, row.end)], at + 1
        if not row.style and has_columns(row.text):
            return [Block(BlockKind.TABLE_ROW, row.start, row.end, cells=gap_cells(row))], at + 1
        if at not in self._asked:
            return None
        found, end = [Block(BlockKind.QUESTION, row.start, row.end)], at + 1
        if not self._starts_block(end):
            end = self._paragraph_end(at)
            found.append(Block(BlockKind.ANSWER, self._rows[at + 1].start, self._rows[end - 1].end))
        return found, end

    def _heading(self, at: int, level: int) -> Generator[Block, None, int]:
        """A heading, with the text that follows an article's in its line."""
        row = self._rows[at]
        head = _ARTICLE.match(row.text)
        end = row.start + head.end() if head else row.end
        kind = BlockKind.QUESTION if asks(row.text) else BlockKind.HEADING
        yield Block(kind, row.start, end, level)
        rest = row.text[head.end() :] if head else ""
        if not rest.strip():
            return at + 1
        end_row = self._paragraph_end(at)
        start = row.end - len(rest.lstrip())
        yield Block(BlockKind.PARAGRAPH, start, self._rows[end_row - 1].end)
        return end_row

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
        if numbered and not STOPPED.search(row.text[numbered.end() :]):
            return _PART_LEVEL.get(numbered["part"] or "", _NAMED_LEVEL)
        if row.style in self._heading_styles and _may_head(row):
            return _MARKED_LEVEL + self._heading_styles.index(row.style)
        return _BARE_LEVEL + len(MARK_STYLES) if at in self._bare else 0

    def _starts_block(self, at: int) -> bool:
        row = self._rows[at]
        return bool(
            row.after_blank
            or row.style
            or _FENCE.match(row.text)
            or _PROMPT.match(row.text)
            or _QUESTION.match(row.text)
            or _ANSWER.match(row.text)
            or self._heading_level(at)
            or at in self._tables
            or at in self._asked
            or at in self._own
            or is_rule(row.text)
            or has_columns(row.text)
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

    def _commands(self, at: int) -> tuple[Block, int]:
        """Lines that are typed into a shell, each behind its prompt."""
        end = at + 1
        while end < len(self._rows) and _PROMPT.match(self._rows[end].text):
            end += 1
        return Block(BlockKind.CODE, self._rows[at].start, self._rows[end - 1].end), end

    def _code(self, at: int) -> tuple[Block, int]:
        end = at + 1
        while end < len(self._rows) and not _FENCE.match(self._rows[end].text):
            end += 1
        end = min(end, len(self._rows) - 1)
        return Block(BlockKind.CODE, self._rows[at].start, self._rows[end].end), end + 1


def ends_sentence(text: str) -> bool:
    """Tell whether a short text ends as sentences do and names of sections do not."""
    return _SENTENCE_END.search(text) is not None


def _may_head(row: Line) -> bool:
    if row.style == "frame":
        return True
    return len(row.text) <= _LONGEST_HEADING and not _SENTENCE_END.search(row.text)


def _heading_styles(rows: Sequence[Line]) -> list[str]:
    """Styles of mark of which most have text below them and not the next mark of the style."""
    heads: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for row, below in zip_longest(rows, rows[1:]):
        if row.style in _MAY_HEAD:
            all_of[row.style] += 1
            heads[row.style] += below is not None and below.style != row.style and _may_head(row)
    return [style for style in all_of if heads[style] >= max(2, all_of[style] - 1)]


def _bare_headings(rows: Sequence[Line]) -> set[int]:
    """Short lines without any mark between blank lines and text, where there are two or more."""
    found = {
        number
        for number, (row, below) in enumerate(pairwise(rows))
        if row.after_blank
        and not row.style
        and len(row.text) <= _LONGEST_BARE
        and not _SENTENCE_END.search(row.text)
        and not below.style
        and STOPPED.search(below.text)
    }
    return found if len(found) > 1 else set()
