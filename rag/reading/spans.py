"""Stretches of a sentence that could be a short answer, and what kind of thing each is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.korean import CONTENT_TAGS, Morpheme, content_form

TYPES = (
    "date",
    "time",
    "duration",
    "count",
    "money",
    "share",
    "number",
    "quoted",
    "latin",
    "person",
    "place",
    "group",
    "name",
    "noun",
)
"""Kinds of spans, by rule; the reader learns which question asks for which."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence.

    Attributes:
        start: First character in the sentence.
        end: One past the last character.
        type: Number in :data:`TYPES`.
        words: Content forms inside, in order.
        first_word: Number of the first of them among the sentence's content words.
        particle: Form of the particle that follows, "" when none.
        whole: Whether nothing nominal touches it on either side.
        quoted: Whether it is all that stands between quotation marks or brackets.
        bracketed: Whether it stands in parentheses.
    """

    start: int
    end: int
    type: int
    words: tuple[str, ...]
    first_word: int
    particle: str
    whole: bool
    quoted: bool
    bracketed: bool


_NOMINAL = frozenset({"NNG", "NNP", "NNB", "NR", "SN", "SL", "SH", "XPN", "XSN", "XR"})
_INNER_MARKS = frozenset(
    {"·", "-", "%", ".", ",", "&", "/", "~", "'", ":", "+", "℃", "㎞", "㎡", "$", "₩"}
)
_NUMERAL = frozenset({"SN", "NR"})
_OPENING = {
    "'": "'",
    '"': '"',
    "‘": "’",
    "“": "”",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    "<": ">",
}
_MAX_EOJEOLS = 6
_MAX_SPANS = 60
_MONEY = frozenset({"원", "달러", "엔", "유로", "위안", "파운드", "프랑", "마르크", "페소", "루블"})
_SHARE = frozenset({"%", "퍼센트", "프로", "％", "할", "배", "포인트", "위"})
_CALENDAR = frozenset({"년", "월", "일", "년도", "세기", "년대", "요일", "연도"})
_CLOCK = frozenset({"시", "분", "초"})
_DURATION = frozenset(
    {"개월", "시간", "주", "주일", "주간", "년간", "일간", "달", "분간", "동안", "간"}
)
_RELATIVE_DATES = frozenset(
    [
        "오늘",
        "내일",
        "어제",
        "올해",
        "작년",
        "지난해",
        "이듬해",
        "다음날",
        "당일",
        "금년",
        "내년",
        "봄",
        "여름",
        "가을",
        "겨울",
        "월요일",
        "화요일",
        "수요일",
        "목요일",
        "금요일",
        "토요일",
        "일요일",
        "새벽",
        "아침",
        "오전",
        "오후",
        "저녁",
        "밤",
        "초순",
        "중순",
        "하순",
        "상반기",
        "하반기",
        "이튿날",
    ]
)
_PLACE_ENDS = [
    "시",
    "도",
    "군",
    "구",
    "읍",
    "면",
    "동",
    "리",
    "국",
    "주",
    "섬",
    "산",
    "강",
    "역",
    "항",
    "만",
    "촌",
    "성",
    "궁",
    "사원",
    "반도",
    "대륙",
    "공항",
    "광장",
    "공원",
    "거리",
    "마을",
    "도시",
    "지역",
    "지방",
    "해협",
    "호수",
    "바다",
    "평원",
    "고원",
    "병원",
    "호텔",
    "극장",
    "경기장",
    "시장",
]
_GROUP_ENDS = [
    "회사",
    "협회",
    "위원회",
    "재단",
    "그룹",
    "은행",
    "대학",
    "대학교",
    "학교",
    "연구소",
    "연구원",
    "정부",
    "청",
    "부",
    "원",
    "당",
    "단",
    "사",
    "팀",
    "군",
    "법원",
    "경찰",
    "검찰",
    "방송",
    "신문",
    "일보",
    "기구",
    "연맹",
    "연합",
    "조합",
    "공사",
    "센터",
    "기관",
    "본부",
    "클럽",
    "밴드",
    "학회",
    "국회",
    "의회",
]
_TITLES = frozenset(
    [
        "대통령",
        "총리",
        "장관",
        "차관",
        "의원",
        "감독",
        "배우",
        "가수",
        "작가",
        "교수",
        "선수",
        "회장",
        "사장",
        "대표",
        "위원장",
        "시장",
        "왕",
        "황제",
        "장군",
        "박사",
        "기자",
        "판사",
        "검사",
        "변호사",
        "의사",
        "씨",
        "군",
        "양",
        "총장",
        "총재",
        "의장",
        "소장",
        "본부장",
        "사령관",
        "코치",
        "목사",
        "신부",
        "교황",
        "지사",
        "부장",
        "팀장",
        "이사",
        "실장",
        "국장",
        "과장",
        "청장",
        "후보",
        "옹",
        "여사",
        "선생",
        "님",
        "전",
    ]
)
_PERSON_PARTICLES = frozenset({"에게", "께서", "한테"})
_TWO_TO_FOUR = re.compile(r"^[가-힣]{2,4}$")
_YEAR = re.compile(r"\d{3,4}\s?년")


def find_spans(text: str, tokens: Sequence[Morpheme]) -> tuple[Span, ...]:
    """List the stretches of a sentence that could be a short answer.

    Args:
        text: The sentence.
        tokens: Its morphemes, offsets into ``text``.

    Returns:
        Spans in the order of their beginnings, longer ones first where they begin together.
    """
    finder = _Finder(text, tokens)
    spans = {(s.start, s.end): s for s in finder.noun_phrases()}
    for span in finder.quotations():
        spans[span.start, span.end] = span
    ordered = sorted(spans.values(), key=lambda s: (s.start, -s.end))
    return tuple(ordered[:_MAX_SPANS])


class _Finder:
    """Walks one sentence."""

    def __init__(self, text: str, tokens: Sequence[Morpheme]) -> None:
        self._text = text
        self._tokens = tokens
        self._word_number = []
        count = 0
        for token in tokens:
            self._word_number.append(count)
            count += token.tag in CONTENT_TAGS
        self._word_number.append(count)

    def noun_phrases(self) -> Iterator[Span]:
        """Every stretch of whole nouns, up to six words, and two of them joined by 의."""
        chunks = self._chunks()
        for number, chunk in enumerate(chunks):
            for first in range(len(chunk)):
                for last in range(first, min(len(chunk), first + _MAX_EOJEOLS)):
                    whole = first == 0 and last == len(chunk) - 1
                    yield self._span(chunk[first][0], chunk[last][1], whole=whole)
            if number and self._joined(chunks[number - 1][-1][1], chunk[0][0]):
                yield self._span(chunks[number - 1][-1][0], chunk[-1][1], whole=True)
                if len(chunks[number - 1]) > 1:
                    yield self._span(chunks[number - 1][0][0], chunk[-1][1], whole=True)

    def quotations(self) -> Iterator[Span]:
        """What stands between quotation marks or title brackets, if it is short."""
        for opening, closing in _OPENING.items():
            start = 0
            while (start := self._text.find(opening, start)) >= 0:
                end = self._text.find(closing, start + 1)
                if end < 0:
                    break
                if 0 < end - start - 1 <= 40:
                    inside = self._tokens_between(start + 1, end)
                    if len(inside):
                        yield self._span(inside.start, inside.stop - 1, whole=True, quoted=True)
                start = end + 1

    def _tokens_between(self, start: int, end: int) -> range:
        inside = [i for i, t in enumerate(self._tokens) if t.start >= start and t.end <= end]
        return range(inside[0], inside[-1] + 1) if inside else range(0, 0)

    def _chunks(self) -> list[list[tuple[int, int]]]:
        """Runs of nouns: each a list of (first, last) token numbers, one pair a written word."""
        chunks: list[list[tuple[int, int]]] = []
        current: list[tuple[int, int]] = []
        previous = -2
        for i, token in enumerate(self._tokens):
            if not self._is_nominal(i):
                continue
            adjacent = previous == i - 1
            if current and adjacent and self._tokens[i - 1].end == token.start:
                current[-1] = (current[-1][0], i)
            elif current and adjacent and self._only_space(i - 1, i):
                current.append((i, i))
            else:
                if current:
                    chunks.append(current)
                current = [(i, i)]
            previous = i
        if current:
            chunks.append(current)
        return [trimmed for chunk in chunks if (trimmed := self._trim(chunk))]

    def _is_nominal(self, i: int) -> bool:
        token = self._tokens[i]
        if token.tag in _NOMINAL or (token.tag == "MM" and self._counts(i)):
            return token.end > token.start
        if token.tag[0] in "SW" and self._text[token.start : token.end] in _INNER_MARKS:
            before = i > 0 and self._tokens[i - 1].end == token.start
            after = i + 1 < len(self._tokens) and self._tokens[i + 1].start == token.end
            if token.form in {"%", "℃", "㎞", "㎡", "％"}:
                return before
            if token.form in {",", "."}:
                return (
                    before
                    and after
                    and self._tokens[i + 1].tag == "SN"
                    and self._tokens[i - 1].tag == "SN"
                )
            return before and after and self._tokens[i + 1].tag in _NOMINAL
        return False

    def _counts(self, i: int) -> bool:
        """A numeral in front of a noun: "두 명", "첫 번째"."""
        following = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
        return (
            following is not None
            and following.tag in {"NNB", "NNG", "NR"}
            and len(self._tokens[i].form) <= 2
        )

    def _trim(self, chunk: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Drop bound nouns that mean nothing from the ends."""
        while chunk and all(
            self._tokens[t].form in {"것", "거", "수", "등", "때문", "바", "데", "지", "줄"}
            for t in range(chunk[-1][0], chunk[-1][1] + 1)
        ):
            chunk = chunk[:-1]
        return chunk

    def _only_space(self, left: int, right: int) -> bool:
        return not self._text[self._tokens[left].end : self._tokens[right].start].strip()

    def _joined(self, last: int, first: int) -> bool:
        """Whether two noun chunks are joined by 의."""
        return first == last + 2 and self._tokens[last + 1].tag == "JKG"

    def _span(self, first: int, last: int, *, whole: bool, quoted: bool = False) -> Span:
        tokens, text = self._tokens, self._text
        start, end = tokens[first].start, tokens[last].end
        following = tokens[last + 1] if last + 1 < len(tokens) else None
        particle = ""
        if following is not None and following.tag[0] == "J" and following.start <= end + 1:
            particle = following.form
        elif following is not None and following.tag == "VCP":
            particle = "이다"
        return Span(
            start=start,
            end=end,
            type=TYPES.index(self._type(first, last, quoted=quoted)),
            words=tuple(content_form(t) for t in tokens[first : last + 1] if t.tag in CONTENT_TAGS),
            first_word=self._word_number[first],
            particle=particle,
            whole=whole,
            quoted=quoted or text[max(0, start - 1) : start] in _OPENING,
            bracketed=text[max(0, start - 1) : start] == "(",
        )

    def _type(self, first: int, last: int, *, quoted: bool) -> str:
        tokens = self._tokens[first : last + 1]
        text = self._text[tokens[0].start : tokens[-1].end]
        if any(t.tag in _NUMERAL for t in tokens) or tokens[0].tag == "MM":
            numeric = _numeric_type(tokens, text)
            if numeric:
                return numeric
        forms = {t.form for t in tokens}
        if forms & _RELATIVE_DATES:
            return "date"
        if quoted:
            return "quoted"
        if tokens[-1].tag == "SL":
            return "latin"
        return self._named_type(tokens, text, last)

    def _named_type(self, tokens: Sequence[Morpheme], text: str, last: int) -> str:
        head = tokens[-1]
        following = self._tokens[last + 1] if last + 1 < len(self._tokens) else None
        proper = any(t.tag == "NNP" for t in tokens)
        if head.form in _TITLES and len(tokens) > 1 and proper:
            return "person"
        if (
            following is not None
            and (following.form in _TITLES or following.form in _PERSON_PARTICLES)
            and _TWO_TO_FOUR.match(text)
        ):
            return "person"
        if head.form in _GROUP_ENDS or (
            proper and len(text) > 3 and text.endswith(tuple(_GROUP_ENDS))
        ):
            return "group"
        if head.form in _PLACE_ENDS or (
            proper and len(text) > 2 and text.endswith(tuple(_PLACE_ENDS))
        ):
            return "place"
        if proper and head.tag == "NNP" and _TWO_TO_FOUR.match(text):
            return "person" if len(text) == 3 else "name"
        return "name" if proper else "noun"


def _numeric_type(tokens: Sequence[Morpheme], text: str) -> str | None:
    """The type of a span that holds a numeral, judged by its last unit."""
    head = tokens[-1]
    if head.tag in _NUMERAL:
        return "number" if all(t.tag in _NUMERAL or t.tag[0] == "S" for t in tokens) else "latin"
    form = head.form
    units = {t.form for t in tokens}
    if form in _MONEY:
        return "money"
    if form in _SHARE:
        return "share"
    if units & _DURATION or form in {"간", "동안"}:
        return "duration"
    if form in _CLOCK:
        return "time"
    if form in _CALENDAR or _YEAR.search(text):
        return "date"
    if form in _RELATIVE_DATES or (units & {"초", "말", "중반"} and units & _CALENDAR):
        return "date"
    if head.tag == "NNB" or len(tokens) <= 3:
        return "count"
    return None
