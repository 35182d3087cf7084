"""The lines of a web page together: whether it is a news page, and where its article lies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.sources.cleaning.dates import LABEL_ALONE, Stamp, find_stamps, first_published
from rag.sources.cleaning.lines import (
    SUBHEADING_MARK,
    LineKind,
    bans_reprinting,
    breaks_off,
    classify,
    has_dateline,
    is_like_list_heading,
    is_subheading,
    names_reporter,
    runs_on,
    speaks_of_itself,
)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page that is not blank, or a notice wrapped over two.

    Attributes:
        text: The line without surrounding white space.
        kind: What it is.
        after_blank: Whether a blank line, or nothing, stands above it.
    """

    text: str
    kind: LineKind
    after_blank: bool


# What ends an article, when it stands below prose.
BARRIERS = frozenset(
    {
        LineKind.CONTACT,
        LineKind.COPYRIGHT,
        LineKind.LIST_HEADING,
        LineKind.COMMENTS,
        LineKind.TAGS,
    }
)
_BUTTONS = frozenset({LineKind.CONTROLS, LineKind.NOTICE, LineKind.BYLINE})

_MAY_BE_SUBHEADING = frozenset(
    {LineKind.LIST_HEADING, LineKind.CONTROLS, LineKind.COMMENTS, LineKind.TAGS}
)
_MARKDOWN = re.compile(r"^(?:#{1,6}\s|```)")
_LIST_ITEM = re.compile(r"^(?:[-*]|\d+[.)])\s")
LIST_MARK = re.compile(r"^[◇◆■□●○△▲▽▼]")
_QUOTATION = re.compile(r"^[“\"‘'「].*[”\"’'」]$")
_QUESTION = re.compile(r"[가-힣][?!]$")
_WORD = re.compile(r"[가-힣A-Za-z0-9]{2,}")


def read_lines(text: str) -> list[PageLine]:
    """Classify the lines of a page's normalised text that are not blank."""
    joined: list[tuple[str, bool]] = []
    after_blank = True
    for raw in text.split("\n"):
        line = raw.strip()
        if line and joined and not after_blank and _runs_on(joined[-1][0], line):
            joined[-1] = (f"{joined[-1][0]}\n{line}", joined[-1][1])
        elif line:
            joined.append((line, after_blank))
        after_blank = not line
    lines = [PageLine(line, classify(line.replace("\n", " ")), blank) for line, blank in joined]
    for i, (line_above, line_below) in enumerate(pairwise(lines)):
        lines[i] = replace(line_above, kind=_kind_above(line_above, line_below, is_first=i == 0))
    return lines


