"""What is asked for: the form of an answer, decided before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from rag.korean import NOUN_TAGS, Analyzer, Morpheme, attach, holds_word
from rag.reading import Kind, analyse_question, statement_of

_QUESTION_END = re.compile(r"(?<=[?？])\s*(?=\S)")
_AND = frozenset({"과", "와", "랑", "이랑", "하고"})
_SIGNS = frozenset({"SF", "SP", "SE", "SO", "SW"})
# "KT는?", "KT도?"
_WHAT_OF = frozenset({"은", "는", "ᆫ", "도"})
_INTERROGATIVES = frozenset(
    "무엇 뭐 뭣 누구 누구누구 누 언제 어디 얼마 얼마나 왜 어찌 어떻게 어떻 어떤 어느 무슨 몇 "
    "며칠".split()
)
# The few words that name a form.
_EACH = frozenset({"각각", "각자"})
_ALL = frozenset("다 모두 전부 모든 전체 죄다 누구누구 나열 열거 목록".split())
_COUNTED = frozenset("가지 개 명 곳 군데 사람 종류 건 종".split())
_NUMBERS = dict(zip("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(), range(1, 11), strict=True))
DIFFERENCE = frozenset("다르 차이 차이점 비교 대조 공통점".split())
"""What asks how things differ."""
MORE = frozenset({"더", "덜"})
"""What asks of which there is more."""
_WHICH = frozenset("쪽 누구 누 어느 어디 뭐 무엇 것 거".split())
_TABLE, _ENGLISH = "표", frozenset({"영어", "영문"})

# "맨 앞에 나온 세 가지만", "싹 다": how many of them, and not what.
_HOW_MANY = re.compile(
    r"(?:\s?(?:중에서?|가운데서?))?\s*(?:(?:맨|제일|가장)\s?)?"
    r"(?:(?:먼저|처음|앞에서?|위에서?)\s?(?:나온|나오는|적힌|있는)?\s?(?:것으로|걸로|것|거)?\s*)?"
    r"(?<![가-힣\d])(?:\d+|"
    + "|".join(_NUMBERS)
    + r")\s?(?:"
    + "|".join(sorted(_COUNTED, key=len, reverse=True))
    + r")만(?![가-힣])|\s*(?<![가-힣])싹\s?(?:다|전부|모두)?(?![가-힣])"
)
# 뭐뭐, 누구누구: said twice of several.
_TWICE = re.compile(r"(뭐|무엇|누구|어디)\1")

NO_ENGLISH = "영어로 쓰려면 언어 모델이 있어야 해서 한국어로 답합니다."


class Form(StrEnum):
    """How an answer is built."""

    SENTENCES = "sentences"
    SHORT = "short"
    YES_NO = "yes_no"
    LIST = "list"
    SEVERAL = "several"
    COMPARISON = "comparison"
    REASON = "reason"
    SUMMARY = "summary"
    ABOUT = "about"


class Size(StrEnum):
    """How much is told, beside the answer before."""

    USUAL = "usual"
    SHORTER = "shorter"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for.

    Attributes:
        question: What is looked up, without the words that only name a form.
        form: How the answer is built.
        parts: Of several questions each one; of a comparison its sides.
        statement: What a yes-or-no question asks to be confirmed.
        count: How many members of a list, or sentences of a summary, are wanted; ``None`` where
            that is not said.
        size: Whether to tell less or more than usual.
        as_table: Whether a table is asked for.
        notice: A sentence for the user on what is asked for and cannot be had.
    """

    question: str
    form: Form
    parts: tuple[str, ...] = ()
    statement: str = ""
    count: int | None = None
    size: Size = Size.USUAL
    as_table: bool = False
    notice: str | None = None


def plan_of(text: str, analyzer: Analyzer) -> Plan:
    """Decide what is asked for.

    Args:
        text: A normalised question that stands alone.
        analyzer: Finds the morphemes.
    """
    text, as_table, in_english = _layout(text, analyzer.morphemes(text))
    plan = _plan(text, analyzer)
    return replace(plan, as_table=as_table, notice=NO_ENGLISH if in_english else None)


