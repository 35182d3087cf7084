"""What replaces what: a later line moves a day, a place or an amount that an earlier one gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.korean import Sentence, find_moments, puts_right, report_in
from rag.reading.changing import (
    CHANGES,
    Change,
    asks_for_former,
    change_in,
    exchanged,
    proposes,
    values_in,
)
from rag.reading.features import FloatArray, ReadSentence
from rag.reading.kinds import TOLD_AT_LENGTH, Kind, names_kind
from rag.reading.labels import field_of, same_label
from rag.reading.question import EMPTY, Question
from rag.reading.values import DATE, TIME, find_values
from rag.retrieval import SearchResult, SentenceCandidate

_NOW = frozenset("결국 최종 최종적 지금 현재 이제".split())
_DAY_LABEL = re.compile(r"(?:date|sent|날짜|일시|보낸|받은|작성|게시)", re.I)
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
    scores: FloatArray
    sure: FloatArray


def what_holds(
    asked: Question,
    sentences: Sequence[ReadSentence],
    found: SearchResult,
    scored: tuple[FloatArray, FloatArray],
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
    if asks_for_former(asked.morphemes):
        changed = [change_in(sentences[n].candidate, sentences, asked) for n in changes]
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
    elif (other := _beside_proposal(best, scores, sentences, asked)) is not None:
        number = other
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


def _beside_proposal(
    best: int, scores: FloatArray, sentences: Sequence[ReadSentence], asked: Question
) -> int | None:
    """The likeliest sentence beside one that only proposes a change."""
    own = sentences[best].candidate
    is_meant = any(m.form in CHANGES for m in asked.morphemes)
    if is_meant or not proposes(own.sentence, asked):
        return None
    likely = (
        n
        for n in np.argsort(-scores).tolist()
        if sentences[n].candidate.passage.document_id == own.passage.document_id
        and sentences[n].encoder > 0
        and not proposes(sentences[n].candidate.sentence, asked)
    )
    return next(likely, None)


def _put_right(best: int, sentences: Sequence[ReadSentence], asked: Question) -> int | None:
    """The last sentence of a document that takes back or moves a value of the best one."""
    own = sentences[best].candidate
    said, before = f"{asked.text} {own.sentence.text}", values_in(own, asked)
    right: dict[int, int] = {}
    for number, other in enumerate(s.candidate for s in sentences):
        if other.passage.document_id != own.passage.document_id or number == best:
            continue
        is_later, values = other.position > own.position, values_in(other, asked)
        known = {v for v in values if any(f" {told}".endswith(f" {v}") for told in before)}
        denied, things = exchanged(other.sentence.morphemes)
        if asked.kind is Kind.WHERE and denied and denied in "".join(own.sentence.text.split()):
            is_right = is_later
        elif known and values - known:
            change = change_in(other, sentences, asked) if is_later else None
            is_right = change is not None or puts_right(other.sentence.morphemes)
            things = change.things if change else ()
        else:
            continue
        is_of = all(t in said or names_kind(t, asked.kind) for t in things)
        if is_right and is_of and not turns_away(things, other.sentence, own.sentence, asked):
            right[other.position] = number
    return right[max(right)] if right else None


def turns_away(things: Iterable[str], one: Sentence, other: Sentence, asked: Question) -> bool:
    """Tell whether a change is of another thing than what is asked about: 퇴실, and not 입실.

    Args:
        things: What is changed.
        one: What says so.
        other: What answers the question.
        asked: The question.
    """
    leaves = any(n.word in other.text and n.word not in one.text for n in asked.named)
    return leaves and any(t not in asked.text and not names_kind(t, asked.kind) for t in things)


def _changes(asked: Question, sentences: Sequence[ReadSentence], best: ReadSentence) -> list[int]:
    """Numbers of the sentences that change or settle what a question asks for."""
    asks_what_holds = any(m.form in CHANGES | _NOW for m in asked.morphemes)
    return [
        number
        for number, s in enumerate(sentences)
        if (change := change_in(s.candidate, sentences, asked)) is not None
        and _gives(s.candidate, change, asked)
        and all(n.is_exact or n.is_asked or _is_in(n.form, s, sentences) for n in asked.named)
        and _is_of(s, change, asked, best, asks_what_holds=asks_what_holds)
    ]


def _is_in(word: str, one: ReadSentence, sentences: Sequence[ReadSentence]) -> bool:
    """Whether what was read of the document of a sentence holds a word, or it says nothing."""
    home = one.candidate.passage.document_id
    own = (s.window for s in sentences if s.candidate.passage.document_id == home)
    return word in EMPTY or any(word in window for window in own)


def _gives(candidate: SentenceCandidate, change: Change, asked: Question) -> bool:
    """Whether a change gives a value of the kind that is asked for, or leaves none to be given."""
    if change.is_end:
        return asked.kind in {Kind.WHEN, Kind.WHERE}
    if asked.kind in {Kind.WHEN, Kind.HOW_MANY}:
        return bool(values_in(candidate, asked))
    values = find_values(candidate.sentence.text, candidate.sentence.own_morphemes)
    return change.tells_where_to and not any(value.kind in _AMOUNTS for value in values)


def _is_of(
    sentence: ReadSentence,
    change: Change,
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
    if _is_of_another_year(candidate.sentence.text, asked):
        return False
    if not change.things:
        return asks_what_holds and (
            not candidate.heading or any(word in candidate.heading for word in words)
        )
    last = max((n for n, t in enumerate(own) if t in asked.text), default=-1)
    # "접수 마감" is when, but "매출 목표" is no 매출.
    is_other = last + 1 < len(own) and (last < 0 or asked.kind is not Kind.WHEN)
    is_other |= any(t not in asked.text and t not in best.window for t in own[: last + 1])
    is_other |= turns_away(own[: last + 1], candidate.sentence, best.candidate.sentence, asked)
    if asked.kind is Kind.HOW_MANY:  # 요금 is no 매출
        amounts = set(change.things) - set(own), set(words) - set(about)
        is_other |= all(amounts) and not amounts[0] & amounts[1]
    if is_other or not about or about[-1] in own:
        return not is_other
    above = f"{candidate.title} {candidate.heading} {candidate.sentence.text}"
    return not set(about) & set(own) and about[-1] in above


def _is_of_another_year(text: str, asked: Question) -> bool:
    """Whether a sentence tells of a year before or after that a question does not name: 지난해."""
    return any(
        m.fields.get("year_rel") and m.surface not in asked.text and text[m.end :][:2] != "보다"
        for m in find_moments(text)
    )


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
    """Find the best line and its like in texts with the same title.

    Returns:
        Their numbers, the newest last; none where no other text tells it otherwise, or the days of
        the texts are not known.
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
    return same_label(one, other) and one.heading == other.heading


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
    """Return the fields of the dates that a text names; of several of a name the last."""
    return {name: value for m in find_moments(text) for name, value in m.fields.items()}
