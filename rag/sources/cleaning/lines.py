"""What one line of a web page is: prose, a date stamp, a credit, a button, a list heading."""

from __future__ import annotations

import re
from enum import Enum, auto

from rag.sources.cleaning.controls import (
    SECTIONS,
    count_control_tokens,
    is_control_token,
    word_tokens,
)
from rag.sources.cleaning.dates import LABEL_ALONE, find_stamps


class LineKind(Enum):
    """The part that a line plays on a news page."""

    PROSE = auto()
    STAMP = auto()
    CREDIT = auto()
    BYLINE = auto()
    CONTACT = auto()
    COPYRIGHT = auto()
    LIST_HEADING = auto()
    COMMENTS = auto()
    TAGS = auto()
    NOTICE = auto()
    ASIDE = auto()
    CONTROLS = auto()
    ADVERT = auto()
    OTHER = auto()


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ROLE = (
    r"(?:(?:선임|수석|전문|인턴|객원|사진|취재|시민|영상)\s?)?"
    r"(?:기자|특파원|논설위원|앵커|리포터|PD|에디터)"
)
_NAME_AND_ROLE = re.compile(rf"[가-힣]{{2,4}}\s?{_ROLE}(?![가-힣])")

_CLOSERS = "\"'”’)\\]」』》〉】"
_SENTENCE_END = re.compile(rf"[가-힣][{_CLOSERS}]*\.(?=$|[\s\[{_CLOSERS}])|[a-z]{{2}}\.(?=\s|$)")
_LINE_END = re.compile(
    rf"[.!?…~][{_CLOSERS}\s]*(?:[가-힣]{{1,3}}|(?:\[\d+\])+|[가-힣]{{2,4}}\s기자)?$"
)
_WRAPPED_LINE_CHARS = 30
_OPEN_END = re.compile(r"[가-힣A-Za-z0-9,]$")
_BROKEN_OFF = re.compile(r"(?:[가-힣](?:[은는이가을를의에로고며와과도한된할]|에서)|,)$")
_PARTICLE_END = re.compile(r"[가-힣][은는이가을를에의서로고며도과와다해면]$")

_SUBHEADING = re.compile(r"^(?:[◇◆■□●○▣◈◎]|[<〈【\[].*[>〉】\]]$)")
SUBHEADING_MARK = re.compile(r"^[◇◆■□●○▣◈]")
_BULLET = re.compile(r"^(?:[•·*\-–▪▶▷☞→›»ㆍ]\s*)+")

_DATELINE = re.compile(
    r"[\[(【][가-힣·\w\s]{2,24}=[가-힣·\w\s]{2,24}[\])】]\s*"
    r"[가-힣]{2,4}\s?\S{0,3}(?:기자|특파원).{0,20}=\s"
    r"|[\[(【][^\])】]{2,30}\s?(?:기자|특파원)[\])】]\s"
)
_CREDIT_WORD = (
    r"(?:사진|그래픽|일러스트|삽화|자료|이미지|영상|출처|그림|촬영|편집|취재|구성|글|제공)"
)
_CREDIT_LABEL = re.compile(
    rf"^(?P<bracket>[\[(<【])?/?\s*{_CREDIT_WORD}\S{{0,6}}(?:\s?(?:출처|제공|자료|기자|사진))?"
    r"\s*[=:：/]\s*\S"
)
_CREDIT_BRACKET = re.compile(
    r"[\[(<【](?=[^\[\](<>)【】]{4})[^\[\](<>)【】]*"
    r"(?:제공|사진|캡처|갈무리|출처|자료|금지|스톡|뱅크|이미지)[^\[\](<>)【】]*[\])>】]\.?$"
)
# "/다솜일보 DB", "다솜시 제공", "사진=다솜시", "사진 목진서", "ⓒ다솜일보", "안여름 기자"
_CREDIT_TAIL = re.compile(
    r"(?:/\s?[^/.]{1,20}(?:DB|제공|캡처|기자|뱅크|스톡)|(?:^|(?<=[\s.]))(?:\S{1,15}\s(?:제공|자료|캡처|갈무리)"
    r"|/?\s?(?:사진|그래픽|일러스트)(?:(?:제공|출처|자료)?\s?[=:/]\s?\S.{0,20}|\s[가-힣]{2,4})"
    r"|[ⓒ©]\s?\S.{0,25}|(?P<reporter>[가-힣]{2,4}\s(?:사진|인턴|선임)?기자)))$"
)
_REPORTED_SPEECH = re.compile(r"(?:말했|밝혔|전했|강조했|설명했|덧붙였)(?:다|습니다)\.\s*$")
_CAPTION_END = re.compile(r"있(?:다|습니다)\.\s*$")
_CREDIT_RIGHTS = re.compile(r"재판매\s*및\s*DB")

