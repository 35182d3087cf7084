"""Whom a page is by: its outlet, from where pages name it, and how to reach who keeps it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import permutations

_REPORTER = r"[가-힣]{2,4}\s?(?:\S{0,3}기자|특파원|논설위원)"
# "(서울=한빛통신)", "[누리일보=서하람 기자]", "[새벽경제 문하율 기자]" before the first sentence.
_DATELINE = re.compile(r"^[\[(【]\s*([^=\])】]{2,24}?)\s*=\s*([^=\])】]{2,24}?)\s*[\])】]")
_OUTLET_REPORTER = re.compile(rf"^[\[(【]\s*([^=\])】]{{2,20}}?)\s+{_REPORTER}\s*[\])】]")
_RIGHTS = re.compile(
    r"(?:저작권자|copyrights?|[ⓒ©]|\([cC]\))[\s:：.\dⓒ©\-]*(?:\([cC]\)|by\b)?[\s:ⓒ©]*(?P<name>[^\s,.&|<>\[\]()：:][^,.&|<>\[\]：:]{1,24}?)"
    r"(?=\s*(?:[,.&|<>\[\]：:]|무단|모든|All\b|Corp|Inc|Co\b|$))",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"\(주\)|㈜|주식회사|\(사\)")
_PHOTO = re.compile(r"사진|자료|제공|그래픽|출처|영상|이미지")
_SIGN_OFF = re.compile(r"^(\S{2,12}?)(?:\s?뉴스)?[,\s]\s*[가-힣]{2,4}입니다\.?$")
_IMPRINT = re.compile(r"(?:제호|매체명)\s*[:：]?\s*([^|,\s][^|,]{1,19}?)\s*(?:[|,]|$)")
_PRESS_NAME = re.compile(
    r"(?:일보|신문|방송|통신|타임스|타임즈|저널|헤럴드|투데이|데일리|미디어|매거진)$"
)
_TITLE_SUFFIX = re.compile(r"^(.{8,}?)\s+[-|:<‹–—]\s+([^-|]{2,20})$")
_MAIL_HOST = re.compile(r"@(?:[\w-]+\.)*?([A-Za-z][A-Za-z0-9-]{1,15})\.(?:co|or|com|net|kr|tv)\b")
_LATIN_NAME = re.compile(r"(?<![A-Za-z])[A-Z][A-Z0-9]{1,15}(?![A-Za-z])")
# Portals print their own mark below every outlet's articles.
_PORTALS = frozenset({"naver", "kakao", "daum", "nate", "zum", "google", "msn"})
# What parts such facts from each other and from all else that stands in their line.
_PARTED = re.compile(r"\s*[|｜ㅣ∣│]\s*|\s+[·ㆍ•/]\s+|\n")
_COPYRIGHT = re.compile(
    r"(?:copyrights?\b|[ⓒ©]|\([cC]\))\W*(?:(?:19|20)\d\d[\s~–-]*)*"
    r"|[,.\s]*all\s+rights\s+reserved\.?",
    re.IGNORECASE,
)
_FACT = re.compile(
    # A telephone number, an address for letters of either kind, and when it is open.
    r"(?<![\d-])(?:\+82[-\s]?\d{1,2}[-\s]|\(?0\d{1,2}[-.)]\s?)\d{3,4}[-.\s]\d{4}(?!\d)"
    r"|(?<![\d-])1[5-9]\d\d[-.]\d{4}(?!\d)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:^|\s)(?:주소|소재지|오시는\s?길)\s?[:：]\s?\S"
    r"|[가-힣]\S*(?:시|군|구|읍|면)\s\S*(?:[로길]\s?\d+|[동리가읍면]\s?\d+)(?![\d개권명원])"
    r"|(?:이용|운영|영업|근무|진료|상담|개관|관람|업무|접수)\s?시간.*\d"
    r"|\d{1,2}(?::\d{2}|시(?:\s?\d+분)?)\s?[~∼–-]\s?(?:오[전후]\s?)?\d{1,2}(?::\d{2}|시)"
    r"|(?:휴관|휴무|휴진|휴업)(?:일|은|는|\s|[:：]).*[월화수목금토일]"
)
# What a shop must say of itself and nobody asks for.
_FORMAL = re.compile(r"사업자|통신판매|등록번호|발행인|편집인|개인정보|청소년보호|호스팅|약관")
_LONGEST = 120


def find_publisher(lines: Sequence[str], rights: Sequence[str], above: Sequence[str]) -> str | None:
    """Find who published a page.

    The places that name an outlet vote; a name in a dateline or copyright line is enough, a
    reporter's sign-off or the host of an e-mail address needs the same name elsewhere.

    Args:
        lines: All lines of the page.
        rights: Those that are copyright notices.
        above: Those above the article that are neither buttons nor dates.

    Returns:
        The name as the page writes it, or ``None``.
    """
    votes: Counter[str] = Counter()
    alone = {*lines, *("\n".join(rights).split())}
    for line in lines:
        name, is_certain = _from_dateline(line)
        # "[전주=윤가온 기자]" names a place, "[단독 윤가온 기자]" the kind of report.
        if name and (is_certain or name in alone or _PRESS_NAME.search(name)):
            votes[name] += 3
    for line in rights:
        match = _RIGHTS.search(_COMPANY.sub("", line))
        if match and (name := _plausible(match["name"])):
            votes[name] += 3
    votes.update(match[1] for line in lines if (match := _IMPRINT.search(line)))
    votes.update(_mastheads(above, lines))
    votes.update(dict.fromkeys(find_site_names(lines), 2))
    votes.update(_confirmed_sign_offs(lines))
    if not votes:
        return _from_mail_host(lines)
    for name, short in permutations(list(votes), 2):
        # A dateline may shorten the name: "(서울=한빛)" of 한빛통신.
        votes[name] += votes[short] if name.startswith(short) else 0
    return max(votes, key=lambda name: (votes[name], -_first_line(name, lines)))


def find_site_names(lines: Sequence[str]) -> set[str]:
    """Find the site's name in "Title - Outlet" where the title also stands alone."""
    alone = set(lines)
    suffixed = [_TITLE_SUFFIX.match(line) for line in lines if len(line) <= 150]
    found = [_plausible(match[2]) for match in suffixed if match and match[1] in alone]
    return {name for name in found if name}


