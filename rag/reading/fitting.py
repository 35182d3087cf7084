"""The part of a sentence that a question asks for, by what is said around it.

A question for an amount or a time is answered by the value of that kind of which the sentence says
what the question says; "X는 누구야?" by what the sentence says that X is; "누가 만들었어?" by what
has the same particle before the same predicate. Where two would do, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.korean import (
    AND,
    NOUN_TAGS,
    Morpheme,
    Sentence,
    ages_in,
    content_form,
    in_one_form,
    is_denied,
    kind_of_unit,
    kinds_of_unit,
    measure_of,
    nouns_before,
    superlatives_in,
)
from rag.reading.kinds import CALENDAR_UNITS, TOLD_AT_LENGTH, Kind
from rag.reading.marks import told_of, whole_values
from rag.reading.question import Question, is_predicate
from rag.reading.values import AGE, DATE, TIME, Span, Value, asked_part, find_values

_NOUNS = NOUN_TAGS | {"SW"}
_TOPIC_OR_SUBJECT = frozenset({"은", "이"})
_DURATION = "시간"
# "무슨 요일", "어떤 시대": not by a date.
_NO_DATE = re.compile(r"(?:무슨|어떤|어느)\s?(?!해|연도|년도|달|날짜|시각)|요일")
_AND = AND | {"및"}
_DAYS = CALENDAR_UNITS | {"분"}
_PART_OF = re.compile(r"(?:이|그)\s?(?:가운데|중)")
_COMPARES = re.compile(r"더|덜")
_LASTS = re.compile(
    r"(?:며칠|몇\s?(?:년|월|일|시|달|주))\s?(?:안|만|째|동안|간|뒤|전|이나|씩|넘|됐|되|걸|지났)"
)
_TAKE_TIME = frozenset({"걸리", "기다리", "지나", "버티"})
_CLAUSE_ENDS = frozenset({"EC", "EF", "SF"})


def fitting(sentence: Sentence, asked: Question, title: str = "") -> Span | None:
    """Find the part of a sentence that a question asks for.

    Returns:
        Where it lies in ``sentence.text``; ``None`` where nothing fits, or more than one thing.
    """
    if asked.kind in TOLD_AT_LENGTH:
        return None
    tokens = sentence.own_morphemes
    is_bare = asked.kind is Kind.WHAT and not asked.governor and _measure(asked) != ""
    if asked.kind in {Kind.WHEN, Kind.HOW_MANY} or is_bare:
        return _value(sentence.text, tokens, asked, title)
    if not _says_all(asked, f"{title} {sentence.text}".lower()):
        return None
    found = _named(tokens, asked) or _in_place(tokens, asked)
    if found is None or sentence.text[slice(*found)] in asked.text:
        return None
    return found


def kinds_asked_for(asked: Question) -> frozenset[str] | None:
    """The kinds of value that a question asks for; ``None`` where any amount would do."""
    if asked.kind is Kind.WHEN:
        if _NO_DATE.search(asked.text):
            return frozenset()
        if _LASTS.search(asked.text):
            return frozenset({_DURATION})
        return frozenset({TIME, DATE})
    if asked.unit:
        return kinds_of_unit(asked.unit)
    if measure := _measure(asked):
        return frozenset({measure})
    if "얼마나" in asked.text:
        takes = any(term.form in _TAKE_TIME for term in asked.terms)
        return frozenset({_DURATION}) if takes else None
    return frozenset({"원"}) if "얼마" in asked.text else frozenset()


def _measure(asked: Question) -> str:
    """The kind of amount that the noun asked for is: 길이 of "길이는?", 원 of "공사비는?"."""
    return measure_of("".join(asked.focus[-1:])) or measure_of("".join(asked.focus))


def lacks_amount(sentence: Sentence, asked: Question) -> bool:
    """Tell whether an amount is asked for and a sentence holds none of that kind."""
    kinds = kinds_asked_for(asked) if asked.kind is Kind.HOW_MANY else None
    if not kinds:
        return False
    if AGE in kinds and any(ages_in(sentence.text, is_asked=True)):
        return False
    values = find_values(sentence.text, sentence.own_morphemes)
    return not any(value.kind in kinds or not says_which_kind(asked) for value in values)


def says_which_kind(asked: Question) -> bool:
    """Tell whether a question says which kind of value it asks for: "얼마" may be of anything."""
    return asked.kind is Kind.WHEN or bool(asked.unit or _measure(asked))


def _value(text: str, tokens: Sequence[Morpheme], asked: Question, title: str) -> Span | None:
    values = whole_values(text, tokens, asked)
    shared = told_of(values, text, tokens, asked)
    kinds = kinds_asked_for(asked)
    places = [n for n, value in enumerate(values) if _is_asked_for(value, kinds)]
    # A value that the question names itself is not the one it asks for.
    places = [n for n in places if text[values[n].start : values[n].end] not in asked.text]
    best = _told_most(places, shared, asked)
    if best is None:
        # 이 가운데 70억 원: a part of what is told before it.
        places = [n for n in places if not _PART_OF.search(text, 0, values[n].start)]
        best = _told_most(places, shared, asked)
    if best is None:
        return None
    # What the sentence does not say may be what tells one value from another.
    if len(places) > 1 and not _says_all(asked, f"{title} {text}".lower()):
        return None
    unit = asked.unit or "".join(asked.focus[-1:])
    whole = asked_part(text, values[best], unit, 0)
    return whole.start, whole.end


def _told_most(places: Sequence[int], shared: Sequence[set[str]], asked: Question) -> int | None:
    """The value of which more of a question is said than of any other, or its predicate alone."""
    best = max(places, key=lambda n: len(shared[n]), default=None)
    if best is None or all(shared[best] > shared[n] for n in places if n != best):
        return best
    predicates = {term.form for term in asked.terms if term.is_predicate}
    telling = [n for n in places if shared[n] & predicates]
    return telling[0] if len(telling) == 1 else None


def _says_all(asked: Question, text: str) -> bool:
    """Whether a text holds every noun of a question, but for the one that names what is asked."""
    counted = kind_of_unit(asked.unit)  # 사람 of "사람이 몇 명이야?"
    return all(
        term.form in text
        or term.is_focus
        or term.is_predicate
        or term.form in asked.focus
        or kind_of_unit(term.form) == counted
        for term in asked.terms
    )


def _is_asked_for(value: Value, kinds: frozenset[str] | None) -> bool:
    return value.kind in kinds if kinds is not None else value.kind not in {"", DATE, TIME}


def _named(tokens: Sequence[Morpheme], asked: Question) -> Span | None:
    """What the sentence says that the thing asked about is: Y in "X는 Y이다" for "X는 누구야?"."""
    if not asked.focus or any(term.is_predicate for term in asked.terms):
        return None
    found = []
    for n, m in enumerate(tokens):
        if m.tag != "VCP":
            continue
        said = _listed_before(tokens, n)
        at = said.start - 1
        if not said or at < 1 or _particle(tokens[at]) not in _TOPIC_OR_SUBJECT:
            continue
        about = nouns_before(tokens, at, _NOUNS)
        if about and content_form(tokens[about[-1]]) in asked.focus:
            found.append(_span(tokens, said))
    return found[0] if len(found) == 1 else None


def _in_place(tokens: Sequence[Morpheme], asked: Question) -> Span | None:
    """What stands before the same predicate with the particle of the interrogative."""
    if not asked.particle or not asked.governor:
        return None
    if _COMPARES.search(asked.text) or superlatives_in(asked.text):
        return None
    places = [
        n
        for n, m in enumerate(tokens)
        if content_form(m) == asked.governor
        and is_predicate(tokens, n)
        and not is_denied(tokens, n)
    ]
    found = [span for n in places for span in _before_predicate(tokens, n, asked.particle)]
    return found[0] if len(found) == 1 else None


def _before_predicate(tokens: Sequence[Morpheme], n: int, particle: str) -> list[Span]:
    """The noun phrases of a clause with a particle; a topic may be the subject."""
    found = []
    for at in range(n - 1, 0, -1):
        m = tokens[at]
        if m.tag in _CLAUSE_ENDS or (m.tag == "ETM" and particle == "이"):
            break
        own = _particle(m)
        if own == particle or (particle == "이" and own == "은"):
            nouns = _listed_before(tokens, at)
            if nouns:
                found.append(_span(tokens, nouns))
    return found


def _listed_before(tokens: Sequence[Morpheme], end: int) -> range:
    """The nouns before a place, with those that are listed with them: 모레와 리벨리온."""
    run = nouns_before(tokens, end, _NOUNS)
    while run and run.start > 1 and joins(tokens, run.start - 1):
        run = range(nouns_before(tokens, run.start - 1, _NOUNS).start, end)
    return run


def joins(tokens: Sequence[Morpheme], n: int) -> bool:
    """Tell whether a morpheme stands between two nouns that are listed: 와, 및, a comma."""
    if not 0 < n < len(tokens) - 1:
        return False
    m = tokens[n]
    joint = m.tag in {"JC", "SP"} or m.form in _AND
    return joint and tokens[n - 1].tag in _NOUNS and tokens[n + 1].tag in _NOUNS


def _particle(m: Morpheme) -> str:
    """A particle in one form: 가 as 이, 는 as 은."""
    return in_one_form(m.form) if m.tag[0] == "J" else ""


def _span(tokens: Sequence[Morpheme], run: range) -> Span:
    """Where some nouns lie, without a day that only stands before them: 3일 대전."""
    first = run.start
    while first + 2 < run.stop and tokens[first].tag == "SN" and tokens[first + 1].form in _DAYS:
        first += 2
    return tokens[first].start, tokens[run[-1]].end
