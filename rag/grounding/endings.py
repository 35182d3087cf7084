"""Particles, endings and auxiliaries after a word: its role, and what they make of what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.grounding.lexicon import HEDGES, Certainty
from rag.grounding.parts import Part
from rag.korean import Morpheme

_CASES = {
    "subject": "이 가 께서",
    "object": "을 를 ᆯ",
    "topic": "은 는 ᆫ",
    "at": "에 에게 한테 께",
    "to": "로 으로",
    "from": "에서 에게서 로부터",
    "than": "보다",
    "of": "의",
    "and": "와 과 랑 이랑 하고",
    "focus": "도 만 조차 마저 까지",
}
# Particle → case.
CASES = {particle: case for case, particles in _CASES.items() for particle in particles.split()}
# Cases of nouns whose predicate may deny them or leave them open.
GOVERNED_CASES = frozenset({"", "object", "subject", "topic", "focus", "of", "at", "to"})
# Connective ending → tags of what goes on with the same predicate.
_GOES_ON = {
    "지": ("VX", "MAG"),
    "고": ("VX",),
    "어": ("VX",),
    "아": ("VX",),
    "게": ("VV", "VX"),
}
# Between a noun and the ending that makes it a predicate: 검토를 하다, 검토 중이다.
_LINK_TAGS = frozenset({"VCP", "JX", "JKO", "JKS"})
_LINKS = frozenset({("VV", "하"), ("VV", "되"), ("NNB", "중")})
_DENIALS = frozenset(["않", "못하", "말", "못", "안", "아니하"])
_PAST = frozenset(["었", "았", "였"])
_PURPOSE = frozenset(["려고", "으려고", "려", "으려", "고자", "ᆯ려고"])
_SERIAL = frozenset(["어", "아", "어서", "아서", "고", "며", "으며", "거나"])
_OBLIGATION = frozenset(["어야", "아야"])
_VOICES = {"되": "passive", "당하": "passive", "받": "passive", "시키": "causative"}


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a word up to the word that may govern it.

    Attributes:
        stop: Index of the morpheme after it.
        negated: Whether it denies the word.
        certainty: How certain it leaves the word.
        voice: ``active``, ``passive`` or ``causative``.
        relative: Whether it makes the word modify the noun after it.
        closes: Whether it ends a clause.
        governed: Whether the next word may change what this one says.
        case: What its particle says, see :class:`rag.grounding.statement.Word`.
        quoted: Whether it ends reported speech.
        conditional: Whether it ends a condition.
        serial: Whether the next clause says when and whether it happens (투자해, 늘리고).
    """

    stop: int
    negated: bool = False
    certainty: Certainty = Certainty.STATED
    voice: str = "active"
    relative: bool = False
    closes: bool = False
    governed: bool = False
    case: str = ""
    quoted: bool = False
    conditional: bool = False
    serial: bool = False


def read_tail(morphemes: Sequence[Morpheme], part: Part) -> Tail:
    """Read what follows a content word.

    Args:
        morphemes: All morphemes of the text.
        part: The word.
    """
    reader = _TailReader(morphemes, part)
    return reader.predicate() if part.predicate else reader.noun()


