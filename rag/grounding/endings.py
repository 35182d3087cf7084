"""Particles, endings and auxiliaries after a word: its role, and whether they deny it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.grounding.parts import Part
from rag.korean import Morpheme, is_denial

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
_CASE_OF = {particle: case for case, particles in _CASES.items() for particle in particles.split()}
# What belongs to a predicate: tense, voice, auxiliaries, what stands between 검토 and 하다.
_OWN_TAGS = frozenset({"EP", "XSV", "XSA", "VX", "VCP", "JX", "JKO", "JKS", "EC"})
_LINKS = frozenset({("VV", "하"), ("VV", "되"), ("NNB", "중")})
# With one of these, 하다 or 되다 belongs to the predicate before it: 하려고 하다, 해야 되다.
_LINKING = ("려고", "려", "고자", "어야", "아야", "도록")


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a word up to the next one.

    Attributes:
        stop: Index of the morpheme after it.
        negated: Whether it denies the word.
        closes: Whether it ends a clause.
        case: What its particle says, see :class:`rag.grounding.statement.Word`.
    """

    stop: int
    negated: bool = False
    closes: bool = False
    case: str = ""


def read_tail(morphemes: Sequence[Morpheme], part: Part) -> Tail:
    """Read what follows a content word.

    Args:
        morphemes: All morphemes of the text.
        part: The word.
    """
    before = morphemes[part.first - 1] if part.first else None
    # 2m밖에 되지 않는다 says that it is 2m.
    negated = before is not None and (
        before.form == "밖에" or (before.tag == "MAG" and is_denial(before))
    )
    read = _predicate if part.predicate else _noun
    return read(morphemes, part.last + 1, negated)


def _noun(morphemes: Sequence[Morpheme], index: int, negated: bool) -> Tail:
    """Read particles."""
    case = ""
    while index < len(morphemes) and morphemes[index].tag.startswith("J"):
        if morphemes[index].tag != "JX" or not case:
            case = _CASE_OF.get(morphemes[index].form, case)
        index += 1
    return Tail(index, negated, case=case)


def _predicate(morphemes: Sequence[Morpheme], index: int, negated: bool) -> Tail:
    """Read auxiliaries and endings."""
    while index < len(morphemes):
        m, after = morphemes[index], morphemes[index + 1 : index + 4]
        index += 1
        if is_denial(m) and m.tag in ("VX", "MAG"):
            negated = not negated
        elif m.tag == "EF" or (m.tag == "EC" and not _goes_on(m, after)):
            return Tail(index, negated, closes=True)
        elif m.tag == "ETM" and after and after[0].form == "수":
            verb = 2 if len(after) > 1 and after[1].tag.startswith("J") else 1
            if len(after) > verb and after[verb].form == "없" and after[verb - 1].form != "밖에":
                negated = not negated  # 지을 수 없다
            index += verb + 1
        elif (
            m.tag == "ETN"
            and [o.tag for o in after[:1]] == ["JX"]
            and after[1:2]
            and after[1].form == "하"
        ):
            index += 2  # 열기도 하다
        elif m.tag in ("ETM", "ETN"):
            return Tail(index, negated)
        elif m.tag not in _OWN_TAGS and (m.tag, m.form) not in _LINKS:
            return Tail(index - 1, negated)
    return Tail(index, negated, closes=True)


def _goes_on(ending: Morpheme, after: Sequence[Morpheme]) -> bool:
    """Tell whether what follows an ending is of the same predicate: 지 않다, 면 안 되다."""
    rest = after[1:] if after and after[0].tag in ("JX", "JKO") else after
    if not rest:
        return False
    if rest[0].tag == "VX" or (ending.form == "지" and is_denial(rest[0])):
        return True
    if is_denial(rest[0]) and len(rest) > 1 and rest[1].form == "되":
        return True
    return ending.form.endswith(_LINKING) and rest[0].form in ("하", "되")
