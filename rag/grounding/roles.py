"""Whether who does what to whom is as in the cited text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from rag.grounding.evidence import Evidence, Place, contradicted, fit
from rag.grounding.lexicon import CARRIERS, CONVERSE_AXES, EMPTY, LIGHT
from rag.grounding.statement import Statement, Value, Word

Phrase = tuple[Word, ...]
# With 로 and an object these say at whom an act is aimed: 청년을 대상으로.
_SETTING = frozenset({"대상", "상대", "중심"})
_BARE, _PASSING = "하다", "통과"


@dataclass(frozen=True, slots=True)
class _Roles:
    """Who may be doing, and what it may be done to; empty when the text does not say."""

    agents: tuple[Phrase, ...]
    patients: tuple[Phrase, ...]


def check_roles(claim: Statement, evidence: Evidence) -> str:
    """Find a predicate whose agent or object is another one in the cited texts.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for index, word in enumerate(claim.words):
        if word.copular and _other_identity(word, claim, evidence):
            return f"근거에서는 다른 것을 가리킵니다: {claim.text[word.start : word.end]}"
        if word.form in _SETTING and _aimed_elsewhere(claim, index, evidence):
            return f"근거와 대상이 다릅니다: {claim.text[word.start : word.end]}"
        names = _phrase(claim, index) if word.case in ("topic", "subject") else ()
        if any(_crossed(name, claim, evidence) for name in names):
            return f"근거에서는 다른 이름에 붙은 말입니다: {claim.text[word.start : word.end]}"
        if not word.predicate:
            continue
        told = word.form in EMPTY and _has_object(claim, index)
        if word.form in LIGHT and word.form != _BARE and not told:
            continue
        if phrase := _exchanged(claim, index, evidence):
            return f"근거와 주체와 상대가 뒤바뀌었습니다: {_surface(claim, phrase)}"
        if phrase := _displaced(claim, index, evidence):
            return f"근거와 장소나 상대가 다릅니다: {_surface(claim, phrase)}"
        roles = _stated(claim, index)
        for role in ("agents", "patients"):
            for phrase in getattr(roles, role):
                if _swapped(phrase, role, claim, word, evidence):
                    return f"근거와 주체나 대상이 다릅니다: {_surface(claim, phrase)}"
    return ""


def _has_object(claim: Statement, index: int) -> bool:
    before = claim.words[index - 1] if index else None
    return before is not None and before.case == "object" and before.form not in LIGHT


def _aimed_elsewhere(claim: Statement, index: int, evidence: Evidence) -> bool:
    """Tell whether an act is aimed at another one in the evidence: 조종사를 대상으로."""
    mine = _aim(claim, index)
    if not mine:
        return False
    theirs = [
        (source, aim)
        for source in evidence.cited
        for position, word in enumerate(source.words)
        if word.form == claim.words[index].form and (aim := _aim(source, position))
    ]
    if not theirs or any(_same_phrase(mine, aim) for _, aim in theirs):
        return False
    return any(_names_shared(mine, (w,)) for source, _ in theirs for w in source.words)


def _aim(statement: Statement, index: int) -> Phrase:
    before = statement.words[index - 1] if index else None
    if statement.words[index].case != "to" or before is None or before.case != "object":
        return ()
    return _phrase(statement, index - 1)


