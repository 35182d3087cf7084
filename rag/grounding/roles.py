"""Whether who does what to whom is as in the cited text."""

from __future__ import annotations

from itertools import combinations

from rag.grounding.evidence import Evidence
from rag.grounding.frames import possible_roles, stated_roles
from rag.grounding.identity import aimed_elsewhere, crossed, other_identity
from rag.grounding.lexicon import CONVERSE_AXES, EMPTY, LIGHT
from rag.grounding.phrases import Phrase, names_shared, phrase_at, same_phrase, surface_of
from rag.grounding.statement import Statement, Word

# With 로 and an object these say at whom an act is aimed: 청년을 대상으로.
_SETTING = frozenset({"대상", "상대", "중심"})
_BARE, _PASSING = "하다", "통과"


def check_roles(claim: Statement, evidence: Evidence) -> str:
    """Find a predicate whose agent or object is another one in the cited texts.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for index, word in enumerate(claim.words):
        if word.copular and other_identity(word, claim, evidence):
            return f"근거에서는 다른 것을 가리킵니다: {claim.text[word.start : word.end]}"
        if word.form in _SETTING and aimed_elsewhere(claim, index, evidence):
            return f"근거와 대상이 다릅니다: {claim.text[word.start : word.end]}"
        names = phrase_at(claim, index) if word.case in ("topic", "subject") else ()
        if any(crossed(name, claim, evidence) for name in names):
            return f"근거에서는 다른 이름에 붙은 말입니다: {claim.text[word.start : word.end]}"
        if not word.predicate:
            continue
        told = word.form in EMPTY and _has_object(claim, index)
        if word.form in LIGHT and word.form != _BARE and not told:
            continue
        if phrase := _exchanged(claim, index, evidence):
            return f"근거와 주체와 상대가 뒤바뀌었습니다: {surface_of(claim, phrase)}"
        if phrase := _displaced(claim, index, evidence):
            return f"근거와 장소나 상대가 다릅니다: {surface_of(claim, phrase)}"
        roles = stated_roles(claim, index)
        for role in ("agents", "patients"):
            for phrase in getattr(roles, role):
                if _swapped(phrase, role, claim, word, evidence):
                    return f"근거와 주체나 대상이 다릅니다: {surface_of(claim, phrase)}"
    return ""


def _has_object(claim: Statement, index: int) -> bool:
    before = claim.words[index - 1] if index else None
    return before is not None and before.case == "object" and before.form not in LIGHT


def _exchanged(claim: Statement, index: int, evidence: Evidence) -> Phrase | None:
    """Find two phrases around a predicate that have changed places: A가 B에, B가 A에."""
    mine = _around(claim, index)
    for first, second in combinations(mine, 2):
        for statement in evidence.cited:
            for position, other in enumerate(statement.words):
                if not _same_predicate(claim, claim.words[index], statement, other):
                    continue
                forms = {other.form, claim.words[index].form}
                if _PASSING in forms and len(forms) > 1:
                    continue  # 국회가 법안을 가결하다, 법안이 국회를 통과하다
                theirs = _around(statement, position)
                if other.voice != claim.words[index].voice or not {first, second} <= theirs.keys():
                    continue
                crossed = same_phrase(mine[first], theirs[second]) and same_phrase(
                    mine[second], theirs[first]
                )
                if crossed and not same_phrase(mine[first], theirs[first]):
                    return mine[first]
    return None


def _around(statement: Statement, index: int) -> dict[str, Phrase]:
    """Read the nearest phrase of each case before a predicate; topics count as subjects."""
    found: dict[str, Phrase] = {}
    for position in range(index - 1, -1, -1):
        word = statement.words[position]
        case = "subject" if word.case == "topic" else word.case
        if word.clause != statement.words[index].clause and case != "subject":
            continue  # only the subject may be that of a clause before
        if case in ("subject", "object", "at", "from", "to", "than"):
            found.setdefault(case, phrase_at(statement, position))
    return found


def _displaced(claim: Statement, index: int, evidence: Evidence) -> Phrase | None:
    """Find a place or partner of a predicate that belongs to another one in the evidence."""
    mine = _obliques(claim, index)
    for case, phrase in mine.items():
        misses = False
        for statement in evidence.cited:
            for position, other in enumerate(statement.words):
                if not _same_predicate(claim, claim.words[index], statement, other):
                    continue
                if not _same_subject(claim, index, statement, position):
                    continue
                theirs = _obliques(statement, position)
                clause = _clause_of(statement, other)
                if case not in theirs or any(names_shared(phrase, (w,)) for w in clause):
                    return None
                misses |= any(names_shared(phrase[-1:], (w,)) for w in statement.words)
        if misses:
            return phrase
    return None


def _clause_of(statement: Statement, predicate: Word) -> list[Word]:
    """List the words of a predicate's clause but for what it is set against (영화와 달리)."""
    unlike = [
        word
        for position, head in enumerate(statement.words)
        if head.case == "unlike"
        for word in phrase_at(statement, position)
    ]
    return [w for w in statement.words if w.clause == predicate.clause and w not in unlike]


