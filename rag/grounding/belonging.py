"""Whether a value stands beside what it is said of in the cited text."""

from __future__ import annotations

from typing import TypeGuard

from rag.grounding.candidates import Candidate
from rag.grounding.evidence import own_topic
from rag.grounding.lexicon import GENERIC, LIGHT
from rag.grounding.statement import Statement, Value, Word

# An argument farther away than this belongs to something else.
_CLOSE = 3.0


def of_other_argument(value: Value, claim: Statement, agreeing: Candidate) -> bool:
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


def of_other_clause(value: Value, claim: Statement, agreeing: Candidate) -> bool:
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


def of_other_count(value: Value, claim: Statement, agreeing: Candidate) -> bool:
    """Tell whether a value counts what the source counts otherwise: 신발 한 켤레와 토기 30점."""
    mine, theirs = claim.before(value), agreeing.statement.before(agreeing.value)
    if not (_counted(mine, value) and _counted(theirs, agreeing.value)):
        return False
    if any(theirs.keys & word.keys for word in claim.words):
        return False
    return any(
        _counted(other, following) and isinstance(other, Word) and other.keys & mine.keys
        for following in agreeing.statement.values
        if following is not agreeing.value
        for other in [agreeing.statement.before(following)]
    )


def _of_other_thing(value: Value, claim: Statement, agreeing: Candidate) -> bool:
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


def _counted(noun: Word | Value | None, value: Value) -> TypeGuard[Word]:
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