def _from_dateline(line: str) -> tuple[str | None, bool]:
    """Return the name in front of a report, and whether nothing else can stand in its place."""
    if match := _DATELINE.match(line):
        left, right = match[1], match[2]
        if _PHOTO.search(left):
            return None, False
        if re.fullmatch(_REPORTER, right):
            return _plausible(left), len(left) >= 4
        return _plausible(re.sub(rf"\s+{_REPORTER}$", "", right)), True
    if match := _OUTLET_REPORTER.match(line):
        return _plausible(match[1]), len(match[1]) >= 3
    return None, False


def _plausible(name: str) -> str | None:
    name = _COMPANY.sub("", name).strip(" -·,.")
    if not 2 <= len(name) <= 20 or not re.search(r"[A-Za-z가-힣]{2}", name):
        return None
    return None if name.split()[0].lower() in _PORTALS or _PHOTO.search(name) else name


def _mastheads(above: Sequence[str], lines: Sequence[str]) -> dict[str, int]:
    """Find a short line above the article that the page repeats, or that ends as papers' names do.

    A line that the page has but once counts only with an ending that nothing else has.
    """
    short = [line for line in above if len(line) <= 12 and len(line.split()) <= 2]
    named = [line for line in short if lines.count(line) > 1 or _PRESS_NAME.search(line)]
    return {name: 1 for line in named if (name := _plausible(line))}


def _confirmed_sign_offs(lines: Sequence[str]) -> dict[str, int]:
    """Find "미래방송 뉴스 나은결입니다." where another short line starts with the same name."""
    signed = {match[1]: line for line in lines if (match := _SIGN_OFF.match(line))}
    short = [line for line in lines if len(line) <= 20]
    return {
        name: 2
        for name, signing in signed.items()
        if any(line.startswith(name) and line != signing for line in short)
    }


def _from_mail_host(lines: Sequence[str]) -> str | None:
    """Find a mail host that the page also writes as a name: "@abc.co.kr" and "ABC뉴스"."""
    page = "\n".join(lines)
    hosts = {match[1].lower() for match in _MAIL_HOST.finditer(page)}
    for name in _LATIN_NAME.findall(page):
        if name.lower() in hosts:
            return str(name)
    return None


def _first_line(name: str, lines: Sequence[str]) -> int:
    return next((i for i, line in enumerate(lines) if name in line), len(lines))


def contact_facts(text: str) -> list[str]:
    """Return telephone numbers, addresses and opening hours, each as it stands in its line."""
    pieces = (_COPYRIGHT.sub(" ", piece) for piece in _PARTED.split(text))
    told = (" ".join(piece.split()).strip(" ,·|-") for piece in pieces)
    return [
        piece
        for piece in told
        if len(piece) <= _LONGEST and _FACT.search(piece) and not _FORMAL.search(piece)
    ]
