"""Morphemes to content words: suffixes and prefixes joined, particles and auxiliaries left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.grounding.quantities import Quantity
from rag.korean import Moment, Morpheme

VERB_TAGS = frozenset({"VV", "VA", "VCN"})
_NOUN_TAGS = frozenset({"NNG", "NNP", "NNB", "XR", "SL", "SH", "NR", "NP"})
_CONTENT_TAGS = _NOUN_TAGS | VERB_TAGS | {"MAG", "MM", "SN", "W_SERIAL", "UN"}
_SYLLABLES = frozenset({"NNG", "NNP", "MM"})
_NEGATING_PREFIXES = frozenset(["불", "비", "미", "무", "몰", "반", "탈"])
_SUFFIXES_LEFT_OUT = frozenset({"들", "적"})
_AFTER_SIGN = re.compile(
    r"(?:에서|부터|까지|으로|로|보다|은|는|이|가|을|를|의|에|와|과|도|만)(?=[\s,.)]|$)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A content word before its surroundings are read.

    Attributes:
        first: Index of its first morpheme.
        last: Index of its last morpheme.
        form: Dictionary form; verbs and adjectives end in 다, affixes are joined.
        base: ``form`` without affixes that do not make another word of it.
        tag: Sejong tag of its main morpheme.
        predicate: Whether it is a verb or adjective, or a noun with 하다, 되다 or 이다.
        prefixed: Whether it has a negating prefix.
    """

    first: int
    last: int
    form: str
    base: str
    tag: str
    predicate: bool
    prefixed: bool


def split_parts(
    text: str, morphemes: Sequence[Morpheme], values: Sequence[Quantity | Moment]
) -> list[Part]:
    """List the content words of a text.

    Args:
        text: Normalised text.
        morphemes: Its morphemes.
        values: What is read as a number or date, and is no word.

    Returns:
        Its content words in order.
    """
    splitter = _Splitter(text, morphemes, values)
    parts: list[Part] = []
    index = 0
    while index < len(morphemes):
        part = splitter.part(index)
        if part is None:
            index += 1
        else:
            if parts and _is_one_name(morphemes, parts[-1], part):
                part = _joined(parts.pop(), part)
            parts.append(part)
            index = part.last + 1
    return parts


def _is_one_name(morphemes: Sequence[Morpheme], part: Part, after: Part) -> bool:
    """Tell whether two parts are syllables of a name that the analyser does not know: 한, 별."""
    return (
        {part.tag, after.tag} <= _SYLLABLES
        and morphemes[part.last].end == morphemes[after.first].start
        and all(p.last - p.first + 1 == len(p.form) for p in (part, after))
    )


def _joined(part: Part, after: Part) -> Part:
    form = part.form + after.form
    return replace(after, first=part.first, form=form, base=form, tag="NNP")


class _Splitter:
    def __init__(
        self, text: str, morphemes: Sequence[Morpheme], values: Sequence[Quantity | Moment]
    ) -> None:
        self.text = text
        self.morphemes = morphemes
        self.values = values

    def part(self, index: int) -> Part | None:
        """Read the content word that begins with a morpheme, if one does."""
        m = self.morphemes[index]
        if self._in_value(m):
            return None
        if m.tag in VERB_TAGS:
            return self._verb(index)
        if m.tag == "XPN":
            following = self.morphemes[index + 1 : index + 2]
            if not following or following[0].tag not in _NOUN_TAGS:
                return None
            return self._noun(index, index + 1, prefix=m.form)
        if m.tag not in _CONTENT_TAGS:
            return None
        return self._noun(index, index)

    def _verb(self, index: int) -> Part:
        """Read a verb or adjective; 말하다 is also 말."""
        m = self.morphemes[index]
        form = base = f"{m.form}다"
        if form.endswith("하다") and (len(form) > 3 or form == "말하다"):
            base = form.removesuffix("하다")
        return Part(index, index, form, base, m.tag, predicate=True, prefixed=False)

    def _noun(self, first: int, main: int, prefix: str = "") -> Part:
        m = self.morphemes[main]
        form = base = m.form.lower() if m.tag == "SL" else m.form
        last = main
        while last + 1 < len(self.morphemes) and self.morphemes[last + 1].tag == "XSN":
            last += 1
            if self.morphemes[last].form not in _SUFFIXES_LEFT_OUT:
                form += self.morphemes[last].form
        form = prefix + form
        negating = prefix in _NEGATING_PREFIXES
        if prefix and not negating:
            base = form  # 부회장, 준우승: another thing
        predicate = self._predicative(last + 1)
        tag = m.tag
        if tag == "MM" and last > main:  # 한별, read as 한 and a suffix
            tag, base = "NNP", form
        return Part(first, last, form, base, tag, predicate=predicate, prefixed=negating)

    def _in_value(self, morpheme: Morpheme) -> bool:
        for value in self.values:
            if morpheme.start < value.end and value.start < morpheme.end:
                return True
            # After a sign such as %, the analyser may read a particle as a word.
            if morpheme.start >= value.end and not self.text[value.end - 1].isalpha():
                particle = _AFTER_SIGN.match(self.text, value.end)
                if particle and morpheme.start < particle.end():
                    return True
        return False

    def _predicative(self, index: int) -> bool:
        """Tell whether the noun before ``index`` is a predicate."""
        if index >= len(self.morphemes):
            return True  # a headline may end in a noun
        m = self.morphemes[index]
        if m.tag in ("XSV", "XSA", "VCP", "SF") or (m.tag == "NNB" and m.form == "중"):
            return True
        following = self.morphemes[index + 1 : index + 2]
        verb = following[0].form if following and following[0].tag in ("VV", "XSV") else ""
        if m.tag == "MAG" and m.form in ("안", "못"):  # 생각 못 하다
            return verb == "하"
        if m.tag == "JKS":  # 마비가 되다
            return verb == "되"
        return m.tag in ("JKO", "JX") and verb == "하"
