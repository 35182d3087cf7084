"""Questions made from statements by rule, as a person would ask them.

A statement becomes a question by asking for one part of it: "한국은행은 10일 금리를 동결했다."
gives "한국은행은 언제 금리를 동결했나요?". Of several clauses the first is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from rag.korean import (
    Morpheme,
    Sentence,
    attach,
    default_analyzer,
    find_moments,
    is_past,
    is_topic,
)
from rag.reading import find_values

_STATEMENT_CHARS = range(12, 160)
_TOPIC_CHARS = range(2, 20)
_QUESTION_CHARS = 60

_QUOTATION = re.compile(r"[\"'“”「」『』()\[\]\n]|^[^‘’]*(?:‘[^‘’]*|’[^‘]*)$")
# With the time that goes with it: "10월 25일 밤 10시".
_WRITTEN_OUT = re.compile(
    r"(?:\d+[년월일]\s?)+(?:(?:[가-힣]{2}\s?|밤\s?|낮\s?)?\d{1,2}(?:시(?:\s?\d{1,2}분|\s?반)?|:\d\d))?"
)
_DATE_PARTICLE = re.compile(r"(?:에는?|의)(?= )")
_REPORTED = re.compile(r"[다라]고 ")
_LIST_MARK = re.compile(
    r"[QA]\d{0,3}[.:)]\s+|(?:[-*+#>•·●○◦■□▪▶▷‣※–—]+|[①-⑳]|\(?(?:\d{1,2}|[가나다라마바사아자차카타파하])[.)])\s+|[•●①-⑳]"
)
_RANGE = re.compile(r"부터|까지|에서|[~∼-]|,|\s\d|\s?(?:상반기|하반기|(?:초|말|중순)(?![가-힣]))")
# 쓰레기는 7톤으로, …
_AS = re.compile(r"으?로,")
# Times, money, ordinals and what is no unit at all: "몇" does not ask for them.
_NO_COUNTERS = frozenset("년 월 일 시 분 초 원 것 등 년대 차 호 위 회".split())
_PLANS = frozenset({"계획", "방침", "구상", "전망", "목표"})
_MEANING = frozenset({"의미", "뜻", "가리키"})
_COPULA = "인가요?"
_HONORIFIC = frozenset({"시", "으시"})
_SPEAKERS = frozenset({"나", "저", "우리", "저희", "너", "너희", "당신"})
_WISHES = frozenset({"바라"})
# What says of the part asked for that it is the topic: "몇 대는" asks nothing.
_TOPIC_PARTICLE = re.compile(r"(?:은|는|도|만)(?![가-힣])")
# A statement that begins with one of these leans on the one before it.
_LEANING = frozenset({"NP", "MM", "MAJ", "IC"})


def statement_to_questions(sentence: Sentence) -> Iterator[str]:
    """Ask for parts of a statement: when, how many, what it means, what was done.

    Args:
        sentence: Any sentence; one that does not stand alone gives no question.

    Yields:
        Questions, the most telling first.
    """
    if _is_personal(sentence):
        return
    for question in _questions(sentence):
        is_short = len(question) <= _QUESTION_CHARS and not _QUOTATION.search(question)
        if is_short and _is_one_clause(question):
            yield question


def _is_personal(sentence: Sentence) -> bool:
    """Tell whether somebody speaks in it, asks for something, or is spoken of with honour.

    Turned into a question, it would be asked of the wrong person: "입주민께서는 …시기 바라나요?".
    """
    return any(
        (m.tag == "EP" and m.form in _HONORIFIC)
        or (m.tag == "JKS" and m.form == "께서")
        or (m.tag == "NP" and m.form in _SPEAKERS)
        or (m.tag == "VV" and m.form in _WISHES)
        for m in sentence.morphemes
    )


def _is_one_clause(question: str) -> bool:
    """Tell whether all of a question is one clause; an auxiliary makes no second one."""
    morphemes = default_analyzer().morphemes(question)
    return not any(m.tag == "EC" and after.tag != "VX" for m, after in pairwise(morphemes))


def _questions(sentence: Sentence) -> Iterator[str]:
    if not _stands_alone(sentence):
        return
    ending = _first_ending(sentence) or _interrogative(sentence)
    if ending is None:
        return
    cut, ending_text = ending
    topic = _topic(sentence)
    if topic is not None and _means(sentence):
        yield f"{attach(topic[0], '이란')} 무엇인가요?"
    if (plan := _plan(sentence)) is not None:
        yield plan
    for start, end, asked in chain(_dates(sentence), _counts(sentence), _prices(sentence)):
        if _TOPIC_PARTICLE.match(sentence.text, end):
            continue
        if _AS.match(sentence.text, end):
            yield _join(sentence, (0, start), asked, (end, end), _COPULA)
        elif end <= cut:
            yield _join(sentence, (0, start), asked, (end, cut), ending_text)


def _first_ending(sentence: Sentence) -> tuple[int, str] | None:
    """Find where the first clause ends: "학생은 312명이고 교사는 …", "문을 열었고 …"."""
    morphemes = sentence.morphemes
    past = [(m.form, m.tag) for m in morphemes[-4:] if is_past(m)]
    for before, m in pairwise(morphemes):
        if m.tag != "EC" or m.form not in {"고", "며", "으며", "지만"}:
            continue
        if before.tag == "VCP":
            return before.start, _COPULA
        if before.tag == "EP":
            return m.start, "나요?"
        if before.tag in {"VV", "XSV"}:
            asked = [(before.form, before.tag), *past[:1], ("나요", "EF")]
            return before.start, f"{default_analyzer().join(asked)}?"
        return None
    return None


def _plan(sentence: Sentence) -> str | None:
    """Ask for a plan that a sentence tells: "KT는 …한다는 계획을 공개했다."."""
    topic = _topic(sentence)
    for before, m in pairwise(sentence.morphemes):
        if topic and m.form in _PLANS and before.tag == "ETM" and before.start > topic[1] + 10:
            return f"{topic[0]}의 {attach(m.form, '은')} 무엇인가요?"
    return None


def _topic(sentence: Sentence) -> tuple[str, int] | None:
    """Return the topic that the sentence begins with, and where its particle ends."""
    for morpheme in sentence.morphemes:
        if is_topic(morpheme):
            if morpheme.start in _TOPIC_CHARS:
                return sentence.text[: morpheme.start], morpheme.end
            return None
        if morpheme.tag.startswith(("J", "E")) and morpheme.tag != "JKG":
            return None
    return None


def _means(sentence: Sentence) -> bool:
    return any(m.form in _MEANING for m in sentence.morphemes[-5:])


def without_mark(sentence: Sentence) -> Sentence:
    """Leave out a list's mark, and let the morphemes' offsets point into the rest."""
    mark = _LIST_MARK.match(sentence.text)
    skipped = mark.end() if mark else 0
    text, at = sentence.text[skipped:], sentence.start + skipped
    moved = tuple(
        Morpheme(m.form, m.tag, m.start - at, m.end - at)
        for m in sentence.morphemes
        if m.start >= at
    )
    return Sentence(0, len(text), text, moved)


def _stands_alone(sentence: Sentence) -> bool:
    return (
        len(sentence.text) in _STATEMENT_CHARS
        and not _REPORTED.search(sentence.text)
        and bool(sentence.morphemes)
        and sentence.morphemes[0].tag not in _LEANING
    )


def _interrogative(sentence: Sentence) -> tuple[int, str] | None:
    """Find where the sentence is to be cut, and the ending that makes a question of the rest."""
    text, morphemes = sentence.text, sentence.morphemes
    last = max((i for i, m in enumerate(morphemes) if m.tag == "EF"), default=0)
    ending, before = morphemes[last], morphemes[last - 1]
    if last == 0 or any(m.tag != "SF" for m in morphemes[last + 1 :]):
        return None
    if ending.form not in {"다", "는다", "습니다", "ᆸ니다", "ᆫ다"}:
        return None
    if before.tag == "VCP":
        return before.start, _COPULA
    if ending.form in {"다", "는다", "습니다"}:
        return ending.start, "나요?"
    # The ending has melted into the last syllable of the stem: 합니다 is 하 and ㅂ니다.
    return ending.start, f"{_without_final_consonant(text[ending.start])}나요?"


def _dates(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Find the first date: where it starts and ends, and what asks for it."""
    moment = next((m for m in find_moments(sentence.text) if m.is_dated), None)
    if moment is None or not _WRITTEN_OUT.fullmatch(moment.surface):
        return
    before = [m for m in sentence.morphemes if m.end <= moment.start][-1:]
    rest = sentence.text[moment.end :]
    # 지난 14일, 다음 달 10일: something before the date belongs to it.
    if all(m.tag.startswith(("J", "EC", "SP")) for m in before) and not _RANGE.match(rest):
        # 2020년에는 becomes 언제: the particle goes with the date.
        particle = _DATE_PARTICLE.match(rest)
        yield moment.start, moment.end + (particle.end() if particle else 0), "언제"


