"""A raw news page to its title, outlet, dates and body: no chrome, no second copy.

Each line is classified by itself (``lines.py``); what it is on this page follows from where it
stands (``structure.py``): the body is the first long run of prose that no copyright line, list of
other articles or comment heading interrupts, the title is the line above it that the body talks
about, and everything else is chrome. Text that shows no sign of being a news page is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.korean import normalize
from rag.sources.cleaning.dates import Stamp, find_stamps, first_published
from rag.sources.cleaning.lines import (
    LineKind,
    breaks_off,
    ends_sentence,
    is_menu,
    is_prose,
    is_subheading,
    runs_on,
    speaks_of_itself,
    strip_bullet,
)
from rag.sources.cleaning.publisher import find_publisher
from rag.sources.cleaning.structure import (
    BARRIERS,
    LIST_MARK,
    PageLine,
    compact,
    find_body,
    is_news_page,
    overlap,
    read_lines,
    stamps_of,
    words_of,
)
from rag.sources.lines import credits_picture, takes_tips


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """What is left of a page.

    Attributes:
        title: The title; empty where none is found.
        publisher: The outlet, when the page names it.
        published: ISO 8601 date, date and time, or year and month of first publication, when
            the page says it.
        text: Title, outlet and date lines, and what the page says of itself that a reader may ask
            for (where to send tips, whose the pictures are), a blank line, and the paragraphs of
            the body with a blank line between.
        header_end: End of the last header line in ``text``; 0 when ``text`` starts with the body.
        is_news: Whether it was a news page.
    """

    title: str
    publisher: str | None
    published: str | None
    text: str
    header_end: int
    is_news: bool = False


_MOST_PASSES = 5
_MOST_FACTS = 6
_NEVER_TITLE = BARRIERS | {LineKind.STAMP, LineKind.BYLINE, LineKind.ADVERT}
_MAY_BE_TIP = frozenset({LineKind.CONTACT, LineKind.OTHER, LineKind.BYLINE})
_BODY_KINDS = frozenset({LineKind.PROSE, LineKind.OTHER, LineKind.ASIDE})
# How far above the title a labelled date still is the article's.
_LINES_ABOVE_TITLE = 8
# Shorter copies of a line may well stand twice in one article: "네.", "그렇다."
_COPY_CHARS = 12

_MARKED_NOTICE = re.compile(r"^[^\w\s“\"‘'(]")
_LINK = re.compile(r"^(?:[▶▷☞→👉]|>>)")
_LINK_LABEL = re.compile(
    r"^\W*(?:관련|연관|함께|이어|다시|더)\s?(?:기사|뉴스|영상|보는|볼|보기|읽기)"
)
_CREDIT_AT_END = re.compile(
    r"(?<=[.”\"’'])\s*(?:[<\[(]?(?:저작권자|[ⓒ©]).{0,80}|/?\s?사진\s?[=:/].{0,30}"
    r"|[가-힣]{2,4}\s?(?:\S{0,3}기자|특파원)?\s*[(\[]?[\w.+-]+@[\w.-]+\.\w+[)\]]?"
    r"|[가-힣]{2,4}\s(?:\S{0,3}기자|특파원))\s*$"
)
_SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+")
# "(서울=한빛통신) 윤다온 기자 =" stands in one copy of a paragraph and not in the other.
_DATELINE = re.compile(
    r"^[\[(【][^\])】]{2,40}[\])】]\s*(?:[가-힣]{2,4}\s?\S{0,3}(?:기자|특파원)\s*=\s*)?"
)
_LETTER = re.compile(r"[^\W\d_]")
# What a text says of itself below its title: "글쓴이: 도서윤".
_LABELLED = re.compile(
    r"\s*(?:글쓴이|지은이|작성자|저자|필자|담당자?|글|출처|발행처?|작성일자?|발행일|날짜|일자|게시일|수정일)"
    r"\s*[:：]\s*\S.{0,60}$"
)
_HEADING_MARK = re.compile(r"^#{1,6}\s+")


def clean_news_page(page: str) -> CleanedPage:
    """Keep a news page's title, outlet, dates and body once; leave plain text alone.

    Args:
        page: The page's text as it came off the web, or any other text.

    Returns:
        The cleaned page. Where the text is not a news page its ``text`` differs from the input
        in white space and :func:`rag.korean.normalize` only. Cleaning a cleaned text changes
        nothing.
    """
    text = normalize(page)
    article = _clean_article(text)
    if article is None:
        return _tidy_plain_text(text)
    # Where a page is in disorder, lines may read otherwise once those between them are gone.
    for _ in range(_MOST_PASSES):
        again = _clean_article(article.text)
        if again is None or again.text == article.text:
            break
        article = replace(
            again,
            publisher=again.publisher or article.publisher,
            published=again.published or article.published,
        )
    return article


def find_title(text: str) -> str:
    """Return the first line where it reads as a title: short, with letters, no sentence or item.

    Args:
        text: Normalised text.

    Returns:
        The title without the marks of a Markdown heading; empty where there is none.
    """
    first, *below = text.split("\n", 2)
    title = _HEADING_MARK.sub("", first.strip())
    if below and below[0].strip() and breaks_off(title):
        return ""
    if not 1 <= len(title) <= 100 or not _LETTER.search(title) or "\t" in title:
        return ""
    is_text = re.search(r"[.,:;]$", title) or re.match(r"(?:[-*•|>+]|\d+[.)])\s", title)
    return "" if is_text else title


def _clean_article(text: str) -> CleanedPage | None:
    lines = read_lines(text)
    body = find_body(lines) if is_news_page(lines) else range(0)
    if not body:
        return None
    publisher = find_publisher(
        [strip_bullet(line.text) for line in lines],
        [line.text for line in lines if line.kind is LineKind.COPYRIGHT],
        [line.text for line in lines[: body[0]] if _may_be_masthead(line)],
    )
    title = _choose_title(lines, body, publisher or "")
    date_lines, published = _find_dates(lines, body, title)
    outlet = _outlet_line(lines, publisher)
    header = "\n".join(filter(None, [title, outlet, *date_lines, *_facts(lines)]))
    paragraphs = _paragraphs(lines, body, title)
    text = "\n\n".join([header, *paragraphs] if header else paragraphs)
    return CleanedPage(title, publisher, published, text, len(header), is_news=True)


def _outlet_line(lines: Sequence[PageLine], publisher: str | None) -> str:
    """Return the line that is the outlet's name, else the name as the page has it elsewhere."""
    if publisher is None:
        return ""
    return next((line.text for line in lines if _same(line.text, publisher)), publisher)


