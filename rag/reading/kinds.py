"""The kinds of thing that are asked for, and the words that name them."""

from __future__ import annotations

from enum import Enum

from rag.korean import AMOUNT_NOUNS


class Kind(Enum):
    """The kind of thing asked for."""

    WHAT = "what"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "howmany"
    WHY = "why"
    HOW = "how"
    DEFINITION = "definition"
    YES_NO = "yesno"


TOLD_AT_LENGTH = frozenset({Kind.WHY, Kind.HOW, Kind.DEFINITION, Kind.YES_NO})
"""What is told in a clause and has no short answer."""


PRONOUNS = {
    pronoun: kind
    for kind, pronouns in {
        Kind.WHAT: "무엇 뭐 뭣 무어",
        Kind.WHO: "누구 누 누구누구",
        Kind.WHEN: "언제",
        Kind.WHERE: "어디",
        Kind.HOW_MANY: "얼마 얼마나 얼만큼",
        Kind.WHY: "왜 어쩌다",
        Kind.HOW: "어찌 어떻게 어쩌",
    }.items()
    for pronoun in pronouns.split()
}
DETERMINERS = frozenset("어느 어떤 무슨 웬 어떠 어떠하 어떻".split())
"""What asks which of the things behind it is meant, or how something is."""
INTERROGATIVES = frozenset({*PRONOUNS, *DETERMINERS, "몇", "며칠"})
"""Words that ask."""
_WHO_HEADS = frozenset(
    (
        "사람 인물 대통령 총리 장관 의원 감독 배우 가수 작가 교수 선수 회장 사장 대표 "
        "위원장 시장 저자 주인공 범인 왕 황제 황후 여왕 국왕 장군 화가 시인 작곡가 "
        "작사가 과학자 학자 철학자 기자 판사 검사 변호사 의사 후보 아들 딸 아버지 어머니 "
        "아내 남편 부인 형 동생 스승 제자 친구 멤버 리더 창시자 설립자 창립자 발명가 "
        "지도자 총장 총재 의장 소장 본부장 사령관 코치 목사 신부 교황 인 자 분"
    ).split()
)
_WHEN_HEADS = frozenset(
    (
        "날짜 연도 년도 해 시기 시각 시점 날 일시 시간 세기 때 년 월 요일 연대 시대 "
        "계절 기일 생일 개봉일 발매일 출시일 월일 연월일"
    ).split()
)
CALENDAR_UNITS = frozenset({"년", "월", "일", "시", "년도", "연도", "세기"})
_WHERE_HEADS = frozenset(
    (
        "곳 장소 지역 나라 국가 도시 위치 지방 동네 마을 고향 출생지 수도 대륙 섬 학교 "
        "대학 대학교 고등학교 출신지 소재지 본사 주소 행선지 목적지 개최지"
    ).split()
)
_HOW_MANY_HEADS = AMOUNT_NOUNS | {"정도", "퍼센트", "비", "료", "관객수", "득점"}
REASON_NOUNS = frozenset("이유 까닭 원인 목적 배경 계기 동기 사유 탓 의도".split())
"""Nouns that ask why."""
_HOW_HEADS = frozenset(["방법", "방식", "과정", "식", "수단", "절차", "요령"])
# Labels of forms that are asked for otherwise: "언제" asks for a period as "얼마 동안" does.
_LABELS = {
    Kind.WHEN: frozenset({"기간"}),
    Kind.WHO: frozenset({"대상", "자격"}),
    Kind.WHAT: frozenset({"내용"}),
}
_AMOUNT_SUFFIXES = ("액", "율", "률", "량", "수", "가격", "비용")
NAMING_HEADS = frozenset(
    ("이름 명칭 명 성명 본명 별명 별칭 호 제목 실명 이칭 호칭 예명 필명").split()
)


def kind_of_head(head: str, word: str) -> Kind | None:
    """Tell which kind is asked for by a noun: 회사 in "어느 개발 회사" names none, 날짜 WHEN."""
    for kind, heads in (
        (Kind.WHO, _WHO_HEADS),
        (Kind.WHEN, _WHEN_HEADS),
        (Kind.WHERE, _WHERE_HEADS),
        (Kind.HOW_MANY, _HOW_MANY_HEADS),
        (Kind.WHY, REASON_NOUNS),
        (Kind.HOW, _HOW_HEADS),
    ):
        if head in heads or word in heads:
            return kind
    if len(word) > 2 and word.endswith(_AMOUNT_SUFFIXES):
        return Kind.HOW_MANY
    return None


def names_kind(word: str, kind: Kind) -> bool:
    """Tell whether a word names what a kind of question asks for: 사유 what "왜" does."""
    return kind_of_head(word, word) is kind or word in _LABELS.get(kind, ())
