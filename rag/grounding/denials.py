"""Whether what a claim denies is denied in the cited text, and what it affirms is not."""

from __future__ import annotations

from rag.grounding.evidence import Evidence, Place, contradicted, fit, same
from rag.grounding.lexicon import BINARY_AXES, DENYING, NEGATORS
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
    denials = [Place(s, w) for s, w in evidence.words() if _says_no(w)]
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
    if not word.predicate or word.relative or any(map(_says_no, claim.words)):
        return False
    places = [(s, w) for s, w in evidence.words() if w.predicate and not w.relative]
    denied = [fit(claim, word, Place(s, w)) for s, w in places if w.denies]
    if max(denied, default=0.0) <= _FITS_WELL:
        return False
    others = [fit(claim, word, Place(s, w)) for s, w in places if not w.denies]
    return contradicted(others or [0.0], denied)


def _opposite(word: Word, other: Word) -> bool:
    mine = dict(word.poles)
    return any(mine.get(axis, pole) != pole for axis, pole in other.poles)


def _says_no(word: Word) -> bool:
    return (
        word.denies
        or word.negated
        or bool({word.form, word.base} & DENYING)
        or any(axis in BINARY_AXES and pole > 0 for axis, pole in word.poles)
    )