class _TailReader:
    """Goes forward from one word, morpheme by morpheme."""

    def __init__(self, morphemes: Sequence[Morpheme], part: Part) -> None:
        self.morphemes = morphemes
        self.part = part
        self.index = part.last + 1
        self.negated = self._negated_before()
        self.certainty = Certainty.STATED
        self.voice = "active"
        self.steps: dict[str, Callable[[Morpheme], Tail | None]] = {
            "EP": self._tense,
            "XSV": self._voice,
            "XSA": self._voice,
            "VX": self._auxiliary,
            "MAG": self._auxiliary,
            "EC": self._connective,
            "ETN": self._nominal,
            "ETM": self._modifier,
            "EF": self._final,
        }

    def noun(self) -> Tail:
        """Read particles."""
        case = ""
        while (m := self._at()) is not None and m.tag.startswith("J"):
            found = CASES.get(m.form, "")
            if m.tag != "JX" or not case:
                case = found or case
            self.index += 1
        following = self._at()
        if following is not None:
            if case == "and" and following.form in ("달리", "다르"):
                case = "unlike"
            if case == "at" and following.form == "의하":
                case = "by"
        governed = case in GOVERNED_CASES
        return Tail(self.index, self.negated, self.certainty, governed=governed, case=case)

    def predicate(self) -> Tail:
        """Read auxiliaries and endings."""
        while (m := self._at()) is not None:
            step = self.steps.get(m.tag)
            if step is None or (m.tag == "MAG" and m.form not in _DENIALS):
                if m.tag not in _LINK_TAGS and (m.tag, m.form) not in _LINKS:
                    return self._done()
                self.index += 1
                continue
            self.index += 1
            if (tail := step(m)) is not None:
                return tail
        return replace(self._done(), closes=True)

    def _at(self, offset: int = 0) -> Morpheme | None:
        position = self.index + offset
        return self.morphemes[position] if position < len(self.morphemes) else None

    def _negated_before(self) -> bool:
        if not self.part.first:
            return False
        before = self.morphemes[self.part.first - 1]
        # 2m밖에 되지 않는다 says that it is 2m.
        return before.form == "밖에" or (before.tag == "MAG" and before.form in ("안", "못"))

    def _done(self) -> Tail:
        return Tail(self.index, self.negated, self.certainty, self.voice)

    def _set(self, certainty: Certainty) -> None:
        if self.certainty is Certainty.STATED:
            self.certainty = certainty

    def _tense(self, m: Morpheme) -> None:
        if m.form in _PAST:
            self._set(Certainty.DONE)
        elif m.form == "겠":
            self._set(Certainty.PLANNED)

    def _voice(self, m: Morpheme) -> None:
        self.voice = _VOICES.get(m.form, self.voice)

    def _auxiliary(self, m: Morpheme) -> None:
        if m.form in _DENIALS:
            self.negated = not self.negated
        elif m.form == "지" and self.part.tag == "VV":
            self.voice = "passive"  # 미뤄지다
        elif m.form in HEDGES or f"{m.form}다" in HEDGES:
            self._set(Certainty.POSSIBLE)

    def _final(self, _: Morpheme) -> Tail:
        return replace(self._done(), closes=True)

    def _connective(self, m: Morpheme) -> Tail | None:
        if self._goes_on(m) or self._forbidden():
            return None
        quoted = m.form.endswith(("다고", "라고", "자고", "냐고"))
        conditional = m.form.endswith(("면", "거든"))
        return replace(
            self._done(),
            closes=True,
            governed=quoted,
            quoted=quoted,
            conditional=conditional,
            serial=m.form in _SERIAL and self.certainty is Certainty.STATED,
        )

    def _goes_on(self, m: Morpheme) -> bool:
        """Read what an auxiliary makes of the predicate: 지 않다, 려고 하다, 어야 하다."""
        following, offset = self._at(), 0
        if following is not None and following.tag in ("JX", "JKO"):  # 시끄럽지는 않다
            following, offset = self._at(1), 1
        if following is not None and following.tag in _GOES_ON.get(m.form, ()):
            self.index += offset
            return True
        if m.form in _PURPOSE:
            self._set(Certainty.PLANNED)
        following = self._at()
        if following is None or following.form not in ("하", "되"):
            return False
        if m.form in _OBLIGATION:
            self._set(Certainty.PLANNED)
        elif m.form not in _PURPOSE and m.form != "도록":
            return False
        self.index += 1
        return True

    def _forbidden(self) -> bool:
        """Read 안 된다 after 서는 and 면: what must not be."""
        ahead = [m for m in (self._at(0), self._at(1), self._at(2)) if m is not None]
        skipped = 1 if ahead and ahead[0].tag == "JX" else 0
        denial = [m.form for m in ahead[skipped : skipped + 2]]
        if denial not in (["안", "되"], ["아니", "되"]):
            return False
        self.index += skipped + 2
        self.negated = not self.negated
        return True

    def _nominal(self, m: Morpheme) -> Tail | None:
        """Read 기 and 음: 하기로 했다 is decided, not done; 하기도 했다 is done."""
        following, verb = self._at(), self._at(1)
        emphasised = following is not None and following.tag == "JX"
        if m.form == "기" and emphasised and verb is not None and verb.form == "하":
            self.index += 2
            return None
        if following is not None and following.tag.startswith("J"):
            if m.form == "기" and following.form in ("로", "에"):
                self._set(Certainty.PLANNED)
            self.index += 1
        elif following is not None and following.form in ("위하", "전"):
            self._set(Certainty.PLANNED)
        return replace(self._done(), governed=True)

    def _modifier(self, m: Morpheme) -> Tail:
        """Read a modifying ending and what stands between it and the noun."""
        if m.form in ("ᆯ", "을"):
            following = self._at()
            if following is not None and following.form == "수":
                return self._ability()
            if following is not None and following.form in ("것", "듯", "만"):
                self._set(Certainty.PLANNED)
        elif m.form in ("ᆫ", "은", "던") and not self._adjectival():
            self._set(Certainty.DONE)
        quoted = m.form.endswith(("다는", "라는", "자는", "냐는"))
        return replace(self._done(), relative=True, governed=True, quoted=quoted)

    def _adjectival(self) -> bool:
        after = self.morphemes[self.part.last + 1]
        return self.part.tag in ("VA", "VCN") or after.tag in ("XSA", "VCP")

    def _ability(self) -> Tail:
        """Read 수 있다, 수 없다, 수도 있다, 수밖에 없다 and what ends them."""
        self.index += 1
        particle = self._at()
        form = particle.form if particle is not None and particle.tag.startswith("J") else ""
        self.index += bool(form)
        verb = self._at()
        if verb is not None and verb.form == "없" and form != "밖에":
            self.negated = not self.negated
        level = Certainty.POSSIBLE if form == "도" else Certainty.ABLE
        self.certainty = min(self.certainty, level)
        self.index += 1
        while (m := self._at()) is not None and m.tag in ("EP", "VX", "JX", "EC", "ETN"):
            self.index += 1
            following = self._at()
            if m.tag == "VX" and m.form in _DENIALS:
                self.negated = not self.negated
            elif m.tag in ("EC", "ETN") and not (
                m.form == "지" and following is not None and following.tag == "VX"
            ):
                return replace(self._done(), closes=m.tag == "EC")
        if m is not None and m.tag == "ETM":
            self.index += 1
            return replace(self._done(), relative=True)
        if m is not None and m.tag == "EF":
            self.index += 1
        return replace(self._done(), closes=True)
