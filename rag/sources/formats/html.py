"""Web pages: what trafilatura finds to be the main content, with the page's own structure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rag.sources.asking import asks
from rag.sources.cleaning import clean_news_page, contact_facts
from rag.sources.document import BlockKind
from rag.sources.formats.extract import Extract, Limits, Piece, Reason, RefusedError
from rag.sources.formats.html_encoding import page_text
from rag.sources.formats.tables import table_pieces

_SILENT = frozenset(
    "script style noscript template svg canvas iframe object button select input textarea nav "
    "aside footer form head figure audio video math dialog menu".split()
)
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption h1 h2 h3 h4 "
    "h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Of a list of terms and of what is folded away: what is told below, as under a heading.
_ENTRY_HEADS = frozenset({"dt", "summary"})
_ENTRY_LEVEL = 7
_LONGEST_LABEL = 16
# Where a page says how to reach whom it is by, if it is no long text on something else.
_EDGE = re.compile(r"(?:^|[\s_-])(?:foot(?:er)?|header|aside|address|contact)(?:$|[\s_-])", re.I)
_SHORT_PAGE = 10_000
_MOST_FACTS = 8
# Stands in the title of a page before and behind the name of its site.
_SITE = r"\s*[|｜»«›‹]\s*|\s+(?:[-–—·ㆍ<>/]|::?)\s+"
_SITE_BEFORE, _SITE_BEHIND = re.compile(f".*(?:{_SITE})", re.DOTALL), re.compile(_SITE)
_SPACE = re.compile(r"\s+")
# A page's main part holds almost all that trafilatura takes from it.
_SHARE_OF_MAIN = 0.9
# If trafilatura takes less than this share of a page, it took a fragment.
_LEAST_TAKEN = 0.2
_MOST_DEEP = 200


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece, the element it came from, and how many of its characters are links."""

    piece: Piece
    element: Any
    linked: int


def read(content: bytes, limits: Limits) -> Iterator[Extract]:
    """Read a page."""
    del limits
    yield read_page(page_text(content))


def read_page(text: str) -> Extract:
    """Read the text of a page, as :func:`read` does its bytes."""
    import lxml.html
    from lxml import etree

    # lxml refuses text that names its encoding, which is decoded by now.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise RefusedError(Reason.DAMAGED) from error
    parts = list(_parts(tree, 0))
    main = _main_element(tree, parts)
    parts = list(_without_menus(parts))
    kept = [part.piece for part in parts if _lies_in(part.element, main)]
    extract = replace(_described(tree), pieces=tuple(_as_document(kept)))
    article = _without_page(extract, "\n\n".join(_shown(part.piece) for part in parts))
    return article if article is not extract else _with_its_own(extract, tree)


# --- Blocks ------------------------------------------------------------------------------------


def _parts(element: Any, depth: int) -> Iterator[_Part]:
    """Walk through an element's blocks in reading order."""
    if depth > _MOST_DEEP:
        raise RefusedError(Reason.NESTED)
    if not _is_shown(element):
        return
    if element.tag == "table" and not _is_layout(element):
        yield from _table(element)
        return
    if element.tag == "dd" and _value_of(element.getprevious()) is element:
        return  # told with its label
    if (value := _value_of(element)) is not None:
        field = f"{_text(element).strip().rstrip(':：').rstrip()}: {_text(value).strip()}"
        yield _Part(Piece(BlockKind.LIST_ITEM, field), element, 0)
        return
    if element.tag == "pre":
        yield _Part(Piece(BlockKind.CODE, _text(element)), element, 0)
        return
    run = _Run(element)
    run.add(element.text)
    for child in element:
        if _is_shown(child):
            if child.tag == "br":
                run.add("\n")
            elif child.tag in _BLOCKS or _holds_block(child):
                yield from run.parts()
                yield from _parts(child, depth + 1)
            else:
                run.add_inline(child)
        run.add(child.tail)
    yield from run.parts()


class _Run:
    """Text of an element between the blocks in it."""

    def __init__(self, element: Any) -> None:
        self._element = element
        self._text: list[str] = []
        self._linked = 0

    def add(self, text: str | None) -> None:
        self._text.append("\n" if text == "\n" else _SPACE.sub(" ", text or ""))

    def add_inline(self, element: Any) -> None:
        text = _text(element)
        is_link = element.tag == "a" or next(element.iter("a"), None) is not None
        self._linked += len(text.strip()) if is_link else 0
        self._text.append(text)

    def parts(self) -> Iterator[_Part]:
        """Give the text as parts, a paragraph each, and begin anew."""
        text, linked = "".join(self._text), self._linked
        self._text, self._linked = [], 0
        for paragraph in re.split(r"(?: *\n){2,}", text):
            lines = [line.strip() for line in paragraph.split("\n")]
            if any(lines):
                yield _Part(
                    _piece(self._element, "\n".join(filter(None, lines))), self._element, linked
                )