_RIGHTS = re.compile(
    r"저작권자|무단\s*(?:전재|복제|배포|도용)|재배포\s*(?:를\s*)?금지|rights\s+reserved|copyrights?\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r"금지\W*$|금(?:지)?합니다|금함|reserved", re.IGNORECASE)
_REPRINT = re.compile(r"무단|재배포")
_MARK = re.compile(r"[ⓒ©]|\([cC]\)")
_CONTACT = re.compile(
    r"제보.{0,12}(?:하기|카카오톡|카톡|전화|이메일|메일|@|\d{2,})|기사\s*제보"
    r"|(?:등록번호|발행인|대표전화|사업자)\s*[:：|]"
)
_LIST_HEADING = re.compile(
    r"(?:(?:관련|연관|많이|가장|인기|추천|최신|실시간|주요|오늘의?|지금|이|시각|시간|핫|함께|다른|포토|랭킹|"
    r"섹션별?|기획|본|볼만한|보는|읽은|더|주간|일간|이\s?기자의)\s*)*"
    r"(?:기사|뉴스|소식|클릭|이슈|콘텐츠|글|특집|헤드라인|랭킹|영상|포토|TOP|BEST|HOT)"
    r"(?:\s*(?:TOP|BEST)?\s*\d{1,2})?(?:\s*더\s?보기)?|Related(?:\s\w+)?|Most\s\w+",
    re.IGNORECASE,
)
# "당신을 위한 추천 기사" as well as "인공지능이 쓴 기사": a sub-heading where prose follows.
_LIKE_LIST_HEADING = re.compile(
    r".{2,18}\s?(?:기사|뉴스|헤드라인|랭킹|이슈|추천|TOP\s?\d*|BEST\s?\d*)"
)
_COMMENTS = re.compile(
    r"(?:전체|기사|독자|네티즌|한줄)?\s*(?:댓글|의견|100자평|한줄평|타임톡|Comments?)"
    r"\s*(?:\(?\s*\d[\d,]*\s*\)?\s*개?|쓰기|달기|입력|작성|정책.*)?",
    re.IGNORECASE,
)
_TAGS = re.compile(
    r"(?:(?:태그|키워드|Tags?)\s*[:：]?\s*)?#[^\s,#]+(?:[\s,]*#[^\s,#]+)*", re.IGNORECASE
)
_REACTIONS = re.compile(r"(?:[가-힣]{2,8}\s?[\d,]+[\s|·]*){2,}")
_ADVERT = re.compile(r"\W*(?:광고|AD|ADVERTISEMENTS?|Sponsored|스폰서)\W*", re.IGNORECASE)

_SELF_REFERENCE = re.compile(r"^\W*(?:이|본|해당|위)\s?(?:기사|콘텐츠|뉴스|글|영상|칼럼|포스트)")
_REQUEST = re.compile(
    r"(?:주세요|하세요|보세요|마세요|드려요|으세요|으셨다면|셨나요|십시오|바랍니다|드립니다|드릴게요|기다립니다)\W*$"
)
_HONORIFIC_OFFER = re.compile(r"[가-힣]실\s수\s?(?:있|없)\S{0,6}$")
_PLAIN_OFFER = re.compile(r"(?:수\s?(?:있|없)(?:습니다|어요)|(?:됩|합|있)니다)\W*$")
_DONE = re.compile(r"(?:되었|됐)습니다\W*$")
_QUOTED = re.compile(r"^[\[“\"‘']")


def classify(line: str) -> LineKind:
    """Say what a line is, from its own words and shape alone.

    Args:
        line: One line without surrounding white space, not empty; a notice that a page wraps
            over two lines may come as one with the line break in it.

    Returns:
        The kind; ``OTHER`` for headings, headlines, captions without a credit, table rows and
        whatever shows no sign.
    """
    if _ADVERT.fullmatch(line):
        return LineKind.ADVERT
    if is_stamp_line(line):
        return LineKind.STAMP
    for kind, holds in _SHORT_KINDS:
        if holds(line):
            return kind
    return LineKind.PROSE if is_prose(line) else LineKind.OTHER


def is_prose(line: str) -> bool:
    """Tell whether a line holds running text: a stopped sentence, or a long line with particles."""
    is_stopped = _SENTENCE_END.search(line) is not None and len(line) >= 6
    if is_stopped and (len(line) >= 60 or _LINE_END.search(_CREDIT_TAIL.sub("", line))):
        return True
    tokens = line.split()
    with_particle = sum(1 for token in tokens if _PARTICLE_END.search(token))
    return len(line) >= 60 and with_particle >= 0.4 * len(tokens)


def is_stamp_line(line: str) -> bool:
    """Tell whether a line is there to say a date: one with a label, or hardly anything else."""
    if len(line) > 160:
        return False
    if LABEL_ALONE.fullmatch(line):
        return True
    stamps = find_stamps(line)
    if not stamps:
        return False
    rest = line
    for stamp in reversed(stamps):
        rest = rest[: stamp.start] + " " + rest[stamp.end :]
    rest = _NAME_AND_ROLE.sub(" ", rest)
    tokens = word_tokens(rest)
    foreign = [t for t in tokens if not is_control_token(t)]
    if any(s.is_labelled and s.has_time for s in stamps):
        return sum(map(len, foreign)) <= 16
    return not foreign or (stamps[0].is_labelled and sum(map(len, foreign)) <= 8)


def control_share(line: str) -> float:
    """Return the share of a line's letters that belong to words of buttons and menus, in [0, 1]."""
    tokens = word_tokens(_NAME_AND_ROLE.sub(" ", line))
    total = sum(map(len, tokens))
    if not total:
        return 1.0 if _NAME_AND_ROLE.search(line) else 0.0
    return sum(len(t) for t in tokens if is_control_token(t)) / total


def is_menu(line: str) -> bool:
    """Tell whether a line is a row of sections or buttons."""
    tokens = word_tokens(line)
    sections = sum(1 for t in tokens if t in SECTIONS or is_control_token(t))
    return len(tokens) >= 1 and sections >= max(1, 0.4 * len(tokens)) and not is_prose(line)


def is_subheading(line: str) -> bool:
    """Tell whether a line starts with a mark that Korean papers put before a sub-heading."""
    return len(line) <= 60 and _SUBHEADING.match(line) is not None


def names_reporter(line: str) -> bool:
    """Tell whether a line names someone as a reporter: "윤다온 기자"."""
    return _NAME_AND_ROLE.search(line) is not None


def has_dateline(line: str) -> bool:
    """Tell whether a paragraph starts as a report does: "(서울=통신사) 윤다온 기자 =."""
    return _DATELINE.match(line) is not None


def speaks_of_itself(line: str) -> bool:
    """Tell whether a line is about the article or page it stands on: "이 기사는 …"."""
    return _SELF_REFERENCE.match(line) is not None


def bans_reprinting(line: str) -> bool:
    """Tell whether a copyright line is a paper's: the mark, and no reprinting."""
    return _MARK.search(line) is not None and _REPRINT.search(line) is not None


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence does."""
    return _LINE_END.search(line) is not None


def runs_on(line: str) -> bool:
    """Tell whether a line breaks off in the middle of a sentence, as wrapped text does.

    A headline breaks off too; so a line must be long, or end in a particle.
    """
    if len(line) >= _WRAPPED_LINE_CHARS:
        return _OPEN_END.search(line) is not None
    return len(line) >= _WRAPPED_LINE_CHARS / 2 and breaks_off(line)


def breaks_off(line: str) -> bool:
    """Tell whether a line ends in a particle or a comma, as no title does."""
    return _BROKEN_OFF.search(line) is not None


def strip_bullet(line: str) -> str:
    """Return a line without the bullet of a list."""
    return _BULLET.sub("", line)


def _is_copyright(line: str) -> bool:
    if not _RIGHTS.search(line) or len(line) > 250:
        return False
    return _MARK.search(line) is not None or _FORBIDDEN.search(line) is not None


def _is_credit(line: str) -> bool:
    if len(line) > 160 or _EMAIL.fullmatch(line) or _NAME_AND_ROLE.fullmatch(line):
        return False
    if _CREDIT_RIGHTS.search(line):
        return True
    sentences = len(_SENTENCE_END.findall(line))
    label = _CREDIT_LABEL.match(line)
    if not sentences:
        return bool(label or _CREDIT_BRACKET.search(line) or _CREDIT_TAIL.search(line))
    # A paragraph may end with a credit too; a caption is one sentence.
    tail = _CREDIT_TAIL.search(line)
    if sentences > 1 or not tail:
        in_bracket = (label and label["bracket"]) or _CREDIT_BRACKET.search(line)
        return sentences <= 2 and bool(in_bracket)
    sentence = line[: tail.start()]
    if tail["reporter"]:
        return _CAPTION_END.search(sentence) is not None
    return _REPORTED_SPEECH.search(sentence) is None


def _is_byline(line: str) -> bool:
    if len(line) > 80:
        return False
    rest, emails = _EMAIL.subn(" ", line)
    if emails:
        return len(rest.strip()) <= 40 and not is_prose(rest)
    if re.fullmatch(rf"[\[(【].{{0,20}}\s{_NAME_AND_ROLE.pattern}\s*[\])】]", line):
        return True
    rest = re.sub(r"^(?:기자명|글|By)\s+", "", line)
    return re.fullmatch(
        rf"[가-힣]{{2,4}}(?:\s?{_ROLE}|\s작가)?(?:[\s=·,|]*[가-힣]{{2,4}}\s?{_ROLE})*", rest
    ) is not None and (rest != line or _NAME_AND_ROLE.search(line) is not None)


def _is_contact(line: str) -> bool:
    return (
        len(line) <= 200
        and _CONTACT.search(line) is not None
        and not (is_prose(line) and not _REQUEST.search(line))
    )


def _is_list_heading(line: str) -> bool:
    bare = line.strip("[]<>【】■◆▶☞*•:： ")
    return len(bare) <= 28 and _LIST_HEADING.fullmatch(bare) is not None


def is_like_list_heading(line: str) -> bool:
    """Tell whether a line may head a list of articles, if no paragraph follows it."""
    return _LIKE_LIST_HEADING.fullmatch(line.strip("[]<>【】■◆▶☞*•:： ")) is not None


def _is_comments(line: str) -> bool:
    return _COMMENTS.fullmatch(line.strip("[]<>■◆▶ ")) is not None


def _is_tags(line: str) -> bool:
    return _TAGS.fullmatch(line) is not None


def _is_notice(line: str) -> bool:
    if len(line) > 120 or _QUOTED.match(line):
        return False
    if line.startswith("*") and _REQUEST.search(line):
        return True
    if not count_control_tokens(line):
        return False
    return any(p.search(line) for p in (_SELF_REFERENCE, _REQUEST, _HONORIFIC_OFFER))


def _is_aside(line: str) -> bool:
    if line.startswith("※"):
        return True
    if len(line) <= 20 and _DONE.search(line):
        return count_control_tokens(line) >= 1
    if len(line) > 80 or not _PLAIN_OFFER.search(line):
        return False
    return count_control_tokens(line) >= 3


def _is_controls(line: str) -> bool:
    if len(line) > 80 or is_prose(line):
        return False
    return control_share(line) >= 0.6 or _REACTIONS.fullmatch(line) is not None


# In this order: a copyright line also holds a name, a credit may hold an e-mail address.
_SHORT_KINDS = (
    (LineKind.TAGS, _is_tags),
    (LineKind.CREDIT, lambda line: _CREDIT_RIGHTS.search(line) is not None and _is_credit(line)),
    (LineKind.COPYRIGHT, _is_copyright),
    (LineKind.CONTACT, _is_contact),
    (LineKind.COMMENTS, _is_comments),
    (LineKind.LIST_HEADING, _is_list_heading),
    (LineKind.BYLINE, _is_byline),
    (LineKind.NOTICE, _is_notice),
    (LineKind.ASIDE, _is_aside),
    (LineKind.CREDIT, _is_credit),
    (LineKind.CONTROLS, _is_controls),
)
