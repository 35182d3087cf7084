"""What stands around a number: its limit, its role, and what it forms with its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rag.grounding.quantities import Quantity
from rag.grounding.rates import with_rates
from rag.korean import MEASURES, STRICT_UNITS, UNITS

_SPEED = re.compile(r"(?P<per>시속|분속|초속)\s?(?:약\s?)?$")
_SECONDS = {"시속": 3600, "분속": 60, "초속": 1}
_NEGATIVE = re.compile(r"(?:영하|마이너스)\s?$|(?:^|[\s(~])[-−–]$")
_APPROXIMATE = re.compile(r"(?:약|대략|거의|어림잡아)\s?$")
_LEAST = re.compile(r"(?:최소한|최소|적어도|최저)\s?$")
_MOST = re.compile(r"(?:최대|많아야|최고|최장)\s?$")
_AND_MORE = re.compile(r"[\d만천억조]\s?여")
_AFTER = re.compile(
    r"(?P<about>\s?(?:가량|정도|쯤|안팎|내외|남짓|여))?"
    r"\s?(?:의\s)?(?P<bound>이상|이하|초과|미만|이내|(?P<within>안)(?=에|으로)"
    r"|(?P<rated>이용가|관람가))?"
    r"(?P<over>[을를도이가]?\s?(?:훌쩍\s|크게\s|조금\s|소폭\s)?"
    r"(?:넘|돌파|웃(?:돌|돈|도는)|상회|초과|위로\s?올)"
    r"(?P<denied>[가-힣]{0,2}지\s?(?:않|못|말|마)|(?:[을어]|할)\s?수\s?없|[어해]서는?\s?안|[으하]면\s?안)?)?"
    r"(?P<under>(?:에도|에는|[을를에도이가])?\s?(?:채\s|크게\s|조금\s|소폭\s)?"
    r"(?:못\s?미[치친칠쳐쳤]|미치지\s?(?:못|않)|밑도|밑돌|밑돈|하회|아래로|밑으로|미달"
    r"|안\s?[되돼된될됐됩]|되지\s?않|차지\s?않|지나지\s?않))?"
    r"(?P<passed>[이을]?\s?지[나난날났])?"
    r"(?P<span>\s?(?:만[에의]|연속))?"
    r"(?P<role>에서|부터|까지|으로|로|보다|\s?대비|에\s?비해)?"
)
# Before a number without a particle: what it is more or less than (기준을 28㎞ 초과).
_STANDARD = re.compile(r"(?:[을를]|보다|대비|에\s?비해)\s?(?:약\s|시속\s|무려\s)?$")
_EXCESS = re.compile(
    r"(?:씩|나|이나|가량|정도)?\s?(?:초과[하했한]|웃[돌돈도]|밑[돌돈도]|상회|하회)"
)
_FORBIDDEN = re.compile(r"할\s?수\s?없|하지\s?(?:않|못|말)|해서는?\s?안|하면\s?안|\s?금지")
# More or less than what stands before the number: 평년보다 1.7도 높다.
_ABOVE = re.compile(
    r"\s?(?:더\s|가량\s|정도\s)?(?:웃[돌돈도]|초과|상회|높|많|빠르|빨|길|긴|늘|올[랐라])"
)
_BELOW = re.compile(
    r"\s?(?:더\s|덜\s|가량\s|정도\s)?(?:밑[돌돈도]|하회|낮|적|느[리렸]|짧|줄|내[렸려])"
)
_CEILING = re.compile(r"(?:최대|최고)\s?[가-힣]{1,6}(?:은|는|이|가)\s?$")
_CAP = re.compile(r"(?:한도|상한)[가-힣]{0,2}(?:은|는|이|가)\s?$")
_CAPPED = re.compile(r"(?:을|를|이|가)?\s?(?:한도|상한)|(?:까지|로)만?\s?제한")
_LATER = re.compile(r"\s?(?:뒤|후|지나서)(?:에|\s|부터|까지)")
_ORDINAL = re.compile(r"(?<![가-힣])제\s?$")
_LIMITED = {"to": frozenset({"이하", "이내", "most"}), "from": frozenset({"이상", "least"})}
_COMPARED = re.compile(
    r"\s?(?:더\s|훨씬\s|조금\s)*(?:(?P<more>많|크|큰|높|길|긴|오래|비싸|비싼|무거|늦)"
    r"|적|작|낮|짧|싸|싼|가벼|가볍|이르|이른|빠르|빠른)"
)
_ROLES = {"에서": "from", "부터": "from", "까지": "to", "으로": "to", "로": "to"}
_ROLES |= {"보다": "than", "대비": "than", "에비해": "than"}
_RANGE = re.compile(r"\s?[~∼〜～]\s?|[-–]")
_MEASURED = MEASURES | STRICT_UNITS
_SPELLED_UNIT = re.compile(r"^[\d.,\s]+")
# 하루 20분: so much a day.
_DAILY = re.compile(r"하루|1일|매일")
_STANDING = re.compile(r"[을를]?\s?(?:크게\s|조금\s|소폭\s)?(?:웃[돌돈도]|밑[돌돈도]|상회|하회)")
# How far back a word before a number is looked for.
_REACH = 8


def in_context(quantity: Quantity, text: str) -> Quantity:
    """Complete a quantity by what stands right before and after it.

    Args:
        quantity: A number and its unit.
        text: The text.
    """
    return _after(_before(quantity, text), text)


def join_neighbours(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Join the parts of one span of time, and complete the ends of ranges by each other.

    Args:
        found: All quantities of a text in order.
        text: The text.
    """
    ranges = _ranges([in_context(q, text) for q in _spans(found, text)], text)
    return with_rates([_beside(q, ranges, text) for q in _places(ranges)], text)


