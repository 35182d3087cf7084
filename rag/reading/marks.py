"""Which stretch of a sentence is marked as the short answer, however it was chosen.

A date, an amount or a time is marked as a whole or not at all: -7도 without its sign is another
temperature. Where a sentence holds two that could be meant, the words around them must tell which,
else nothing is marked; the sentence answers all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.korean import AND, CONTENT_TAGS, Morpheme, Sentence, content_form
from rag.reading.question import Question
from rag.reading.values import DATE, TIME, Value, asked_part, find_values

_TOPIC = "은/는"
_MARK = "~"
_ASKED_PARTICLE = re.compile(
    r"(?:언제|며칠|얼마|몇\s?[가-힣%]{1,3}?)(부터|까지|에서|으로|로|보다)"
    r"(?:야|예요|이에요|입니까|인가요?|이야|이지|지|죠|임)?(?![가-힣])"
)
_AFTER = re.compile(r"부터|까지|에서|으로|로|보다")
# 에 대하여, 에 따라, 를 통해: verbs that do what particles do.
_LIKE_PARTICLES = frozenset(["대하", "따르", "통하", "위하", "의하", "관하", "비하", "인하"])
_AND = AND | {"이나", "나"}
_FROM, _TO = ("부터", "에서"), "까지"
# What rounds or bounds an amount or a time: without it 130cm 미만 would be another one.
_BEFORE_VALUES = frozenset("약 대략 최대 최소 최소한 적어도".split())
_BEHIND_VALUES = frozenset(
    "이상 이하 미만 초과 이내 이후 이전 안팎 내외 가량 정도 쯤 남짓 전 뒤 후".split()
)
_MAY_BE_OTHERS = frozenset({"전", "이전", "뒤", "후"})
# The copula, and marks at the end of a clause.
_BEHIND_WORDS = frozenset({"VCP", "SP", "SF"})


def settle_mark(
    sentence: Sentence, span: tuple[int, int], asked: Question
) -> tuple[int, int] | None:
    """Cut a chosen span before its particles, and widen it to the whole value that it lies in.

    Args:
        sentence: The sentence.
        span: What was chosen as the short answer, as offsets into ``sentence.text``.
        asked: The question.

    Returns:
        What is to be marked, as offsets into ``sentence.text``; ``None`` where the sentence holds
        another value of which its words say no less, or where nothing but particles was chosen.
    """
    cut = _without_particles(sentence, span)
    if cut is None:
        return None
    span = cut
    tokens = sentence.own_morphemes
    text = sentence.text
    values = whole_values(text, tokens, asked)
    touched = [v for v in values if v.start < span[1] and span[0] < v.end]
    if len(touched) != 1:
        return span
    chosen = touched[0]
    if not chosen.kind and span[0] < chosen.start:
        return span  # a number in a name: Direct3D 10
    shared = told_of(values, text, tokens, asked)
    place = values.index(chosen)
    rivals = [
        n
        for n, value in enumerate(values)
        if n != place
        and chosen.kind
        and text[value.start : value.end] != text[chosen.start : chosen.end]
        and text[value.start : value.end] not in asked.text
        and _alike(value, chosen)
    ]
    meant = _told_apart(place, rivals, shared)
    if meant is None:
        return None
    unit = asked.unit or "".join(asked.focus[-1:])
    whole = asked_part(text, values[meant], unit, span[0])
    if meant != place or whole != chosen:
        return whole.start, whole.end
    return min(span[0], whole.start), max(span[1], whole.end)


def with_bounds(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    """Widen a span over what rounds or bounds its value: "약 3만 명", "130cm 미만".

    Args:
        sentence: The sentence.
        span: What is to be marked, as offsets into ``sentence.text``.
    """
    start, end = span
    tokens = sentence.own_morphemes
    if not any(
        v.kind and start <= v.start and v.end <= end for v in find_values(sentence.text, tokens)
    ):
        return span
    for n, m in enumerate(tokens):
        following = tokens[n + 1 : n + 2]
        # "5월 3일 전 직원", "2019년 이전 예정", "5일 후불": no bound.
        is_bound = not following or following[0].tag[0] in "JS" or following[0].tag == "VCP"
        is_clear = m.form not in _MAY_BE_OTHERS or is_bound
        if m.form in _BEHIND_VALUES and m.tag[0] in "NX" and m.start >= end and is_clear:
            end = end if sentence.text[end : m.start].strip() else m.end
    for m in reversed(tokens):
        is_about = m.form in _BEFORE_VALUES and (m.form != "약" or m.tag in {"MM", "MAG"})
        if is_about and m.end <= start and not sentence.text[m.end : start].strip():
            start = m.start
    return start, end


def whole_values(text: str, tokens: Sequence[Morpheme], asked: Question) -> list[Value]:
    """Find the values of a sentence, a period as one unless one end of it is asked for.

    Args:
        text: The sentence.
        tokens: Its morphemes, offsets into ``text``.
        asked: The question.
    """
    return _periods(find_values(text, tokens), text, asked)


def told_of(
    values: Sequence[Value], text: str, tokens: Sequence[Morpheme], asked: Question
) -> list[set[str]]:
    """Collect for each value what of a question the sentence says of it.

    Args:
        values: The values of the sentence, in order.
        text: The sentence.
        tokens: Its morphemes, offsets into ``text``.
        asked: The question.
    """
    wanted = _wanted(asked)
    return [_shared(own, wanted) for own in _words_of(values, text, tokens)]


def _without_particles(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int] | None:
    """Leave out particles, copulas and endings behind the last word: 광주에서, 30명이다."""
    start, end = span
    touched = [
        m
        for m in sentence.morphemes
        if m.start - sentence.start < end and start < m.end - sentence.start
    ]
    while touched and (touched[-1].tag[0] in "JE" or touched[-1].tag in _BEHIND_WORDS):
        end = touched.pop().start - sentence.start
    held = sentence.text[start:end]
    start += len(held) - len(held.lstrip())
    end = start + len(held.strip())
    return (start, end) if start < end else None


def _told_apart(place: int, rivals: Sequence[int], shared: Sequence[set[str]]) -> int | None:
    """The value that the words around tell from its rivals: the chosen one, if they tell it.

    To take another, more is needed: that all is said of it that is said of any, and more.
    """
    # "얼마에서" and "얼마로" ask for one end each, whatever else is said of it.
    ends = [n for n in (place, *rivals) if any(word.startswith(_MARK) for word in shared[n])]
    if ends and place not in ends:
        return ends[0] if len(ends) == 1 else None
    rivals = [rival for rival in rivals if rival in ends] if ends else rivals
    if all(shared[place] - shared[rival] for rival in rivals):
        return place
    for rival in rivals:
        others = [place, *rivals]
        if all(shared[rival] > shared[other] for other in others if other != rival):
            return rival
    return None


@dataclass(slots=True)
class _Said:
    """What a sentence says of one value.

    Attributes:
        words: Content words.
        written: The phrases around it, each written in one.
        particle: The particle behind it, as :func:`_particle` gives it.
    """

    words: set[str] = field(default_factory=set)
    written: str = ""
    particle: str = ""


def _alike(value: Value, other: Value) -> bool:
    """Whether two values could answer the same question."""
    return value.kind == other.kind or {value.kind, other.kind} == {DATE, TIME}


def _wanted(asked: Question) -> set[str]:
    """What of a question may be said of the value it asks for."""
    # A syllable of a name is no word of its own: the 관 of 사랑관 is that of every other house.
    wanted = set(asked.joined) | {
        term.form
        for term in asked.terms
        if len(term.form) > 1 or not any(term.form in name for name in asked.joined)
    }
    wanted -= {asked.unit}
    if particle := _ASKED_PARTICLE.search(asked.text):
        wanted.add(_particle(particle[1]))
    return wanted


def _particle(form: str) -> str:
    """A particle as something said; never the same as a word."""
    return f"{_MARK}{'로' if form == '으로' else form}"


def _shared(said: _Said, wanted: set[str]) -> set[str]:
    """What of a question is said of a value; a name may be taken apart otherwise than there."""
    held = {w for w in wanted if w in said.words or (len(w) > 1 and w in said.written)}
    return held | ({said.particle} & wanted)


def _periods(values: Sequence[Value], text: str, asked: Question) -> list[Value]:
    """Take 3일부터 5일까지 for one value, unless one end of it is asked for."""
    if _ASKED_PARTICLE.search(asked.text):
        return list(values)
    joined: list[Value] = []
    for value in values:
        last = joined[-1] if joined else None
        if (
            last is not None
            and _alike(last, value)
            and text[last.end : value.start].strip() in _FROM
            and text.startswith(_TO, value.end)
        ):
            joined[-1] = Value(last.start, value.end, last.kind)
        else:
            joined.append(value)
    return joined


def _words_of(values: Sequence[Value], text: str, tokens: Sequence[Morpheme]) -> list[_Said]:
    """Collect for each value what the sentence says of it."""
    walk = _Walk(values, text)
    for token, following in pairwise([*tokens, Morpheme("", "", len(text), len(text))]):
        walk.step(token, following)
    if len(walk.topics) == 1:  # what a sentence is about is said of all of it
        for own in walk.said:
            own.words.update(walk.topics[0])
    return walk.said


class _Walk:
    """Goes through a sentence and notes which words belong to which value.

    A noun right before a value is said of it alone (남학생 98명). A phrase with a particle is said
    of all values that follow, until another has the same particle (사랑관에는 98명, 소망관에는
    41명). A predicate is said of the value before it, and of those listed with that one. What a
    value counts or modifies is said of it (9개의 퀸, 1969년 만든 다리).

    Attributes:
        said: For each value what is said of it.
        topics: The phrases with 은 or 는, but for the values themselves.
    """

    def __init__(self, values: Sequence[Value], text: str) -> None:
        self.said = [_Said() for _ in values]
        self.topics: list[list[str]] = []
        self._values = values
        self._text = text
        self._next = 0
        # Content words since the last particle, and those within the value that is passed.
        self._bare: list[str] = []
        self._inside: list[str] = []
        # Phrases by their particle, and the particles of those behind the last value.
        self._phrases: dict[str, list[str]] = {}
        self._behind: list[str] = []
        # The values that the next predicate is said of, and whether the next one joins them.
        self._waiting: list[int] = []
        self._is_listed = False
        # The value that modifies the next noun.
        self._owner: int | None = None

    def step(self, token: Morpheme, following: Morpheme) -> None:
        """Take in one morpheme."""
        while self._next < len(self._values) and self._values[self._next].start <= token.start:
            self._reach()
        if self._next and token.start < self._values[self._next - 1].end:
            if token.tag in CONTENT_TAGS:
                self._inside.append(content_form(token))
            return
        if self._inside and token.tag[:1] != "J":  # 2023년 매출: the year is said of the amount
            self._bare, self._inside = self._inside, []
        if token.tag in CONTENT_TAGS or token.tag == "XSN":  # 기 of 압축기
            self._bare.append(content_form(token))
        elif token.tag[:1] == "J":
            self._particle(token)
        elif token.tag == "ETM":
            self._modify()
        elif token.tag in ("EC", "EF") and following.tag != "VX":  # 살고 있다 goes on
            self._end_clause()
        elif token.tag == "SP":
            self._end_item()

    def _reach(self) -> None:
        """Come to a value."""
        own, value = self.said[self._next], self._values[self._next]
        phrases = [*self._phrases.values(), self._bare]
        own.words.update(*phrases)
        own.written = " ".join("".join(words) for words in phrases).lower()
        if after := _AFTER.match(self._text, value.end):
            own.particle = _particle(after[0])
        if not self._is_listed:
            # A date waits for its predicate behind an amount, too.
            is_time = self._is_time(self._next)
            self._waiting = [n for n in self._waiting if self._is_time(n) != is_time]
            self._tell_behind()
        self._waiting.append(self._next)
        self._is_listed = False
        self._bare, self._behind, self._inside, self._owner = [], [], [], None
        self._next += 1

    def _is_time(self, number: int) -> bool:
        return self._values[number].kind in (DATE, TIME)

    def _particle(self, token: Morpheme) -> None:
        is_topic = token.tag == "JX" and token.form in ("은", "는", "ᆫ")
        is_joined = token.tag == "JC" or token.form in _AND
        if self._inside:  # 98명과 41명
            self._is_listed |= is_joined
            self._owner = self._next - 1 if token.tag == "JKG" else None  # 9개의 퀸
            if token.tag != "JKG" and not is_joined:
                self._phrases[token.form] = self._inside  # 2023년에는
            self._inside = []
            return
        if self._bare and self._owner is not None and token.tag != "JKG":
            self.said[self._owner].words.update(self._bare)
            self._owner = None
            if is_joined:
                self._bare = []
        if (
            self._bare and token.tag != "JKG" and not is_joined
        ):  # 사랑관의 남학생, 남학생과 여학생: go on
            self._behind.append(_TOPIC if is_topic else token.form)
            self._phrases[self._behind[-1]] = self._bare
            self._bare = []
        elif is_topic and self._behind:  # 에는
            self._phrases[_TOPIC] = self._phrases.pop(self._behind.pop(), [])
            self._behind.append(_TOPIC)
        if is_topic and self._behind and self._behind[-1] == _TOPIC:
            self.topics.append(self._phrases[_TOPIC])

    def _modify(self) -> None:
        """Come to a predicate before a noun: 1969년 만든 다리."""
        if self._waiting and self._bare:
            self.said[self._waiting[-1]].words.update(self._bare)
            self._owner = self._waiting[-1]
            self._bare = []

    def _end_item(self) -> None:
        """Come to a comma: what stands behind a value is said of it, and of no other."""
        if self._waiting and not self._is_listed:
            self._tell_behind()
            self.said[self._waiting[-1]].words.update(self._bare)
            for key in self._behind:
                self._phrases.pop(key, None)
            self._is_listed = True
        self._bare, self._behind = [], []

    def _tell_behind(self) -> None:
        """Say the phrases behind the last value of it, if it waits for more."""
        for words in (self._phrases.get(key, []) for key in self._behind if self._waiting):
            self.said[self._waiting[-1]].words.update(words)
            self.said[self._waiting[-1]].written += f" {''.join(words)}".lower()

    def _end_clause(self) -> None:
        """Come to a predicate."""
        if self._bare and self._bare[-1] in _LIKE_PARTICLES:
            self._bare = []
            return
        self._tell_behind()
        for number in self._waiting:
            self.said[number].words.update(self._bare)
        self._phrases = {key: words for key, words in self._phrases.items() if key == _TOPIC}
        self._waiting.clear()
        self._bare, self._behind, self._owner = [], [], None
        self._is_listed = False
