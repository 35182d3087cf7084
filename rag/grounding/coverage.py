"""Whether enough of a claim's content stands in the cited texts."""

from __future__ import annotations

from rag.grounding.evidence import Evidence
from rag.grounding.lexicon import COMMON, GENERIC, LIGHT, SUFFIXES, SYNONYMS, THING_AXES, WEAK
from rag.grounding.names import Surface
from rag.grounding.statement import Statement, Word

# Share of a claim's content that must be found, by weight.
_ENOUGH = 0.6
_WEAK = 0.3
_WEIGHTS = {"NNG": 1.0, "NNP": 1.5, "XR": 0.8, "VV": 0.6, "VA": 0.6, "MAG": 0.2, "MM": 0.2}


def check_coverage(claim: Statement, evidence: Evidence) -> str:
    """Find out whether a claim says more than the cited texts.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    known = Known(claim, evidence)
    # Values were checked before; they count as content.
    total = found = float(len(claim.values))
    missing: list[str] = []
    for word in claim.words:
        if word.form in LIGHT:
            continue
        weight = weight_of(word)
        total += weight
        if known.covers(word):
            found += weight
            continue
        missing.append(claim.text[word.start : word.end])
        if (
            word.tag in ("NNG", "XR")
            and len(word.form) > 1
            and (
                not _common(word)
                or (word.form not in GENERIC and {axis for axis, _ in word.poles} & THING_AXES)
            )
        ):
            return f"근거에 없는 말입니다: {missing[-1]}"
    if total and found / total < _ENOUGH:
        return f"근거에서 확인되지 않는 내용입니다: {', '.join(missing)}"
    return ""


def weight_of(word: Word) -> float:
    """Weigh a word by how much it says; a name says most.

    Args:
        word: A word that says something.
    """
    return _WEAK if word.form in WEAK else _WEIGHTS.get(word.tag, 0.5)


def _common(word: Word) -> bool:
    stem = word.form[:-1] if word.form[-1] in SUFFIXES else word.form
    return not COMMON.isdisjoint((word.form, word.base, stem))


class Known:
    """What the evidence and the question say, for one claim."""

    def __init__(self, claim: Statement, evidence: Evidence) -> None:
        """Collect the words of the evidence."""
        self._claim = claim
        self._surface = Surface(evidence)
        words = [word for _, word in evidence.words()] + list(evidence.question.words)
        self._keys = frozenset(key for word in words for key in word.keys)
        self._claimed = frozenset(key for word in claim.words for key in word.keys)

    def claimed(self, word: Word) -> bool:
        """Tell whether a word of the evidence has a counterpart in the claim."""
        return bool(word.keys & self._claimed)

    def covers(self, word: Word) -> bool:
        """Tell whether a word of the claim has a counterpart in the evidence."""
        if word.keys & self._keys:
            return True
        if word.tag in ("VV", "VA"):
            return False
        name = self._claim.text[word.start : word.end]
        if len(name) < 2:
            return any(name in eojeol for eojeol in self._surface.eojeols)
        if self._surface.has(name) or self._surface.has_abbreviated(name):
            return True
        # 합격자 for 합격: all but the last syllable.
        if word.tag == "NNP" or len(name) < 3 or name.endswith("장"):
            return False  # who heads an office is not the office
        stem = name[:-1]
        if stem in self._keys or not SYNONYMS.get(stem, frozenset()).isdisjoint(self._keys):
            return True
        return name[-1] in SUFFIXES and self._surface.has(stem)
