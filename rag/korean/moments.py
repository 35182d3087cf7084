"""Dates and times of day in a Korean text, as fields that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.korean.numerals import COUNTING, read_word


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time of day or both, as far as the text gives it.

    Attributes:
        start: First character in the text.
        end: One past the last.
        surface: The characters between.
        fields: What is given, of ``year`` (below 0 for 기원전), ``half``, ``quarter``, ``month``,
            ``part`` (third of a month), ``day``, ``weekday`` (0 for Monday), ``minute`` (of the
            day), ``clock`` (minute of an unnamed half of the day), and ``year_rel`` and the like,
            relative to the text's own date (0 for this year).
        role: ``from`` (13일부터), ``to`` (15일까지), ``than`` (작년보다) or empty.
        context: Coarser fields that the date before it gives: the month of 5월 7일부터 18일까지.
        parts: Where in the text each field is written.
    """

    start: int
    end: int
    surface: str
    fields: Mapping[str, int]
    role: str = ""
    context: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def time(self) -> tuple[int, int] | None:
        """Where its time of day is written."""
        return self.parts.get("minute", self.parts.get("clock"))

    @property
    def is_dated(self) -> bool:
        """Whether it gives a year, month or day by number."""
        return not self.parts.keys().isdisjoint(("year", "month", "day"))

    @property
    def is_relative(self) -> bool:
        """Whether it is told by its distance from the text's own date."""
        return not self.fields.keys().isdisjoint(_RELATIVE)


# A number of years, days and so on is a span of time when one of these follows.
_SPAN = (
    r"(?!(?:간|여|치|짜리|마다)|\s*(?:동안|안에|째|만에|만의|이[내상하]|초과|미만|연속|가량|정도|넘게|넘는)"
    r"|\s*[전뒤후](?:에|의|보다|부터|까지|과|만|쯤)?(?![가-힣]))"
)
_HOUR_WORDS = "|".join(("열한", "열두", *COUNTING))
_AFTER_HOUR = r"(?=[\s에까부반전후를가는은이면,.)정(]|$)"
WEEKDAYS = "월화수목금토일"
"""Days of the week by their first letters, Monday first."""
_RELATIVE = {
    "year_rel": "1년_전=-1 한_해_전=-1 재작년=-2 지난해=-1 작년=-1 전년도=-1 전년=-1 올해=0 "
    "금년=0 내년도=1 내년=1 이듬해=1 연내=0",
    "month_rel": "한_달_전=-1 1개월_전=-1 지난_달=-1 전월=-1 이달=0 이번_달=0 다음_달=1 내달=1",
    "week_rel": "한_주_전=-1 일주일_전=-1 1주일_전=-1 지난_주=-1 이번_주=0 다음_주=1",
    "day_rel": "그저께=-2 어제=-1 전날=-1 전_거래일=-1 전일=-1 오늘=0 내일=1 이튿날=1 다음_날=1 "
    "모레=2",
}
# Said of a part of a year, month or week, or only in some places of what is compared.
_IN_PLACE = {
    "half": "상반기=1 하반기=2",
    "part": "초순=1 상순=1 중순=2 하순=3",
    "year_rel": "올=0",
    "month_rel": "전달=-1",
    "week_rel": "전주=-1",
    "weekday": " ".join(f"{day}={n} {day}요일={n}" for n, day in enumerate(WEEKDAYS)),
}
_WORD_VALUES = {
    word.replace("_", ""): (field, int(value))
    for field, row in (*_RELATIVE.items(), *_IN_PLACE.items())
    for word, _, value in (entry.partition("=") for entry in row.split())
}
_RELATIVE_WORDS = re.findall(r"[^\s=]+(?==)", " ".join(_RELATIVE.values()))
RELATIVE_WORDS = frozenset(word.replace("_", "") for word in _RELATIVE_WORDS)
"""What names a date by its distance from another, without white space."""
_ANY_RELATIVE = "|".join(sorted(_RELATIVE_WORDS, key=len, reverse=True)).replace("_", r"\s?")
_WORD_GROUPS = ("season", "compared", "half", "weekday", "weekday_short", "part", "relative")
_NUMBERED = frozenset({"year", "month", "day", "quarter"})
_MONTH_WORDS = {"유": 6, "시": 10}

