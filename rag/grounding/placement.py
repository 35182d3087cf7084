"""Whether a number or date of a claim belongs to the same thing in the cited text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.grounding.evidence import (
    Evidence,
    Place,
    contradicted,
    fit,
    of_other_topic,
    own_topic,
    same_value,
)
from rag.grounding.lexicon import CHANGES, GENERIC, LIGHT, Certainty
from rag.grounding.moments import Moment
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value, Word

_STARTS = frozenset(["시작", "개막", "개시", "개최", "착수", "시작되다", "열다", "열리다"])
_ENDS = frozenset(["종료", "마감", "폐막", "끝나다", "마치다", "끝내다", "막", "완료"])
_LIMITS = frozenset(["이상", "이하", "초과", "미만"])
_SUM = re.compile(r"(?:총|모두|합쳐|합계|전부)\s?$")
_EACH = re.compile(r"\S당\s?$")
_NOW = re.compile("현재|지금|아직")
_PAST = re.compile("기존|종전|원래|이전|당초|[가-힣 ]전[에보]|였|었|았")
# No farther from each other than this are 2015년 and 612명 in "2015년 612명에서".
_BESIDE = 1.5
# An argument farther away than this belongs to something else.
_CLOSE = 3.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A value of the evidence that a value of the claim may come from."""

    statement: Statement
    value: Value
    rivals: Sequence[Value]
    agrees: bool

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return Place(self.statement, self.value)


