"""A statement to be confirmed: what it names, what it claims of that, and what would ask for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rag.korean import (
    KIND_OF_UNIT,
    NOUN_TAGS,
    UNITS,
    Analyzer,
    Morpheme,
    attach,
    content_form,
    find_moments,
    is_denial,
    kind_of_unit,
    numbers_in,
    read_native,
    read_word,
)
from rag.reading import DATE, TIME, Value, find_values

_SUBJECT = ("이", "가", "은", "는", "도")
_PLACE = ("에", "에서", "로", "으로")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|으로|로)(?=[\s,])")
_WORD_FIGURE = re.compile(r"^[가-힣]{1,3}(?=\s?[가-힣])")
_PLAIN = re.compile(r"[\s‘’“”'\"「」『』]")
# What stands behind a name and is no part of it.
_TITLES = re.compile(r"(?<=[가-힣]{2})(?:님|들)$")
# Said of when or how much, without naming anything.
_VAGUE = frozenset(
    "옛날 예전 지금 요즘 현재 당시 사실 정말 진짜 혹시 처음 모두 전부 때 경우 것 거".split()
)
_EXISTS = frozenset({"있", "없"})
_ALONE = frozenset({"만", "뿐", "밖에"})
_DURATION = "시간"
_MULTIPLIERS = frozenset("십백천만억")
_CAN = frozenset({"수", "줄"})


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a statement says.

    Attributes:
        word: A noun, or a verb or an adjective with 다; "" for being there at all.
        form: The same as :func:`rag.korean.content_form` gives it.
        is_denied: Whether it is said not to be so.
    """

    word: str
    form: str
    is_denied: bool