def _same_subject(claim: Statement, index: int, source: Statement, position: int) -> bool:
    mine, theirs = _around(claim, index).get("subject"), _around(source, position).get("subject")
    return not mine or not theirs or same_phrase(mine, theirs)


def _obliques(statement: Statement, index: int) -> dict[str, Phrase]:
    """Read place, partner and origin of a predicate, as far as its own clause gives them."""
    found: dict[str, Phrase] = {}
    for position in range(index - 1, -1, -1):
        word = statement.words[position]
        if word.clause != statement.words[index].clause or word.predicate:
            break
        if word.case in ("at", "from", "to") and word.form not in LIGHT:
            found.setdefault(word.case, phrase_at(statement, position))
    return found


def _swapped(
    phrase: Phrase, role: str, claim: Statement, predicate: Word, evidence: Evidence
) -> bool:
    """Tell whether every use of the predicate in the evidence has another phrase in the role."""
    seen = False
    for statement in evidence.cited:
        for index, other in enumerate(statement.words):
            if not _same_predicate(claim, predicate, statement, other):
                continue
            if not other.predicate or "causative" in (other.voice, predicate.voice):
                return False
            theirs = possible_roles(statement, index)
            if role == "patients" and other.voice != predicate.voice:
                agents = stated_roles(claim, claim.words.index(predicate)).agents
                if any(same_phrase(a, p) for a in agents for p in theirs.patients):
                    return False  # 정부안이 본회의를 통과하다, 정부안이 통과되다
            possible: tuple[Phrase, ...] = getattr(theirs, role)
            if not possible or any(same_phrase(phrase, p) for p in possible):
                return False
            seen |= any(names_shared(phrase, (w,)) for w in statement.words)
    return seen


def from_other_side(claim: Statement, mine: Word, source: Statement, other: Word) -> bool:
    """Tell whether a claim tells the source's event from the other side: B가 A에 졌다.

    Args:
        claim: The claim.
        mine: A predicate of it.
        source: A cited text.
        other: A predicate of it, with the opposite meaning.
    """
    axes = {axis for axis, _ in mine.poles} & {axis for axis, _ in other.poles}
    if not axes & CONVERSE_AXES or mine.negated != other.negated:
        return False
    subjects = _subjects(claim, claim.words.index(mine))
    targets = _targets(source, source.words.index(other))
    return any(same_phrase(a, b) for a in subjects for b in targets)


def _subjects(statement: Statement, index: int) -> list[Phrase]:
    clause = statement.words[index].clause
    return [
        phrase_at(statement, position)
        for position in range(index)
        if statement.words[position].clause == clause
        and statement.words[position].case in ("topic", "subject")
    ]


def _targets(statement: Statement, index: int) -> list[Phrase]:
    clause = statement.words[index].clause
    return [
        phrase_at(statement, position)
        for position in range(index)
        if statement.words[position].clause == clause
        and statement.words[position].case in ("object", "at", "from")
    ]


def _same_predicate(claim: Statement, mine: Word, source: Statement, other: Word) -> bool:
    if mine.form != _BARE:
        return bool((mine.keys - mine.poles) & other.keys)
    if other.form != _BARE:
        return False
    near = {w.form for w in source.words if w.clause == other.clause and w.form not in LIGHT}
    return any(w.form in near for w in claim.words if w.clause == mine.clause)
