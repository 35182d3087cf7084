"""Markdown to a document: its blocks as text, without the marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from rag.sources.asking import asks, questions_among
from rag.sources.building import build_document
from rag.sources.document import BlockKind, Document, name_title
from rag.sources.formats import Piece
from rag.sources.structure import ends_sentence, find_blocks

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL
)
_TITLE = ("title", "제목")
_AUTHOR = ("author", "authors", "writer", "글쓴이", "작성자", "저자", "지은이", "필자")
_DATE = ("date", "published", "created", "작성일", "날짜", "발행일", "게시일")
# CommonMark leaves these where a Korean particle follows a quotation: **“가나”**는.
_LEFT_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# A line in bold letters that heads what follows, below all headings.
_BOLD_LEVEL = 7
_LONGEST_BOLD = 40
_TOLD = ("paragraph_open", "bullet_list_open", "ordered_list_open", "table_open", "fence")
_TASK = re.compile(r"\[[ xX]\]\s+")


def read_markdown(text: str, name: str) -> Document | None:
    """Read a Markdown file.

    Front matter becomes title, author and date. A first heading that is the only one of its level
    is the title.

    Returns:
        The document; ``None`` where the file has no mark of Markdown.
    """
    from markdown_it import MarkdownIt

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    matter = _FRONT_MATTER.match(text)
    fields = _fields(matter[1]) if matter else {}
    body = text[matter.end() :] if matter and fields else text
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    if not fields and not any(_is_mark(token) for token in tokens):
        return None
    title, published = _first(fields, _TITLE), _first(fields, _DATE)
    reader = _Reader(tokens, has_title=bool(title))
    pieces = [Piece(BlockKind.TITLE, title or reader.title)]
    if author := _first(fields, _AUTHOR):
        pieces.append(Piece(BlockKind.METADATA, f"글쓴이: {author}"))
    if published:
        pieces.append(Piece(BlockKind.METADATA, f"작성일: {published}"))
    pieces += reader.read()
    return build_document(pieces, source=name, title=name_title(name), published=_iso(published))


def _is_mark(token: Token) -> bool:
    if token.type == "inline":
        return any(child.type not in ("text", "softbreak") for child in token.children or ())
    return token.type not in ("paragraph_open", "paragraph_close", "hr", "html_block", "code_block")


def _fields(matter: str) -> dict[str, str]:
    """Read front matter; nothing of what is not YAML with names and values."""
    import yaml

    try:
        found = yaml.safe_load(matter)
    except yaml.YAMLError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key).lower(): _value(value) for key, value in found.items() if value}


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return _value(value.get("name", ""))
    return " ".join(str(value).split())


def _first(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return next((fields[name] for name in names if name in fields), "")


def _iso(published: str) -> str | None:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(published.replace(" ", "T", 1)).isoformat()
        except ValueError:
            continue
    return None


class _Reader:
    """Reads the blocks of a parsed text."""

    def __init__(self, tokens: Sequence[Token], *, has_title: bool) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []  # the number of the next item; None of a bulleted list
        self._mark = ""
        self._cells: list[str] = []
        self._columns: list[str] = []
        self._title_at = -1 if has_title else _title_at(tokens)
        self._heads = _heads_in(tokens)
        self._is_answer = False

    @property
    def title(self) -> str:
        """The heading that is the title; empty where there is none."""
        return "" if self._title_at < 0 else _plain(self._tokens[self._title_at + 1])

    def read(self) -> Iterator[Piece]:
        """Give all blocks but the title."""
        for number, token in enumerate(self._tokens):
            kind = token.type
            if kind in ("bullet_list_open", "ordered_list_open"):
                start = int(token.attrGet("start") or 1) if kind[0] == "o" else None
                self._lists.append(start)
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self._lists.pop()
                self._is_answer = False
            elif kind == "list_item_open":
                self._open_item(token)
            elif kind in ("fence", "code_block"):
                yield Piece(BlockKind.CODE, token.content)
            elif kind == "html_block":
                yield from _paragraph(_TAG.sub("", _BREAK.sub("\n", token.content)))
            elif kind == "tr_open":
                self._cells = []
            elif kind == "tr_close":
                yield self._row()
            elif kind == "table_close":
                self._columns = []
            elif kind == "inline":
                yield from self._inline(token, number)

    def _open_item(self, token: Token) -> None:
        number = self._lists[-1]
        self._is_answer = False
        self._mark = "" if number is None else f"{number}{token.markup} "
        if number is not None:
            self._lists[-1] = number + 1

    def _inline(self, token: Token, number: int) -> Iterator[Piece]:
        opening = self._tokens[number - 1]
        text = _plain(token)
        if number in self._heads:
            kind, head = self._heads[number]
            text = text[len(head) :].strip()
            yield Piece(kind, self._mark + head, _BOLD_LEVEL)
            self._mark = ""
            self._is_answer = kind is BlockKind.QUESTION
            if not text:
                return
        elif opening.type == "heading_open":
            self._is_answer = False
        if opening.type in ("th_open", "td_open"):
            self._cells.append(text)
        elif opening.type == "heading_open":
            if number - 1 != self._title_at:
                kind = BlockKind.QUESTION if asks(text) else BlockKind.HEADING
                yield Piece(kind, text, int(opening.tag[1:]))
        elif self._is_answer:
            yield Piece(BlockKind.ANSWER, text)
            self._is_answer = bool(self._lists)
        elif self._lists:
            text = f"{self._mark}{_TASK.sub('', text, count=1)}"
            yield Piece(BlockKind.LIST_ITEM, text, len(self._lists) - 1)
            self._mark = ""
        else:
            yield from _paragraph(text)

    def _row(self) -> Piece:
        if self._columns:
            columns = tuple(self._columns)
            return Piece(BlockKind.TABLE_ROW, cells=tuple(self._cells), columns=columns)
        self._columns = self._cells
        return Piece(BlockKind.TABLE_HEADER, cells=tuple(self._cells))


def _paragraph(text: str) -> Iterator[Piece]:
    """Give a paragraph, or what plain text in it shows: "Q. …", "제3조(벌칙) …"."""
    text = text.strip()
    blocks = find_blocks(text)
    for block in blocks:
        cells = tuple(text[start:end] for start, end in block.cells)
        shown = "" if cells else text[block.start : block.end]
        yield Piece(block.kind, shown, block.level, cells, block.columns)
    if not blocks:
        yield Piece(BlockKind.PARAGRAPH, text)


def _title_at(tokens: Sequence[Token]) -> int:
    """Where the heading opens that is the title: the first of all, and alone in its level."""
    first = next(iter(tokens), None)
    if first is None or first.type != "heading_open":
        return -1
    peers = [t for t in tokens if t.type == "heading_open" and t.tag <= first.tag]
    return 0 if len(peers) == 1 else -1


def _heads_in(tokens: Sequence[Token]) -> dict[int, tuple[BlockKind, str]]:
    """Find the lines that are all bold and have what they head below them, and asking items.

    Returns:
        For the number of the token that each begins: whether it is a question or a heading, and
        its text.
    """
    bold: dict[int, str] = {}
    items: dict[int, str] = {}
    depth = 0
    for number, token in enumerate(tokens):
        depth += token.nesting * (token.type.rpartition("_")[0] in ("bullet_list", "ordered_list"))
        if token.type == "inline" and tokens[number - 1].type == "paragraph_open":
            head = _head(tokens, number, is_item=depth > 0)
            (items if depth else bold).update({number: head} if head else {})
    found: dict[int, tuple[BlockKind, str]] = {}
    for heads in (bold, items):
        asked = questions_among([*heads.values()])
        for place, (number, head) in enumerate(heads.items()):
            if place in asked and (heads is bold or len(asked) > 1):
                found[number] = BlockKind.QUESTION, head
            elif heads is bold and len(head) <= _LONGEST_BOLD and not ends_sentence(head):
                found[number] = BlockKind.HEADING, head
    return found


def _head(tokens: Sequence[Token], number: int, *, is_item: bool) -> str:
    """Return the first line of a paragraph, if bold or an item's, with something below it."""
    parts = [t for t in tokens[number].children or () if t.type != "text" or t.content]
    kinds = [t.type for t in parts]
    end = next(
        (n for n, kind in enumerate(kinds) if kind in ("softbreak", "hardbreak")), len(kinds)
    )
    strong = [n for n, kind in enumerate(kinds[:end]) if kind in ("strong_open", "strong_close")]
    below = tokens[number + 2].type if number + 2 < len(tokens) else ""
    is_head = is_item or strong == [0, end - 1]
    return _shown(parts[:end]) if is_head and (end < len(kinds) or below in _TOLD) else ""


def _plain(token: Token) -> str:
    return _shown(token.children or ())


def _shown(parts: Sequence[Token]) -> str:
    return _LEFT_STRONG.sub(r"\2", "".join(_pieces(parts)))


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "html_inline":
            yield "\n" if _BREAK.fullmatch(token.content) else ""
        elif token.type == "image":
            yield "".join(_pieces(token.children or ()))
        else:
            yield token.content
