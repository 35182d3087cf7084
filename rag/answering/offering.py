"""Questions made from what a document itself sets apart: questions, labels, tables, headings.

"도서관은 몇 시에 문을 여나요?" is taken as it stands; a label, a cell and a heading are asked for:
"공사 기간은 언제인가요?", "치즈라면의 가격은 얼마인가요?". That is done only where a label names a
kind of thing, or a date or an amount stands behind it: of "비고" and "작성" nobody can ask in one
fixed wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.korean import Analyzer, attach
from rag.reading import DATE, TIME, Kind, field_of, find_values, kind_of_head
from rag.sources import OPENS_SECTION, Block, BlockKind, Document

_QUESTION_CHARS = 60
_NAME_CHARS = range(2, 16)
# A label without what stands in parentheses behind it, and without its number before it.
_ASIDE = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]\s*$")
_NUMBERED = re.compile(r"^(?:제?\d{1,2}(?:-\d{1,2})?[.)장조]?|[가-하][.)]|[IVX]+\.|[^\w\s])\s+")
_QUESTION_MARK = re.compile(r"^(?:Q|문|질문|물음)\s?\d{0,3}\s?[.:)．：]\s*", re.I)
_NAME = re.compile(r"[가-힣A-Za-z][\w가-힣 ·&+-]*")
# In a column's own name its unit may stand: "가격(원)".
_WON = re.compile(r"[(\[（].*원.*[)\]）]")
_WHAT = "무엇인가요?"
_ASKED_AS: Mapping[Kind, str] = {
    Kind.WHO: "누구인가요?",
    Kind.WHERE: "어디인가요?",
    Kind.WHY: _WHAT,
}
_IN_GENERAL = "어떻게 되나요?"


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that a document seems to answer in one place.

    Attributes:
        text: The question.
        start: First character in ``Document.text`` of what it was made from.
        end: One past the last.
    """

    text: str
    start: int
    end: int


def offered_by(document: Document, begin: int, end: int, analyzer: Analyzer) -> Iterator[Offered]:
    """Make questions from the structure of a part of a document.

    Args:
        document: The document.
        begin: First character of the part.
        end: One past the last.
        analyzer: Finds the morphemes.

    Yields:
        Of questions in the text, labels and tables one in turn each, then of headings.
    """
    blocks = [b for b in document.blocks if b.end > begin and b.start < end]
    rows: list[Iterator[Offered]] = [
        iter(list(_questions(document, blocks))),
        iter(list(_labels(document, blocks, analyzer))),
        iter(list(_tables(document, blocks, analyzer))),
        iter(list(_headings(document, blocks, analyzer))),
    ]
    while rows:
        for row in [*rows]:
            if (offered := next(row, None)) is None:
                rows.remove(row)
            elif len(offered.text) <= _QUESTION_CHARS:
                yield offered


def _questions(document: Document, blocks: Sequence[Block]) -> Iterator[Offered]:
    """Take the questions that the text answers itself, as they stand.

    A question among sentences may be anything; one that is a whole block has its answer below it.
    """
    text = document.text
    for n, block in enumerate(blocks[:-1]):
        asked = _QUESTION_MARK.sub("", text[block.start : block.end])
        if block.kind is BlockKind.LIST_ITEM or not _is_question(asked):
            continue
        after = blocks[n + 1]
        told = text[after.start : after.end]
        if after.kind is not BlockKind.HEADING and not _is_question(told):
            yield Offered(asked, block.start, after.end)


def _is_question(text: str) -> bool:
    is_one = "\n" not in text and not re.search(r"[.?!]\s", text)
    return text.endswith("?") and is_one and len(text.split()) > 1


def _labels(document: Document, blocks: Sequence[Block], analyzer: Analyzer) -> Iterator[Offered]:
    """Ask for what stands behind a label: "공사 기간: 10월 26일 ~ 10월 30일"."""
    for block in blocks:
        text = document.text[block.start : block.end]
        field = field_of(text, block.kind) if block.kind is BlockKind.LIST_ITEM else None
        if field is None:
            continue
        label, value = (text[slice(*span)] for span in field)
        asked = _asked_for(label, value, analyzer)
        if asked:
            yield Offered(f"{attach(_bare(label), '은')} {asked}", block.start, block.end)


