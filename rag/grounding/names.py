"""Whether a claim's names stand in the cited texts or in the question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.grounding.evidence import Evidence, same
from rag.grounding.statement import Statement, Word
from rag.korean import UNITS

_RUN = re.compile(r"[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_PART = re.compile(r"[A-Za-z]+|\d+")
_QUOTED = re.compile(r"[‘'“\"「『《〈]([^‘’'“”\"」』》〉]{1,20})[’'”\"」』》〉]")
# A quotation that is speech and not a title may be told in other words.
_SPOKEN = re.compile(r"[다요까라자]\W*$")
_WORD_CHARACTERS = re.compile(r"[^0-9A-Za-z가-힣一-鿿]+")
_COMPATIBLE = re.compile(r"[㎀-㏟]")
_UNIT = re.compile(r"[A-Za-z㎀-㏟]+|킬로[가-힣]+|메가[가-힣]+|[가-힣]*미터")
_NOUNS = frozenset({"NNG", "NNP", "SL", "SH", "UN"})
NAME_TAGS = frozenset({"NNP", "SL", "SH", "UN", "W_SERIAL"})


def check_letters(claim: Statement, surface: Surface) -> str:
    """Find Latin letters, digits or a title in quotes that are nowhere in the evidence.

    Args:
        claim: The claim.
        surface: The characters of what it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for run in _RUN.finditer(claim.text):
        if _COMPATIBLE.match(claim.text[run.start() - 1 : run.start()]):
            continue  # the h of ㎾h
        if not _in_value(claim, *run.span()) and not surface.has_run(run[0]):
            return f"근거에 없는 이름이나 숫자입니다: {run[0]}"
    for quoted in _QUOTED.finditer(claim.text):
        if not _SPOKEN.search(quoted[1]) and not surface.has(quoted[1]):
            return f"근거에 없는 이름입니다: {quoted[1]}"
    return ""


def check_names(claim: Statement, surface: Surface) -> str:
    """Find what the analyser takes for a name and the evidence does not have.

    Args:
        claim: The claim.
        surface: The characters of what it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for word in claim.words:
        if word.tag in NAME_TAGS and not surface.has_name(claim, word):
            return f"근거에 없는 이름입니다: {claim.text[word.start : word.end]}"
    return ""


def exchanged(
    claim: Statement, evidence: Evidence, surface: Surface
) -> Iterator[tuple[Word, Word]]:
    """Pair each noun that is nowhere in the evidence with nouns that stand there in its place.

    Args:
        claim: The claim.
        evidence: What it cites.
        surface: Its characters.
    """
    known = frozenset(key for word in claim.words for key in word.keys)
    for word in filter(_is_noun, claim.words):
        if surface.has_name(claim, word):
            continue
        for step in (1, -1):
            neighbour = claim.beside(word, step)
            for text, item in evidence.items():
                other = text.beside(item, -step)
                if (
                    neighbour is not None
                    and same(neighbour, item)
                    and isinstance(other, Word)
                    and _is_noun(other)
                    and other.case == word.case
                    and known.isdisjoint(other.keys)
                ):
                    yield word, other


def _is_noun(word: Word) -> bool:
    return word.tag in _NOUNS and not word.predicate


class Surface:
    """The characters of the evidence, for names that the analyser does not know."""

    def __init__(self, evidence: Evidence) -> None:
        """Join the evidence's words without spaces and punctuation."""
        statements = (*evidence.cited, evidence.question)
        texts = [s.text for s in statements]
        self.keys = frozenset(key for s in statements for word in s.words for key in word.keys)
        self.squashed = [_squash(text) for text in texts]
        self.runs = {
            run.replace("-", "").lower()
            for text in texts
            for run in (*_RUN.findall(text), *_PART.findall(text))
        }
        self.units = {UNITS[run] for text in texts for run in _UNIT.findall(text) if run in UNITS}
        self.eojeols = [_squash(word) for text in texts for word in text.split()]

    def has(self, characters: str) -> bool:
        """Tell whether a run of letters occurs, spaces and punctuation aside."""
        squashed = _squash(characters)
        return any(squashed in text for text in self.squashed)

    def has_run(self, run: str) -> bool:
        """Tell whether a Latin or digit run occurs whole."""
        run = run.removesuffix("당")  # kWh당
        return run.replace("-", "").lower() in self.runs or UNITS.get(run) in self.units

    def has_name(self, claim: Statement, word: Word) -> bool:
        """Tell whether a name occurs, as a word or as characters."""
        name = claim.text[word.start : word.end]
        if word.keys & self.keys or (name[0].isascii() and self.has_run(name)):
            return True
        if len(name) == 1:
            return any(name in eojeol for eojeol in self.eojeols)
        return self.has(name)


def _squash(text: str) -> str:
    return _WORD_CHARACTERS.sub("", text).lower()


def _in_value(claim: Statement, start: int, end: int) -> bool:
    return any(v.content.start < end and start < v.content.end for v in claim.values)