def _before(quantity: Quantity, text: str) -> Quantity:
    """Read what comes before: 시속, 최소, 약, 영하."""
    before = text[max(0, quantity.start - _REACH) : quantity.start]
    values, unit, start = quantity.values, quantity.unit, quantity.start
    if unit == "m" and (per := _SPEED.search(before)):
        values, unit = (values[0] / _SECONDS[per["per"]],), "m/s"
    bound = quantity.bound
    for pattern, limit in ((_LEAST, "least"), (_MOST, "most")):
        if found := pattern.search(before):
            start, bound = start - len(found[0]), limit
            break
    return replace(
        quantity,
        start=start,
        surface=text[start : quantity.end],
        values=values,
        unit=unit,
        bound=bound,
        ordinal=bool(_ORDINAL.search(before)),
        also=_most_before(text[:start]),
        approximate=bool(_APPROXIMATE.search(before)),
        negative=bool(_NEGATIVE.search(before)),
    )


def _most_before(before: str) -> frozenset[str]:
    """Read the limit that a number's topic sets: 최대 제빙량은 12kg, 한도는 30만 원."""
    limited = _CEILING.search(before[-14:]) or _CAP.search(before[-14:])
    return _LIMITED["to"] if limited else frozenset()


def _beside(quantity: Quantity, found: Sequence[Quantity], text: str) -> Quantity:
    """Take 97명 of 97명보다 많은 204명 for what it is compared with, not for a limit."""
    if quantity.bound not in ("over", "under") or len(quantity.values) > 1:
        return quantity
    over = quantity.bound == "over"
    following = text[quantity.end :]
    if quantity.role != "than" and not _STANDING.match(following):
        return quantity
    for other in found:
        if other.unit == quantity.unit and len(other.values) == 1 and other.role != "than":
            above = other.values[0] > quantity.values[0]
            if other.values != quantity.values and above == over:
                return replace(quantity, bound="", also=quantity.also | {quantity.bound})
    return quantity