def _piece(element: Any, text: str) -> Piece:
    """Tell what a text is by the elements that it stands in."""
    for place in (element, *element.iterancestors()):
        if place.tag in _HEADINGS:
            return Piece(BlockKind.HEADING, text, _HEADINGS[place.tag])
        if place.tag == "li":
            lists = [above for above in place.iterancestors() if above.tag in ("ul", "ol")]
            return Piece(BlockKind.LIST_ITEM, _number(place, text) + text, max(0, len(lists) - 1))
        if place.tag in _ENTRY_HEADS:
            return Piece(BlockKind.HEADING, text, _ENTRY_LEVEL)
        if place.tag in ("dd", "details", "td", "body"):
            break
    return Piece(BlockKind.PARAGRAPH, text)


def _value_of(term: Any) -> Any:
    """Return what follows a term, where it is a label: short, with one short value, in no FAQ."""
    value = term.getnext() if term is not None and term.tag == "dt" else None
    if value is None or value.tag != "dd" or _holds_block(value) or _holds_block(term):
        return None
    after = value.getnext()
    is_one = after is None or after.tag != "dd"
    is_label = 0 < len(_text(term).strip()) <= _LONGEST_LABEL and _text(value).strip() != ""
    return (
        value if is_one and is_label and not _asks(next(term.iterancestors("dl"), term)) else None
    )


@lru_cache(maxsize=1)
def _asks(terms: Any) -> bool:
    """Tell whether any of a list's terms is a question."""
    return any(asks(_text(term)) for term in terms.iter("dt"))


def _number(item: Any, text: str) -> str:
    """Return the number that a browser would put before an item."""
    above = item.getparent()
    if above is None or above.tag != "ol" or text[:1].isdigit():
        return ""
    items = [other for other in above if other.tag == "li"]
    start = above.get("start", "1")
    return f"{(int(start) if start.isdecimal() else 1) + items.index(item)}. "


def _table(table: Any) -> Iterator[_Part]:
    rows, header = [], False
    for number, row in enumerate(table.iter("tr")):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if number == 0:
            header = bool(cells) and all(cell.tag == "th" for cell in cells)
        rows.append([_text(cell) for cell in cells])
    linked = sum(len(_text(link)) for link in table.iter("a"))
    for caption in table.iter("caption"):
        yield _Part(Piece(BlockKind.PARAGRAPH, _text(caption)), table, 0)
    for piece in table_pieces(rows, has_header=header or None):
        yield _Part(piece, table, linked)
        linked = 0


def _is_layout(table: Any) -> bool:
    """Tell whether a table only puts things in their places."""
    if (
        next(table.iterdescendants("table"), None) is not None
        or table.get("role") == "presentation"
    ):
        return True
    return all(len([c for c in row if c.tag in ("td", "th")]) < 2 for row in table.iter("tr"))


