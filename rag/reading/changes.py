"""What replaces what: a later line moves a day, a place or an amount that an earlier one gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.korean import (
    NOUN_TAGS,
    Morpheme,
    Sentence,
    find_moments,
    in_one_form,
    is_denial,
    is_denied,
    is_topic,
    nouns_before,
    puts_right,
    report_in,
)
from rag.reading.features import ReadSentence
from rag.reading.fitting import kinds_asked_for
from rag.reading.kinds import TOLD_AT_LENGTH, Kind, names_kind
from rag.reading.labels import field_of
from rag.reading.question import EMPTY, Question, is_predicate
from rag.reading.values import DATE, TIME, find_values
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind

# What is done to a thing that is no longer what it was, and to one that was open.
_CHANGES = frozenset(
    "변경 바꾸 바뀌 옮기 옮겨지 미루 미뤄지 연기 늦추 늦춰지 앞당기 당기 연장 정정 수정 조정 인상 "
    "인하 올리 내리 대체 정하 정해지 결정 확정".split()
)
_CANCELLED = "취소"
_FORMERLY = frozenset("원래 당초 애초 처음 기존 이전 예전".split())
_NOW = frozenset("결국 최종 최종적 지금 현재 이제".split())
# "바뀔 수 있다", "바꾸면", "변경하려면": nothing is changed yet.
_OPEN_ENDS = frozenset(
    "면 으면 자고 수 려면 으려면 다면 거나 어야 아야 ᆯ지 을지 ᆯ까 을까 ᆯ까요 을까요".split()
)
# "몇 점에서 몇 점으로": both what was and what is.
_ASKING = r"(?:몇|며칠|얼마|언제)[^,?]{0,5}?"
_FROM_TO = re.compile(rf"{_ASKING}(?:에서|부터)\s{_ASKING}로")
_ARROW = re.compile(r"[→⇒➔]|[-=]>")
_OPEN_LABEL = re.compile(r"(?:시|때|경우)$")
_FORMER_LABEL = re.compile(r"전$|기존|당초")
_OF_THING = frozenset({"은", "이", "을"})
_THINGS = frozenset({"NNG", "NNP", "SL", "XR"})
_DAY_LABEL = re.compile(r"(?:date|sent|날짜|일시|보낸|받은|작성|게시)", re.I)
_TO = frozenset({"로", "으로"})
_NUMBER = re.compile(r"\d[\d,.:]*\s?")
_AMOUNTS = frozenset({DATE, TIME, "원", "%", "명", "시간"})
_REPLACES, _REPLACED = 3.0, 20.0


@dataclass(frozen=True, slots=True)
class Holding:
    """Which of several statements holds.

    Attributes:
        number: Number of the sentence among those read that replaces others; ``None`` where none
            does.
        older: What a text of an earlier day says in its place.
        scores: What orders the sentences, shape (sentences,).
        sure: How sure it is that they answer, shape (sentences,).
    """

    number: int | None
    older: SentenceCandidate | None
    scores: NDArray[np.float64]
    sure: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Change:
    """What a sentence says was changed or settled: the nouns of the thing, and what of it."""

    things: tuple[str, ...]
    tells_where_to: bool
    is_end: bool = False
    tells_former: bool = False


def what_holds(
    asked: Question,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
    scored: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> Holding:
    """Put first what a later line or a newer text gives in place of what was said before.

    It is as sure as what it replaces. Where it is asked what was before, it comes last.

    Args:
        asked: The question.
        sentences: What was read.
        found: What was found.
        scored: What orders the sentences, and how sure it is that they answer.
    """
    scores, sure = scored[0].copy(), scored[1].copy()
    if asked.kind in TOLD_AT_LENGTH:
        return Holding(None, None, scores, sure)
    best = int(scores.argmax())
    changes = _changes(asked, sentences, sentences[best])
    if _asks_for_former(asked.morphemes):
        changed = [_change_in(sentences[n].candidate, sentences, asked) for n in changes]
        pairs = zip(changes, changed, strict=True)
        scores[[n for n, change in pairs if change and not change.tells_former]] -= _REPLACED
        return Holding(None, None, scores, sure)
    older = None
    is_dated = any(m.is_dated or m.is_relative for m in find_moments(asked.text))
    if is_dated and (best in changes or not changes):
        return Holding(None, None, scores, sure)  # what held on that day
    if changes:
        number = max(changes, key=lambda n: _when(sentences[n].candidate, found))
    elif (fact := _fact_behind(best, sentences, asked)) is not None:
        number = fact
    elif (right := _put_right(best, sentences, asked)) is not None:
        number = right
    else:
        others = _in_others(best, sentences)
        if not others:
            return Holding(None, None, scores, sure)
        number, older = others[-1], sentences[others[-2]].candidate
    sure[number] = max(sure[number], sure[best])
    scores[number] = scores[best] + _REPLACES
    return Holding(number, older, scores, sure)


def _fact_behind(best: int, sentences: Sequence[ReadSentence], asked: Question) -> int | None:
    """The sentence that tells the fact behind one that only calls a report of it false."""
    own = sentences[best].candidate
    report = report_in(own.sentence.morphemes)
    if report is None or not report[1] or report[0].form in asked.text:
        return None
    behind = [
        (s.candidate.position, number)
        for number, s in enumerate(sentences)
        if s.candidate.passage.document_id == own.passage.document_id
        and s.candidate.position > own.position
        and values_in(s.candidate, asked)
    ]
    return min(behind)[1] if behind else None


def _put_right(best: int, sentences: Sequence[ReadSentence], asked: Question) -> int | None:
    """The last sentence of a document that takes back or moves a value of the best one."""
    own = sentences[best].candidate
    said, before = f"{asked.text} {own.sentence.text}", values_in(own, asked)
    right: dict[int, int] = {}
    for number, other in enumerate(s.candidate for s in sentences):
        values = values_in(other, asked)
        known = {v for v in values if any(f" {told}".endswith(f" {v}") for told in before)}
        is_there = other.passage.document_id == own.passage.document_id and number != best
        if is_there and known and values - known:
            change = _change_in(other, sentences, asked) if other.position > own.position else None
            is_of = change is not None and (
                all(t in said or names_kind(t, asked.kind) for t in change.things)
                and not turns_away(change.things, other.sentence, own.sentence, asked)
            )
            if is_of or puts_right(other.sentence.morphemes):
                right[other.position] = number
    return right[max(right)] if right else None


def turns_away(things: Iterable[str], one: Sentence, other: Sentence, asked: Question) -> bool:
    """Tell whether of two things in the other a sentence names but that not asked about: 입실."""
    leaves = any(n.word in other.text and n.word not in one.text for n in asked.named)
    return leaves and any(t in other.text and t not in asked.text for t in things)


def values_in(candidate: SentenceCandidate, asked: Question) -> set[str]:
    """The values of the kinds asked for, as written."""
    text, kinds = candidate.sentence.text, kinds_asked_for(asked)
    values = find_values(text, candidate.sentence.own_morphemes)
    return {text[v.start : v.end] for v in values if (v.kind in kinds if kinds else v.kind)}


def asks_for_both(asked: Question) -> bool:
    """Tell whether it is asked from what to what something changed."""
    return _FROM_TO.search(asked.text) is not None


def _asks_for_former(morphemes: Sequence[Morpheme]) -> bool:
    """Whether a question asks what was before a change: "원래는?", "바뀌기 전에는?"."""
    changed = [n for n, m in enumerate(morphemes) if m.form in _CHANGES]
    return any(m.form in _FORMERLY for m in morphemes) or any(
        m.form == "전" and m.tag[0] == "N" for n in changed for m in morphemes[n + 1 : n + 4]
    )


def _changes(asked: Question, sentences: Sequence[ReadSentence], best: ReadSentence) -> list[int]:
    """Numbers of the sentences that change or settle what a question asks for."""
    asks_what_holds = any(m.form in _CHANGES | _NOW for m in asked.morphemes)
    return [
        number
        for number, s in enumerate(sentences)
        if (change := _change_in(s.candidate, sentences, asked)) is not None
        and _gives(s.candidate, change, asked)
        and all(n.is_exact or n.is_asked or _is_in(n.form, s, sentences) for n in asked.named)
        and _is_of(s, change, asked, best, asks_what_holds=asks_what_holds)
    ]


def _is_in(word: str, one: ReadSentence, sentences: Sequence[ReadSentence]) -> bool:
    """Whether what was read of the document of a sentence holds a word, or it says nothing."""
    home = one.candidate.passage.document_id
    own = (s.window for s in sentences if s.candidate.passage.document_id == home)
    return word in EMPTY or any(word in window for window in own)


def _is_agreed(own: SentenceCandidate, sentences: Sequence[ReadSentence], asked: Question) -> bool:
    """Whether a later line of a talk, or of minutes, repeats a value that one of it proposes."""
    values, home = values_in(own, asked), (own.kind, own.heading, own.passage.document_id)
    return own.kind in {BlockKind.SPEECH, BlockKind.LIST_ITEM} and any(
        c.position > own.position
        and (c.kind, c.heading, c.passage.document_id) == home
        and values & values_in(c, asked)
        and not (c.sentence.text.endswith("?") or any(map(is_denial, c.sentence.morphemes)))
        for c in (s.candidate for s in sentences)
    )


def _change_in(
    candidate: SentenceCandidate, sentences: Sequence[ReadSentence], asked: Question
) -> _Change | None:
    tokens = candidate.sentence.morphemes
    is_agreed = _is_agreed(candidate, sentences, asked)
    field = field_of(candidate.sentence.text, candidate.kind)
    label = candidate.sentence.text[slice(*field[0])] if field else ""
    if _OPEN_LABEL.search(label) or _FORMER_LABEL.search(label):
        return None
    if candidate.sentence.text.rstrip().endswith("?") and not is_agreed:
        return None
    end = candidate.sentence.start + (field[0][1] if field else 0)
    in_label = [m for m in tokens if m.end <= end]
    if any(m.form in _CHANGES for m in in_label) and len(in_label) < len(tokens):
        things = tuple(m.form for m in in_label if m.tag in _THINGS and m.form not in _CHANGES)
        return _Change(things or _topic(tokens), tells_where_to=True)
    things = tuple(m.form for m in in_label if m.tag in _THINGS)
    if field and things and _exchanges_values(candidate.sentence.text[slice(*field[1])]):
        # "발표: 6월 5일 → 6월 12일" tells both.
        return _Change(things, tells_where_to=True, tells_former=True)
    for n, m in enumerate(tokens):
        is_done = is_predicate(tokens, n) or (m.tag == "NNG" and n + 2 >= len(tokens))
        if m.form not in _CHANGES | {_CANCELLED} or not is_done or is_denied(tokens, n):
            continue
        ends = {m.form for m in tokens[n:] if m.tag[0] == "E" or (m.form, m.tag) == ("수", "NNB")}
        if not is_agreed and ends & _OPEN_ENDS:
            continue
        tells = any(o.form in _TO and o.tag == "JKB" for o in tokens[:n])
        behind = _behind(tokens, n)
        is_end = m.form == _CANCELLED
        return _Change(behind or _before(tokens, n), tells or bool(behind), is_end)
    return None


def _exchanges_values(text: str) -> bool:
    """Whether an arrow leads from one value to another of its kind, and not from place to place."""
    sides = _ARROW.split(text)
    kinds = [{value.kind for value in find_values(side, ())} - {""} for side in sides]
    return len(sides) == 2 and bool(kinds[0] & kinds[1])


def _before(tokens: Sequence[Morpheme], n: int) -> tuple[str, ...]:
    """The nouns of what is changed: 물품, 접수 of "물품 접수는 3일로 미룬다"."""
    for at in range(n - 1, 0, -1):
        if tokens[at].tag == "EC":
            break
        if tokens[at].tag[0] == "J" and in_one_form(tokens[at].form) in _OF_THING:
            return _nouns(tokens, at)
    return ()


def _topic(tokens: Sequence[Morpheme]) -> tuple[str, ...]:
    """The nouns that a sentence is about."""
    marked = (n for n, m in enumerate(tokens) if is_topic(m))
    return _nouns(tokens, next(marked, 0))


def _behind(tokens: Sequence[Morpheme], n: int) -> tuple[str, ...]:
    """The nouns of what is told as changed: 장소 of "변경된 장소는 …이다"."""
    at = n + 1
    while at < len(tokens) and tokens[at].tag in {"XSV", "VX", "EC"}:
        at += 1
    if at >= len(tokens) or tokens[at].tag != "ETM":
        return ()
    stop = at + 1
    while stop < len(tokens) and tokens[stop].tag in NOUN_TAGS:
        stop += 1
    is_told = stop < len(tokens) and tokens[stop].tag in {"JX", "JKS"}
    return _nouns(tokens, stop) if is_told else ()


def _nouns(tokens: Sequence[Morpheme], stop: int) -> tuple[str, ...]:
    run = nouns_before(tokens, stop)
    return tuple(tokens[n].form for n in run if tokens[n].tag in _THINGS)


def _gives(candidate: SentenceCandidate, change: _Change, asked: Question) -> bool:
    """Whether a change gives a value of the kind that is asked for, or leaves none to be given."""
    if change.is_end:
        return asked.kind in {Kind.WHEN, Kind.WHERE}
    if asked.kind in {Kind.WHEN, Kind.HOW_MANY}:
        return bool(values_in(candidate, asked))
    values = find_values(candidate.sentence.text, candidate.sentence.own_morphemes)
    return change.tells_where_to and not any(value.kind in _AMOUNTS for value in values)


def _is_of(
    sentence: ReadSentence,
    change: _Change,
    asked: Question,
    best: ReadSentence,
    *,
    asks_what_holds: bool,
) -> bool:
    """Whether what is changed is what a question asks about, and no other thing beside it."""
    candidate = sentence.candidate
    own = [t for t in change.things if not names_kind(t, asked.kind)]
    words = [n.form for n in asked.named if not n.is_exact and n.form not in EMPTY]
    about = [word for word in words if not names_kind(word, asked.kind)]
    if not change.things:
        return asks_what_holds and (
            not candidate.heading or any(word in candidate.heading for word in words)
        )
    last = max((n for n, t in enumerate(own) if t in asked.text), default=-1)
    # "접수 마감" is when, but "매출 목표" is no 매출.
    is_other = last + 1 < len(own) and (last < 0 or asked.kind is not Kind.WHEN)
    is_other |= any(t not in asked.text and t not in best.window for t in own[: last + 1])
    if asked.kind is Kind.HOW_MANY:  # 요금 is no 매출
        amounts = set(change.things) - set(own), set(words) - set(about)
        is_other |= all(amounts) and not amounts[0] & amounts[1]
    if is_other or not about or about[-1] in own:
        return not is_other
    above = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    return not set(about) & set(own) and about[-1] in above


def _when(candidate: SentenceCandidate, found: SearchResult) -> tuple[str, tuple[int, ...], int]:
    """When a sentence was written: by its document, by the message that it stands in, by place."""
    own = found.document_of(candidate)
    sent: tuple[int, ...] = ()
    for number in reversed(own[: candidate.position]):
        above = found.candidate(number)
        field = field_of(above.sentence.text, above.kind)
        if field and _DAY_LABEL.search(above.sentence.text[slice(*field[0])]):
            fields = _calendar(above.sentence.text)
            sent = tuple(fields.get(k, 0) for k in ("year", "month", "day", "minute", "clock"))
            break
    return candidate.published or "", sent, candidate.position


def _in_others(best: int, sentences: Sequence[ReadSentence]) -> list[int]:
    """Numbers of the best line and of its like in texts with the same title, the newest last.

    None where no other text tells it otherwise, or the days of the texts are not known.
    """
    own = sentences[best].candidate
    alike = {
        _day_of(s.candidate): number
        for number, s in enumerate(sentences)
        if _without_numbers(s.candidate.title) == _without_numbers(own.title)
        and _is_same_line(s.candidate, own)
        and s.candidate.sentence.text != own.sentence.text
        and _day_of(s.candidate) not in {(), _day_of(own)}
    } | {_day_of(own): best}
    return [alike[day] for day in sorted(alike)] if () not in alike and len(alike) > 1 else []


def _is_same_line(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    """Whether two lines tell the same thing, be it another amount: by their words or label."""
    if _without_numbers(one.sentence.text) == _without_numbers(other.sentence.text):
        return True
    texts = one.sentence.text, other.sentence.text
    fields = [field_of(text, c.kind) for text, c in zip(texts, (one, other), strict=True)]
    labels = [text[slice(*f[0])] for text, f in zip(texts, fields, strict=True) if f]
    return len(labels) == 2 and labels[0] == labels[1] and one.heading == other.heading


def _without_numbers(text: str) -> str:
    return " ".join(_NUMBER.sub("", text).split())


def _day_of(candidate: SentenceCandidate) -> tuple[int, ...]:
    """The day of a text, by its title or else as far as it is known; empty where it is not."""
    for text in (candidate.title, candidate.published or ""):
        fields = _calendar(text)
        if "year" in fields:
            return tuple(fields.get(k, 0) for k in ("year", "month", "day"))
    return ()


def _calendar(text: str) -> dict[str, int]:
    return {name: value for m in find_moments(text) for name, value in m.fields.items()}