def _plan(text: str, analyzer: Analyzer) -> Plan:
    morphemes = analyzer.morphemes(text)
    body = [m for m in morphemes if m.tag not in _SIGNS]
    forms = {m.form for m in body}
    parts = _questions(text, analyzer)
    if len(parts) > 1:
        return Plan(text, Form.SEVERAL, parts)
    sides = coordinated(text, body)
    if sides is not None and _compares(body, sides):
        return Plan(text, Form.COMPARISON, sides.names)
    if sides is not None and forms & _EACH:
        return Plan(text, Form.SEVERAL, _each(text, body, sides))
    if "비교" in forms and is_request(body):
        return Plan(text, Form.COMPARISON)
    asked = analyse_question(text, morphemes)
    count = _number_wanted(body)
    asks = is_request(body) or bool(forms & _INTERROGATIVES)
    wants_all = bool(asks and forms & _ALL) or _TWICE.search(text) is not None
    if asked.kind is not Kind.HOW_MANY and (count is not None or wants_all):
        return Plan(_looked_up(text), Form.LIST, count=count)
    if asked.kind is Kind.YES_NO and not is_request(body):
        if statement := statement_of(text, morphemes, analyzer):
            return Plan(text, Form.YES_NO, statement=statement)
        return Plan(text, Form.SENTENCES)
    if asked.kind in {Kind.WHY, Kind.HOW}:
        return Plan(text, Form.REASON)
    return Plan(text, Form.SENTENCES if asked.kind is Kind.DEFINITION else Form.SHORT)


def _looked_up(text: str) -> str:
    """A request for a list without the words for how many."""
    short = " ".join(_TWICE.sub(r"\1", _HOW_MANY.sub(" ", text)).split())
    return short if holds_word(short) else text


def is_request(body: Sequence[Morpheme]) -> bool:
    """Tell whether something is to be done ("… 해 줘", "… 나열해", "… 요약") and nothing asked."""
    tail = [m for m in body[-4:] if m.tag[0] != "J"]
    told = any(m.tag == "EP" and m.form in {"었", "았", "였"} for m in tail)
    asked = any(m.form in {"주", "달", "드리"} and m.tag in {"VX", "VV"} for m in tail)
    return asked and not told


@dataclass(frozen=True, slots=True)
class Coordination:
    """Nouns side by side: A와 B.

    Attributes:
        names: The nouns as written.
        start: First character.
        end: One past the last, the particle behind it left out.
    """

    names: tuple[str, ...]
    start: int
    end: int


def coordinated(text: str, body: Sequence[Morpheme]) -> Coordination | None:
    """Find the first nouns that stand side by side.

    Args:
        text: The question.
        body: Its morphemes without signs.
    """
    for n, m in enumerate(body):
        if m.tag not in {"JC", "JKB"} or m.form not in _AND or not n:
            continue
        first = n
        while first > 0 and _names(body, first - 1):
            first -= 1
        last = n + 1
        while last < len(body) and _names(body, last) and body[last].form not in {"중"}:
            last += 1
        # What both have stands behind the second: "A랑 B 공정", one word each.
        own = last
        while own > n + 1 and text[body[n + 1].start : body[own - 1].end].count(" ") > text[
            body[first].start : body[n - 1].end
        ].count(" "):
            own -= 1
        if first == n or own == n + 1:
            continue
        names = text[body[first].start : m.start], text[body[n + 1].start : body[own - 1].end]
        return Coordination(names, body[first].start, body[own - 1].end)
    return None


def _names(body: Sequence[Morpheme], n: int) -> bool:
    """Whether a morpheme is a noun, or what the analyser took for something else within one."""
    following = body[n + 1] if n + 1 < len(body) else None
    return body[n].tag in NOUN_TAGS or (
        following is not None
        and body[n].tag in {"MM", "MAG", "XR"}
        and body[n].end == following.start
        and following.tag in NOUN_TAGS
    )


