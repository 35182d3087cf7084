"""Whether what a claim says of a name or thing is said of another one in the cited text."""

from __future__ import annotations

from rag.grounding.evidence import Evidence, Place, contradicted, fit
from rag.grounding.lexicon import LIGHT
from rag.grounding.phrases import Phrase, names_shared, phrase_at, same_phrase
from rag.grounding.statement import Statement, Word


def other_identity(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence says of another noun that it is what the claim says of this one.

    Args:
        word: A noun with 이다 of the claim.
        claim: The claim.
        evidence: What it cites.
    """
    agreeing: list[float] = []
    others: list[float] = []
    for statement, other in evidence.words():
        if word.keys & other.keys:
            agreeing.append(fit(claim, word, Place(statement, other)))
        elif other.copular and other.form not in LIGHT:
            others.append(fit(claim, word, Place(statement, other)))
    return bool(agreeing) and contradicted(agreeing, others)


def crossed(name: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence gives a name another one's attribute: 갑국의 A와 을국의 B.

    Args:
        name: A noun of the claim's topic.
        claim: The claim.
        evidence: What it cites.
    """
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


def aimed_elsewhere(claim: Statement, index: int, evidence: Evidence) -> bool:
    """Tell whether an act is aimed at another one in the evidence: 조종사를 대상으로.

    Args:
        claim: The claim.
        index: Number among its words of 대상, 상대 and the like.
        evidence: What it cites.
    """
    mine = _aim(claim, index)
    if not mine:
        return False
    theirs = [
        (source, aim)
        for source in evidence.cited
        for position, word in enumerate(source.words)
        if word.form == claim.words[index].form and (aim := _aim(source, position))
    ]
    if not theirs or any(same_phrase(mine, aim) for _, aim in theirs):
        return False
    return any(names_shared(mine, (w,)) for source, _ in theirs for w in source.words)


def _aim(statement: Statement, index: int) -> Phrase:
    before = statement.words[index - 1] if index else None
    if statement.words[index].case != "to" or before is None or before.case != "object":
        return ()
    return phrase_at(statement, index - 1)


def _attribute(source: Statement, name: Word) -> Word | None:
    """Return the name that stands with 의 before a name."""
    position = source.words.index(name) - 1
    while position >= 0 and not source.words[position].case:
        position -= 1
    before = source.words[position] if position >= 0 else None
    if before is None or before.case != "of" or before.tag not in ("NNP", "SL"):
        return None
    return before if name.place - before.place <= 2 else None
