"""Who does a predicate, and to what: as a claim states it, and as a source may mean it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.grounding.lexicon import CARRIERS, LIGHT
from rag.grounding.phrases import Phrase, phrase_after, phrase_at
from rag.grounding.statement import Statement


@dataclass(frozen=True, slots=True)
class Roles:
    """Who may be doing, and what it may be done to; empty when the text does not say."""

    agents: tuple[Phrase, ...]
    patients: tuple[Phrase, ...]


def stated_roles(claim: Statement, index: int) -> Roles:
    """Read agent and object that a claim states beyond doubt.

    Args:
        claim: The claim.
        index: Number of the predicate among its words.
    """
    predicate = claim.words[index]
    cases: dict[str, Phrase] = {}
    for position in range(index - 1, -1, -1):
        word = claim.words[position]
        if word.clause != predicate.clause or (word.predicate and word.relative):
            break
        if word.case and word.case not in cases:
            cases[word.case] = phrase_at(claim, position)
    subject, object_ = cases.get("subject"), cases.get("object")
    if predicate.voice == "passive":
        agent = cases.get("by")
        patient = object_ or subject  # 과징금을 부과받다: the subject is who gets it
    else:
        agent = subject if object_ or "topic" in cases else None
        if not agent and object_ and not predicate.quoted:  # a reported topic may be the reporter
            agent = cases.get("topic")
        patient = object_
    return Roles((agent,) if agent else (), (patient,) if patient else ())


def possible_roles(source: Statement, index: int) -> Roles:
    """Read who and what a source may mean: all that grammar allows.

    Args:
        source: A cited text.
        index: Number of the predicate among its words.
    """
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
        phrase = phrase_at(source, position)
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
    head = [phrase_after(source, index)] if predicate.relative else []
    if predicate.voice == "passive":
        return Roles(tuple(others), (*subjects, *topics, *objects, *head))
    if not objects and not head:  # 시간이 짧아지다: what it happens to
        objects = [nearest[case] for case in ("subject", "topic") if case in nearest]
    if "focus" in nearest:
        return Roles((*subjects, *topics, *head), (*objects, *topics, *head))
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
    return Roles(tuple(agents), (*patients, *_in_relative(source, patients)))


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
                found.append(phrase_at(source, index))
    return found