def _is_shown(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return False
    style = element.get("style", "").replace(" ", "")
    return element.get("hidden") is None and "display:none" not in style


def _holds_block(element: Any) -> bool:
    return any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _text(element: Any) -> str:
    """Return the text of an element as it is shown, its blocks apart."""
    is_pre = element.tag == "pre"
    parts = [element.text or ""]
    for child in element:
        if _is_shown(child):
            parts.append("\n" if child.tag == "br" else _text(child))
            if child.tag in _BLOCKS:
                parts.append(" ")
        parts.append(child.tail or "")
    return "".join(parts if is_pre else [p if p == "\n" else _SPACE.sub(" ", p) for p in parts])


# --- Main content ------------------------------------------------------------------------------


def _main_element(tree: Any, parts: list[_Part]) -> Any:
    """Find the element that holds what trafilatura takes for the main content."""
    import trafilatura

    found = trafilatura.bare_extraction(
        deepcopy(tree), include_comments=False, include_tables=True, with_metadata=False
    )
    taken = _compact(getattr(found, "text", None) or "")
    weights = [
        (part.element, len(compact))
        for part in parts
        if len(compact := _compact(_shown(part.piece))) > 5 and compact in taken
    ]
    total = sum(weight for _, weight in weights)
    if total < _LEAST_TAKEN * sum(len(_compact(_shown(part.piece))) for part in parts):
        return tree
    within: dict[Any, int] = {}
    for element, weight in weights:
        for place in (element, *element.iterancestors()):
            within[place] = within.get(place, 0) + weight
    enough = [place for place, weight in within.items() if weight >= _SHARE_OF_MAIN * total]
    main = max(enough, key=lambda place: sum(1 for _ in place.iterancestors()), default=tree)
    # A single block is a paragraph that outweighs its neighbours, not their common place.
    while main.tag not in ("body", "html", "article", "main", "section", "div", "td"):
        main = main.getparent()
    return main


def _lies_in(element: Any, main: Any) -> bool:
    return element is main or any(place is main for place in element.iterancestors())


def _without_menus(parts: list[_Part]) -> Iterator[_Part]:
    """Leave out items of lists that are nothing but links, as menus are."""
    menus = {
        place
        for part in parts
        if part.piece.kind is BlockKind.LIST_ITEM
        for place in part.element.iterancestors()
        if place.tag in ("ul", "ol")
    }
    share = {menu: _share_linked([p for p in parts if _lies_in(p.element, menu)]) for menu in menus}
    for part in parts:
        above = [part.element, *part.element.iterancestors()]
        if not any(share.get(place, 0.0) > 0.8 for place in above):
            yield part


def _share_linked(parts: list[_Part]) -> float:
    total = sum(len(_shown(part.piece).strip()) for part in parts)
    return sum(part.linked for part in parts) / total if total else 0.0


def _as_document(pieces: list[Piece]) -> Iterator[Piece]:
    """Make the highest heading that stands alone at its level the title."""
    tops = [p for p in pieces if p.kind is BlockKind.HEADING and p.level == 1]
    for piece in pieces:
        is_title = len(tops) == 1 and piece is tops[0]
        yield replace(piece, kind=BlockKind.TITLE, level=0) if is_title else piece


def _with_its_own(extract: Extract, tree: Any) -> Extract:
    """Give a page that is no article its full title, and how to reach whom it is by."""
    pieces = list(extract.pieces)
    place = next((n for n, p in enumerate(pieces) if p.kind is BlockKind.TITLE), None)
    if place is not None:
        pieces[place] = replace(pieces[place], text=_fuller(extract.title, pieces[place].text))
    facts = _facts(tree, "".join(_compact(_shown(piece)) for piece in pieces))
    at = 0 if place is None else place + 1
    pieces[at:at] = [Piece(BlockKind.LIST_ITEM, fact) for fact in facts]
    return replace(extract, pieces=tuple(pieces))


def _fuller(title: str, shown: str) -> str:
    """Return the title that a page's data give, without its site, where it says more."""
    shown = " ".join(shown.split())
    before, found, behind = title.partition(shown)
    if not found:
        return shown
    return (_SITE_BEFORE.sub("", before) + shown + _SITE_BEHIND.split(behind)[0]).strip()


def _facts(tree: Any, told: str) -> list[str]:
    """Return how to reach whom a page is by, where it says so beside its main content."""
    if len(told) > _SHORT_PAGE:
        return []
    found = {e for e in tree.iter() if _EDGE.search(f"{e.tag} {e.get('id')} {e.get('class')}")}
    edges = [e for e in tree.iter() if e in found and found.isdisjoint(e.iterancestors())]
    for edge in tree.iter("footer", "aside"):
        edge.tag = "div"  # silent elsewhere
    parts = [p for edge in edges for p in _without_menus(list(_parts(edge, 0)))]
    facts = dict.fromkeys(fact for p in parts for fact in contact_facts(_shown(p.piece)))
    return [fact for fact in facts if _compact(fact) not in told][:_MOST_FACTS]


def _without_page(extract: Extract, shown: str) -> Extract:
    """Leave out what the page of an article says beside it, where it is such a page."""
    page = clean_news_page(shown)
    if not (page.published or page.publisher or extract.published):
        return extract
    left = Counter(_compact(line) for line in page.text.split("\n"))
    pieces: list[Piece] = []
    for piece in extract.pieces:
        lines = _shown(piece).split("\n")
        kept = [line for line in lines if left[_compact(line)] > 0]
        left.subtract(map(_compact, kept))
        if kept or piece.kind is BlockKind.TITLE:
            pieces.append(
                piece if piece.cells or not kept else replace(piece, text="\n".join(kept))
            )
    return replace(
        extract,
        pieces=tuple(pieces),
        title=page.title or extract.title,
        published=page.published or extract.published,
        publisher=extract.publisher or page.publisher or "",
    )


def _shown(piece: Piece) -> str:
    return piece.text or " | ".join(piece.cells)


def _compact(text: str) -> str:
    return re.sub(r"[\s|*#]+", "", text)


def _described(tree: Any) -> Extract:
    """Take title, author, outlet and date from a page's own data."""
    from htmldate import find_date

    meta = {
        (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower(): content
        for tag in tree.iter("meta")
        if (content := " ".join((tag.get("content") or "").split()))
    }
    author = meta.get("author") or meta.get("article:author") or meta.get("dable:author") or ""
    title = meta.get("og:title") or " ".join((tree.findtext(".//title") or "").split())
    outlet = meta.get("og:site_name", "")
    date = find_date(deepcopy(tree), extensive_search=False, original_date=True)
    return Extract(
        (),
        title=title.removesuffix(outlet).rstrip(" |-–:·"),
        author="" if "://" in author or author == outlet else author,
        publisher=outlet if meta.get("og:type", "article") == "article" else "",
        published=date or "",
    )
