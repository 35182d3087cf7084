"""What a yes-or-no question asks to be confirmed, said as a statement."""

from __future__ import annotations

from collections.abc import Sequence

from rag.korean import Analyzer, Morpheme, is_past, without_signs

_ACTIONS = frozenset({"VV", "XSV", "VX"})
_PREDICATES = _ACTIONS | {"VA", "XSA", "VCP", "VCN"}
_ASKING = ("나", "가", "데", "지", "며", "대")
_REPORTED = ("다고", "라고")
# What asks whether the statement before it is true: "… 거 맞지?", "… 게 사실이야?".
_TRUE = frozenset({"맞", "사실", "정말", "진짜"})
_THINGS = frozenset({"거", "것", "게", "말", "점"})


def ends_question(text: str, last: Morpheme) -> bool:
    """Tell whether a clause ends a question, also with what links clauses elsewhere: "…이었나?"."""
    links = last.tag == "EC" and last.form.endswith(_ASKING) and text.rstrip().endswith("?")
    return last.tag == "EF" or links


def statement_of(text: str, morphemes: Sequence[Morpheme], analyzer: Analyzer) -> str:
    """Say what a question asks to be confirmed: "테슬라가 M2를 만들었다.".

    Args:
        text: The normalised question.
        morphemes: Its morphemes.
        analyzer: Conjugates.

    Returns:
        A statement; "" for what has no predicate.
    """
    body = without_signs(morphemes)
    while body and body[-1].tag[0] == "J":  # 요
        body.pop()
    if not body or not ends_question(text, body[-1]):
        return ""
    body.pop()
    while len(body) > 2 and body[-1].form == "하" and body[-2].form.endswith(_REPORTED):
        del body[-2:]  # "취소됐다고 하던데?"
    inner = _confirmed(body)
    if inner is not body and inner and inner[-1].tag not in _PREDICATES | {"EP", "ETM", "EC"}:
        return f"{text[: inner[-1].end]}이다."
    ending = ""
    if inner and inner[-1].tag in {"ETM", "EC"}:
        ending = inner[-1].form
        inner = inner[:-1]
    at = max((n for n, m in enumerate(inner) if m.tag in _PREDICATES), default=-1)
    if at < 0:
        return ""
    stem, after = inner[at], inner[at + 1 :]
    past = next(filter(is_past, after), None)
    if past is not None:
        return f"{text[: past.end]}다."
    forms = [(stem.form, stem.tag), *((m.form, m.tag) for m in after)]
    acts = stem.tag in _ACTIONS and stem.form not in {"있", "없", "않"}
    if ending in {"ᆫ", "은"} and acts:
        forms.append(("었", "EP"))
    elif ending in {"ᆯ", "을"}:
        forms += [("ᆯ", "ETM"), ("것", "NNB"), ("이", "VCP")]
    is_present = acts and len(forms) == 1
    forms.append(("ᆫ다" if is_present else "다", "EF"))
    return f"{text[: stem.start]}{analyzer.join(forms)}."


def _confirmed(body: Sequence[Morpheme]) -> Sequence[Morpheme]:
    """Leave out what only asks whether something is true."""
    rest = list(body)
    while rest and rest[-1].tag in {"VCP", "EP"}:
        rest.pop()
    if not rest or rest[-1].form not in _TRUE:
        return body
    rest.pop()
    while rest and (rest[-1].tag[0] == "J" or rest[-1].form in _THINGS):
        rest.pop()
    return rest
