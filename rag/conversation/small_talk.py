"""Tells greetings, thanks and questions about the chat itself from questions to the documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from rag.conversation.words import word_set
from rag.korean import CONTENT_TAGS, Morpheme, attach
from rag.reading import INTERROGATIVES, REQUEST_VERBS

_SAID_TAGS = CONTENT_TAGS | {"IC"}


# ㅇㅋ, ㄱㅅ, ㅎㅎ: what is said in single letters.
_LETTERS = re.compile(r"[ㄱ-ㅎㅏ-ㅣ\s.!~^]*[ㄱ-ㅎㅏ-ㅣ][ㄱ-ㅎㅏ-ㅣ\s.!~^]*")

_LIGHT = word_set("하 되 주 드리 있 이 수 것 거 일 좀 잘 정말 진짜 너무 참 아주 매우 많이 다 혹시")
_CALLS = word_set("아 오 와 음 응 네 예 그래 저기 야 아하 어 앗 챗봇 봇 여러분 다들 모두 친구")
_GREETING = word_set("안녕 안녕히 하이 헬로 헬로우 hello hi hey 반갑 뵙 여보세요 굿모닝 바이 bye")
_WITH_GREETING = word_set("처음 만나 좋 아침 저녁 오후 밤 하루 오늘 계 가 또 다시 나중")
_THANKS = word_set("고맙 감사 땡큐 thanks thank 수고")
_WITH_THANKS = word_set(
    "덕분 도움 알 해결 답 답변 대답 설명 친절 you 대단히 정말로 항상 늘 오늘 이해 그렇 좋 쓰"
)
_SEEN = word_set("알 그렇 이해 좋 확인 오케이 ok okay 굿 최고 응 네 예 그래 아 아하 오 와 음 앗")

# Endings by which a person remarks on what was told.
_REMARKING = ("네", "구나", "군")
_WONDERING = word_set("궁금 궁금하 모르")

_YOU = word_set("너 당신 자네 니")
_BOTS = word_set("챗봇 봇 채팅 채팅창")
_ABOUT_YOU = word_set(
    "누구 뭐 무엇 뭣 무슨 어떤 어떻게 이름 정체 사람 인공지능 ai 로봇 기계 프로그램 소개 자기 "
    "역할 기능 질문 묻 물어보 대답 답하 돕 도와주 도움 만들 줄 알 알리 말 말하 가르치 가능 "
    "나 내 저 제 이 여기"
)
_ASKING_YOU = word_set("물어보 묻 질문")
_HELP = word_set("도움말 도와주 돕")
_USING = word_set("사용법 이용법 사용 이용 쓰 방법 시작")


class SmallTalk(Enum):
    """What is said to the chat and not asked of the documents."""

    GREETING = "greeting"
    THANKS = "thanks"
    SEEN = "an answer taken note of"
    ABOUT = "what the chat is and what it can be asked"


def small_talk(
    text: str, morphemes: Sequence[Morpheme], *, is_first: bool = True
) -> SmallTalk | None:
    """Tell small talk from a question.

    Every word that means something must be one of small talk: what names anything else is a
    question, but for a remark on what was told before.

    Args:
        text: What was said, normalised.
        morphemes: Its morphemes.
        is_first: Whether nothing was asked before; later "무엇을 할 수 있어?" may be about what
            was talked of.

    Returns:
        Its kind; ``None`` for a question.
    """
    if letters := _LETTERS.fullmatch(text.strip()):
        return SmallTalk.THANKS if "ㄳ" in letters[0] or "ㄱㅅ" in letters[0] else SmallTalk.SEEN
    said = {m.form.lower() for m in morphemes if m.tag in _SAID_TAGS}
    if not said:
        return None
    asks = bool(said & INTERROGATIVES)
    is_question = asks or text.rstrip().endswith(("?", "？"))
    if said & _GREETING and said <= _GREETING | _WITH_GREETING | _LIGHT | _CALLS and not asks:
        return SmallTalk.GREETING
    if (
        (said & _THANKS or {"도움", "되"} <= said)
        and said <= _THANKS | _WITH_THANKS | _LIGHT | _CALLS
        and not is_question
    ):
        return SmallTalk.THANKS
    if said & _SEEN and said <= _SEEN | _LIGHT and not is_question:
        return SmallTalk.SEEN
    if _remarks(morphemes) and not (is_first or is_question):
        return SmallTalk.SEEN
    return SmallTalk.ABOUT if _is_about_chat(said, is_first=is_first) else None


def _remarks(morphemes: Sequence[Morpheme]) -> bool:
    """Whether a single sentence remarks on something: "생각보다 싸네", and asks for nothing."""
    ends = [m.form.removesuffix("요") for m in morphemes if m.tag == "EF"]
    asks = any(
        m.form in REQUEST_VERBS | _WONDERING or (m.tag == "EC" and m.form.endswith("지"))
        for m in morphemes
    )
    return len(ends) == 1 and ends[0].endswith(_REMARKING) and not asks


def _is_about_chat(said: set[str], *, is_first: bool) -> bool:
    if not said <= _YOU | _BOTS | _ABOUT_YOU | _USING | _HELP | _LIGHT | _CALLS:
        return False
    what = bool(said & word_set("뭐 무엇 뭣 무슨 어떤 어떻게"))
    if said & _YOU or (said & _BOTS and what):
        return True
    may = {"수", "있"} <= said or bool(said & word_set("되 가능"))
    if said & _ASKING_YOU and may and (what or said <= _ASKING_YOU | _LIGHT):
        return True
    if said & _HELP and said <= _HELP | _LIGHT | _CALLS | word_set("나 내 저"):
        return True
    if not is_first:
        return False
    if said & word_set("누구 정체") and said <= word_set("누구 정체 뭐 무엇"):
        return True
    can = {"수", "있", "하"} <= said or {"줄", "알", "하"} <= said
    if what and can and said <= _LIGHT | word_set("뭐 무엇 뭣 여기 줄 알"):
        return True
    return bool(said & _USING and said & word_set("어떻게 알리"))


def reply_to(kind: SmallTalk, titles: Sequence[str]) -> str:
    """Say what the chat is there for, in one to four polite sentences."""
    if kind is SmallTalk.THANKS:
        return "도움이 되었다니 다행입니다. 더 궁금한 것이 있으면 물어보세요."
    if kind is SmallTalk.SEEN:
        return "더 궁금한 것이 있으면 물어보세요."
    if kind is SmallTalk.GREETING:
        return f"안녕하세요. {_read(titles)} 궁금한 것을 물어보세요."
    return (
        "저는 문서에서 답을 찾아, 그 답이 적힌 문장을 함께 보여 드리는 프로그램입니다. "
        f"{_read(titles)} 문서에 적힌 사람, 날짜, 숫자, 이유 같은 것을 물어보시거나, 요약해 달라고 "
        "하셔도 됩니다. 문서에 없는 내용은 없다고 말씀드립니다."
    )


def _read(titles: Sequence[str]) -> str:
    if not titles:
        return "아직 읽은 문서가 없습니다."
    if len(titles) == 1:
        return f"{attach(f'「{titles[0]}」', '을')} 읽어 두었습니다."
    return f"「{titles[0]}」 등 문서 {len(titles):,}건을 읽어 두었습니다."