def _after(quantity: Quantity, text: str) -> Quantity:
    """Read what follows: 이상, 가량, 에서."""
    after = _AFTER.match(text, quantity.end)
    if after is None:
        return quantity
    role = _ROLES.get((after["role"] or "").replace(" ", ""), "")
    side = ""
    if not role and _STANDARD.search(text[: quantity.start]):
        above, below = _ABOVE.match(text, quantity.end), _BELOW.match(text, quantity.end)
        side = "above" if above else "below" if below else ""
    if not role and quantity.unit in ("초", "개월") and _LATER.match(text, quantity.end):
        role = "later"
    if after["span"]:
        role = "after" if "만" in after["span"] else "running"
    end = after.end("bound") if after["bound"] else quantity.end
    if after["within"] and quantity.unit not in ("초", "개월"):
        end = quantity.end
    also = quantity.also
    if after["role"] in ("까지", "부터"):
        also |= _LIMITED.get(role, frozenset())
    if _AND_MORE.search(quantity.surface):
        also |= {"over"}
    if _CAPPED.match(text, quantity.end):
        also |= _LIMITED["to"]
    if after["passed"] and quantity.unit in ("초", "개월"):
        also |= {"over", "이상"}
    return replace(
        quantity,
        end=end,
        surface=text[quantity.start : end],
        role="" if quantity.unit == "째" else role,
        bound=_bound(after, quantity, text) or quantity.bound,
        also=also,
        side=side,
        approximate=quantity.approximate
        or bool(after["about"])
        or bool(_AND_MORE.search(quantity.surface)),
    )


def _bound(after: re.Match[str], quantity: Quantity, text: str) -> str:
    if after["rated"]:
        return "이상"
    if after["within"]:
        return "이내" if quantity.unit in ("초", "개월") else ""
    if _EXCESS.match(text, quantity.end) and _STANDARD.search(text[: quantity.start]):
        return ""  # by how much
    if after["bound"]:
        forbidden = after["bound"] == "초과" and _FORBIDDEN.match(text, after.end("bound"))
        return "이하" if forbidden else after["bound"]
    if after["over"]:
        return "이하" if after["denied"] else "over"
    if after["under"]:
        return "under"
    if after["role"] == "보다" and (compared := _COMPARED.match(text, after.end())):
        return "over" if compared["more"] else "under"
    return ""


def _spans(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Join ``1시간 30분`` to 90 minutes."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.unit == quantity.unit
            and quantity.unit in ("초", "개월")
            and not text[last.end : quantity.start].strip()
            and quantity.values[0] < last.values[0]
            and not _DAILY.fullmatch(last.surface)
        ):
            joined[-1] = replace(
                last,
                end=quantity.end,
                surface=text[last.start : quantity.end],
                values=(last.values[0] + quantity.values[0],),
            )
        else:
            joined.append(quantity)
    return joined


def _places(found: list[Quantity]) -> list[Quantity]:
    """Take 에서 after what only counts for a place, unless a change is told: 2심에서, 3층에서."""
    return [
        replace(quantity, role="")
        if quantity.role == "from"
        and quantity.unit not in _MEASURED
        and not any(q.unit == quantity.unit for q in found[index + 1 :])
        else quantity
        for index, quantity in enumerate(found)
    ]


def _ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the first number of ``10~20%`` the unit of the second, and 30㎞ the 시속 of 50㎞에서."""
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if _RANGE.fullmatch(text, first.end, second.start):
            values, unit = first.values, first.unit
            if not unit and len(values) == 1:
                spelled = _SPELLED_UNIT.sub("", second.surface)
                values = (values[0] * UNITS.get(spelled, ("", Fraction(1)))[1],)
                unit = second.unit
            low, high = first.also | _LIMITED["from"], second.also | _LIMITED["to"]
            found[index] = replace(first, values=values, unit=unit, role="from", also=low)
            found[index + 1] = replace(second, role="to", also=high)
        elif first.role == "from" and first.unit == "m/s" and second.unit == "m":
            per = _SPEED.search(text[max(0, first.start - _REACH) : first.start])
            seconds = _SECONDS[per["per"]] if per else 1
            values = (second.values[0] / seconds,)
            found[index + 1] = replace(second, values=values, unit="m/s")
    return found