class Statement:
    """A statement, taken apart as far as it is asked for."""

    def __init__(self, text: str, analyzer: Analyzer) -> None:
        """Keep a statement.

        Args:
            text: A sentence that ends in a period.
            analyzer: Finds the morphemes.
        """
        self.text = text
        self.morphemes = analyzer.morphemes(text)

    @cached_property
    def values(self) -> list[Value]:
        """Its dates, days of the week, times and amounts."""
        words = self._in_words()
        found = find_values(self.text, self.morphemes)
        found = [v for v in found if not any(_overlap(v, word) for word in words)] + words
        days = [m for m in find_moments(self.text) if "weekday" in m.fields]
        found += [
            Value(m.start, m.end, DATE)
            for m in days
            if not any(v.start < m.end and m.start < v.end for v in found)
        ]
        return sorted(found, key=lambda value: value.start)

    def _in_words(self) -> list[Value]:
        """Amounts written in Hangul alone: 오천원, 만 이천 원, 열두 명."""
        found: list[Value] = []
        run: list[Morpheme] = []
        for m in self.morphemes:
            if m.tag == "NR" or (m.tag == "MM" and read_native(m.form) is not None):
                run.append(m)
                continue
            number = self.text[run[0].start : m.start] if run else ""
            is_number = read_word("".join(number.split())) is not None
            # One syllable may be of a word: 사원.
            is_long = len(number.strip()) > 1 or number in _MULTIPLIERS
            is_long &= not (run and self.text[: run[0].start].rstrip()[-1:].isdigit())
            if run and m.form in UNITS and is_number and is_long:
                found.append(Value(run[0].start, m.end, kind_of_unit(m.form)))
            run = []
        return found

    @cached_property
    def claimed(self) -> list[Value]:
        """The values that it claims, and not those that only name something or set a condition."""
        return [value for value in self.values if self._is_claimed(value)]

    @cached_property
    def given(self) -> list[str]:
        """The values that it does not claim, as written."""
        return [self.text[v.start : v.end] for v in self.values if v not in self.claimed]

    @cached_property
    def names(self) -> list[str]:
        """The things that it names: its written nouns, but for values and verbal nouns."""
        names: list[str] = []
        run: list[Morpheme] = []
        for m in (*self.morphemes, Morpheme("", "", -1, -1)):
            if m.tag in NOUN_TAGS and (not run or run[-1].end == m.start):
                run.append(m)
                continue
            own = run[:-1] if m.tag in {"XSV", "XSA"} else run
            within = any(
                own and v.start < own[-1].end and own[0].start < v.end for v in self.values
            )
            if not within and any(k.tag not in {"NNB", "NR"} for k in own):
                name = _TITLES.sub("", self.text[own[0].start : own[-1].end])
                if name not in _VAGUE:
                    names.append(name)
            run = [m] if m.tag in NOUN_TAGS else []
        return names

    @cached_property
    def predicate(self) -> Predicate | None:
        """What it says of them; ``None`` where that is no one word."""
        said = _of_clause([m for m in self.morphemes if m.tag not in {"SF", "EF", "EP"}])
        body = [m for m in said if m.tag not in {"EC", "ETM"}]
        denied = False
        while body:
            last = body.pop()
            if (
                is_denial(last)
                and last.form not in _EXISTS
                and last.tag in {"VX", "VCN", "VV", "VA"}
            ):
                denied = not denied
            elif last.form in _EXISTS and body and body[-1].form in _CAN:
                denied ^= last.form == "없"
                body.pop()
            elif last.form in _EXISTS and (last.tag != "VX" or _is_noun(body[-1])):
                return Predicate("", last.form, denied ^ (last.form == "없"))
            elif last.tag not in {"VX", "VCP", "XSV", "XSA", "XSN", "JX", "JKC", "JKS"}:
                denied ^= bool(body) and body[-1].form in {"안", "못"}
                if last.tag in {"VV", "VA"}:
                    return Predicate(f"{last.form}다", content_form(last), denied)
                return Predicate(last.form, content_form(last), denied) if _is_noun(last) else None
        return None

    def amount_behind(self, particle: str) -> str:
        """The amount claimed behind a particle: 800원 of "A보다 800원 비싸다"; "" for none."""
        place = self.text.rfind(particle)
        counted = (
            (number.start, unit.end)
            for number, unit in pairwise(self.morphemes)
            if number.tag == "MM" and read_native(number.form) is not None
        )
        spans = (*((v.start, v.end) for v in self.values), *counted)
        return next((self.text[a:b] for a, b in spans if a > place), "")

    def asking_for(self, value: Value) -> str:
        """Ask for a value in the place of claiming it: "보증은 몇 년인가?"."""
        return self.with_interrogative((value.start, value.end), _asking(self.text, value))

    def with_interrogative(self, span: tuple[int, int], interrogative: str) -> str:
        """Ask for a part of it."""
        rest = self.text[span[1] :]
        past = _WAS.match(rest)
        used = next((u for p, u in _ASKED_WITH.items() if rest.startswith(p)), "")
        if past:
            rest = f"{past[1]}나"
        elif used and not rest.startswith("이다"):
            rest = used + rest[1:]
        rest = re.sub(r"이다\.$", "인가", rest)
        return f"{self.text[: span[0]]}{interrogative}{rest}".rstrip(".") + "?"

    def parts(self) -> list[tuple[int, int, str]]:
        """What can be asked for: the complement, the subject, the object, the place, in this order.

        Returns:
            Where each lies, without its particle, and the interrogative in its place.
        """
        found: list[tuple[int, int, int, str]] = []
        morphemes = self.morphemes
        for n, m in enumerate(morphemes[1:], start=1):
            if morphemes[n - 1].tag not in NOUN_TAGS:
                continue
            first = n
            while first > 0 and morphemes[first - 1].tag in NOUN_TAGS:
                first -= 1
            start, end = morphemes[first].start, morphemes[n - 1].end
            # Of what would something else be told, if not of a thing named before?
            if m.tag == "VCP" and any(k.tag in NOUN_TAGS for k in morphemes[:first]):
                found.append((0, start, end, "무엇"))
            elif m.tag == "JKS" or (m.tag == "JX" and m.form in _SUBJECT):
                found.append((1, start, end, "누"))
            elif m.tag == "JKO":
                found.append((2, start, end, "무엇"))
            elif m.tag == "JKB" and m.form in _PLACE:
                found.append((3, start, end, "어디"))
        return [(start, end, asking) for _, start, end, asking in sorted(found)]

    def exchanged(self, span: tuple[int, int], told: str) -> str:
        """Put other words in the place of some, the particle behind them fitting."""
        rest = self.text[span[1] :]
        found = _PARTICLE.match(rest)
        particle = found[0] if found else ""
        return f"{self.text[: span[0]]}{attach(told, particle)}{rest[len(particle) :]}"

    def _is_claimed(self, value: Value) -> bool:
        behind = [m for m in self.morphemes if m.start >= value.end]
        if not behind:
            return False
        if behind[0].tag == "JX" and behind[0].form == "도":
            return False  # 토요일도: of that, too
        own = self.text[value.start : value.end]
        if not value.kind and not re.search(r"[십백천만억조]", own) and behind[0].tag != "VCP":
            return False  # a number in a name
        if value.kind not in {DATE, TIME}:
            # 4층에, 117번 버스: which one, and not how many.
            is_label = kind_of_unit(value.kind) == value.kind and len(behind) > 1
            if behind[0].tag in {"JKB", "JKG"} and behind[0].form in {"에", "에서", "의"}:
                return False
            if is_label and _is_noun(behind[0]) and behind[1].tag not in {"XSV", "XSA", "VCP"}:
                return value.kind in KIND_OF_UNIT.values()
        ending = next((m for m in behind if m.tag in {"EC", "EF", "ETM"}), behind[-1])
        after = [m for m in behind if m.start >= ending.end]
        # 만 원인 것이다, but not 만 원 넘는 것이 있다.
        is_said = any(m.form in {"것", "거", "게"} for m in after[:1]) and not any(
            m.form in _EXISTS for m in after
        )
        sets = ending.tag == "ETM" and bool(after) and not is_said
        return not (sets or (ending.tag == "EC" and ending.form.endswith("면")))


