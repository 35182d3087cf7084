"""What is asked for: the form of an answer, decided before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from rag.answering.coordination import DIFFERENCE, Coordination, coordinated, is_naming
from rag.answering.splitting import TOLD_APART, questions_in
from rag.korean import (
    AND,
    COUNTING,
    KIND_OF_UNIT,
    NOUN_TAGS,
    Analyzer,
    Morpheme,
    attach,
    holds_word,
    is_past,
    measure_of,
    read_native,
    without_signs,
)
from rag.reading import INTERROGATIVES, REQUEST_VERBS, Kind, analyse_question, statement_of

# The few words that name a form.
_EACH = frozenset({"각각", "각자"})
_ALL = frozenset("다 모두 전부 모든 전체 죄다 누구누구 나열 열거 목록".split())
_COUNTED = frozenset(unit for unit, kind in KIND_OF_UNIT.items() if kind in {"개", "명"})
MORE = frozenset({"더", "덜"})
"""What asks of which there is more."""
_GIVING = frozenset({"주", "달", "드리"})
_WHICH = frozenset("쪽 누구 누 어느 어디 뭐 무엇 것 거".split())
_ASKED_BARE = frozenset(
    "뭐 무엇 이 야 예요 에요 ᆫ가요 누구 언제 어디 얼마 어떻게 어떻 게 되 나요 어 어요 좀".split()
)
_DRAWN = frozenset({"만들", "그리", "짜"})
_TABLE, _ENGLISH = "표", frozenset({"영어", "영문"})

# "맨 앞에 나온 세 가지만", "싹 다": how many of them, and not what.
_HOW_MANY = re.compile(
    r"(?:\s?(?:중에서?|가운데서?))?\s*(?:(?:맨|제일|가장)\s?)?"
    r"(?:(?:먼저|처음|앞에서?|위에서?)\s?(?:나온|나오는|적힌|있는)?\s?(?:것으로|걸로|것|거)?\s*)?"
    r"(?<![가-힣\d])(?:\d+|"
    + "|".join(COUNTING)
    + r")\s?(?:"
    + "|".join(sorted(_COUNTED, key=len, reverse=True))
    + r")만(?![가-힣])|\s*(?<![가-힣])싹\s?(?:다|전부|모두)?(?![가-힣])"
)
# "딸기 체험 말고 다른 체험은?", "서울점을 제외하고 어디에 있어?"
_BESIDE = re.compile(
    r"(?P<known>[^,?!]+?)(?:을|를)?\s(?:말고|빼고|이외에|외에|제외하고|제외하면)(?:는|도)?[\s,]+"
    r"(?:(?:다른|또|또\s다른|나머지)\s+)?(?P<rest>\S.*)"
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
        without: Nouns of what is known and not to be told again: "딸기 체험 말고 다른 체험은?".
        notice: A sentence for the user on what is asked for and cannot be had.
    """

    question: str
    form: Form
    parts: tuple[str, ...] = ()
    statement: str = ""
    count: int | None = None
    size: Size = Size.USUAL
    as_table: bool = False
    without: tuple[str, ...] = ()
    notice: str | None = None


def plan_of(text: str, analyzer: Analyzer) -> Plan:
    """Decide what is asked for.

    Args:
        text: A normalised question that stands alone.
        analyzer: Finds the morphemes.
    """
    text, as_table, in_english = _layout(text, analyzer.morphemes(text))
    text, without = _beside(text, analyzer)
    plan = replace(_plan(text, analyzer), without=without)
    if without and plan.form in {Form.SHORT, Form.SENTENCES}:
        plan = replace(plan, form=Form.LIST)
    return replace(plan, as_table=as_table, notice=NO_ENGLISH if in_english else None)


def _plan(text: str, analyzer: Analyzer) -> Plan:
    morphemes = analyzer.morphemes(text)
    body = without_signs(morphemes)
    forms = {m.form for m in body}
    parts = questions_in(text, analyzer)
    if len(parts) > 1:
        return Plan(text, Form.SEVERAL, parts)
    sides = coordinated(text, body)
    if sides is not None and _compares(body, sides):
        return Plan(text, Form.COMPARISON, sides.names)
    own = next((m for n, m in enumerate(body) if _means_each(body, n)), None)
    if sides is not None and own is not None:
        return Plan(text, Form.SEVERAL, _each(text, body, sides, own))
    if sides is not None and (each := _told_apart(text, body, sides, analyzer)):
        return Plan(text, Form.SEVERAL, each)
    if "비교" in forms and is_request(body):
        return Plan(text, Form.COMPARISON)
    asked = analyse_question(text, morphemes)
    count = _number_wanted(body)
    asks = is_request(body) or bool(forms & INTERROGATIVES)
    said = {m.form for m in body if m.tag[0] not in "JE"}  # 다 is an ending, too
    wants_all = bool(asks and said & _ALL) or _TWICE.search(text) is not None
    if asked.kind is not Kind.HOW_MANY and (count is not None or wants_all):
        return Plan(_looked_up(text), Form.LIST, count=count)
    if asked.kind is Kind.YES_NO and (not is_request(body) or _is_of_another(text, body)):
        if statement := statement_of(text, morphemes, analyzer):
            return Plan(text, Form.YES_NO, statement=statement)
        return Plan(text, Form.SENTENCES)
    if asked.kind in {Kind.WHY, Kind.HOW}:
        return Plan(text, Form.REASON)
    return Plan(text, Form.SENTENCES if asked.kind is Kind.DEFINITION else Form.SHORT)


