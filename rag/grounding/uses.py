"""How a number or date is used: before or after a change, of a whole or a part, of one or all."""

from __future__ import annotations

import re
from fractions import Fraction

from rag.grounding.candidates import Candidate
from rag.grounding.evidence import same_value
from rag.grounding.lexicon import CHANGES, LIGHT, Certainty
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value
from rag.korean import Moment

_STARTS = frozenset(["시작", "개막", "개시", "개최", "착수", "시작되다", "열다", "열리다"])
_ENDS = frozenset(["종료", "마감", "폐막", "끝나다", "마치다", "끝내다", "막", "완료"])
_SUM = re.compile(r"(?:총|모두|합쳐|합계|전부)\s?$")
_EACH = re.compile(r"\S당\s?$")
_NOW = re.compile("현재|지금|아직")
_PAST = re.compile("기존|종전|원래|이전|당초|[가-힣 ]전[에보]|였|었|았")
# No farther from each other than this are 2015년 and 612명 in "2015년 612명에서".
_BESIDE = 1.5
_HALF = Fraction(50)


def other_use(value: Value, claim: Statement, candidate: Candidate) -> bool:
    """Tell whether a value is used otherwise: 5%에서 for 5%로, a level for a change."""
    mine, theirs = use_of(value, claim), use_of(candidate.value, None)
    if _halved(value, candidate.value):
        return False  # 50% 줄다 is 절반으로 줄다
    if _SUM.search(claim.text[: value.content.start]) and _by_period(value, candidate.value):
        return True  # 연 3억 원 is not 총 3억 원
    if _SUM.search(claim.text[: value.content.start]) and _EACH.search(
        candidate.statement.text[: candidate.value.content.start]
    ):
        return True  # 한 명당 1만 원 is not 모두 1만 원
    if candidate.value.partitive and not value.partitive and _part_told(claim, candidate):
        return True  # 138㎞ 가운데 91㎞를 교체하다
    if {mine, theirs} in ({"from", "to"}, {"after", "running"}):
        return True
    if isinstance(value.content, Moment) and theirs == "than" != mine:
        return len(candidate.rivals) > 1  # what the source compares with is not when it was
    if value.change and theirs == "to" != mine:
        return True  # 312명으로 늘었다 is not 312명 늘었다
    if value.change and not candidate.value.change:
        # 7원 내린 1,362원 is not 1,362원 내렸다; 300명으로 4% 늘었다 is not 300명 늘었다
        return any(v.change for v in candidate.statement.values)
    if candidate.value.change and not value.change and (mine == "to" or _levels(claim, candidate)):
        return True
    return theirs == "from" and mine != "than" and _outdated(value, claim, candidate)


def _halved(value: Value, other: Value) -> bool:
    contents = (value.content, other.content)
    return all(isinstance(c, Quantity) and c.unit == "%" and c.values == (_HALF,) for c in contents)


def _by_period(value: Value, other: Value) -> bool:
    mine, theirs = value.content, other.content
    if not isinstance(mine, Quantity) or not isinstance(theirs, Quantity):
        return False
    return bool(theirs.rate or theirs.per) and not (mine.rate or mine.per)


def use_of(value: Value, claim: Statement | None) -> str:
    """Read how a value is used; in a claim a verb of beginning or ending says it, too."""
    if claim is not None and isinstance(value.content, Moment) and not value.content.role:
        near = {w.form for w in claim.words if w.clause == value.clause and w.predicate}
        if near & _STARTS:
            return "from"
        if near & _ENDS:
            return "to"
    return value.content.role


def other_end(value: Value, claim: Statement, agreeing: Candidate, other: Candidate) -> bool:
    """Tell whether the claim's date stands beside the other end of a change."""
    if not isinstance(value.content, Quantity) or not are_ends(agreeing, other):
        return False
    return _dated(claim, other) and not _dated(claim, agreeing)


def dated_otherwise(claim: Statement, agreeing: list[Candidate], others: list[Candidate]) -> bool:
    """Tell whether the claim's date stands beside another number: 지난해(64명)."""
    return any(_dated(claim, o) for o in others) and not any(_dated(claim, a) for a in agreeing)


def are_ends(first: Candidate, second: Candidate) -> bool:
    """Tell whether two values are the ends of one change, and so of the same thing."""
    if first.statement is not second.statement or first.value.clause != second.value.clause:
        return False
    return {use_of(first.value, None), use_of(second.value, None)} == {"from", "to"}


def _levels(claim: Statement, candidate: Candidate) -> bool:
    """Tell whether the source gives a level beside a change, and the claim speaks of no change."""
    if any(not CHANGES.isdisjoint(word.poles) for word in claim.words):
        return False
    return any(
        not v.change and v.clause == candidate.value.clause and v.content.role != "than"
        for v in candidate.rivals
        if v is not candidate.value and isinstance(v.content, Quantity)
    )


def _part_told(claim: Statement, candidate: Candidate) -> bool:
    """Tell whether the claim says of the whole what the source says of a part."""
    whole, source = candidate.value, candidate.statement
    parts = [v for v in candidate.rivals if v is not whole and v.clause == whole.clause]
    told = [
        w
        for w in source.words
        if w.form not in LIGHT
        and any(w.clause == part.clause and w.place > part.place for part in parts)
    ]
    return any(w.keys & t.keys for w in claim.words for t in told)


def _outdated(value: Value, claim: Statement, candidate: Candidate) -> bool:
    """Tell whether a claim gives as present what was so before a change: 490원에서 600원으로."""
    if not isinstance(value.content, Quantity) or value.content.role == "from":
        return False
    changed = any(
        v.content != value.content
        and use_of(v, None) == "to"
        and v.clause == candidate.value.clause
        for v in candidate.rivals
    )
    undone = _NOW.search(claim.text) and any(
        w.clause == candidate.value.clause and w.certainty < Certainty.ABLE and w.poles
        for w in candidate.statement.words
    )
    return changed and not undone and not _PAST.search(claim.text) and not _dated(claim, candidate)


def _dated(claim: Statement, candidate: Candidate) -> bool:
    """Tell whether a date beside the candidate is one of the claim's."""
    return any(
        isinstance(mine.content, Moment)
        and "than" not in (mine.content.role, theirs.content.role)
        and same_value(mine, theirs)
        and 0 < candidate.value.place - theirs.place <= _BESIDE
        for mine in claim.values
        for theirs in candidate.statement.values
    )
