"""What one sentence says was changed, settled or called off, or only may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.korean import (
    NOUN_TAGS,
    Morpheme,
    Sentence,
    in_one_form,
    is_denial,
    is_denied,
    is_topic,
    nouns_before,
)
from rag.reading.features import ReadSentence
from rag.reading.fitting import kinds_asked_for
from rag.reading.kinds import names_kind
from rag.reading.labels import field_of
from rag.reading.question import Question, is_predicate
from rag.reading.values import find_values
from rag.retrieval import SentenceCandidate
from rag.sources import BlockKind

CHANGES = frozenset(
    "변경 바꾸 바뀌 옮기 옮겨지 미루 미뤄지 연기 늦추 늦춰지 앞당기 당기 연장 정정 수정 조정 인상 "
    "인하 올리 내리 대체 정하 정해지 결정 확정".split()
)
"""What is done to a thing that is no longer what it was, and to one that was open."""
ARROW = re.compile(r"[→⇒➔]|[-=]>")
"""What leads from what was to what is."""
_CANCELLED = "취소"
_FORMERLY = frozenset("원래 당초 애초 처음 기존 이전 예전".split())
# "바뀔 수 있다", "바꾸면", "변경하려면": nothing is changed yet.
_OPEN_ENDS = frozenset(
    "면 으면 자 자고 수 려면 으려면 다면 거나 어야 아야 ᆯ지 을지 ᆯ까 을까 ᆯ까요 을까요".split()
)
_SETS_APART = re.compile(r"\s?(?:[은는엔]|에[는선]|에서는|이?면)")
_NOT_YET = frozenset({"는", "ᆯ", "을"})
# "몇 점에서 몇 점으로": both what was and what is.
_ASKING = r"(?:몇|며칠|얼마|언제)[^,?]{0,5}?"
_FROM_TO = re.compile(rf"{_ASKING}(?:에서|부터)\s{_ASKING}로")
_OPEN_LABEL = re.compile(r"(?:시|때|경우)$")
_FORMER_LABEL = re.compile(r"전$|기존|당초")
_OF_THING = frozenset({"은", "이", "을"})
_THINGS = frozenset({"NNG", "NNP", "SL", "XR"})
_TO = frozenset({"로", "으로"})


@dataclass(frozen=True, slots=True)
class Change:
    """What a sentence says was changed or settled.

    Attributes:
        things: The nouns of the thing; empty where the sentence leaves it out.
        tells_where_to: Whether it says what holds now.
        is_end: Whether the thing was called off.
        tells_former: Whether it says, too, what held before.
    """

    things: tuple[str, ...]
    tells_where_to: bool
    is_end: bool = False
    tells_former: bool = False


def change_in(
    candidate: SentenceCandidate, sentences: Sequence[ReadSentence], asked: Question
) -> Change | None:
    """Find what a sentence says was changed; ``None`` where it only may be, or was before.

    Args:
        candidate: The sentence.
        sentences: What was read: a later line may agree to what it proposes.
        asked: The question.
    """
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
    if any(m.form in CHANGES for m in in_label) and len(in_label) < len(tokens):
        things = tuple(m.form for m in in_label if m.tag in _THINGS and m.form not in CHANGES)
        return Change(things or topic_nouns(tokens), tells_where_to=True)
    things = tuple(m.form for m in in_label if m.tag in _THINGS)
    if field and things and _exchanges_values(candidate.sentence.text[slice(*field[1])]):
        # "발표: 6월 5일 → 6월 12일" tells both.
        return Change(things, tells_where_to=True, tells_former=True)
    for n, m in enumerate(tokens):
        is_done = is_predicate(tokens, n) or (m.tag == "NNG" and n + 2 >= len(tokens))
        if m.form not in CHANGES | {_CANCELLED} or not is_done or is_denied(tokens, n):
            continue
        ends = {m.form for m in tokens[n:] if m.tag[0] == "E" or (m.form, m.tag) == ("수", "NNB")}
        if not is_agreed and ends & _OPEN_ENDS:
            continue
        if _is_proposed_at(tokens, n, asked):
            continue
        tells, behind = _tells_where_to(tokens[:n]), _behind(tokens, n)
        is_end = m.form == _CANCELLED
        return Change(behind or _before(tokens, n), tells or bool(behind), is_end)
    return None


def is_proposed(tokens: Sequence[Morpheme]) -> bool:
    """Tell whether some morphemes go on to name what is not done yet: "…로 올리는 방안"."""
    return any(
        a.form in _NOT_YET and a.tag == "ETM" and b.tag == "NNG" for a, b in pairwise(tokens)
    )


def proposes(sentence: Sentence, asked: Question) -> bool:
    """Tell whether a sentence only speaks of a change that may come: "…로 옮기는 안은"."""
    tokens = sentence.morphemes
    changed = (n for n, m in enumerate(tokens) if m.form in CHANGES)
    return any(_is_proposed_at(tokens, n, asked) for n in changed)


def _is_proposed_at(tokens: Sequence[Morpheme], n: int, asked: Question) -> bool:
    is_named = any(t in asked.text or names_kind(t, asked.kind) for t in _behind(tokens, n))
    return _tells_where_to(tokens[:n]) and not is_named and is_proposed(tokens[n : n + 4])


def _tells_where_to(tokens: Sequence[Morpheme]) -> bool:
    return any(m.form in _TO and m.tag == "JKB" for m in tokens)


def _is_agreed(own: SentenceCandidate, sentences: Sequence[ReadSentence], asked: Question) -> bool:
    """Whether a later line of a talk, or of minutes, repeats a value that one of it proposes."""
    values, home = values_in(own, asked), (own.kind, own.heading, own.passage.document_id)
    return own.kind in {BlockKind.SPEECH, BlockKind.LIST_ITEM} and any(
        c.position > own.position
        and (c.kind, c.heading, c.passage.document_id) == home
        and any(_takes_up(value, c.sentence.text) for value in values & values_in(c, asked))
        and not (c.sentence.text.endswith("?") or any(map(is_denial, c.sentence.morphemes)))
        for c in (s.candidate for s in sentences)
    )


def _takes_up(value: str, text: str) -> bool:
    """Whether a line says a value without setting it apart: not as "21일은 출장이야"."""
    return _SETS_APART.match(text, text.index(value) + len(value)) is None


def _exchanges_values(text: str) -> bool:
    """Whether an arrow leads from one value to another of its kind, and not from place to place."""
    sides = ARROW.split(text)
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


def topic_nouns(tokens: Sequence[Morpheme]) -> tuple[str, ...]:
    """Return the nouns that a sentence is about: of its topic, else of its object."""
    places = list(enumerate(tokens))
    marked = [n for n, m in places if is_topic(m)] + [n for n, m in places if m.tag == "JKO"]
    return next((nouns for n in marked if (nouns := _nouns(tokens, n))), ())


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


def exchanged(tokens: Sequence[Morpheme]) -> tuple[str, tuple[str, ...]]:
    """Find what is said not to be so, and of what: 시청 in "장소는 시청이 아니라 구청이다"."""
    at = next((n for n, m in enumerate(tokens) if m.tag == "VCN" and n), 0)
    if not at or [m.tag for m in tokens[at + 1 : at + 2]] != ["EC"]:
        return "", ()
    stop = at - 1 if tokens[at - 1].tag[0] == "J" else at
    return "".join(_nouns(tokens, stop)), topic_nouns(tokens)


def values_in(candidate: SentenceCandidate, asked: Question) -> set[str]:
    """Return the values of the kinds asked for, as written, but for those that are named."""
    text, kinds = candidate.sentence.text, kinds_asked_for(asked)
    values = find_values(text, candidate.sentence.own_morphemes)
    told = {text[v.start : v.end] for v in values if (v.kind in kinds if kinds else v.kind)}
    return {value for value in told if value not in asked.text}


def asks_for_former(morphemes: Sequence[Morpheme]) -> bool:
    """Tell whether a question asks what was before a change: "원래는?", "바뀌기 전에는?"."""
    changed = [n for n, m in enumerate(morphemes) if m.form in CHANGES]
    return any(m.form in _FORMERLY for m in morphemes) or any(
        m.form == "전" and m.tag[0] == "N" for n in changed for m in morphemes[n + 1 : n + 4]
    )


def asks_for_both(asked: Question) -> bool:
    """Tell whether it is asked from what to what something changed."""
    return _FROM_TO.search(asked.text) is not None