def _beside(text: str, analyzer: Analyzer) -> tuple[str, tuple[str, ...]]:
    """What is asked beside what is named, and the nouns that only the latter holds."""
    found = _BESIDE.match(text)
    if found is None or not holds_word(found["rest"]):
        return text, ()
    known = [m for m in analyzer.morphemes(found["known"]) if m.tag in NOUN_TAGS]
    rest = {m.form for m in analyzer.morphemes(found["rest"])}
    own = tuple(m.form for m in known if m.form not in rest and m.tag != "NNB")
    return (found["rest"], own) if own else (text, ())


def _looked_up(text: str) -> str:
    """A request for a list without the words for how many."""
    short = " ".join(_TWICE.sub(r"\1", _HOW_MANY.sub(" ", text)).split())
    return short if holds_word(short) else text


def is_request(body: Sequence[Morpheme]) -> bool:
    """Tell whether something is to be done ("… 해 줘", "… 나열해", "… 요약") and nothing asked."""
    tail = [m for m in body[-4:] if m.tag[0] != "J"]
    told = any(is_past(m) for m in tail)
    asked = any(m.form in _GIVING and m.tag in {"VX", "VV"} for m in tail)
    return asked and not told


def _is_of_another(text: str, body: Sequence[Morpheme]) -> bool:
    """Whether it is asked if someone else does something for one: "베란다도 칠해 주나요?"."""
    before = body[: max(n for n, m in enumerate(body) if m.form in _GIVING)][-3:]
    return text.rstrip().endswith(("?", "나요", "까")) and not any(
        m.form in REQUEST_VERBS for m in before
    )


def _told_apart(
    text: str, body: Sequence[Morpheme], sides: Coordination, analyzer: Analyzer
) -> tuple[str, ...]:
    """Ask by itself for each of two nouns of which each asks: "참가비와 신청 방법 알려 줘"."""
    last = next((n for n, m in enumerate(body) if m.end == sides.end), 0) + 1
    while last < len(body) and (is_naming(body, last) or body[last].tag == "JKG"):
        last += 1
    behind = [m for m in body[last:] if m.tag[0] != "J"]
    if not is_request(behind) and any(m.form not in _ASKED_BARE for m in behind):
        return ()
    rest = text[body[last - 1].end :]
    particle = next((m for m in body[last : last + 1] if m.tag[0] == "J"), None)
    if particle is not None:
        rest = text[particle.end :]
    ending = _spoken(particle.form) if particle is not None else ""
    first, *others = sides.names
    lead = first.rpartition(" ")[0]
    if lead and any(m.tag == "MM" and m.end + 1 == sides.start for m in body):
        others = [f"{lead} {noun}" for noun in others]  # "두 회의 날짜랑 장소"
    shared = text[sides.end : body[last - 1].end]
    for more in ("", shared):
        nouns = (*(noun + more for noun in (first, *others[:-1])), others[-1] + shared)
        parts = tuple(f"{text[: sides.start]}{attach(noun, ending)}{rest}" for noun in nouns)
        if all(_asks_by_noun(part, analyzer) for part in parts):
            return parts
    return ()


def _asks_by_noun(text: str, analyzer: Analyzer) -> bool:
    """Whether the noun that is asked for tells what kind of thing is: 참가비, 주소, 신청 방법."""
    asked = analyse_question(text, analyzer.morphemes(text))
    return asked.kind in TOLD_APART or bool(measure_of("".join(asked.focus[-1:])))


def _means_each(body: Sequence[Morpheme], n: int) -> bool:
    """Whether a word asks for each by itself: 각각, 씩 of "얼마씩" and "몇 점씩"."""
    asks = any(m.form in INTERROGATIVES for m in body[max(n - 2, 0) : n])
    return body[n].form in _EACH or (body[n].form == "씩" and asks)


def _each(
    text: str, body: Sequence[Morpheme], sides: Coordination, each: Morpheme
) -> tuple[str, ...]:
    """Ask for each of the nouns by itself."""
    following = next((m for m in body if m.start == sides.end and m.tag[0] == "J"), None)
    particle = following.form if following is not None else ""
    particle = "" if particle in AND else particle  # said twice: "A랑 B랑"
    rest_from = following.end if following is not None else sides.end
    rest = attach(text[rest_from : each.start], text[each.end :])
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


def _number_wanted(body: Sequence[Morpheme]) -> int | None:
    """The number in "세 가지만", "3개만 알려 줘"."""
    for n in range(len(body) - 2):
        number, unit, only = body[n : n + 3]
        if unit.form not in _COUNTED or only.form != "만" or only.tag[0] != "J":
            continue
        if number.tag == "SN" and number.form.isdecimal():
            return int(number.form)
        if number.form in COUNTING:
            return read_native(number.form)
    return None


def _draws_table(morphemes: Sequence[Morpheme]) -> bool:
    """Whether a table is to be made: "사업별로 표 만들어 줘"; its words say what of."""
    body = [m for m in without_signs(morphemes) if m.tag[0] != "J"]
    made = any(m.form == _TABLE and after.form in _DRAWN for m, after in pairwise(body))
    return made and is_request(body)


def _layout(text: str, morphemes: Sequence[Morpheme]) -> tuple[str, bool, bool]:
    """Take "표로" and "영어로" out of a question, and tell which stood in it."""
    as_table, in_english = _draws_table(morphemes), False
    for noun, particle in reversed(list(pairwise(morphemes))):
        if particle.form not in {"로", "으로"} or particle.tag != "JKB":
            continue
        is_table, is_english = noun.form == _TABLE, noun.form in _ENGLISH
        if (is_table or is_english) and noun.tag[0] == "N" and text[particle.end :].strip():
            as_table, in_english = as_table or is_table, in_english or is_english
            text = f"{text[: noun.start]}{text[particle.end :].lstrip()}"
    return text, as_table, in_english