def is_news_page(lines: Sequence[PageLine]) -> bool:
    """Weigh the signs of a news page.

    What only news has (an article's date line, reporters, the ban on reprinting) counts apart
    from what any page has (buttons, requests to the reader, lists of links), because a manual
    also speaks of buttons, and a contract of reprinting. Markdown is written, not printed by a
    site.

    Returns:
        Whether there are signs enough, and chrome to take away.
    """
    if sum(1 for line in lines if _MARKDOWN.match(line.text)) > 1:
        return False
    kinds = Counter(line.kind for line in lines if not _LIST_ITEM.match(line.text))
    prose = [compact(line.text) for line in lines if line.kind is LineKind.PROSE]
    long_prose = [text for text in prose if len(text) >= 20]
    page = (
        min(2, kinds[LineKind.CONTROLS] // 2)
        + (kinds[LineKind.NOTICE] > 0)
        + (kinds[LineKind.CONTACT] > 0)
        + (kinds[LineKind.LIST_HEADING] + kinds[LineKind.COMMENTS] > 0)
        + (kinds[LineKind.CREDIT] > 0)
        + min(2, len(long_prose) - len(set(long_prose)))
    )
    chrome = page + kinds[LineKind.COPYRIGHT] + kinds[LineKind.BYLINE] + kinds[LineKind.TAGS]
    news = _news_signs(lines)
    return news >= 1 and chrome >= 1 and news + page >= 3


def find_body(lines: Sequence[PageLine]) -> range:
    """Find the lines of the article's body.

    Prose falls into runs, between which something stands that ends an article. The body is the
    first run that is not much shorter than the longest (a second copy of it comes later), with
    what follows an interruption in its midst.

    Returns:
        Indexes of the first to the last line of the body, with the chrome between them; empty
        when the page holds no text.
    """
    prose = [i for i, line in enumerate(lines) if line.kind is LineKind.PROSE]
    if not prose:
        return _longest_list(lines)
    runs = [[prose[0]]]
    for above, below in pairwise(prose):
        if _barriers(lines, above, below):
            runs.append([])
        runs[-1].append(below)
    masses = [sum(len(lines[i].text) for i in run) for run in runs]
    main = next(n for n, mass in enumerate(masses) if mass >= 0.4 * max(masses))
    body = _below_date(lines, runs[main])
    for run in runs[main + 1 :]:
        if not _continues(lines, body, run):
            break
        body = body + run
    return range(_extend_upward(lines, body[0]), _extend_downward(lines, body[-1]) + 1)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the first two letters of each word, which leaves Korean particles out."""
    return frozenset(word[:2] for text in texts for word in _WORD.findall(text))


def overlap(text: str, known: frozenset[str]) -> float:
    """Return the share of a text's words that are among those of another, in [0, 1]."""
    words = words_of([text])
    return len(words & known) / len(words) if words else 0.0


def compact(text: str) -> str:
    """Return the letters and digits alone, so that copies that differ in spacing are equal."""
    return re.sub(r"[\W_]+", "", text)


def _runs_on(line: str, following: str) -> bool:
    """Tell whether a notice runs on, or a date follows the line with its label."""
    if LABEL_ALONE.fullmatch(line):
        return any(stamp.start == 0 for stamp in find_stamps(following))
    if not breaks_off(line) or len(line) > 40:
        return False
    return classify(f"{line} {following}") in (LineKind.NOTICE, LineKind.ASIDE)


def _kind_above(line: PageLine, below: PageLine, *, is_first: bool) -> LineKind:
    """Correct the kind of a line by the one below it."""
    is_marked = line.kind is LineKind.TAGS or SUBHEADING_MARK.match(line.text)
    if is_marked and line.kind in _MAY_BE_SUBHEADING and below.kind is LineKind.PROSE:
        return LineKind.OTHER  # "◇댓글 서비스 변경" is no button there, and "#1 새벽" no tag.
    is_list = line.kind is below.kind is LineKind.OTHER and not is_first
    return LineKind.LIST_HEADING if is_list and is_like_list_heading(line.text) else line.kind


def _news_signs(lines: Sequence[PageLine]) -> int:
    """Count what only news has; 0 when all there is could stand in any document."""
    prose = [i for i, line in enumerate(lines) if line.kind is LineKind.PROSE]
    upper_half = lines[: prose[len(prose) // 2]] if prose else lines
    dates = [stamp for line in upper_half for stamp in stamps_of(line)]
    if any(stamp.is_labelled and stamp.has_time for stamp in dates):
        date = 2
    else:
        date = int(any(s.has_time or s.is_news_label for s in dates))
    bylines = any(line.kind is LineKind.BYLINE and names_reporter(line.text) for line in lines)
    datelines = any(line.kind is LineKind.PROSE and has_dateline(line.text) for line in lines)
    rights = any(line.kind is LineKind.COPYRIGHT and bans_reprinting(line.text) for line in lines)
    if not (date or bylines or datelines or (rights and dates)):
        return 0
    return date + bylines + datelines + rights + (not date and bool(dates))


def stamps_of(line: PageLine) -> list[Stamp]:
    """Return the dates of a date line; none for any other line."""
    return find_stamps(line.text) if line.kind is LineKind.STAMP else []


def _longest_list(lines: Sequence[PageLine]) -> range:
    """Return the body of a page without a sentence: appointments, results, obituaries."""
    date = next((i for i, line in enumerate(lines) if line.kind is LineKind.STAMP), 0)
    best = range(0)
    start = date + 1
    for i in range(date + 1, len(lines) + 1):
        if i == len(lines) or lines[i].kind is not LineKind.OTHER:
            if _mass(lines, range(start, i)) > _mass(lines, best):
                best = range(start, i)
            start = i + 1
    return best


def _mass(lines: Sequence[PageLine], indexes: Iterable[int]) -> int:
    return sum(len(lines[i].text) for i in indexes)


def _barriers(lines: Sequence[PageLine], above: int, below: int) -> list[int]:
    """Return what ends an article between two lines of prose."""
    gap = range(above + 1, below)
    ends = [i for i in gap if _is_barrier(lines[i])]
    buttons = [i for i in gap if lines[i].kind in _BUTTONS and i not in ends]
    return ends + buttons if ends or len(buttons) >= 2 else []


def _is_barrier(line: PageLine) -> bool:
    is_about_page = line.kind is LineKind.NOTICE and speaks_of_itself(line.text)
    return line.kind in BARRIERS or is_about_page or _is_end(line)


def _is_end(line: PageLine) -> bool:
    """Tell whether a line closes an article for certain."""
    return line.kind is LineKind.COPYRIGHT or (line.kind is LineKind.BYLINE and "@" in line.text)


def _below_date(lines: Sequence[PageLine], run: list[int]) -> list[int]:
    """Drop prose above the article's date, such as a teaser or a title that is a sentence."""
    dates = [
        (i, first_published(stamps_of(line))) for i, line in enumerate(lines) if stamps_of(line)
    ]
    total = _mass(lines, run)
    for i, published in sorted(dates[:20], key=lambda date: date[1] is None):
        below = [n for n in run if n > i]
        left_out = total - _mass(lines, below)
        # A date without a label may also be a heading within the article.
        if left_out <= (total / 2 if published else min(total / 2, 100)):
            return below
    return run


def _continues(lines: Sequence[PageLine], body: Sequence[int], run: Sequence[int]) -> bool:
    """Tell whether prose after one barrier still belongs to the article.

    A copyright line or a list of links may stand in the middle of an article; then the article's
    real end still comes, right after the prose or after prose about the same things.
    """
    barriers = _barriers(lines, body[-1], run[0])
    others = [i for i in range(body[-1] + 1, run[0]) if lines[i].kind is LineKind.OTHER]
    is_list = lines[barriers[0]].kind is LineKind.LIST_HEADING
    end = next((i for i in range(run[0], len(lines)) if _is_end(lines[i])), None)
    if end is None or len(barriers) > 1 or len(others) > (6 if is_list else 0):
        return False
    known = [lines[i].text for i in body]
    if compact(lines[run[0]].text) in compact(" ".join(known)):
        return False
    reaches_end = run[-1] + 1 == end and len(run) == end - run[0]
    if reaches_end and (len(run) > 1 or lines[end].kind is LineKind.BYLINE):
        return True
    return overlap(lines[run[0]].text, words_of(known)) >= (0.1 if reaches_end else 0.25)


def _extend_upward(lines: Sequence[PageLine], start: int) -> int:
    """Take in the first lines of a wrapped paragraph and a mark such as "[앵커]"."""
    copies = Counter(line.text for line in lines)
    while start > 1 and not lines[start].after_blank:
        above = lines[start - 1]
        if above.kind is not LineKind.OTHER or not runs_on(above.text) or copies[above.text] > 1:
            break
        start -= 1
    if start > 1 and lines[start - 1].kind is LineKind.OTHER:
        mark = lines[start - 1].text
        start -= is_subheading(mark) and len(mark) <= 20
    return start


def _extend_downward(lines: Sequence[PageLine], end: int) -> int:
    """Take in the list, table row or quotation that closes the body."""
    while end + 1 < len(lines) and lines[end + 1].kind is LineKind.OTHER:
        text = lines[end + 1].text
        if not (LIST_MARK.match(text) or _QUOTATION.match(text) or _QUESTION.search(text)):
            break
        end += 1
    return end
