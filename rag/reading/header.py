"""Questions about the document itself: its title, when it appeared, who published it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import Enum

from rag.korean import content_form, find_moments
from rag.reading.kinds import CALENDAR_UNITS, Kind
from rag.reading.question import Question
from rag.retrieval import SentenceCandidate
from rag.sources import BlockKind, Document, credits_picture, is_greeting, takes_tips


class About(Enum):
    """What is asked about the document itself."""

    TITLE = "title"
    DATE = "date"
    PUBLISHER = "publisher"
    AUTHOR = "author"
    TIPS = "tips"
    PICTURES = "pictures"


_MOST_TOLD = 4
DOCUMENT_NOUNS = frozenset(
    (
        "기사 뉴스 글 문서 보도 본문 페이지 기사문 메일 이메일 편지 공지 공지문 공고 공문 안내문 "
        "게시글 게시물 회의록 보고서 칼럼 사설"
    ).split()
)
"""What a document may be called, whatever it is about."""
_TITLE = frozenset({"제목", "표제", "헤드라인", "타이틀"})
_PUBLISHER = frozenset(
    {"언론사", "신문사", "방송사", "매체", "출처", "언론", "신문", "방송", "통신사", "발행처"}
)
_AUTHOR = frozenset({"기자", "작성자", "글쓴이", "필자", "저자", "발신자", "발신인"})
_TIPS = frozenset({"제보", "제보하"})
_PICTURES = frozenset({"사진", "그래픽", "영상", "일러스트", "이미지"})
_APPEARED = frozenset(
    (
        "나오 나 입력 작성 게재 발행 보도 수정 올라오 올리 등록 쓰 실리 내 송고 "
        "게시 공개 적히 업데이트 쓰이 써지 갱신 고치 작성일 발행일 게재일 입력일 날짜 "
        "일자 시각 보내 오 받"
    ).split()
)
# What is said of whoever wrote a text, and of nothing else that it could be about.
_WRITTEN = frozenset("쓰 작성 보내 적 올리 기고 작성하".split())
# Words that such a question may hold besides: "이 기사는 처음 언제 …".
_PLAIN = frozenset(
    (
        "이 그 본 이거 그거 요거 해당 처음 마지막 최초 최종 언제 날짜 시각 시간 일시 일자 몇 년 "
        "년도 월 일 시 분 무엇 뭐 어디 어느 누구 사람 것 거 알리 말 주 좀 곳 회사 이름 쓰 "
        "하 되 있 나오 위 요 때 시점 오늘 읽 지금 인터넷 온라인"
    ).split()
)
# Said of tips and of pictures besides: "제보 전화번호", "사진은 어디서 제공했어?"
_HOW_TO_TELL = frozenset({"전화", "번호", "전화번호", "연락처", "이메일", "메일", "주소", "어떻게"})
_OF_PICTURES = frozenset({"제공", "제공하", "찍", "촬영", "촬영하", "출처", "기자", "만들"})
_LABELLED_AUTHOR = (
    r"(?:글쓴이|글|지은이|작성자|작성|저자|필자|취재|담당자?|보낸\s?(?:사람|이))\s?[:：=|]\s?\S"
)
_REPORTER = re.compile(rf"기자|특파원|{_LABELLED_AUTHOR}")
# Such a line may stand outside the header: at the top of the body, or below it.
_SIGNED = re.compile(
    rf"\W*(?:{_LABELLED_AUTHOR}|[가-힣]{{2,4}}\s(?:드림|올림|배상|씀)$"
    r"|(?:\([^)]*=[^)]*\)\s?)?[가-힣]{2,4}\s(?:인턴\s?)?(?:기자|특파원|논설위원)(?![가-힣]))"
)
_DATED_LINE = re.compile(
    r"\W*(?:작성|등록|게시|발행|공고|입력|수정|송고|보낸|받은)\s?(?:일자?|날짜|일시|날|때)?\s?[:：|]?\s?\d"
)
_LONGEST_LINE = 60
# Of a letter it may be asked whom it is for, and by whom it is besides.
_FOR_WHOM = re.compile(r"누구\s?(?:에게|한테|께|앞)|(?:받는|받은)\s?(?:사람|이)|수신[인자]")
_BY_WHOM = re.compile(r"누가|(?:쓴|보낸)\s?사람")


@dataclass(frozen=True, slots=True)
class AboutItself:
    """What is asked about a document itself, and what it says of that.

    Attributes:
        sentences: Its lines that say it, in order; empty where none does.
        is_plain: Whether the question could be about nothing that the text tells.
    """

    sentences: tuple[SentenceCandidate, ...]
    is_plain: bool


def about_itself(
    question: Question, documents: Sequence[Sequence[SentenceCandidate]]
) -> AboutItself | None:
    """Find what the likeliest documents say of themselves, where that is asked.

    Args:
        question: The question.
        documents: Of each document the lines of its header and those at its top and its end.

    Returns:
        ``None`` when the question is about what a text says.
    """
    plain = about_document(question)
    if plain is not None:
        told = next((_lines_told(plain, question, lines) for lines in documents[:1]), [])
        return AboutItself(tuple(told), is_plain=True)
    for lines in documents:
        words = {
            content_form(m) for c in lines if c.passage.is_header for m in c.sentence.morphemes
        }
        about = about_document(question, words)
        told = _lines_told(about, question, lines) if about else []
        if about and told:
            forms = {term.form for term in question.terms}
            is_plain = bool(forms & (DOCUMENT_NOUNS | _TIPS | _PICTURES))
            return AboutItself(tuple(told), is_plain)
    return None


def named_letter(question: Question, documents: Sequence[Document]) -> int | None:
    """Find the one letter among all texts, where a question names it by that.

    Args:
        question: The question.
        documents: All texts; no word of a letter need say that it is one.

    Returns:
        Its number; ``None`` where none is asked about, or there are several.
    """
    if not any(term.form == "편지" for term in question.terms):
        return None
    first_lines = (document.text.partition("\n")[0] for document in documents)
    letters = [n for n, line in enumerate(first_lines) if is_greeting(line)]
    return letters[0] if len(letters) == 1 else None


def about_document(question: Question, header: Set[str] = frozenset()) -> About | None:
    """Tell whether a question is about the document itself.

    It is when it names the document ("이 기사", "뉴스") or a part of its header ("제목",
    "언론사") and nothing else that its text could be about.

    Args:
        question: The question.
        header: Words of the document's title and outlet, by which it may be named besides.

    Returns:
        What is asked, or ``None`` when the question is about what the text says.
    """
    all_forms = {t.form for t in question.terms}
    known = DOCUMENT_NOUNS | _TITLE | _PUBLISHER | _AUTHOR | _APPEARED | _PLAIN
    named = all_forms & header - (known | _TIPS | _PICTURES | _HOW_TO_TELL)
    forms = all_forms - named
    if forms & _TIPS and not forms - (known | _TIPS | _HOW_TO_TELL):
        return About.TIPS
    if forms & _PICTURES and not forms - (known | _PICTURES | _OF_PICTURES):
        return About.PICTURES if forms & (_OF_PICTURES | _AUTHOR | _PUBLISHER) else None
    if not forms or forms - known:
        return None
    itself = bool(forms & DOCUMENT_NOUNS)
    if named and not itself:
        # What it is about may have been made, or have appeared, as well.
        is_written = question.kind is Kind.WHO and bool(forms & _WRITTEN)
        return About.AUTHOR if forms & _AUTHOR or is_written else None
    return _asked_of_it(question, forms, itself=itself)


def _asked_of_it(question: Question, forms: Set[str], *, itself: bool) -> About | None:
    if forms & _TITLE:
        return About.TITLE
    if forms & _AUTHOR or (itself and question.kind is Kind.WHO):
        return About.AUTHOR
    if forms & _PUBLISHER or (itself and question.kind is Kind.WHERE):
        return About.PUBLISHER
    is_when = question.kind is Kind.WHEN or bool(forms & CALENDAR_UNITS)  # "몇 년 기사야"
    if (itself or forms & _APPEARED) and is_when:
        return About.DATE
    return None


def _lines_told(
    about: About, question: Question, lines: Sequence[SentenceCandidate]
) -> list[SentenceCandidate]:
    """The lines that answer; of a letter for somebody the line that greets."""
    told = header_sentences(about, lines)
    if about is not About.AUTHOR or not _FOR_WHOM.search(question.text):
        return told
    greeting = [c for c in lines if is_greeting(c.sentence.text)][:1]
    return [*greeting, *(told if _BY_WHOM.search(question.text) else [])]


def header_sentences(about: About, lines: Sequence[SentenceCandidate]) -> list[SentenceCandidate]:
    """Choose the lines of a document that answer.

    Returns:
        The fitting lines in order, those of the header before others; empty when none says it.
    """
    own = sorted(lines, key=lambda c: c.sentence.start)
    header = [c for c in own if c.passage.is_header]
    fitting = [c for c in header if _says(about, c, header)]
    if not fitting:
        fitting = [c for c in own if not c.passage.is_header and _says_outside(about, c)]
    return fitting[:_MOST_TOLD]


def _says_outside(about: About, candidate: SentenceCandidate) -> bool:
    """Whether a line of the body says it as only a line about the text does."""
    text = candidate.sentence.text
    if len(text) > _LONGEST_LINE:
        return False
    if candidate.kind is BlockKind.METADATA and not is_greeting(text):
        # What closes a letter: its day, and else who sends it.
        return about is (About.DATE if About.DATE in _told_by(text) else About.AUTHOR)
    if about is About.AUTHOR:
        return _SIGNED.match(text) is not None
    if about is About.DATE:
        return _DATED_LINE.match(text) is not None
    return about in (About.TIPS, About.PICTURES) and about in _told_by(text)


def _says(about: About, candidate: SentenceCandidate, header: Sequence[SentenceCandidate]) -> bool:
    is_first = candidate is header[0]
    told = _told_by(candidate.sentence.text)
    if about is About.TITLE:
        return is_first
    # What is neither title, date nor reporter names the outlet.
    return not (told or is_first) if about is About.PUBLISHER else about in told


def _told_by(text: str) -> set[About]:
    """What a line of a header tells besides title and outlet."""
    if credits_picture(text):
        return {About.PICTURES}
    if takes_tips(text):
        return {About.TIPS}
    told = {About.AUTHOR} if _REPORTER.search(text) else set()
    dates = (moment.fields.keys() for moment in find_moments(text))
    return told | {About.DATE} if any({"year", "month"} <= fields for fields in dates) else told