def _tables(document: Document, blocks: Sequence[Block], analyzer: Analyzer) -> Iterator[Offered]:
    """Ask for a cell by the first one of its row and by its column, another column each row."""
    rows = (block for block in blocks if block.kind is BlockKind.TABLE_ROW)
    for columns, members in groupby(rows, key=lambda row: row.columns):
        table = [row for row in members if len(row.cells) == len(columns) > 1]
        keys = Counter(_cell(document, row, 0) for row in table)
        turn = 0
        for row in table:
            key = _cell(document, row, 0)
            if keys[key] > 1 or not _is_name(key):
                continue
            for n in range(1, len(columns)):
                place = 1 + (turn + n - 1) % (len(columns) - 1)
                column, cell = columns[place], _cell(document, row, place)
                is_thing = len(column.split()) > 1 < len(cell.split())
                asked = _asked_for(column, cell, analyzer) or _WHAT * is_thing
                if asked and _is_name(_bare(column)):
                    turn = place
                    # 코트 급행은 얼마인가요? but 코트의 가격은.
                    of = "의" if asked == _WHAT or _kind_of(column, analyzer) else ""
                    what = attach(_bare(column), "은")
                    yield Offered(f"{key}{of} {what} {asked}", row.start, row.end)
                    break


def _headings(document: Document, blocks: Sequence[Block], analyzer: Analyzer) -> Iterator[Offered]:
    """Ask for what stands below a heading that names a kind of thing: "2. 신청 방법"."""
    for n, block in enumerate(blocks):
        below = blocks[n + 1 :]
        if block.kind is not BlockKind.HEADING or not below or below[0].kind in OPENS_SECTION:
            continue
        heading = document.text[block.start : block.end]
        kind = _kind_of(heading, analyzer)
        # Below "냄새가 날 때" something else is told than when.
        is_noun = all(m.tag[0] not in "VE" for m in analyzer.morphemes(heading))
        if kind is not None and is_noun and _is_name(_bare(heading)):
            asked = _ASKED_AS.get(kind, _IN_GENERAL)
            yield Offered(f"{attach(_bare(heading), '은')} {asked}", block.start, below[0].end)


def _asked_for(label: str, value: str, analyzer: Analyzer) -> str:
    """Return how what stands behind a label is asked for; empty where that is not known."""
    if not _is_name(_bare(label)):
        return ""
    kind = _kind_of(label, analyzer)
    values = find_values(value, analyzer.morphemes(value))
    first = values[0] if values and values[0].start == 0 else None
    if (first and first.kind in {DATE, TIME}) or kind is Kind.WHEN:
        return "언제인가요?"
    if first and (first.kind == "원" or _WON.search(label)):
        return "얼마인가요?"
    if kind is Kind.HOW_MANY and first and first.end == len(value) and first.kind:
        return f"몇 {first.kind}인가요?" if first.kind in {"명", "개", "세"} else "얼마인가요?"
    # A label may promise an amount and tell something else: "비용: 없음".
    return _ASKED_AS.get(kind, _IN_GENERAL) if kind else ""


def _kind_of(label: str, analyzer: Analyzer) -> Kind | None:
    """Tell what kind of thing a label names, if any: by its last noun, and that alone ends it."""
    bare = _bare(label)
    morphemes = analyzer.morphemes(bare)
    if not morphemes or not morphemes[-1].tag.startswith(("NN", "XSN")):
        return None
    return kind_of_head(morphemes[-1].form, bare.rpartition(" ")[2])


def _bare(label: str) -> str:
    return _NUMBERED.sub("", _ASIDE.sub("", label)).strip()


def _is_name(text: str) -> bool:
    return len(text) in _NAME_CHARS and _NAME.fullmatch(text) is not None


def _cell(document: Document, row: Block, place: int) -> str:
    return document.text[slice(*row.cells[place])]