def _counts(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Find the first count: where it starts and ends, and what asks for it."""
    for i, (number, unit) in enumerate(pairwise(sentence.morphemes)):
        if number.tag != "SN" or unit.tag != "NNB" or unit.form in _NO_COUNTERS:
            continue
        is_word = sentence.text[: number.start].endswith(" ")
        if is_word and not _RANGE.match(sentence.text[unit.end :]):
            before = sentence.morphemes[i - 1]
            if before.tag not in {"SN", "NR"}:
                yield number.start, unit.end, f"몇 {sentence.text[unit.start : unit.end]}"
        return


def _prices(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Find the first amount of money: where it starts and its particle ends, and what asks."""
    for value in find_values(sentence.text, sentence.morphemes):
        if value.kind != "원":
            continue
        is_word = sentence.text[: value.start].endswith(" ")
        if is_word and not _RANGE.match(sentence.text[value.end :]):
            behind = [m for m in sentence.morphemes if m.start == value.end]
            if not behind or behind[0].tag[0] not in "JV":  # 어치, 대, 씩
                return
            end = behind[0].end if behind[0].tag[0] == "J" else value.end
            yield value.start, end, attach("얼마", sentence.text[value.end : end])
        return


def _join(
    sentence: Sentence, before: tuple[int, int], asked: str, after: tuple[int, int], ending: str
) -> str:
    head, tail = sentence.text[slice(*before)], sentence.text[slice(*after)]
    return f"{head}{asked}{tail}{ending}"


def _without_final_consonant(syllable: str) -> str:
    return chr(ord(syllable) - (ord(syllable) - ord("가")) % 28)
