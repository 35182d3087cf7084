"""A raw news page to its title, outlet, dates and body: no chrome, no second copy.

Each line is classified by itself (:mod:`rag.page_lines`); what it is on this page follows from
where it stands: the body is the first long run of prose that no copyright line, list of other
articles or comment heading interrupts, the title is the line before it that the body talks
about, and everything else is chrome. Text that shows no sign of being a web page is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.korean import normalize
from rag.page_dates import LABEL_ALONE, Stamp, find_stamps
from rag.page_lines import (
    SUBHEADING_MARK,
    LineKind,
    bans_reprinting,
    classify,
    ends_sentence,
    is_breadcrumb,
    is_like_list_heading,
    is_menu,
    is_prose,
    is_subheading,
    names_reporter,
    strip_bullet,
)
from rag.page_publisher import find_publisher


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """What is left of a page.

    Attributes:
        title: The title; empty where none is found.
        publisher: The outlet, when the page names it.
        published: ISO 8601 date, date and time, or year and month of first publication, when
            the page says it.
        text: Title, outlet line and date lines as the page shows them, a blank line, and the
            paragraphs of the body with a blank line between.
        header_end: End of the last header line in ``text``; 0 when ``text`` starts with the body.
    """

    title: str
    publisher: str | None
    published: str | None
    text: str
    header_end: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page that is not blank."""

    text: str
    kind: LineKind
    after_blank: bool


