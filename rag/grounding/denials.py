"""Whether what a claim denies is denied in the cited text, and what it affirms is not."""

from __future__ import annotations

from rag.grounding.evidence import Evidence, Place, contradicted, fit, governs, same
from rag.grounding.lexicon import BINARY_AXES, DENYING, NEGATORS, TRIVIAL
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value, Word

# A denial in the evidence is a claim's when so much of what surrounds both is the same.
_FITS = 0.3
# What a claim affirms is what the evidence denies when so much is.
_FITS_WELL = 0.5


def denial_found(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether the evidence says no anywhere near what a claim denies.

    Args:
        word: A word of the claim that says no.
        claim: The claim.
        evidence: What it cites.
    """
    limit = claim.before(word)
    if isinstance(limit, Word) and limit.tag == "MAG":  # 5천 원이 안 되다
        limit = claim.before(limit)
    if isinstance(limit, Value) and isinstance(limit.content, Quantity) and limit.content.bound:
        return True  # 28도를 넘지 않다: compared as a limit
    for _, other in evidence.words():
        if _opposite(word, other):
            return True  # 넓지 않다, 작다: compared as opposites
    denies_others = not word.negated and {word.form, word.base} & NEGATORS
    if denies_others and any(same(word, w) and not w.negated for _, w in evidence.words()):
        return True  # 삭제 for 없애다: the same event
    denials = [Place(s, w) for s, w in evidence.words() if says_no(w)]
    if any(place.item.keys & word.keys for place in denials if isinstance(place.item, Word)):
        return True
    return any(fit(claim, word, place) >= _FITS for place in denials)


def denied_there(word: Word, claim: Statement, evidence: Evidence) -> bool:
    """Tell whether a claim affirms in other words what the evidence denies.

    "윈도우는 지원하지 않는다" does not support "윈도우에서 쓸 수 있다".

    Args:
        word: A predicate of the claim that the evidence does not know.
        claim: The claim.
        evidence: What it cites.
    """
    if not word.predicate or word.relative or any(map(says_no, claim.words)):
        return False
    places = [(s, w) for s, w in evidence.words() if w.predicate and not w.relative]
    denied = [fit(claim, word, Place(s, w)) for s, w in places if w.denies]
    if max(denied, default=0.0) <= _FITS_WELL:
        return False
    others = [fit(claim, word, Place(s, w)) for s, w in places if not w.denies]
    return contradicted(others or [0.0], denied)


def told_otherwise(word: Word, claim: Statement, evidence: Evidence, rivals: list[Place]) -> bool:
    """Tell whether the evidence denies what a claim denies in other words, and nearer to it.

    "불꽃놀이는 취소됐지만 음악회는 열렸다" supports "불꽃놀이는 열리지 못했다".

    Args:
        word: A word of the claim.
        claim: The claim.
        evidence: What it cites.
        rivals: The places of the evidence that seem to affirm it.
    """
    if not (word.denies if word.predicate else word.negated):
        return False
    least = max(fit(claim, word, place) for place in rivals)
    return any(
        fit(claim, word, Place(statement, other)) > max(least, _FITS)
        for statement, other in evidence.words()
        if other.predicate
        and not other.relative
        and (other.denies or (not other.negated and {other.form, other.base} & DENYING))
    )


def denied_alike(word: Word, claim: Statement, place: Place) -> bool:
    """Tell whether a noun that the evidence denies is denied in the claim by its predicate.

    "협상이 결렬되자" denies 협상, "협상이 깨지자" does so in a word of another class.

    Args:
        word: A noun of the claim.
        claim: The claim.
        place: Where the evidence denies it.
    """
    mine = [p for p in claim.words if governs(p, word, claim)]
    theirs = [p for p in place.statement.words if governs(p, place.item, place.statement)]
    return any(says_no(p) for p in mine) or any(
        says_no(b) and a.form not in TRIVIAL and same(a, b) for a in mine for b in theirs
    )


def _opposite(word: Word, other: Word) -> bool:
    mine = dict(word.poles)
    return any(mine.get(axis, pole) != pole for axis, pole in other.poles)


def says_no(word: Word) -> bool:
    """Tell whether a word denies, by itself or by what is said of it.

    Args:
        word: A word of any text.
    """
    return (
        word.denies
        or word.negated
        or bool({word.form, word.base} & DENYING)
        or any(axis in BINARY_AXES and pole > 0 for axis, pole in word.poles)
    )