_ATOMS = re.compile(
    r"(?<![\d.제])(?P<year_iso>[1-9]\d{3}|'\d\d)\s?(?P<sep>[-./])\s?(?P<month_iso>1[0-2]|0?[1-9])"
    r"(?:\s?(?P=sep)\s?(?P<day_iso>3[01]|[12]\d|0?[1-9])(?!\d)\.?|(?<=[-/]\d)(?![\d.-])|(?<=[-/]\d\d)(?![\d.-])|(?<=[12]\d{3}\.0\d)(?![\d.])|(?=\.(?:\s|$))"
    r"|(?<=[12]\d{3}\.1[0-2])(?=\s?[~∼〜–]|\s-\s)|(?<=[~∼〜–][12]\d{3}\.1[0-2])(?![\d.])"
    r"|(?<=[~∼〜–-]\s[12]\d{3}\.1[0-2])(?![\d.]))"
    rf"|(?<![\d.,])(?P<year>\d{{4}}|'\d\d|\d\d(?=년\s*\d{{1,2}}월))\s?(?:학년도|년(?!대){_SPAN}|(?=\s?[~∼〜–-]\s?\d{{4}}년))"
    rf"|(?P<year_era>서기\s?\d{{2,4}}|기원전\s?\d{{1,4}})\s?년{_SPAN}"
    rf"|(?P<year_word>[일이삼사오육칠팔구공영천백십]{{3,}})\s?년{_SPAN}"
    r"|(?<![\d.,~∼〜])(?P<months>1[~∼〜-][36]|4[~∼〜-]6|7[~∼〜-](?:9|12)|10[~∼〜-]12)월(?!\s?\d)"
    r"|(?P<until>(?<=[~∼〜]))?(?<![\d./-])(?P<month_short>1[0-2]|0?[1-9])(?:\.\s?(?P<day_short>3[01]|[12]\d|0?[1-9])\."
    r"(?=\s|\(|부터|까지|에|[~∼〜]|$)"
    r"|/(?P<day_slash>3[01]|[12]\d|0?[1-9])"
    r"(?(until)(?!\d)|(?=\s?(?:부터|까지|에서|에(?![가-힣])|[~∼〜(]|$))))"
    r"|(?<![\d.,])(?P<month>1[0-2]|0?[1-9])\s?월(?!\s?평균)"
    r"|(?<![가-힣])(?P<month_word>십일|십이|[일이삼사오유칠팔구시])월(?=[\s에의은부까말초중,]|$)"
    r"|(?<=월)\s?(?P<day_word>[일이삼사오육칠팔구십]{1,3})일(?![가-힣]{4})"
    r"|(?<=월)\s?(?P<day_behind>3[01]|[12]\d|0?[1-9])\s?일"
    rf"|(?<![\d.,])(?P<day>3[01]|[12]\d|0?[1-9])"
    rf"(?:\s?일(?![가-힣]?[상생]){_SPAN}|(?=\s?[~∼〜–-]\s?\d{{1,2}}\s?일))"
    r"|(?P<season>올)(?=봄|여름|가을|겨울|상반기|하반기|\s(?:시즌|들어|한\s?해))"
    r"|(?<![가-힣])(?P<compared>전[달주])(?=보다|의|\s?대비|와|과|에\s?비해|\s?\()"
    r"|(?P<half>[상하]반기)"
    r"|(?<![\d.,])(?P<quarter>[1-4])\s?분기"
    rf"|(?P<weekday>[{WEEKDAYS}]요일)|\((?P<weekday_short>[{WEEKDAYS}])(?:요일)?\)"
    r"|(?P<part>초순|상순|중순|하순)"
    rf"|(?P<relative>{_ANY_RELATIVE})(?<!오늘(?=날))"
    r"|(?:(?P<daypart>오전|오후|새벽|아침|저녁|밤|낮|한밤|[AaPp][Mm])\s?)?(?:"
    r"(?<![\d.,])(?P<hour>2[0-4]|1\d|0?\d)(?:\s?시(?!간|즌|리즈|험|합|스템|[가-힣]?[장군민의]\w)|(?=[~∼〜]\d{1,2}시))"
    rf"|(?<![가-힣])(?!두시[면는])(?P<hour_word>{_HOUR_WORDS})\s?시{_AFTER_HOUR}"
    r"|(?<![\d:])(?P<clock>[01]?\d|2[0-4]):(?P<clock_minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]))"
    r"(?:\s?(?P<minute>[0-5]?\d)\s?분(?!기|의)|\s?(?P<half_hour>반)|\s?(?P<half_behind>[AaPp][Mm])\b)?"
    r"|(?P<noon>정오)|(?P<midnight>자정)"
)
# From coarse to fine: only a finer field continues a date.
_ORDER = (
    *("year", "year_rel", "half", "quarter", "month", "month_rel", "part", "week_rel", "day"),
    *("day_rel", "weekday", "minute", "clock"),
)
_BETWEEN = re.compile(r"\s*(?:의\s*)?|\s*,\s*")
_ROLE = re.compile(
    r"(?P<to>까지)|부터|에서|\s?[~∼〜]"
    r"|(?P<than>(?:의?\s?(?:같은\s?(?:기간|때|달|날)|동기|동월|말|초))?(?:보다|에\s?비해|\s?대비|과\s?비교))"
)
_HALF_DAY = 720
_QUARTER = 2  # from its first month to its last
_NEXT_DAY = {"day_rel": 1}


