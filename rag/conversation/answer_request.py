"""Tells what is said of the answer before ("더 짧게", "확실해?", "표로") from questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from rag.answering import NO_ENGLISH, SENTENCES, Form, Plan, Size
from rag.conversation import words
from rag.conversation.summary_request import SummaryRequest
from rag.conversation.turns import Turn
from rag.conversation.words import word_set
from rag.korean import CONTENT_TAGS, Analyzer, Morpheme
from rag.reading import INTERROGATIVES

_SAID_TAGS = CONTENT_TAGS | {"IC", "VX", "VCN", "NP"}
_LIGHT = words.REQUESTS | word_set(
    "하 되 주 드리 있 이 수 것 거 게 좀 한 번 한번 아까 방금 그 이거 그거 이것 그것 답 답변 대답 "
    "너무 줄 마디 내용 그럼 그러면 부탁 보 쓰 써 정리 바꾸 만들 다시 또 더 말씀 뭐 무엇 나 내 저 "
    "문장 말 보여주 설명 이해 못 안 모르 로 으로 조금 것 네 응 예 아 음 그래 진짜 정말"
)


class AnswerRequest(Enum):
    """What is wanted of the answer before."""

    AGAIN = "said again"
    SHORTER = "shorter"
    LONGER = "longer"
    TABLE = "as a table"
    ENGLISH = "in English"
    PROOF = "how sure it is, and where it stands"
    OTHER = "something else than that"


_WORDS = {
    AnswerRequest.OTHER: word_set("말고 다른 딴 아니"),
    AnswerRequest.TABLE: word_set("표 도표"),
    AnswerRequest.ENGLISH: word_set("영어 영문"),
    AnswerRequest.SHORTER: word_set(
        "짧 짧막 간단 간단히 간략 간략히 줄이 짤막 요점 핵심 한마디 한줄"
    ),
    AnswerRequest.LONGER: word_set("자세히 자세 길 상세 상세히 구체 구체적 풀"),
    AnswerRequest.PROOF: word_set("확실 근거 출처 틀리 맞 사실 정확 확인 증거 믿"),
    AnswerRequest.AGAIN: word_set("쉽"),
}
_LENGTHS = frozenset({AnswerRequest.SHORTER, AnswerRequest.LONGER})
_STANDS = word_set("나오 적히 쓰이 나와있 있 쓰")
ASK_ANOTHER = "알겠습니다. 찾으시는 것을 조금 더 자세히 적어 주시면 다시 찾아보겠습니다."
"""Answers :attr:`AnswerRequest.OTHER`."""

_SAYING = words.REQUESTS | word_set("답 답하 이야기 얘기")


def answer_request(
    text: str, morphemes: Sequence[Morpheme], turns: Sequence[Turn]
) -> AnswerRequest | None:
    """Tell what is said of the answer before.

    Every word that means something must be about an answer: what names anything else is a
    question.

    Args:
        text: What was said, normalised.
        morphemes: Its morphemes.
        turns: What was said before it.

    Returns:
        What is wanted; ``None`` for a question, and where nothing was answered before.
    """
    if not turns:
        return None
    said = {m.form for m in morphemes if m.tag in _SAID_TAGS}
    if not said:
        return None
    asks = said & INTERROGATIVES - {"뭐", "무엇"}
    if asks:
        stands = said <= {"어디"} | _STANDS | _LIGHT | _WORDS[AnswerRequest.PROOF]
        return AnswerRequest.PROOF if asks == {"어디"} and stands and said & _STANDS else None
    named = {kind for kind, own in _WORDS.items() if said & own}
    is_line = any(m.form == "한" and unit.form in words.LINES for m, unit in pairwise(morphemes))
    if is_line and not named and "더" not in said:
        named = {AnswerRequest.SHORTER}
    elif "너무" in said and len(named & _LENGTHS) == 1:
        named ^= _LENGTHS  # too long is to be shorter
    if not said <= _LIGHT.union(*_WORDS.values()):
        return None
    if "다른" in said and "말고" not in text and "아니" not in said:
        return None  # what else there is
    if AnswerRequest.OTHER in named and "틀리" not in said and "맞" not in said:
        doubts = text.rstrip().endswith("?") and "말고" not in text
        return AnswerRequest.PROOF if doubts else AnswerRequest.OTHER
    for kind in _WORDS:
        if kind in named and kind is not AnswerRequest.OTHER:
            return kind
    if "다시" in said and (said & _SAYING or said == {"다시"}):
        return AnswerRequest.AGAIN
    if "더" in said and said & words.REQUESTS:
        return AnswerRequest.LONGER
    doubted = said & {"진짜", "정말"} and text.rstrip().endswith("?")
    return AnswerRequest.PROOF if doubted else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be answered now.

    Attributes:
        question: What was said, or the earlier question that it is about.
        before: The turns before that question, oldest first.
        request: What is wanted of the answer before; ``None`` for a question.
    """

    question: str
    before: Sequence[Turn]
    request: AnswerRequest | None = None


def asked_now(question: str, turns: Sequence[Turn], analyzer: Analyzer) -> Asked:
    """Find the question that is to be answered: this one, or the one whose answer it is about.

    Args:
        question: What was said, normalised.
        turns: What was said before it, oldest first.
        analyzer: Finds the morphemes.
    """
    request = answer_request(question, analyzer.morphemes(question), turns)
    if request is None:
        return Asked(question, turns)
    for number in range(len(turns) - 1, -1, -1):
        earlier = turns[number].question
        if answer_request(earlier, analyzer.morphemes(earlier), turns[:number]) is None:
            return Asked(earlier, turns[:number], request)
    return Asked(question, turns)


def adapt(plan: Plan, request: AnswerRequest | None) -> Plan:
    """Answer a question anew, planned by itself, as was asked of its answer."""
    match request:
        case AnswerRequest.SHORTER:
            return replace(plan, size=Size.SHORTER)
        case AnswerRequest.LONGER:
            return replace(plan, size=Size.LONGER)
        case AnswerRequest.TABLE:
            return replace(plan, as_table=True)
        case AnswerRequest.ENGLISH:
            return replace(plan, notice=NO_ENGLISH)
        case AnswerRequest.PROOF:
            return replace(plan, form=Form.ABOUT)
    return plan


def adapt_summary(summary: SummaryRequest, request: AnswerRequest | None) -> SummaryRequest:
    """Sum up anew as was asked of a summary."""
    if request is AnswerRequest.SHORTER:
        return replace(summary, sentences=None, one_line=True)
    if request is AnswerRequest.LONGER:
        count = 2 * (summary.sentences or SENTENCES)
        return replace(summary, sentences=count, one_line=False, characters=None)
    return summary