def _facts(lines: Sequence[PageLine]) -> list[str]:
    """Return the lines that say where to send tips and whose the pictures are, each once."""
    told = (
        " ".join(line.text.split())
        for line in lines
        if (line.kind in _MAY_BE_TIP and takes_tips(line.text))
        or (line.kind is LineKind.CREDIT and credits_picture(line.text))
    )
    return list(dict.fromkeys(told))[:_MOST_FACTS]


def _may_be_masthead(line: PageLine) -> bool:
    return line.kind in (LineKind.OTHER, LineKind.LIST_HEADING) and not is_menu(line.text)


def _choose_title(lines: Sequence[PageLine], body: range, publisher: str) -> str:
    """Choose the line above the body that the body is about, or that the page repeats."""
    above = lines[: body[0]]
    dates = [i for i, line in enumerate(above) if line.kind is LineKind.STAMP]
    published = [i for i in dates if first_published(stamps_of(above[i]))]
    date = (published or dates[-1:] or [len(above)])[0]
    words = words_of(lines[i].text for i in body)
    copies = Counter(compact(line.text) for line in lines)
    best, best_index, best_score = "", -2, 0.0
    for i, line in enumerate(above):
        text = strip_bullet(line.text)
        if line.kind in _NEVER_TITLE or len(text) < 4:
            continue
        # One word in common with the body says little, four say that this is the title.
        score = min(4, len(text.split())) * overlap(text, words) + _place_score(line, i, date)
        score += 2 * (copies[compact(text)] > 1)
        # Of two lines together the upper one is the title, the lower one a subtitle.
        lead = 1 if i == best_index + 1 and not line.after_blank else 0
        if score > best_score + lead and not _same(text, publisher):
            best, best_index, best_score = text, i, score
    # "Title - Outlet" from the page's head gives way to the title alone.
    alone = (line.text for line in above if best.startswith(f"{line.text} "))
    return next((text for text in alone if len(text) >= 8), best)


def _place_score(line: PageLine, i: int, date: int) -> float:
    """Score a line as the title by its shape and by how closely the date line follows it."""
    is_likely = line.kind in (LineKind.OTHER, LineKind.PROSE) and not is_menu(line.text)
    score = min(len(line.text), 24) / 12 if is_likely else -1.0
    return score + 2 * (i < date <= i + 6) + (i + 1 == date) + (i == 0)


def _find_dates(lines: Sequence[PageLine], body: range, title: str) -> tuple[list[str], str | None]:
    """Return the date lines of the header, cut to the dates, and the date of publication."""
    top = _title_index(lines, title) or 0
    near = [i for i in range(top, body[0]) if lines[i].kind is LineKind.STAMP]
    above = range(max(0, top - _LINES_ABOVE_TITLE), top)
    near += [i for i in above if first_published(stamps_of(lines[i]))]
    if not any(find_stamps(lines[i].text) for i in near):
        below = range(body[-1] + 1, len(lines))
        near = [i for i in below if first_published(find_stamps(lines[i].text))][:1]
    texts: list[str] = []
    stamps: list[Stamp] = []
    for i in near:
        found = find_stamps(lines[i].text)
        texts.extend([lines[i].text[found[0].start : found[-1].end].strip()] if found else [])
        stamps.extend(found)
    first = first_published(stamps) or next((s for s in stamps if not s.is_modified), None)
    chosen = first or (stamps[0] if stamps else None)
    return texts, chosen.iso if chosen else None


