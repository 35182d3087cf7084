"""What an amount is counted for: a month, a year, a person, a cubic metre."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from rag.grounding.quantities import Quantity
from rag.korean import UNITS

# What may stand after 한 달 where it is a span of time and no rate.
_NO_SPAN = (
    r"(?!\s?(?:만|동안|간|전|뒤|후|안|새|사이|이상|이내|이하|미만|내|연속|가량|정도|넘|차|째))"
)
_PERIODS = {
    "년": r"(?<![가-힣\d])연(?=\s|\d|최)|연간|연평균|매년|해마다|(?:1년|한\s?해)에|같은 해에"
    rf"|1년{_NO_SPAN}\s",
    "분기": r"매\s?분기|분기(?:마다|당|별로)",
    "월": r"(?<![가-힣\d])월(?=\s|\d|최)|월간|월평균|매월|매달|달마다"
    rf"|(?:한\s?달|1개월)(?:에|{_NO_SPAN}\s)",
    "주": r"(?<![가-힣\d])주(?=\s|\d|최)|매주|주당|주마다|(?:일주일|1주일|1주|한 주)에",
    "일": rf"하루(?:에|{_NO_SPAN})|매일|날마다|일일|일평균"
    r"|(?<!월)(?<!월 )(?<![\d~∼])1일(?:에|당|\s최|\s평균)",
    "시간": r"시간당|(?:한|1)\s?시간에",
    "분": r"(?<![시\d])분당|(?<![\d간])\s(?:일|1)분에",
    "초": r"초당|(?:일|1)초에",
}
_PERIOD = re.compile("|".join(f"(?P<p{n}>{p})" for n, p in enumerate(_PERIODS.values())))
_NAMES = tuple(_PERIODS)
_PER = re.compile(r"(?:[\d,.]+[만천백]*|한)?\s?(?P<unit>[A-Za-z㎀-㏟가-힣]{1,6})당(?=\s|\d)")
_PEOPLE = frozenset(["인", "명", "사람"])
# A period belongs to a number no farther than this behind it, in the same part of the sentence.
_REACH = 18
_CUT = re.compile(r"[,;.!?()](?=\s)|(?<!마)[다며고]\s")
_OTHER_NUMBER = re.compile(r"\d")


def with_rates(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Say of each amount what it is counted for: ``월 30만 원``, ``㎾h당 5원``.

    Args:
        found: The quantities of a text in order.
        text: The text.

    Returns:
        The quantities; the second end of a change is counted for what the first is.
    """
    rated: list[Quantity] = []
    for quantity in found:
        rate, per = _rate_before(text, quantity.start)
        if quantity.role == "to" and rated and rated[-1].role == "from":
            rate, per = rate or rated[-1].rate, per or rated[-1].per
        rated.append(replace(quantity, rate=rate, per=per))
    return rated


def _rate_before(text: str, start: int) -> tuple[str, str]:
    before = text[max(0, start - _REACH) : start]
    for cut in _CUT.finditer(before):
        before = " " * cut.end() + before[cut.end() :]
    period = unit = ""
    for match in _PERIOD.finditer(before):
        period = _NAMES[int((match.lastgroup or "p0")[1:])]
        if _OTHER_NUMBER.search(_PER.sub("", before[match.end() :])):
            period = ""
    for match in _PER.finditer(before):
        if not _OTHER_NUMBER.search(before[match.end() :]):
            unit = _canonical(match["unit"])
    return period, unit


def _canonical(unit: str) -> str:
    unit = unicodedata.normalize("NFKC", unit) if not unit.isascii() else unit
    if unit in _PEOPLE:
        return "명"
    name, factor = UNITS.get(unit, (unit, 1))
    return "" if unit in ("시간", "분", "초", "주") else f"{name}×{factor}"
