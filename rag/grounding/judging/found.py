"""How much of a claim the cited texts hold."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grounding.coverage import Known, weight_of
from rag.grounding.judging.alignment import Alignment
from rag.grounding.statement import Statement, Word

NAMES = (
    "found.weight",
    "missing.weight",
    "missing.nouns",
    "missing.names",
    "missing.verbs",
    "missing.items",
    "found.one_text",
    "told.most",
    "told.mean",
    "bigrams",
    "trigrams",
    "last",
    "length",
)
_NAME_TAGS = frozenset({"NNP", "SL", "SH"})
_VERB_TAGS = frozenset({"VV", "VA", "XR"})
_CONTENT = frozenset("NVMXS")
_JOINED = frozenset({"SF", "SP", "XSA", "XSV"})


def found_row(alignment: Alignment) -> list[float]:
    """Measure how much of a claim is found.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    claim, cited = alignment.claim, alignment.evidence.cited
    known = Known(claim, alignment.evidence)
    words = alignment.words
    missing = [w for w in words if not known.covers(w)]
    total = sum(map(weight_of, words))
    lacking = sum(map(weight_of, missing))
    kinds = [_kind(w) for w in missing]
    count = max(1, len(alignment.items))
    mine = frozenset(key for word in claim.words for key in word.keys)
    told = [_share([bool(w.keys & mine) for w in s.words]) for s in cited]
    in_each = [sum(any(p.statement is s for p in ps) for ps in alignment.places) for s in cited]
    return [
        1 - lacking / total if total else 1.0,
        lacking,
        kinds.count("noun"),
        kinds.count("name"),
        kinds.count("verb"),
        sum(not places for places in alignment.places) / count,
        max(in_each) / count,
        max(told),
        sum(told) / len(told),
        _runs_found(claim, cited, 2),
        _runs_found(claim, cited, 3),
        float(bool(words) and bool(alignment.places_of(words[-1]))),
        len(claim.items) / max(1, sum(len(s.items) for s in cited)),
    ]


def _kind(word: Word) -> str:
    if word.tag in _NAME_TAGS:
        return "name"
    if word.tag in _VERB_TAGS or word.predicate:
        return "verb"
    return "noun" if word.tag == "NNG" else "other"


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _runs_found(claim: Statement, cited: Sequence[Statement], length: int) -> float:
    """Compute the share of a claim's runs of content morphemes that stand in a cited text."""
    mine = _runs(claim, length)
    theirs = frozenset[tuple[str, ...]]().union(*(_runs(s, length) for s in cited))
    return len(mine & theirs) / len(mine) if mine else 1.0


def _runs(statement: Statement, length: int) -> frozenset[tuple[str, ...]]:
    forms = [m.form for m in statement.morphemes if m.tag[0] in _CONTENT and m.tag not in _JOINED]
    return frozenset(zip(*(forms[skip:] for skip in range(length)), strict=False))
