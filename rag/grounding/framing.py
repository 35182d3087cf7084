"""What a text says of a whole statement: "… 했다는 말은 사실이 아니다" denies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.grounding.lexicon import DOUBTING, REPORTING, VOUCHING
from rag.korean import Morpheme, default_analyzer

Forms = list[tuple[str, str]]

_QUOTING = ("다는", "라는", "다고", "라고", "단", "란")
_VERBS = frozenset({"VV", "XSV", "VX"})
_STEMS = _VERBS | {"VA", "XSA", "VCP", "VCN"}
# Tags of morphemes that may say something; the others only tie these together.
_CONTENT = frozenset({"NNG", "NNP", "NNB", "NR", "NP", "XR", "VV", "VA", "VCN", "MAG", "SL", "SN"})
_DENIALS = frozenset({"않", "못하", "아니하"})
# 간 적이 없다 denies, 먹을 것이 없다 does not.
_EVER = frozenset({"적", "사실", "일", "바"})


@dataclass(frozen=True, slots=True)
class Framed:
    """A statement without what is said of it.

    Attributes:
        core: The statement, in plain style.
        denied: Whether the frame says that it is not so.
    """

    core: str
    denied: bool


def unframe(text: str, morphemes: Sequence[Morpheme]) -> Framed | None:
    """Take the frame off a text that says of a whole statement whether it is so.

    "올렸다는 말은 사실이 아니다" gives "올렸다", denied; "올린 것이 맞다" gives "올렸다", affirmed.

    Args:
        text: Normalised text of one sentence.
        morphemes: Its morphemes.

    Returns:
        The statement; ``None`` when the text has no frame.
    """
    stop = _without_report(morphemes)
    for cut in range(1, stop):
        m = morphemes[cut]
        if m.tag not in ("ETM", "EC") or not _ends_statement(morphemes, cut):
            continue
        sign = _sign(morphemes[cut + 1 : stop])
        if sign is None:
            continue
        core = _core(text, morphemes, cut)
        return None if core is None else Framed(core, denied=sign)
    return None


def _without_report(morphemes: Sequence[Morpheme]) -> int:
    """Return where a text ends but for who says so: "… 아니라고 밝혔다"."""
    end = len(morphemes)
    while end and morphemes[end - 1].tag in ("SF", "SS", "SSC", "SSO"):
        end -= 1
    for index in range(end - 1, 0, -1):
        m = morphemes[index]
        if m.tag in ("EC", "ETM") and m.form.endswith(("다고", "라고", "다는", "라는")):
            rest = [n for n in morphemes[index + 1 : end] if n.tag in _CONTENT]
            told = bool(rest) and rest[-1].form in REPORTING
            return index + 1 if told and len(rest) <= 4 else end
    return end


def _ends_statement(morphemes: Sequence[Morpheme], index: int) -> bool:
    """Tell whether an ending closes a statement that the next words speak of."""
    m, following = morphemes[index], morphemes[index + 1 : index + 2]
    if m.form.endswith(_QUOTING):
        return True
    if m.tag != "ETM" or not following:
        return False
    noun = following[0].form
    if m.form in ("ᆯ", "을"):
        return noun == "리"
    if noun in _EVER:
        return any(n.form == "없" for n in morphemes[index + 2 : index + 4])
    has_nothing = any(n.form == "없" for n in morphemes[index + 2 : index + 4])
    return noun in ("것", "거") and not has_nothing


def _sign(frame: Sequence[Morpheme]) -> bool | None:
    """Read what a frame says: whether it denies; ``None`` when it is none."""
    denied = False
    says = False
    for m in frame:
        form = m.form
        if m.tag == "JKO":
            return None  # 주장을 받아들이지 않다: what somebody does
        if form in DOUBTING or form in _DENIALS or (m.tag == "MAG" and form in ("안", "못")):
            denied = not denied
            says = True
        elif m.tag in _CONTENT and form not in VOUCHING:
            return None
        elif form in ("사실", "맞", "옳", "참", "진실", "분명", "확실", "틀림없"):
            says = True
    return denied if says else None


def _core(text: str, morphemes: Sequence[Morpheme], cut: int) -> str | None:
    """Write the statement before an ending with a final one."""
    verb = cut - 1
    while verb > 0 and morphemes[verb].tag == "EP":
        verb -= 1
    stem = morphemes[verb]
    if stem.tag not in _STEMS or not text[: stem.start].strip():
        return None
    forms: Forms = [(m.form, m.tag) for m in morphemes[verb:cut]]
    ending = morphemes[cut].form
    acts = stem.tag in _VERBS
    if ending.endswith(_QUOTING):
        present = ending.startswith(("ᆫ", "는"))
    else:
        present = ending == "는"
        if acts and ending in ("ᆫ", "은", "던"):
            forms.append(("었", "EP"))
    forms.append(("는다" if present and acts else "다", "EF"))
    return text[: stem.start] + default_analyzer().join(forms) + "."