_ASKED_WITH = {"은": "가", "는": "가", "이": "가", "도": "가", "를": "을"}
_WAS = re.compile(r"(이었|였)다\.$")


def _asking(text: str, value: Value) -> str:
    """What asks for a value: 언제 for a date, 몇 명 for 40명."""
    own = text[value.start : value.end]
    if value.kind == TIME:
        return "몇 시"
    if value.kind == DATE:
        if own.endswith("요일"):
            return "무슨 요일"
        return "몇 년" if re.fullmatch(r"\d{4}년", own) else "언제"
    if value.kind in {"", "원"}:
        return "얼마"
    word = _WORD_FIGURE.match(own)
    start, end = next(((a, b) for a, b, _ in numbers_in(own)), word.span() if word else (0, 0))
    asking = " ".join(f"{own[:start]}몇 {own[end:]}".split())
    return f"{asking} 동안" if value.kind == _DURATION and "동안" not in own else asking


def _of_clause(tokens: Sequence[Morpheme]) -> Sequence[Morpheme]:
    """Leave out the noun that a clause stands before: 승강기가 없는 건물이다."""
    rest = list(tokens)
    if rest and rest[-1].tag == "VCP":
        start = rest.pop().start
        while rest and _is_noun(rest[-1]) and rest[-1].end == start:  # one word, as written
            start = rest.pop().start
    return rest[:-1] if rest and rest[-1].tag == "ETM" else tokens


def _overlap(one: Value, other: Value) -> bool:
    return one.start < other.end and other.start < one.end


def _is_noun(m: Morpheme) -> bool:
    return m.tag in NOUN_TAGS or m.tag == "XR"


def says_alone(tokens: Sequence[Morpheme]) -> bool:
    """Tell whether words say that something is so of one thing alone: 만, 뿐, 밖에."""
    return any(m.tag == "JX" and m.form in _ALONE for m in tokens)


def holds_whole(text: str, part: str) -> bool:
    """Tell whether a text holds some words; 3명 is not in 13명."""
    return re.search(rf"(?<![\d.,]){re.escape(squeeze(part))}(?!\d)", squeeze(text)) is not None


def squeeze(text: str) -> str:
    """Leave out white space and quotation marks, and write Latin letters small."""
    return _PLAIN.sub("", text).lower()