def find_moments(text: str) -> list[Moment]:
    """Find dates and times of day.

    Args:
        text: Normalised text.

    Returns:
        Dates and times in order; what belongs together ("2024년 5월 13일 오후 3시") is one.
    """
    moments: list[Moment] = []
    for atom in _ATOMS.finditer(text):
        own = fields = _fields(atom)
        if not fields:
            continue
        if moments and fields == _NEXT_DAY and set(moments[-1].fields) == {"weekday"}:
            fields = {"weekday": (moments[-1].fields["weekday"] + 1) % 7}  # 월요일, 그다음 날
        elif moments and fields == _NEXT_DAY and "day" in moments[-1].fields:
            fields = {**fields, "day": moments[-1].fields["day"] + 1}  # 20일부터 이튿날까지
        end = atom.end()
        start = end - len(atom[0].lstrip())
        parts = dict.fromkeys(own, (start, end))
        if moments and _continues(moments[-1], fields, text, start):
            last = moments.pop()
            start, fields = last.start, {**last.fields, **fields}
            parts = {**last.parts, **parts}
        moments.append(Moment(start, end, text[start:end], fields, parts=parts))
    return _in_context([replace(m, role=_role(m, text)) for m in moments])


def _in_context(moments: Sequence[Moment]) -> list[Moment]:
    """Give each date what it leaves to the one before it."""
    known: dict[str, int] = {}
    placed: list[Moment] = []
    for moment in moments:
        coarsest = min(map(_ORDER.index, moment.fields))
        context = {f: v for f, v in known.items() if _ORDER.index(f) < coarsest}
        placed.append(replace(moment, context=context))
        known = {**context, **moment.fields}
    return placed


def _role(moment: Moment, text: str) -> str:
    after = _ROLE.match(text, moment.end)
    if after is None:
        return ""
    return "to" if after["to"] else "than" if after["than"] else "from"


def finest(moment: Moment) -> str:
    """Return the finest field that a date gives."""
    return max(moment.fields, key=_ORDER.index)


def moment_supported(claim: Moment, source: Sequence[Moment]) -> bool:
    """Tell whether a date or time is given by a text.

    One of the source's dates must agree in all fields that both give and in at least one; what
    it leaves open (the year of "5월 13일") another may give.
    """
    return any(agrees(claim, moment, source) for moment in source)


