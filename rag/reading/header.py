"""Questions about the document itself: its title, when it appeared, who published it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from rag.korean import find_moments
from rag.reading.kinds import Kind
from rag.reading.question import Question
from rag.retrieval import SentenceCandidate


class About(Enum):
    """What is asked about the document itself."""

    TITLE = "title"
    DATE = "date"
    PUBLISHER = "publisher"
    AUTHOR = "author"
    TIPS = "tips"
    PICTURES = "pictures"


_MOST_TOLD = 4
_ITSELF = frozenset(
    {"기사", "뉴스", "글", "문서", "보도", "본문", "페이지", "기사문", "메일", "이메일", "편지"}
)
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
        "일자 시각 보내"
    ).split()
)
# Words that such a question may hold besides: "이 기사는 처음 언제 …".
_PLAIN = frozenset(
    (
        "이 그 본 이거 그거 요거 해당 처음 마지막 최초 최종 언제 날짜 시각 시간 일시 일자 몇 년 "
        "년도 월 일 시 분 무엇 뭐 어디 어느 누구 사람 것 거 알리 말 주 좀 곳 회사 이름 쓰 "
        "하 되 있 나오 위 요 때 시점 오늘 읽 지금 인터넷 온라인"
    ).split()
)
# "몇 년 기사야"
_DATED = frozenset({"년", "년도", "월", "일", "시"})
# Said of tips and of pictures besides: "제보 전화번호", "사진은 어디서 제공했어?"
_HOW_TO_TELL = frozenset({"전화", "번호", "전화번호", "연락처", "이메일", "메일", "주소", "어떻게"})
_OF_PICTURES = frozenset({"제공", "제공하", "찍", "촬영", "촬영하", "출처", "기자", "만들"})
_REPORTER = re.compile(
    r"기자|특파원|(?:글|글쓴이|지은이|작성자|저자|필자|담당자?|보낸\s?(?:사람|이))\s?[:：=]"
)
_TIP_LINE = re.compile(
    r"제보.*(?:\d{2,}|@)|[▷▶☎☏✉→]\s?(?:카카오톡|카톡|전화|문자|이메일|메일)\s?[:：]"
)
_PICTURE_LINE = re.compile(r"\W*(?:사진|그래픽|일러스트|영상)\s?(?:출처|제공)?\s?[=:：/]")


def about_document(question: Question) -> About | None:
    """Tell whether a question is about the document itself.

    It is when it names the document ("이 기사", "뉴스") or a part of its header ("제목",
    "언론사") and nothing else that its text could be about.

    Args:
        question: The question.

    Returns:
        What is asked, or ``None`` when the question is about what the text says.
    """
    forms = {t.form for t in question.terms}
    known = _ITSELF | _TITLE | _PUBLISHER | _AUTHOR | _APPEARED | _PLAIN
    if forms & _TIPS and not forms - (known | _TIPS | _HOW_TO_TELL):
        return About.TIPS
    if forms & _PICTURES and not forms - (known | _PICTURES | _OF_PICTURES):
        return About.PICTURES if forms & (_OF_PICTURES | _AUTHOR | _PUBLISHER) else None
    if not forms or forms - known:
        return None
    itself = bool(forms & _ITSELF)
    if forms & _TITLE:
        return About.TITLE
    if forms & _AUTHOR or (itself and question.kind is Kind.WHO):
        return About.AUTHOR
    if forms & _PUBLISHER or (itself and question.kind is Kind.WHERE):
        return About.PUBLISHER
    is_when = question.kind is Kind.WHEN or bool(forms & _DATED)
    if (itself or forms & _APPEARED) and is_when:
        return About.DATE
    return None


def header_sentences(about: About, headers: Sequence[SentenceCandidate]) -> list[SentenceCandidate]:
    """Choose the header sentences that answer, from the first document that has any.

    Args:
        about: What is asked.
        headers: Header sentences, in the order of their documents.

    Returns:
        The fitting sentences of one document in order; empty when no header says it.
    """
    if not headers:
        return []
    own = [c for c in headers if c.passage.document_id == headers[0].passage.document_id]
    own.sort(key=lambda c: c.sentence.start)
    fitting = [c for c in own if _says(about, c, own)]
    return fitting[:_MOST_TOLD]


def _says(about: About, candidate: SentenceCandidate, header: Sequence[SentenceCandidate]) -> bool:
    is_first = candidate is header[0]
    told = _told_by(candidate.sentence.text)
    if about is About.TITLE:
        return is_first
    # What is neither title, date nor reporter names the outlet.
    return not (told or is_first) if about is About.PUBLISHER else about in told


def _told_by(text: str) -> set[About]:
    """What a line of a header tells besides title and outlet."""
    if _PICTURE_LINE.match(text):
        return {About.PICTURES}
    if _TIP_LINE.match(text):
        return {About.TIPS}
    told = {About.AUTHOR} if _REPORTER.search(text) else set()
    dates = (moment.fields.keys() for moment in find_moments(text))
    return told | {About.DATE} if any({"year", "month"} <= fields for fields in dates) else told
