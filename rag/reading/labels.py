"""Whether a question names a heading, a field or a question of the text, under which it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.korean import CONTENT_TAGS, content_form
from rag.reading.features import FloatArray, ReadSentence
from rag.reading.kinds import PRONOUNS, Kind, names_kind
from rag.reading.naming import ANY, holds
from rag.reading.question import EMPTY, Question
from rag.reading.structure import leads
from rag.reading.values import Span
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import HEADING_SEPARATOR, BlockKind

# Measured on the cases of tests/data: what a label adds to the score of a sentence where the
# question has all of its words, and where it has none but asks for that kind of thing.
_NAMED = 3.0
_KIND_NAMED = 2.0
# A question in the text counts from such a share of the words in common.
_SAME_QUESTION = 0.6
_WORD = re.compile(r"[가-힣A-Za-z]{2,}|[A-Za-z0-9]{2,}")
# The label of an item: "■ 사유 : 배관 교체", "- 출발: 9월 12일".
_FIELD = re.compile(
    r"[^\w\s]?\s*(?:[\w가-힣]{1,2}[.)]\s*)?(?P<label>[^:：\n.]{1,16}?)\s?[:：]\s*(?P<value>\S)"
)
# What marks a question as one.
_ASKED = re.compile(r"(?:Q|문|질문|물음)\s?\d{0,3}\s?[.:)．：]", re.I)
# What has a short answer under its label, and an item of a list, are as long as this at most.
_SHORT, _ITEM = 40, 20
_COMMA = re.compile(r"[,、·]")
_BRACKETED = re.compile(r"\([^()]*\)")
# "외 3명", "등": more than are listed; a sentence lists nothing.
_OPEN = re.compile(r"\d|(?:^|\s)(?:등|외)(?:\s|$)|[.!?]$|[가-힣]니다$")
_LABELLED = frozenset({BlockKind.LIST_ITEM, BlockKind.METADATA})


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """What the labels that sentences stand under add to their scores, shape (sentences,) each.

    Attributes:
        rank: For their order.
        confidence: For how sure it is that they answer: nothing where the question holds a word
            that neither they nor their labels do.
    """

    rank: FloatArray
    confidence: FloatArray


def labelled(sentences: Sequence[ReadSentence], asked: Question) -> Labelled:
    """Score how far the labels that sentences stand under are what a question asks for.

    Returns:
        What each sentence's score gains; nothing in text without structure.
    """
    text = "".join(asked.text.lower().split())
    told = [_told(s.candidate, text, asked) for s in sentences]
    held = [_held(s.candidate, asked) for s in sentences]
    longest = max((named for named, _ in told), default=0)
    terms = {term.form for term in asked.terms}
    rank: list[float] = []
    confidence: list[float] = []
    for s, (named, is_kind), own in zip(sentences, told, held, strict=True):
        # What is told of another thing has more of the question's words than a label for all.
        asks_kind = is_kind and 0 < own == max(held)
        label = _NAMED if named and named == longest else _KIND_NAMED if asks_kind else 0.0
        is_lead = leads(s.candidate) and bool(terms) and terms <= _words(s.candidate)
        same = _NAMED * _shared(terms, s.answers)
        sure = max(_NAMED * is_lead, same)
        # Of those under a heading that is named, what answers this very question comes first.
        rank.append(max(label, sure) + min(label, same))
        wanted = {term.form for term in asked.terms if not term.is_focus}
        confidence.append(max(sure, label if own >= len(wanted) else 0.0))
    return Labelled(np.array(rank), np.array(confidence))


def _held(candidate: SentenceCandidate, asked: Question) -> int:
    """How many words of a question stand in a sentence, or in what it stands under."""
    text = f"{candidate.title} {candidate.heading} {candidate.sentence.text}".lower()
    own = _words(candidate)
    wanted = {term.form for term in asked.terms if not term.is_focus}
    return sum(form in own or form in text for form in wanted)


def _shared(terms: set[str], question: frozenset[str]) -> float:
    """How much of a question stands in one of the text; nothing where it is another one."""
    share = len(terms & question) / len(terms) if terms else 0.0
    return share if share >= _SAME_QUESTION else 0.0


def _words(candidate: SentenceCandidate) -> set[str]:
    return {content_form(m) for m in candidate.sentence.morphemes}


def _told(candidate: SentenceCandidate, text: str, asked: Question) -> tuple[int, bool]:
    """How many letters of a label a question has, if all of its words; and whether by its kind."""
    letters, is_kind = 0, False
    for label in _labels(candidate):
        words = _WORD.findall(label.lower())
        named = [word for word in words if word in text]
        others = [word for word in words if word not in named]
        if named and len(named) == len(words):
            letters = max(letters, sum(map(len, named)))
        elif words and all(names_kind(word, asked.kind) for word in others):
            letters = max(letters, sum(map(len, named)))
            is_kind = True
    return letters, is_kind


def _labels(candidate: SentenceCandidate) -> list[str]:
    labels = candidate.heading.split(HEADING_SEPARATOR) if candidate.heading else []
    text = candidate.sentence.text
    field = field_of(text, candidate.kind)
    return [*labels, *([text[slice(*field[0])]] if field else [])]


def field_of(text: str, kind: BlockKind | None) -> tuple[Span, Span] | None:
    """Find the label of an item and what it labels: 사유 and 배관 교체 in "■ 사유 : 배관 교체".

    Returns:
        Where each lies in the text; ``None`` where it is no item, or has no label.
    """
    field = _FIELD.match(text) if kind in _LABELLED else None
    return (field.span("label"), (field.start("value"), len(text))) if field else None


def beside(candidate: SentenceCandidate, found: SearchResult) -> list[SentenceCandidate]:
    """Find the items with the same label under the other headings: 요금 of each of two houses."""
    if not candidate.heading or field_of(candidate.sentence.text, candidate.kind) is None:
        return []
    own = map(found.candidate, found.document_of(candidate))
    return [c for c in own if c.heading not in {"", candidate.heading} and same_label(c, candidate)]


def same_label(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    """Tell whether two items have one label."""
    fields = [(c.sentence.text, field_of(c.sentence.text, c.kind)) for c in (one, other)]
    labels = [text[slice(*field[0])] for text, field in fields if field is not None]
    return len(labels) == 2 and labels[0] == labels[1]


def told_under(candidate: SentenceCandidate, asked: Question) -> Span | None:
    """Find what an item tells whose label names the kind of thing asked for: "장소: 2층 회의실".

    Returns:
        Where it lies in ``Document.text``; ``None`` where the label names none, or it is long.
    """
    sentence = candidate.sentence
    field = field_of(sentence.text, candidate.kind)
    if field is None or field[1][1] - field[1][0] > _SHORT:
        return None
    words = _WORD.findall(sentence.text[slice(*field[0])])
    if not words or not names_kind(words[-1], asked.kind):
        return None
    return sentence.start + field[1][0], sentence.start + field[1][1]


def counted_under(candidate: SentenceCandidate, asked: Question) -> tuple[str, ...]:
    """List what an item lists, where a question asks how many things its label names there are.

    Returns:
        At least two; none where the label is not named, the list is left open, or it holds what
        is no name.
    """
    text = candidate.sentence.text
    field = field_of(text, candidate.kind)
    if field is None or asked.kind is not Kind.HOW_MANY or not asked.unit:
        return ()
    label, named = text[slice(*field[0])], asked.named
    above = f"{candidate.title} {candidate.heading} {label}"
    # 출연자 are those under 출연.
    under = [n for n in named if not n.is_counted and (holds(label, n) or n.word[:-1] == label)]
    others = (n for n in named if n not in under and n.form not in ANY and not n.is_counted)
    if not under or not all(holds(above, n) for n in others):
        return ()
    listed = [part.strip() for part in _COMMA.split(_BRACKETED.sub("", text[slice(*field[1])]))]
    is_list = len(listed) > 1 and all(0 < len(p) <= _ITEM and not _OPEN.search(p) for p in listed)
    return tuple(listed) if is_list else ()


def answers_the_same(sentence: ReadSentence, asked: Question) -> bool:
    """Tell whether a sentence answers in the text the very question that is asked."""
    terms = {term.form for term in asked.terms}
    return bool(terms) and terms == sentence.answers - EMPTY - PRONOUNS.keys()


def questions_above(window: Sequence[SentenceCandidate]) -> list[frozenset[str]]:
    """Find the question in the text that each sentence answers.

    Returns:
        For each the content words of the question above it; none for a question itself.
    """
    found: list[frozenset[str]] = []
    words: frozenset[str] = frozenset()
    was_question = False
    for candidate in window:
        is_question = candidate.kind is BlockKind.QUESTION
        if is_question:
            sentence = candidate.sentence
            mark = _ASKED.match(sentence.text)
            begin = sentence.start + (mark.end() if mark else 0)
            own = frozenset(
                content_form(m)
                for m in sentence.morphemes
                if m.tag in CONTENT_TAGS and m.start >= begin
            )
            words = words | own if was_question else own
        was_question = is_question
        found.append(frozenset() if is_question else words)
    return found
