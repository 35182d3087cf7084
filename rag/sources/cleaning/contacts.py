"""What a page says at its foot or head of how to reach whom it is by: no menu, no copyright."""

from __future__ import annotations

import re

# What parts such facts from each other and from all else that stands in their line.
_PARTED = re.compile(r"\s*[|｜ㅣ∣│]\s*|\s+[·ㆍ•/]\s+|\n")
_RIGHTS = re.compile(
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


def contact_facts(text: str) -> list[str]:
    """Return telephone numbers, addresses and opening hours, each as it stands in its line."""
    pieces = (_RIGHTS.sub(" ", piece) for piece in _PARTED.split(text))
    told = (" ".join(piece.split()).strip(" ,·|-") for piece in pieces)
    return [
        piece
        for piece in told
        if len(piece) <= _LONGEST and _FACT.search(piece) and not _FORMAL.search(piece)
    ]