def misplaced(value: Value, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence gives a claim's value only for another thing or use.

    Args:
        value: A value of the claim, which the evidence holds.
        claim: The claim.
        evidence: What it cites.
    """
    agreeing: list[_Candidate] = []
    others: list[_Candidate] = []
    misused = False
    for statement in evidence.cited:
        for candidate in _candidates(value, statement):
            if not candidate.agrees:
                others.append(candidate)
            elif _other_use(value, claim, candidate):
                misused = True
            else:
                agreeing.append(candidate)
    if not agreeing:
        return misused
    quantity = isinstance(value.content, Quantity)
    if quantity and all(_of_other_clause(value, claim, c) for c in agreeing):
        return True
    if quantity and all(_of_other_count(value, claim, c) for c in agreeing):
        return True
    if quantity and all(_of_other_argument(value, claim, c) for c in agreeing):
        return True
    if any(_other_end(value, claim, a, o) for a in agreeing for o in others):
        return True
    if quantity and _dated_otherwise(claim, agreeing, others):
        return True
    others = [
        o
        for o in others
        if _competes(value, claim, o, agreeing)
        and not all(of_other_topic(claim, o.place, a.place) for a in agreeing)
    ]
    return bool(others) and _fits_worse(value, claim, agreeing, others, evidence)


def _candidates(value: Value, statement: Statement) -> list[_Candidate]:
    same = [v for v in statement.values if same_value(value, v)]
    given = [v for v in statement.values if v in same or _comparable(value, v)]
    return [_Candidate(statement, v, given, v in same) for v in given]


def _comparable(value: Value, other: Value) -> bool:
    """Tell whether two values could be mistaken for each other."""
    first, second = value.content, other.content
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        limits = {first.bound, second.bound} & _LIMITS
        return first.unit == second.unit and (not limits or first.bound == second.bound)
    if isinstance(first, Moment) and isinstance(second, Moment):
        return bool(set(first.fields) & set(second.fields))
    return False


def _fits_worse(
    value: Value,
    claim: Statement,
    agreeing: list[_Candidate],
    others: list[_Candidate],
    evidence: Evidence,
) -> bool:
    # What a date belongs to is told by the numbers beside it, if there are any.
    told = any(same_value(v, o.value) for v in claim.values if v is not value for o in others)
    dated = isinstance(value.content, Moment) and not told
    only = Quantity if dated and _has_numbers(claim, value, evidence) else None
    if only is None and all(
        of_other_topic(claim, a.place, o.place) for a in agreeing for o in others
    ):
        return True

    def score(candidate: _Candidate) -> float:
        return fit(claim, value, candidate.place, candidate.rivals, only=only)

    return contradicted([score(c) for c in agreeing], [score(c) for c in others])


def _of_other_argument(value: Value, claim: Statement, agreeing: _Candidate) -> bool:
    """Tell whether a value stands beside an argument that has its own clause in the source.

    "응급실은 24시간 열지만 소아과는 10시까지 연다": 소아과를 24시간 is neither.
    """
    mine = _argument_before(claim, value)
    theirs = _argument_before(agreeing.statement, agreeing.value)
    if not mine or not theirs or any(a.keys & b.keys for a in theirs for b in claim.words):
        return _of_other_thing(value, claim, agreeing)
    if any(word.form in GENERIC for word in theirs):
        return False  # 18%인 사람은 may be any of them
    places = [w for w in agreeing.statement.words if w.keys & mine[-1].keys]
    return bool(places) and all(w.clause != agreeing.value.clause for w in places)


def _of_other_thing(value: Value, claim: Statement, agreeing: _Candidate) -> bool:
    """Tell whether one noun of a value's topic is said of it, and another one of something else.

    "김밥 값은 5% 올랐지만 칼국수는 그대로다": 칼국수 값이 5% 오르다.
    """
    source, place = agreeing.statement, agreeing.value
    theirs = [w for w in own_topic(source, place) if w.form not in LIGHT]
    unknown = [w for w in theirs if not any(w.keys & mine.keys for mine in claim.words)]
    if not unknown:
        return False
    for word in own_topic(claim, value):
        if word.case == "of":
            continue  # what it is of may be the topic of the whole sentence
        places = [w for w in source.words if w.keys & word.keys]
        topics = [w for w in places if w.case in ("topic", "subject")]
        if word.form not in LIGHT and topics and all(w.clause != place.clause for w in places):
            return True
    return False


def _of_other_clause(value: Value, claim: Statement, agreeing: _Candidate) -> bool:
    """Tell whether all that the claim says of a value is said in other clauses of the source."""
    source, place = agreeing.statement, agreeing.value
    found = [
        other
        for word in claim.words
        if word.clause == value.clause and word.form not in LIGHT
        for other in source.words
        if word.keys & other.keys
    ]
    if any(w.clause == place.clause or w.case in ("topic", "subject") for w in found):
        return False
    if claim.text.startswith("제", value.content.start - 1):
        return False  # 제3자
    return any(w.clause == v.clause and v is not place for w in found for v in source.values)


def _of_other_count(value: Value, claim: Statement, agreeing: _Candidate) -> bool:
    """Tell whether a value counts what the source counts otherwise: 신발 한 켤레와 토기 30점."""
    mine, theirs = claim.before(value), agreeing.statement.before(agreeing.value)
    if not (_counted(mine, value) and _counted(theirs, agreeing.value)):
        return False
    assert isinstance(mine, Word)
    assert isinstance(theirs, Word)
    if any(theirs.keys & word.keys for word in claim.words):
        return False
    return any(
        _counted(other, following) and isinstance(other, Word) and other.keys & mine.keys
        for following in agreeing.statement.values
        if following is not agreeing.value
        for other in [agreeing.statement.before(following)]
    )


def _counted(noun: Word | Value | None, value: Value) -> bool:
    if not isinstance(noun, Word) or noun.predicate or noun.form in LIGHT:
        return False
    return value.place - noun.place <= 1 and (not noun.case or noun.case == value.case)


def _argument_before(statement: Statement, value: Value) -> tuple[Word, ...]:
    """Return the topic, subject or object closest before a value in its clause."""
    for word in reversed(statement.words):
        if word.place > value.place or word.form in LIGHT:
            continue
        if word.clause != value.clause or word.predicate or value.place - word.place > _CLOSE:
            break
        if word.case in ("topic", "subject", "object"):
            return (word,)
    return ()


def _has_numbers(claim: Statement, date: Value, evidence: Evidence) -> bool:
    return any(
        isinstance(value.content, Quantity)
        and value.clause == date.clause
        and any(same_value(value, other) for _, other in evidence.values())
        for value in claim.values
    )


def _competes(
    value: Value, claim: Statement, other: _Candidate, agreeing: list[_Candidate]
) -> bool:
    """The other end of the same change shares all words; a different use is no rival."""
    uses = {_use(value, claim), _use(other.value, None)}
    changes = other.value.change or any(
        not CHANGES.isdisjoint(word.poles) for word in own_topic(other.statement, other.value)
    )
    if uses == {"from", "to"} or "than" in uses or value.change != changes:
        return False
    if other.value.partitive and not value.partitive:
        return False
    return not any(_ends(other, candidate) for candidate in agreeing)


def _other_end(value: Value, claim: Statement, agreeing: _Candidate, other: _Candidate) -> bool:
    """Tell whether the claim's date stands beside the other end of a change."""
    if not isinstance(value.content, Quantity) or not _ends(agreeing, other):
        return False
    return _dated(claim, other) and not _dated(claim, agreeing)


def _other_use(value: Value, claim: Statement, candidate: _Candidate) -> bool:
    """Tell whether a value is used otherwise: 5%에서 for 5%로, a level for a change."""
    mine, theirs = _use(value, claim), _use(candidate.value, None)
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


def _levels(claim: Statement, candidate: _Candidate) -> bool:
    """Tell whether the source gives a level beside a change, and the claim speaks of no change."""
    if any(not CHANGES.isdisjoint(word.poles) for word in claim.words):
        return False
    return any(
        not v.change and v.clause == candidate.value.clause and v.content.role != "than"
        for v in candidate.rivals
        if v is not candidate.value and isinstance(v.content, Quantity)
    )


def _part_told(claim: Statement, candidate: _Candidate) -> bool:
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


def _outdated(value: Value, claim: Statement, candidate: _Candidate) -> bool:
    """Tell whether a claim gives as present what was so before a change: 490원에서 600원으로."""
    if not isinstance(value.content, Quantity) or value.content.role == "from":
        return False
    changed = any(
        v.content != value.content and _use(v, None) == "to" and v.clause == candidate.value.clause
        for v in candidate.rivals
    )
    undone = _NOW.search(claim.text) and any(
        w.clause == candidate.value.clause and w.certainty < Certainty.ABLE and w.poles
        for w in candidate.statement.words
    )
    return changed and not undone and not _PAST.search(claim.text) and not _dated(claim, candidate)


def _dated(claim: Statement, candidate: _Candidate) -> bool:
    """Tell whether a date beside the candidate is one of the claim's."""
    return any(
        isinstance(mine.content, Moment)
        and "than" not in (mine.content.role, theirs.content.role)
        and same_value(mine, theirs)
        and 0 < candidate.value.place - theirs.place <= _BESIDE
        for mine in claim.values
        for theirs in candidate.statement.values
    )


def _dated_otherwise(
    claim: Statement, agreeing: list[_Candidate], others: list[_Candidate]
) -> bool:
    """Tell whether the claim's date stands beside another number: 지난해(64명)."""
    return any(_dated(claim, o) for o in others) and not any(_dated(claim, a) for a in agreeing)


def _ends(first: _Candidate, second: _Candidate) -> bool:
    """Tell whether two values are the ends of one change, and so of the same thing."""
    if first.statement is not second.statement or first.value.clause != second.value.clause:
        return False
    return {_use(first.value, None), _use(second.value, None)} == {"from", "to"}


def _use(value: Value, claim: Statement | None) -> str:
    """Read how a value is used; in a claim a verb of beginning or ending says it, too."""
    if claim is not None and isinstance(value.content, Moment) and not value.content.role:
        near = {w.form for w in claim.words if w.clause == value.clause and w.predicate}
        if near & _STARTS:
            return "from"
        if near & _ENDS:
            return "to"
    return value.content.role
