"""Whether what a claim calls more, less, most or least is so by the numbers of the cited text."""

from __future__ import annotations

from rag.grounding.evidence import Evidence
from rag.grounding.quantities import Quantity
from rag.grounding.statement import Statement, Value, Word

_MORE = frozenset("많다 크다 높다 길다 무겁다 비싸다 넓다 앞서다 웃돌다".split())
_LESS = frozenset("적다 작다 낮다 짧다 가볍다 싸다 저렴하다 좁다 뒤지다 밑돌다".split())
_MOST = frozenset({"가장", "제일"})
# Words for a first place; with one of these a text makes a ranking of its own.
_RANKING = _MOST | frozenset(
    "최대 최다 최고 최저 최소 최장 최단 최상 최하 최초 최고치 최저치 으뜸 꼴찌 선두 수위".split()
)
# A number farther away than this many words is not that of a noun.
_REACH = 6


def check_comparisons(claim: Statement, evidence: Evidence) -> str:
    """Find a comparison of the claim that the numbers of the evidence turn round.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for word in claim.words:
        if word.negated or word.form not in _MORE | _LESS:
            continue
        more = word.form in _MORE
        for statement in evidence.cited:
            if _reversed(claim, word, statement, more=more):
                return f"근거의 숫자로는 순서가 다릅니다: {claim.text[word.start : word.end]}"
            if _is_most(claim, word) and _not_most(claim, statement, more=more):
                return (
                    f"근거의 숫자로는 가장 그런 것이 아닙니다: {claim.text[word.start : word.end]}"
                )
    return ""


def _reversed(claim: Statement, predicate: Word, source: Statement, *, more: bool) -> bool:
    """Compare the numbers of A and B in "A가 B보다 많다"."""
    before = [w for w in claim.words if w.place < predicate.place]
    second = next((w for w in reversed(before) if w.case == "than"), None)
    first = next((w for w in reversed(before) if w.case in ("subject", "topic")), None)
    if second is None or first is None:
        return False
    compared = _named(claim, first, second) + [w for w in before if w.place < second.place]
    ones = [n for w in compared if w is not second for n in _numbers(w, source)]
    twos = [n for w in _named(claim, second, first) for n in _numbers(w, source)]
    for one in ones[:1]:
        for two in twos[:1]:
            if one.unit == two.unit and one.values[0] != two.values[0]:
                return (one.values[0] > two.values[0]) != more
    return False


def _is_most(claim: Statement, word: Word) -> bool:
    before = claim.before(word)
    return isinstance(before, Word) and before.form in _MOST


def _not_most(claim: Statement, source: Statement, *, more: bool) -> bool:
    """Look for a greater number than that of what is said to have the greatest."""
    if any(word.form in _RANKING for word in source.words):
        return False
    named = [w for w in claim.words if w.copular or w.case == "subject"]
    for word in named:
        for number in _numbers(word, source)[:1]:
            peers = [
                v.content.values[0]
                for v in source.values
                if isinstance(v.content, Quantity) and v.content.unit == number.unit
            ]
            best = max(peers) if more else min(peers)
            if len(peers) > 2 and number.values[0] != best:
                return True
    return False


def _named(claim: Statement, word: Word, other: Word) -> list[Word]:
    """List the nouns of a phrase that tell it from the other phrase, the last one first."""
    shared = {key for w in _phrase(claim, other) for key in w.keys}
    return [w for w in _phrase(claim, word) if shared.isdisjoint(w.keys)]


def _phrase(claim: Statement, word: Word) -> list[Word]:
    phrase = [word]
    for before in reversed(claim.words[: claim.words.index(word)]):
        if before.case not in ("", "of") or before.predicate:
            break
        phrase.append(before)
    return phrase


def _numbers(word: Word, source: Statement) -> list[Quantity]:
    """Return the first number after a noun in the same part of an enumeration."""
    for place in source.words:
        if not place.keys & word.keys:
            continue
        for item in source.items[place.index + 1 : place.index + 1 + _REACH]:
            if isinstance(item, Value) and isinstance(item.content, Quantity):
                return [item.content] if len(item.content.values) == 1 else []
            if isinstance(item, Word) and item.case in ("topic", "subject"):
                break
    return []