def _title_index(lines: Sequence[PageLine], title: str) -> int | None:
    return next((i for i, line in enumerate(lines) if strip_bullet(line.text) == title), None)


def _paragraphs(lines: Sequence[PageLine], body: range, title: str) -> list[str]:
    """Return the body once, in paragraphs, without the chrome in it."""
    paragraphs: list[str] = []
    known: set[str] = set()
    in_list = False
    last: PageLine | None = None
    chosen = [lines[i] for i in (*_subtitles(lines, body, title), *body)]
    for line, following in zip(chosen, [*chosen[1:], None], strict=True):
        text = _CREDIT_AT_END.sub("", line.text)
        in_list = line.kind is LineKind.LIST_HEADING or (in_list and line.kind is LineKind.OTHER)
        is_chrome = in_list or not _is_body_line(line) or _is_link(text) or _same(text, title)
        if is_chrome or _is_copy(line, following, known):
            last = None
            continue
        if last and not line.after_blank and _belong_together(last.text, line):
            paragraphs[-1] += "\n" + text
        else:
            paragraphs.append(text)
        known.update(_pieces(text))
        last = line
    return paragraphs


def _subtitles(lines: Sequence[PageLine], body: range, title: str) -> list[int]:
    """Return the lines between title and body that say what the body says."""
    top = _title_index(lines, title)
    words = words_of(lines[i].text for i in body)
    between = range(top + 1, body[0]) if top is not None else range(0)
    candidates = [i for i in between if lines[i].kind is LineKind.OTHER and len(lines[i].text) >= 8]
    return [
        i for i in candidates if not is_menu(lines[i].text) and overlap(lines[i].text, words) >= 0.5
    ]


def _is_body_line(line: PageLine) -> bool:
    """Tell whether a line amid prose is the article's.

    A date may be a heading there, and a request to the reader advice: "로그인부터 하세요."
    """
    if line.kind is LineKind.STAMP:
        return not any(stamp.is_labelled for stamp in stamps_of(line))
    if line.kind is LineKind.NOTICE:
        return not (speaks_of_itself(line.text) or _MARKED_NOTICE.match(line.text))
    return line.kind in _BODY_KINDS


def _is_link(text: str) -> bool:
    """Tell whether a line amid the body leads to another article."""
    if not _LINK.match(text):
        return False
    return not is_prose(text) or _LINK_LABEL.match(text) is not None


def _is_copy(line: PageLine, following: PageLine | None, known: set[str]) -> bool:
    """Tell whether a line was there before; a short one only where the next one was too."""
    pieces = _pieces(line.text)
    if not pieces <= known:
        return False
    if any(len(piece) >= _COPY_CHARS for piece in pieces):
        return True
    next_pieces = _pieces(following.text) if following else set()
    return next_pieces <= known and any(len(piece) >= _COPY_CHARS for piece in next_pieces)


def _pieces(text: str) -> set[str]:
    """Return the sentences of a line, to compare copies that are cut into paragraphs otherwise."""
    text = _DATELINE.sub("", text)
    return {piece for part in _SENTENCE_BREAK.split(text) if (piece := compact(part))}


def _belong_together(above: str, line: PageLine) -> bool:
    """Tell whether two lines without a blank between are one wrapped paragraph or one table."""
    if ends_sentence(above) or is_subheading(line.text):
        return False
    if line.kind is not LineKind.PROSE:
        return True
    return runs_on(above) and not LIST_MARK.match(above)


def _tidy_plain_text(text: str) -> CleanedPage:
    """Tidy white space; read a title and the dates right below it."""
    stripped = "\n".join(line.rstrip() for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", stripped).strip("\n")
    header, _, rest = text.partition("\n\n")
    below_title = header.split("\n")[1:]
    title = find_title(text)
    stamps = [s for line in below_title for s in find_stamps(line) if s.is_labelled]
    is_labelled = all(_LABELLED.match(line) for line in below_title)
    is_header = not below_title or (bool(stamps) and len(below_title) <= 3) or is_labelled
    if not (title and rest.strip() and is_header):
        return CleanedPage(title, None, None, text, 0)
    first = first_published(stamps) or (stamps[0] if stamps else None)
    return CleanedPage(title, None, first.iso if first else None, text, len(header))


def _same(line: str, other: str) -> bool:
    return bool(compact(other)) and compact(line) == compact(other)
