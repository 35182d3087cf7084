"""How far what a word names has come, and whether it is denied: 열 계획을 접다, 열었다고 밝히다."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from rag.grounding.evidence import Evidence
from rag.grounding.lexicon import LIGHT, NEGATORS, OPEN
from rag.grounding.statement import Statement, Word
from rag.korean import Morpheme, is_past

_MAY_BE = frozenset({"것", "거", "듯", "지"})
_QUOTES = ("다고", "라고", "자고", "냐고")
# What carries the word before it without a meaning of its own.
_CARRYING = LIGHT | NEGATORS | OPEN


class Stage(IntEnum):
    """How far what a word names has come."""

    OPEN = 0
    ABLE = 1
    STATED = 2
    DONE = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What the words that carry another one make of it.

    Attributes:
        denied: Whether they deny it.
        stage: How far it has come.
    """

    denied: bool
    stage: Stage


@dataclass(frozen=True, slots=True)
class Compared:
    """A word of a claim beside its counterparts.

    Attributes:
        word: The word.
        own: How it stands in the claim.
        cited: How they stand in the cited texts; empty where there are none.
    """

    word: Word
    own: Standing
    cited: tuple[Standing, ...]


def compare(claim: Statement, evidence: Evidence) -> list[Compared]:
    """Compare how the words of a claim stand that can be denied, planned and done.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    return [
        Compared(
            word,
            standing(claim, word),
            tuple(standing(s, other) for s, other in evidence.words() if word.keys & other.keys),
        )
        for word in claim.words
        if word.predicate or not _carries(word)
    ]


def check_stage(claim: Statement, evidence: Evidence) -> str:
    """Find that a claim tells as done what is only planned or possible, or the other way round.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    told = [c for c in compare(claim, evidence) if c.cited]
    if not told:
        return ""
    stages = {other.stage for other in told[-1].cited}
    written = claim.text[told[-1].word.start :].rstrip(" .")
    if told[-1].own.stage is Stage.DONE and max(stages) <= Stage.ABLE:
        return f"근거에서는 아직 일어나지 않은 일입니다: {written}"
    if told[-1].own.stage is Stage.OPEN and stages == {Stage.DONE}:
        return f"근거에서는 이미 일어난 일입니다: {written}"
    return ""


def standing(statement: Statement, word: Word) -> Standing:
    """Read the words that follow another one as long as they only carry it.

    Args:
        statement: A text.
        word: A word of it.
    """
    denied, open_, before = word.negated, False, word
    following = None
    for other in statement.items[word.index + 1 :]:
        following = other
        if not isinstance(other, Word) or not _carries(other):
            break
        if other.clause != before.clause and not _quoted(statement, other.start):
            break
        denied ^= denies(other)
        open_ |= bool(_names(other) & OPEN)
        before, following = other, None
    stop = len(statement.text)
    if following is not None:
        stop = following.start if isinstance(following, Word) else following.content.start
    span = [m for m in statement.morphemes if word.start <= m.start < stop]
    return Standing(denied, Stage.OPEN if open_ else _stage(span))


def denies(word: Word) -> bool:
    """Tell whether a word denies what it carries: 부인하다, 없다; not 부인하지 않다."""
    return word.negated ^ bool(_names(word) & NEGATORS)


def _names(word: Word) -> set[str]:
    return {word.form, word.base}


def _carries(word: Word) -> bool:
    return word.tag == "NNB" or bool(_names(word) & _CARRYING)


def _quoted(statement: Statement, start: int) -> bool:
    """Tell whether what stands before a place is told as said: 열었다고 볼 수 없다."""
    ending = next((m for m in reversed(statement.morphemes) if m.end <= start), None)
    return ending is not None and ending.tag == "EC" and ending.form.endswith(_QUOTES)


def _stage(span: Sequence[Morpheme]) -> Stage:
    """Read the endings: 열 것, 열겠다, 열 수도 있다; not 열 때, 열 수 없다.

    What was said or settled (열기로 했다, 연다고 했다) is not done.
    """
    forms = [m.form for m in span]
    for number, (form, after) in enumerate(pairwise(forms)):
        if form not in ("ᆯ", "을") or "없" in forms[number : number + 4]:
            continue
        if after in _MAY_BE or forms[number + 1 : number + 3] == ["수", "도"]:
            return Stage.OPEN
        if after == "수":
            return Stage.ABLE
    if "겠" in forms:
        return Stage.OPEN
    for before, m in pairwise((span[0], *span)):
        if (m.tag == "EC" and m.form.endswith(_QUOTES)) or (before.form, m.form) == ("기", "로"):
            break
        if is_past(m) or m.tag == "ETM":
            return Stage.DONE if m.tag == "EP" or m.form in ("ᆫ", "은") else Stage.STATED
    return Stage.STATED