def _crossed(name: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence gives a name another one's attribute: 갑국의 A와 을국의 B."""
    if name.tag not in ("NNP", "SL"):
        return False
    for other in claim.words:
        if other.tag not in ("NNP", "SL") or other is name:
            continue
        for source in evidence.cited:
            mine = [_attribute(source, w) for w in source.words if w.keys & name.keys]
            owners = [
                w
                for w in source.words
                for a in [_attribute(source, w)]
                if a and a.keys & other.keys
            ]
            theirs = [w for w in owners if not any(w.keys & c.keys for c in claim.words)]
            if theirs and any(a and not a.keys & other.keys for a in mine):
                return True
    return False


def _attribute(source: Statement, name: Word) -> Word | None:
    """Return the name that stands with 의 before a name."""
    position = source.words.index(name) - 1
    while position >= 0 and not source.words[position].case:
        position -= 1
    before = source.words[position] if position >= 0 else None
    if before is None or before.case != "of" or before.tag not in ("NNP", "SL"):
        return None
    return before if name.place - before.place <= 2 else None


def _other_identity(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence says of another noun that it is what the claim says of this one."""
    agreeing: list[float] = []
    others: list[float] = []
    for statement, other in evidence.words():
        if word.keys & other.keys:
            agreeing.append(fit(claim, word, Place(statement, other)))
        elif other.copular and other.form not in LIGHT:
            others.append(fit(claim, word, Place(statement, other)))
    return bool(agreeing) and contradicted(agreeing, others)


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
                crossed = _same_phrase(mine[first], theirs[second]) and _same_phrase(
                    mine[second], theirs[first]
                )
                if crossed and not _same_phrase(mine[first], theirs[first]):
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
            found.setdefault(case, _phrase(statement, position))
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
                if case not in theirs or any(_names_shared(phrase, (w,)) for w in clause):
                    return None
                misses |= any(_names_shared(phrase[-1:], (w,)) for w in statement.words)
        if misses:
            return phrase
    return None


def _clause_of(statement: Statement, predicate: Word) -> list[Word]:
    """List the words of a predicate's clause but for what it is set against (영화와 달리)."""
    unlike = [
        word
        for position, head in enumerate(statement.words)
        if head.case == "unlike"
        for word in _phrase(statement, position)
    ]
    return [w for w in statement.words if w.clause == predicate.clause and w not in unlike]


def _same_subject(claim: Statement, index: int, source: Statement, position: int) -> bool:
    mine, theirs = _around(claim, index).get("subject"), _around(source, position).get("subject")
    return not mine or not theirs or _same_phrase(mine, theirs)


def _obliques(statement: Statement, index: int) -> dict[str, Phrase]:
    """Read place, partner and origin of a predicate, as far as its own clause gives them."""
    found: dict[str, Phrase] = {}
    for position in range(index - 1, -1, -1):
        word = statement.words[position]
        if word.clause != statement.words[index].clause or word.predicate:
            break
        if word.case in ("at", "from", "to") and word.form not in LIGHT:
            found.setdefault(word.case, _phrase(statement, position))
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
            theirs = _possible(statement, index)
            if role == "patients" and other.voice != predicate.voice:
                agents = _stated(claim, claim.words.index(predicate)).agents
                if any(_same_phrase(a, p) for a in agents for p in theirs.patients):
                    return False  # 정부안이 본회의를 통과하다, 정부안이 통과되다
            possible: tuple[Phrase, ...] = getattr(theirs, role)
            if not possible or any(_same_phrase(phrase, p) for p in possible):
                return False
            seen |= any(_names_shared(phrase, (w,)) for w in statement.words)
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
    return any(_same_phrase(a, b) for a in subjects for b in targets)


def _subjects(statement: Statement, index: int) -> list[Phrase]:
    clause = statement.words[index].clause
    return [
        _phrase(statement, position)
        for position in range(index)
        if statement.words[position].clause == clause
        and statement.words[position].case in ("topic", "subject")
    ]


def _targets(statement: Statement, index: int) -> list[Phrase]:
    clause = statement.words[index].clause
    return [
        _phrase(statement, position)
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


def _same_phrase(mine: Phrase, theirs: Phrase) -> bool:
    if mine[-1].written == theirs[-1].written != mine[-1].form:
        return True  # a name that is split otherwise
    if len(mine) == 1 and theirs[-1].tag == "NNG" and theirs[-1].form.endswith(mine[0].form):
        return True  # 이 역, 이 지하철역
    names, others = _names_in(mine), _names_in(theirs)
    if names and others:
        if len(names) > 1 and len(others) > 1 and _lacks(names, others) and _lacks(others, names):
            return False  # 서울~부산 노선, 서울~광주 노선
        return _names_shared(names, others)
    if _names_shared(mine, theirs):  # 소나무 숲 and 참나무 숲 share only their last noun
        return _within(mine, theirs) or _within(theirs, mine)
    return False


def _within(first: Phrase, second: Phrase) -> bool:
    return all(word.form in LIGHT or _names_shared((word,), second) for word in first)


def _lacks(names: Phrase, others: Phrase) -> bool:
    return any(not _names_shared((name,), others) for name in names)


def _names_in(phrase: Phrase) -> Phrase:
    return tuple(word for word in phrase if word.tag in ("NNP", "SL"))


def _names_shared(mine: Phrase, theirs: Phrase) -> bool:
    return any(a.keys & b.keys or _contains(a, b) for a in mine for b in theirs)


def _contains(a: Word, b: Word) -> bool:
    """Tell whether one begins the other: 가람, 가람전자."""
    shorter, longer = sorted((a.form, b.form), key=len)
    return len(shorter) > 1 and longer.startswith(shorter)


def _stated(claim: Statement, index: int) -> _Roles:
    """Read agent and object that a claim states beyond doubt."""
    predicate = claim.words[index]
    cases: dict[str, Phrase] = {}
    for position in range(index - 1, -1, -1):
        word = claim.words[position]
        if word.clause != predicate.clause or (word.predicate and word.relative):
            break
        if word.case and word.case not in cases:
            cases[word.case] = _phrase(claim, position)
    subject, object_ = cases.get("subject"), cases.get("object")
    if predicate.voice == "passive":
        agent = cases.get("by")
        patient = object_ or subject  # 과징금을 부과받다: the subject is who gets it
    else:
        agent = subject if object_ or "topic" in cases else None
        if not agent and object_ and not predicate.quoted:  # a reported topic may be the reporter
            agent = cases.get("topic")
        patient = object_
    return _Roles((agent,) if agent else (), (patient,) if patient else ())


def _possible(source: Statement, index: int) -> _Roles:
    """Read who and what a source may mean: all that grammar allows."""
    predicate = source.words[index]
    subjects, objects, topics, others = [], [], [], []
    sure = True  # no other clause lies between
    nearest: dict[str, Phrase] = {}
    for position in range(index - 1, -1, -1):
        word = source.words[position]
        if word.predicate:
            sure = False
        if not word.case and position != index - 1:
            continue
        phrase = _phrase(source, position)
        if sure and word.clause == predicate.clause:
            nearest.setdefault(word.case, phrase)
        if word.case in ("subject", "focus", ""):
            subjects.append(phrase)
        if word.case in ("object", "focus", ""):
            objects.append(phrase)
        if word.case == "topic":
            topics.append(phrase)
        if word.case in ("at", "by"):
            others.append(phrase)
    head = [_phrase_after(source, index)] if predicate.relative else []
    if predicate.voice == "passive":
        return _Roles(tuple(others), (*subjects, *topics, *objects, *head))
    if not objects and not head:  # 시간이 짧아지다: what it happens to
        objects = [nearest[case] for case in ("subject", "topic") if case in nearest]
    if "focus" in nearest:
        return _Roles((*subjects, *topics, *head), (*objects, *topics, *head))
    if "object" not in nearest:  # 설치에 찬성하다, 설치를 찬성하다
        objects += others
    agents = [*subjects, *topics, *head]
    if "topic" in nearest and "object" in nearest:
        agents = [nearest["topic"]]  # without an object of its own, the topic may be the object
    if "subject" in nearest:
        agents = [nearest["subject"]]
    patients = [nearest["object"]] if "object" in nearest else [*objects, *topics, *head]
    counted = any(
        v.case == "object" and v.clause == predicate.clause and "object" not in nearest
        for v in source.values
    )
    if counted or any(p and p[-1].form in CARRIERS | LIGHT for p in patients):
        patients = []  # 완화하는 방안을: the object is a clause
    return _Roles(tuple(agents), (*patients, *_in_relative(source, patients)))


def _in_relative(source: Statement, phrases: list[Phrase]) -> list[Phrase]:
    """Collect objects of the clause before a noun: 징역을 선고한 판결을 is also about 징역."""
    found: list[Phrase] = []
    for phrase in phrases:
        position = source.words.index(phrase[0]) - 1 if phrase else -1
        if position < 0 or not source.words[position].relative:
            continue
        for index in range(position - 1, -1, -1):
            if source.words[index].predicate:
                break
            if source.words[index].case == "object":
                found.append(_phrase(source, index))
    return found


def _phrase(statement: Statement, last: int) -> Phrase:
    """Collect a noun and the nouns that stand before it without a particle."""
    first = last
    while first > 0:
        before = statement.words[first - 1]
        joined = not before.case or before.case in ("of", "and")
        counted = isinstance(statement.before(statement.words[first]), Value)  # 탐방로 129곳의 출입
        gap = statement.words[first].place - before.place
        if (
            before.predicate
            or before.tag in ("MM", "MAG")
            or not joined
            or gap > (2.5 if counted else 1.5)
        ):
            break
        first -= 1
    return statement.words[first : last + 1]


def _phrase_after(statement: Statement, index: int) -> Phrase:
    stop = index + 1
    while stop < len(statement.words) and not statement.words[stop].case:
        if statement.words[stop].predicate:
            break
        stop += 1
    return statement.words[index + 1 : stop + 1]


def _surface(claim: Statement, phrase: Phrase) -> str:
    return claim.text[phrase[0].start : phrase[-1].end]