# What ends an article, when it stands after prose.
_BARRIERS = frozenset(
    {
        LineKind.CONTACT,
        LineKind.COPYRIGHT,
        LineKind.LIST_HEADING,
        LineKind.COMMENTS,
        LineKind.TAGS,
    }
)
_BUTTONS = frozenset({LineKind.CONTROLS, LineKind.NOTICE})
_NEVER_TITLE = _BARRIERS | {LineKind.STAMP, LineKind.BYLINE, LineKind.ADVERT}
_BODY_KINDS = frozenset({LineKind.PROSE, LineKind.OTHER, LineKind.ASIDE})
_BREAKS_OF_WRAPPED_NOTICE = re.compile(r"[가-힣](?:의|은|는|을|를)$")
_MID_SENTENCE = re.compile(r"[가-힣,]$")
_MARKED = re.compile(r"^[◇◆■□●○△▲▽▼]")
_LINK = re.compile(r"^(?:[▶▷☞→👉]|>>)")
_LINK_LABEL = re.compile(
    r"^\W*(?:관련|연관|함께|이어|다시|더)\s?(?:기사|뉴스|영상|보는|볼|보기|읽기)"
)
_QUOTATION = re.compile(r"^[“\"‘'「].*[”\"’'」]$")
_CREDIT_AT_END = re.compile(
    r"(?<=[.”\"’'])\s*(?:[<\[(]?(?:저작권자|[ⓒ©]).{0,80}|/?\s?사진\s?[=:/].{0,30}"
    r"|[가-힣]{2,4}\s?(?:\S{0,3}기자|특파원)?\s*[(\[]?[\w.+-]+@[\w.-]+\.\w+[)\]]?)\s*$"
)
_MARKDOWN = re.compile(r"^(?:#{1,6}\s|```)")
_LIST_ITEM = re.compile(r"^(?:[-*]|\d+[.)])\s")
_DATELINE = re.compile(
    r"[\[(【][가-힣·\w\s]{2,24}=[가-힣·\w\s]{2,24}[\])】]\s*(?:[가-힣]{2,4}\s?\S{0,3}(?:기자|특파원).{0,20}=\s)"
    r"|[\[(【][^\])】]{2,30}\s?(?:기자|특파원)[\])】]\s"
)
_STEM = re.compile(r"[가-힣A-Za-z0-9]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
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
    lines = _read_lines(text)
    if not _is_news_page(lines):
        return _clean_plain_text(text)
    body = _find_body(lines)
    if not body:
        return _clean_plain_text(text)
    return _assemble(lines, body)


def _read_lines(text: str) -> list[_Line]:
    """Classify the lines; a notice wrapped over two lines becomes one."""
    raw: list[tuple[str, bool]] = []
    after_blank = True
    for source_line in text.split("\n"):
        stripped = source_line.strip()
        if stripped:
            if raw and not after_blank and _is_continued(raw[-1][0], stripped):
                raw[-1] = (f"{raw[-1][0]}\n{stripped}", raw[-1][1])
            else:
                raw.append((stripped, after_blank))
        after_blank = not stripped
    lines = [_Line(text, classify(text.replace("\n", " ")), blank) for text, blank in raw]
    for i, (line, following) in enumerate(pairwise(lines)):
        listlike = line.kind in (LineKind.LIST_HEADING, LineKind.CONTROLS)
        if listlike and following.kind is LineKind.PROSE and SUBHEADING_MARK.match(line.text):
            # "◇댓글 서비스 변경" above a paragraph is a sub-heading and no button.
            lines[i] = replace(line, kind=LineKind.OTHER)
        is_list = line.kind is following.kind is LineKind.OTHER and i > 0
        if is_list and is_like_list_heading(line.text):
            lines[i] = replace(line, kind=LineKind.LIST_HEADING)
    return lines


def _is_continued(line: str, following: str) -> bool:
    """Tell whether a notice runs on, or a date follows the line with its label."""
    if LABEL_ALONE.fullmatch(line):
        return any(stamp.start == 0 for stamp in find_stamps(following))
    if not _BREAKS_OF_WRAPPED_NOTICE.search(line) or len(line) > 40:
        return False
    return classify(f"{line} {following}") in (LineKind.NOTICE, LineKind.ASIDE)


def _is_news_page(lines: Sequence[_Line]) -> bool:
    """Weigh the signs of a news page; without something to take away, it does not matter.

    What only news has (the date line of an article, reporters, the ban on reprinting) counts
    apart from what any page has (buttons, requests to the reader, lists of links), because a
    manual also speaks of buttons, and a contract of reprinting.
    """
    if sum(1 for line in lines if _MARKDOWN.match(line.text)) > 1:
        return False
    kinds = Counter(line.kind for line in lines if not _LIST_ITEM.match(line.text))
    news = _article_signs(lines)
    buttons = kinds[LineKind.CONTROLS]
    long_prose = [_compact(line.text) for line in lines if line.kind is LineKind.PROSE]
    long_prose = [text for text in long_prose if len(text) >= 20]
    page = (
        min(2, buttons // 2)
        + (kinds[LineKind.NOTICE] > 0)
        + (kinds[LineKind.CONTACT] > 0)
        + (kinds[LineKind.LIST_HEADING] + kinds[LineKind.COMMENTS] > 0)
        + (kinds[LineKind.CREDIT] > 0)
        + min(2, len(long_prose) - len(set(long_prose)))
    )
    removable = page + kinds[LineKind.COPYRIGHT] + kinds[LineKind.BYLINE] + kinds[LineKind.TAGS]
    return news >= 1 and removable >= 1 and news + page >= 3


def _article_signs(lines: Sequence[_Line]) -> int:
    """Count what only news articles have; 0 when all there is could stand in any document."""
    prose = [i for i, line in enumerate(lines) if line.kind is LineKind.PROSE]
    middle = prose[len(prose) // 2] if prose else len(lines)
    dates = [
        stamp
        for line in lines[:middle]
        if line.kind is LineKind.STAMP
        for stamp in find_stamps(line.text)
    ]
    if any(s.is_labelled and s.has_time for s in dates):
        date = 2
    else:
        date = int(any(s.has_time or s.is_news_label for s in dates))
    reporter = any(
        line.kind is LineKind.BYLINE and names_reporter(line.text) for line in lines
    ) + any(line.kind is LineKind.PROSE and find_dateline(line.text) for line in lines)
    rights = any(line.kind is LineKind.COPYRIGHT and bans_reprinting(line.text) for line in lines)
    if not date and not reporter and not (rights and dates):
        return 0
    return date + reporter + rights + (not date and bool(dates))


def find_dateline(line: str) -> bool:
    """Tell whether a paragraph starts as a wire report does: "(서울=통신사) 이름 기자 ="."""
    return _DATELINE.match(line) is not None


def _find_body(lines: Sequence[_Line]) -> list[int]:
    """Return the lines of the article's body, in order, chrome between them included."""
    prose = [i for i, line in enumerate(lines) if line.kind is LineKind.PROSE]
    if not prose:
        return _longest_run_of_others(lines)
    segments = [[prose[0]]]
    for before, i in pairwise(prose):
        if _barriers(lines, before, i):
            segments.append([])
        segments[-1].append(i)
    masses = [sum(len(lines[i].text) for i in segment) for segment in segments]
    main = next(n for n, mass in enumerate(masses) if mass >= 0.4 * max(masses))
    body = _after_stamp(lines, segments[main])
    for segment in segments[main + 1 :]:
        if not _continues(lines, body, segment[0]):
            break
        body = body + segment
    start = _extend_upward(lines, body[0])
    return list(range(start, _extend_downward(lines, body[-1]) + 1))


def _longest_run_of_others(lines: Sequence[_Line]) -> list[int]:
    """Return the body of a page without a sentence: appointments, results, obituaries."""
    runs: list[list[int]] = [[]]
    seen_stamp = False
    for i, line in enumerate(lines):
        seen_stamp = seen_stamp or line.kind is LineKind.STAMP
        if line.kind is LineKind.OTHER and seen_stamp:
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return max(runs, key=lambda run: sum(len(lines[i].text) for i in run))


def _barriers(lines: Sequence[_Line], before: int, after: int) -> list[int]:
    """Return what ends an article between two lines of prose."""
    gap = range(before + 1, after)
    found = [
        i
        for i in gap
        if lines[i].kind in _BARRIERS or (lines[i].kind is LineKind.BYLINE and "@" in lines[i].text)
    ]
    buttons = [i for i in gap if lines[i].kind in _BUTTONS]
    return found + buttons if found or len(buttons) >= 2 else []


def _is_end(line: _Line) -> bool:
    """Tell whether a line closes an article for certain."""
    return line.kind is LineKind.COPYRIGHT or (line.kind is LineKind.BYLINE and "@" in line.text)


def _after_stamp(lines: Sequence[_Line], segment: list[int]) -> list[int]:
    """Drop prose above the article's date, such as a teaser or a title that is a sentence."""
    total = sum(len(lines[i].text) for i in segment)
    dated = [
        (i, _published(find_stamps(line.text)) is not None)
        for i, line in enumerate(lines)
        if line.kind is LineKind.STAMP and find_stamps(line.text)
    ]
    for i, is_published in sorted(dated, key=lambda stamp: not stamp[1]):
        below = [n for n in segment if n > i]
        left_out = total - sum(len(lines[n].text) for n in below)
        # A date without a label may also be a heading within the article.
        if left_out <= (total / 2 if is_published else min(total / 2, 100)):
            return below
    return segment


def _continues(lines: Sequence[_Line], body: Sequence[int], following: int) -> bool:
    """Tell whether prose after one barrier still belongs to the article.

    A copyright line or a list of links may stand in the middle of an article; then the prose
    after it is about the same things, and the article's real end still comes.
    """
    barriers = _barriers(lines, body[-1], following)
    others = [i for i in range(body[-1] + 1, following) if lines[i].kind is LineKind.OTHER]
    is_list = lines[barriers[0]].kind is LineKind.LIST_HEADING
    if len(barriers) > 1 or len(others) > (6 if is_list else 0):
        return False
    text = lines[following].text
    known = _compact(" ".join(lines[i].text for i in body))
    if _compact(text) in known:
        return False
    shared = _overlap(text, (lines[i].text for i in body))
    ends = [i for i in range(following, len(lines)) if _is_end(lines[i])]
    if not ends:
        return False
    ends_next = all(lines[i].kind is LineKind.PROSE for i in range(following, ends[0]))
    return shared >= (0.1 if ends_next else 0.25)


def _extend_upward(lines: Sequence[_Line], start: int) -> int:
    """Take in the first lines of a wrapped paragraph and a mark such as "[앵커]"."""
    while start > 0 and not lines[start].after_blank:
        above = lines[start - 1]
        wrapped = above.kind is LineKind.OTHER and len(above.text) >= 30
        if (
            not wrapped
            or ends_sentence(above.text)
            or start < 2
            or _is_title_like(lines, start - 1)
        ):
            break
        start -= 1
    if start > 1 and lines[start - 1].kind is LineKind.OTHER:
        mark = lines[start - 1].text
        start -= is_subheading(mark) and len(mark) <= 20
    return start


def _is_title_like(lines: Sequence[_Line], i: int) -> bool:
    """Tell whether a date follows, or the line is written a second time."""
    compact = _compact(lines[i].text)
    return sum(1 for line in lines if _compact(line.text) == compact) > 1


def _extend_downward(lines: Sequence[_Line], end: int) -> int:
    """Take in the list, table row or quotation that closes the body."""
    while end + 1 < len(lines) and lines[end + 1].kind is LineKind.OTHER:
        text = lines[end + 1].text
        if not (_MARKED.match(text) or _QUOTATION.match(text) or re.search(r"[가-힣][?!]$", text)):
            break
        end += 1
    return end


def _assemble(lines: Sequence[_Line], body: Sequence[int]) -> CleanedPage:
    publisher = find_publisher(
        [strip_bullet(line.text) for line in lines],
        [line.text for line in lines if line.kind is LineKind.COPYRIGHT],
        [line.text for line in lines[: body[0]] if _may_be_masthead(line)],
    )
    title = _find_title(lines, body, publisher or "")
    stamp_lines, published = _find_dates(lines, body, title)
    header = [title] if title else []
    if publisher and any(_same(line.text, publisher) for line in lines):
        header.append(publisher)
    header.extend(stamp_lines)
    paragraphs = _paragraphs(lines, body, title)
    head = "\n".join(header)
    text = "\n\n".join([head, *paragraphs] if head else paragraphs)
    return CleanedPage(title, publisher, published, text, len(head))


def _may_be_masthead(line: _Line) -> bool:
    return line.kind in (LineKind.OTHER, LineKind.LIST_HEADING) and not is_menu(line.text)


def _find_title(lines: Sequence[_Line], body: Sequence[int], publisher: str) -> str:
    """Choose the line above the body that the body is about, or that the page repeats."""
    above = lines[: body[0]]
    stamps = [i for i, line in enumerate(above) if line.kind is LineKind.STAMP]
    stamp = next(
        (i for i in stamps if any(s.is_published for s in find_stamps(above[i].text))),
        stamps[-1] if stamps else len(above),
    )
    best, best_score = "", 0.0
    in_list = False
    for i, line in enumerate(above):
        if line.after_blank or line.kind is not LineKind.OTHER:
            in_list = False
        in_list = in_list or line.kind is LineKind.LIST_HEADING
        text = strip_bullet(line.text)
        if line.kind in _NEVER_TITLE or len(text) < 4 or _same(text, publisher):
            continue
        if is_breadcrumb(text):
            continue
        is_likely = line.kind in (LineKind.OTHER, LineKind.PROSE) and not is_menu(text)
        score = 0.0 if is_likely else -3.0
        score += 4 * _overlap(text, (lines[n].text for n in body))
        score += 2 * (sum(1 for other in lines if _compact(other.text) == _compact(text)) > 1)
        score += 2 * (i < stamp <= i + 6) + (i + 1 == stamp) + (i == 0) - in_list
        score += min(len(text), 24) / 12
        if score > best_score + 1e-9:
            best, best_score = text, score
    for line in above:
        # "Title - Outlet" from the page's head gives way to the title alone.
        if line.text != best and len(line.text) >= 8 and best.startswith(line.text + " "):
            return line.text
    return best


def _find_dates(
    lines: Sequence[_Line], body: Sequence[int], title: str
) -> tuple[list[str], str | None]:
    """Return the date lines of the header, cut to the dates, and the date of publication."""
    top = next((i for i, line in enumerate(lines) if title and strip_bullet(line.text) == title), 0)
    near = [i for i in range(top, body[0]) if lines[i].kind is LineKind.STAMP]
    near += [
        i
        for i in range(max(0, top - 8), top)
        if lines[i].kind is LineKind.STAMP and _published(find_stamps(lines[i].text))
    ]
    if not any(find_stamps(lines[i].text) for i in near):
        later = range(body[-1] + 1, len(lines))
        near = [i for i in later if _published(find_stamps(lines[i].text))][:1]
    texts: list[str] = []
    stamps: list[Stamp] = []
    for i in near:
        found = find_stamps(lines[i].text)
        stamps.extend(found)
        texts.append(_cut(lines[i].text, found) if found else lines[i].text)
    first = _published(stamps) or next((s for s in stamps if not s.is_modified), None)
    chosen = first or (stamps[0] if stamps else None)
    return texts, chosen.iso if chosen else None


def _published(stamps: Iterable[Stamp]) -> Stamp | None:
    return next((s for s in stamps if s.is_published), None)


def _cut(line: str, stamps: Sequence[Stamp]) -> str:
    return line[stamps[0].start : stamps[-1].end].strip()


def _paragraphs(lines: Sequence[_Line], body: Sequence[int], title: str) -> list[str]:
    """Return the body once, in paragraphs, without the chrome in it."""
    paragraphs: list[str] = []
    known = ""
    last: _Line | None = None
    chosen = [*_subtitles(lines, body, title), *body]
    for n, i in enumerate(chosen):
        line = lines[i]
        text = _CREDIT_AT_END.sub("", line.text)
        is_chrome = line.kind not in _BODY_KINDS or _is_link(text)
        following = lines[chosen[n + 1]] if n + 1 < len(chosen) else None
        if is_chrome or _same(text, title) or _is_repeated(line, following, known):
            last = None
            continue
        if last and not line.after_blank and _belong_together(last.text, text, line.kind):
            paragraphs[-1] += "\n" + text
        else:
            paragraphs.append(text)
        known += _compact(text) + "\n"
        last = line
    return paragraphs


def _is_link(text: str) -> bool:
    """Tell whether a line amid the body leads to another article."""
    if not _LINK.match(text):
        return False
    return not is_prose(text) or _LINK_LABEL.match(text) is not None


def _subtitles(lines: Sequence[_Line], body: Sequence[int], title: str) -> list[int]:
    """Return the lines between title and body that say what the body says."""
    top = next(
        (i for i, line in enumerate(lines) if title and strip_bullet(line.text) == title), None
    )
    if top is None:
        return []
    return [
        i
        for i in range(top + 1, body[0])
        if lines[i].kind is LineKind.OTHER
        and len(lines[i].text) >= 8
        and not is_menu(lines[i].text)
        and _overlap(lines[i].text, (lines[n].text for n in body)) >= 0.5
    ]


def _is_repeated(line: _Line, following: _Line | None, known: str) -> bool:
    compact = _compact(line.text)
    if not compact:
        return False
    if len(compact) >= 12 and compact in known:
        return True
    again = following is not None and len(_compact(following.text)) >= 12
    return bool(
        again and following and compact in known.split("\n") and _compact(following.text) in known
    )


def _belong_together(above: str, text: str, kind: LineKind) -> bool:
    """Tell whether two lines without a blank between are one wrapped paragraph or one table."""
    if ends_sentence(above) or is_subheading(text):
        return False
    if kind is LineKind.PROSE:
        return (
            len(above) >= 30
            and not _MARKED.match(above)
            and _MID_SENTENCE.search(above) is not None
        )
    return True


def _clean_plain_text(text: str) -> CleanedPage:
    """Tidy white space; read a title and the dates right below it."""
    lines = [line.rstrip() for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    head, _, rest = text.partition("\n\n")
    others = head.split("\n")[1:]
    title = find_title(text)
    if not title or not rest.strip():
        return CleanedPage(title, None, None, text, 0)
    stamps = [s for line in others for s in find_stamps(line) if s.is_labelled]
    if others and not (stamps and len(others) <= 3):
        return CleanedPage(title, None, None, text, 0)
    first = _published(stamps) or (stamps[0] if stamps else None)
    return CleanedPage(title, None, first.iso if first else None, text, len(head))


def find_title(text: str) -> str:
    """Return the first line where it reads as a title: short, with letters, no sentence or item.

    Args:
        text: Normalised text.

    Returns:
        The title without the marks of a Markdown heading; empty where there is none.
    """
    title = _HEADING_MARK.sub("", text.partition("\n")[0].strip())
    if not 1 <= len(title) <= 100 or not _LETTER.search(title):
        return ""
    is_text = re.search(r"[.,:;]$", title) or re.match(r"(?:[-*•|>+]|\d+[.)])\s", title)
    return "" if is_text else title


def _overlap(text: str, body: Iterable[str]) -> float:
    """Return the share of a text's words whose first two letters begin a word of the body."""
    words = {word[:2] for word in _STEM.findall(text)}
    if not words:
        return 0.0
    known = {word[:2] for paragraph in body for word in _STEM.findall(paragraph)}
    return len(words & known) / len(words)


def _same(line: str, other: str) -> bool:
    return bool(other) and _compact(line) == _compact(other)


def _compact(text: str) -> str:
    """Return the letters and digits alone, so that copies that differ in spacing are equal."""
    return re.sub(r"[\W_]+", "", text)