def agrees(claim: Moment, moment: Moment, others: Iterable[Moment] = ()) -> bool:
    """Tell whether ``moment``, completed by ``others``, gives every field of ``claim``."""
    others = list(others)
    shared = 0
    for name, value in claim.fields.items():
        if name == "day_rel" and _same("day", claim.fields.get("day", 0), moment.fields):
            continue  # told by its number, too
        same = _same(name, value, moment.fields)
        if same is False:
            return False
        if same:
            shared += 1
        elif moment.context.get(name) == value:
            continue
        elif not any(_completes(claim, name, other) for other in others):
            return False
    return shared > 0


def _completes(claim: Moment, field: str, other: Moment) -> bool:
    """Tell whether another date gives a field: 2031년 6월 gives no month to a claim's 2030년."""
    return bool(_same(field, claim.fields[field], other.fields)) and not excludes(claim, other)


def excludes(one: Moment, other: Moment) -> bool:
    """Tell whether two dates give the same field differently."""
    return any(_same(name, value, other.fields) is False for name, value in one.fields.items())


def same_time(one: Moment, other: Moment) -> bool:
    """Tell whether two give the same time of day, without 오전 or 오후 either way."""
    return any(
        _same(name, one.fields[name], other.fields) is True
        for name in ("minute", "clock")
        if name in one.fields
    )


def _same(field: str, value: int, fields: Mapping[str, int]) -> bool | None:
    """Compare one field; ``None`` when it is not given."""
    if field in ("minute", "clock"):
        if field in fields:
            return fields[field] == value
        other = fields.get("clock" if field == "minute" else "minute")
        return None if other is None else other % _HALF_DAY == value % _HALF_DAY
    other = fields.get(field)
    if other is None:
        # A date relative to the text's own excludes another relative one, not an absolute one.
        return None
    if field == "year" and 0 < min(value, other) < 100:
        return value % 100 == other % 100
    return other == value


def _continues(last: Moment, fields: Mapping[str, int], text: str, start: int) -> bool:
    if not _BETWEEN.fullmatch(text, last.end, start):
        return False
    return max(map(_ORDER.index, last.fields)) < min(map(_ORDER.index, fields))


def _fields(atom: re.Match[str]) -> dict[str, int]:
    found = {name: text for name, text in atom.groupdict().items() if text}
    # A group is called by what it gives, and how it is written.
    named = ((name.partition("_")[0], text) for name, text in found.items())
    if numbers := {field: _number(text) for field, text in named if field in _NUMBERED}:
        return numbers
    if months := found.get("months"):  # 1~3월, 1~6월
        first, last = map(int, re.findall(r"\d+", months))
        return {"quarter": last // 3} if last - first == _QUARTER else {"half": last // 6}
    if word := next((found[name] for name in _WORD_GROUPS if name in found), ""):
        return dict([_WORD_VALUES["".join(word.split())]])
    return _time_fields(atom.groupdict())


def _number(text: str) -> int:
    digits = text.lstrip("'서기원전 ")
    number = int(digits) if digits.isdecimal() else _MONTH_WORDS.get(text) or read_word(text) or 0
    return -number if text.startswith("기원전") else number


def _time_fields(found: Mapping[str, str | None]) -> dict[str, int]:
    if found["noon"]:
        return {"minute": _HALF_DAY}
    if found["midnight"]:
        return {"minute": 0}
    word = found["hour_word"]
    hour = (read_word(word) or 0) if word else int(found["hour"] or found["clock"] or 0)
    minute = 30 if found["half_hour"] else int(found["minute"] or found["clock_minute"] or 0)
    part = (found["daypart"] or found["half_behind"] or "").lower()
    of_day = hour % 24 * 60 + minute
    if part in ("오전", "새벽", "아침", "am"):
        return {"minute": of_day % _HALF_DAY}
    if part in ("오후", "저녁", "pm") or (part and 5 <= hour < 12) or (part == "낮"):
        return {"minute": of_day % _HALF_DAY + _HALF_DAY}
    if part:
        return {"minute": of_day % _HALF_DAY}
    if hour > 12 or hour == 0 or found["clock"]:
        return {"minute": of_day}
    return {"clock": of_day}
