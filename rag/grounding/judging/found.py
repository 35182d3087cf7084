"""How much of a claim the cited texts hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.grounding.evidence import Evidence
from rag.grounding.judging.alignment import Alignment
from rag.grounding.lexicon import SUFFIXES, WEAK
from rag.grounding.names import Surface
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
    "letters.two",
    "letters.three",
    "copied.longest",
    "copied.squared",
    "copied",
    "texts",
    "words",
)
_NAME_TAGS = frozenset({"NNP", "SL", "SH"})
_VERB_TAGS = frozenset({"VV", "VA", "XR"})
_CONTENT = frozenset("NVMXS")
_JOINED = frozenset({"SF", "SP", "XSA", "XSV"})
# How much a word says by its tag; a name says most.
_WEIGHTS = {"NNG": 1.0, "NNP": 1.5, "XR": 0.8, "VV": 0.6, "VA": 0.6, "MAG": 0.2, "MM": 0.2}
_OTHER, _WEAK = 0.5, 0.3
_SHORTEST_NAME = 2
_WRITTEN = re.compile(r"[가-힣A-Za-z0-9.,%]+")
_NO_LETTER = re.compile(r"[^가-힣A-Za-z0-9]")


def found_row(alignment: Alignment) -> list[float]:
    """Measure how much of a claim is found.

    Args:
        alignment: The claim and what it cites.

    Returns:
        One value for each of :data:`NAMES`.
    """
    claim, cited = alignment.claim, alignment.evidence.cited
    words = alignment.words
    missing = missing_words(words, claim, alignment.evidence)
    total = sum(map(_weight, words))
    lacking = sum(map(_weight, missing))
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
        _grams_found(claim, cited, 2),
        _grams_found(claim, cited, 3),
        *_copied(claim, cited),
        len(cited),
        len(claim.words),
    ]


def missing_words(words: Sequence[Word], claim: Statement, evidence: Evidence) -> list[Word]:
    """List the words of a claim that have no counterpart in the evidence or the question.

    Args:
        words: The words of the claim that say something.
        claim: The claim.
        evidence: What it cites.
    """
    surface = Surface(evidence)
    keys = surface.keys

    def is_known(word: Word) -> bool:
        if word.keys & keys:
            return True
        if word.tag in ("VV", "VA"):
            return False
        name = claim.text[word.start : word.end]
        if len(name) < _SHORTEST_NAME:
            return any(name in eojeol for eojeol in surface.eojeols)
        if surface.has(name):
            return True
        # 합격자 for 합격; but who heads an office is not the office.
        if word.tag == "NNP" or len(name) == _SHORTEST_NAME or name.endswith("장"):
            return False
        return name[:-1] in keys or (name[-1] in SUFFIXES and surface.has(name[:-1]))

    return [word for word in words if not is_known(word)]


def _weight(word: Word) -> float:
    return _WEAK if word.form in WEAK else _WEIGHTS.get(word.tag, _OTHER)


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


def _grams_found(claim: Statement, cited: Sequence[Statement], length: int) -> float:
    """Compute the share of a claim's runs of letters within words that a cited text has."""
    mine = _grams(claim.text, length)
    theirs = frozenset[str]().union(*(_grams(s.text, length) for s in cited))
    return len(mine & theirs) / max(1, len(mine))


def _grams(text: str, length: int) -> frozenset[str]:
    found: set[str] = set()
    for word in _WRITTEN.findall(text):
        found.update({word[i : i + length] for i in range(len(word) - length + 1)} or {word})
    return frozenset(found)


def _copied(claim: Statement, cited: Sequence[Statement]) -> tuple[float, float, float]:
    """Cut a claim into the longest runs of letters that a cited text has.

    Returns:
        The share of its letters in the longest, how few the runs are, and the share in any.
    """
    mine = _NO_LETTER.sub("", claim.text)
    theirs = [_NO_LETTER.sub("", s.text) for s in cited]
    runs: list[int] = []
    start = 0
    while start < len(mine):
        end = start
        while end < len(mine) and any(mine[start : end + 1] in text for text in theirs):
            end += 1
        runs.append(end - start)
        start = max(end, start + 1)
    length = max(1, len(mine))
    squares = sum(run * run for run in runs)
    return max(runs, default=0) / length, squares / length**2, sum(runs) / length