def _each(text: str, body: Sequence[Morpheme], sides: Coordination) -> tuple[str, ...]:
    """Ask for each of the nouns by itself."""
    each = next(m for m in body if m.form in _EACH)
    following = next((m for m in body if m.start == sides.end and m.tag[0] == "J"), None)
    particle = following.form if following is not None else ""
    rest_from = following.end if following is not None else sides.end
    rest = f"{text[rest_from : each.start]}{text[each.end :]}"
    return tuple(
        " ".join(f"{text[: sides.start]}{attach(name, _spoken(particle))}{rest}".split())
        for name in sides.names
    )


def _spoken(particle: str) -> str:
    return "는" if particle == "ᆫ" else particle


def _compares(body: Sequence[Morpheme], sides: Coordination) -> bool:
    behind = [m for m in body if m.start >= sides.end]
    forms = {m.form for m in behind}
    has_more = any(m.form in MORE and m.tag == "MAG" for m in behind)
    return bool(forms & DIFFERENCE) or (has_more and bool(forms & _WHICH))


def _questions(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Split what asks several questions: by question marks, and by "… 몇 명이고 … 몇 명이야?"."""
    pieces = [piece for piece in _QUESTION_END.split(text) if holds_word(piece)]
    if len(pieces) > 1 and not all(_asks(analyzer.morphemes(piece)) for piece in pieces):
        pieces = [text]
    return tuple(part for piece in pieces for part in _clauses(piece, analyzer))


def _asks(morphemes: Sequence[Morpheme]) -> bool:
    body = [m for m in morphemes if m.tag not in _SIGNS]
    if not body:
        return False
    if body[-1].tag == "EF" or (body[-1].tag == "JX" and body[-1].form in _WHAT_OF):
        return True
    return any(m.form in _INTERROGATIVES for m in body)


def _clauses(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Split where one asking clause ends and another follows."""
    body = [m for m in analyzer.morphemes(text) if m.tag not in _SIGNS]
    asking = [n for n, m in enumerate(body) if m.form in _INTERROGATIVES]
    if len(asking) < 2:
        return (text,)
    for n, m in enumerate(body):
        if m.tag == "EC" and m.form in {"고", "며", "으며"} and asking[0] < n < asking[-1]:
            stem = body[n - 1]
            past = stem.tag == "EP"
            head = (
                f"{text[: stem.end]}어요?"
                if past
                else f"{text[: stem.start]}{_copula(stem, text, analyzer)}?"
            )
            return head, *_clauses(text[m.end :].lstrip(" ,"), analyzer)
    return (text,)


def _copula(stem: Morpheme, text: str, analyzer: Analyzer) -> str:
    if stem.tag == "VCP":
        return attach(text[: stem.start], "이야").removeprefix(text[: stem.start])
    return analyzer.join([(stem.form, stem.tag), ("어요", "EF")])


def _number_wanted(body: Sequence[Morpheme]) -> int | None:
    """The number in "세 가지만", "3개만 알려 줘"."""
    for n in range(len(body) - 2):
        number, unit, only = body[n : n + 3]
        if unit.form not in _COUNTED or only.form != "만" or only.tag[0] != "J":
            continue
        if number.tag == "SN" and number.form.isdecimal():
            return int(number.form)
        if number.form in _NUMBERS:
            return _NUMBERS[number.form]
    return None


def _layout(text: str, morphemes: Sequence[Morpheme]) -> tuple[str, bool, bool]:
    """Take "표로" and "영어로" out of a question, and tell which stood in it."""
    as_table = in_english = False
    for noun, particle in reversed(list(pairwise(morphemes))):
        if particle.form not in {"로", "으로"} or particle.tag != "JKB":
            continue
        is_table, is_english = noun.form == _TABLE, noun.form in _ENGLISH
        if (is_table or is_english) and noun.tag[0] == "N" and text[particle.end :].strip():
            as_table, in_english = as_table or is_table, in_english or is_english
            text = f"{text[: noun.start]}{text[particle.end :].lstrip()}"
    return text, as_table, in_english
