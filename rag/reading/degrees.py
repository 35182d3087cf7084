"""What a question demands of a value: that it be the least or greatest, or within a limit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.korean import (
    UNITS,
    Morpheme,
    end_of_order,
    is_denial,
    kind_of_unit,
    kinds_of_unit,
    measure_of,
    superlatives_in,
)
from rag.reading.kinds import Kind
from rag.reading.measures import DAY, FREE, Measured, measured, values_of
from rag.reading.naming import Named, asks_otherwise
from rag.reading.question import Question
from rag.reading.values import AGE, DATE, TIME, find_values

_CLOCK = (DATE, TIME)


def _told_by(rows: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {stem: kinds for stems, kinds in rows.items() for stem in stems.split()}


# What there is most of, and what kinds of value tell it; any, where none is said.
_MORE = _told_by(
    {
        "비싸": ("원",),
        "길": ("길이", "시간"),
        "멀 깊 두껍": ("길이",),
        "넓": ("넓이",),
        "무겁": ("무게",),
        "오래": ("시간",),
        "늦 나중": _CLOCK,
        "최근": (DATE,),
        "덥 뜨겁 따뜻 따듯": ("도",),
        "높 많 많이 크": (),
    }
)
# What there is less of where there is more of the word.
_LESS = _told_by(
    {
        "싸 저렴": ("원",),
        "짧": ("길이", "시간"),
        "가깝 얕 얇": ("길이",),
        "좁": ("넓이",),
        "가볍": ("무게",),
        "젊 어리": ("세",),
        "빠르 빨리": (*_CLOCK, "시간"),
        "이르 일찍 먼저": _CLOCK,
        "춥 차갑 시원 쌀쌀 서늘": ("도",),
        "느리 낮 적 작": (),
    }
)
_SIZES = frozenset("높 크 낮 작".split())
# "오래된": by the day on which it began.
_SINCE = "되"
# Of what is there, can be had, or is done; and what turns that round.
_HAVING = frozenset("있 되 가능 필요".split())
_LACKING = frozenset("없 안 못 않 불가 불가능 불필요".split())
_AND_SO = frozenset({"고", "으면서", "면서", "지만"})
_JOINING = frozenset("하 수 지".split())
# In minutes: what begins in the evening goes on into the night.
_EVENING, _NIGHT = 20 * 60, 4 * 60
# "공짜로 듣는 강좌": what is free, and not what is said of it, as in "무료 주차 시간".
_IS_FREE = re.compile(rf"(?P<free>{FREE.pattern})(?=로|인\s)")
# Between 가장 and the word that it heightens: "제일 나이 많은".
_NEAR = 4
_BOUND = re.compile(
    r"\s?(?:(?P<within>이하|이내|안쪽)|(?P<below>미만)|(?P<from>이상)|(?P<above>초과)"
    r"|(?:이|가|을|를|은|는|도)?\s?(?P<not>안\s)?(?:넘|초과하)(?P<denied>지\s?않)?"
    r"|(?P<since>이후)|(?P<until>이전)|보다\s?(?:더\s)?(?P<than>\S+))"
)
# What sets a limit where it is told, though no question need mean one by it.
_SPAN = re.compile(r"\s?(?:(?P<until>까지)|(?P<since>부터))")


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or greatest, or another counted from there: "제일 비싼", "두 번째로 높은".

    Attributes:
        stem: The word that is heightened.
        kinds: The kinds of value that tell it, likeliest first; empty for any.
        is_least: Whether the least value is asked for.
        words: The words that say so.
        rank: How many there are up to it: 2 of 두 번째로.
    """

    stem: str
    kinds: tuple[str, ...]
    is_least: bool
    words: frozenset[str]
    rank: int = 1

    def is_told_by(self, kind: str) -> bool:
        """Tell whether a value of a kind may tell it where no kind is said: no price what is large.

        Args:
            kind: As :attr:`rag.reading.measures.Measured.kind`.
        """
        is_size = self.stem in _SIZES
        return not kind.startswith((DATE, TIME, "원", AGE) if is_size else _CLOCK)

    def places(self, values: Sequence[Measured | None]) -> list[int]:
        """Return where the values stand that are asked for; nowhere where there are fewer.

        Args:
            values: Values of one kind, ``None`` where nothing is told.
        """
        numbers = {
            place: value.first if self.is_least else value.last
            for place, value in enumerate(values)
            if value is not None
        }
        kinds = {value.kind for value in values if value is not None}
        if kinds == {TIME} and max(numbers.values()) >= _EVENING:
            # Past midnight it is later still: 23:50, 00:40.
            numbers = {p: n + DAY if n < _NIGHT else n for p, n in numbers.items()}
        order = sorted(set(numbers.values()), reverse=not self.is_least)
        return [place for place, own in numbers.items() if order.index(own) == self.rank - 1]

    def is_said(self, text: str) -> bool:
        """Tell whether a text says itself of something that it is that."""
        is_ranked = any(own.rank == self.rank for own in superlatives_in(text))
        return is_ranked or all(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: "만 원 이하", "2020년 이후".

    Attributes:
        value: What is compared with.
        is_upper: Whether what is above it is left out, else what is below.
        is_open: Whether it is itself left out.
        words: The words that say so.
    """

    value: Measured
    is_upper: bool
    is_open: bool
    words: frozenset[str]

    def allows(self, other: Measured) -> bool:
        """Tell whether a value is within it; one of another kind is not."""
        own = other.as_kind(self.value.kind)
        if own is None:
            return False
        # What takes place after seven begins then; up to four people may be three.
        begins = own.kind == TIME and not self.is_upper
        value, bound = own.first if begins else own.last, self.value.first
        return not self.is_open if value == bound else (value < bound) == self.is_upper


@dataclass(frozen=True, slots=True)
class Demand:
    """What a question says of the things that it asks for.

    Attributes:
        asked: The question.
        named: What it names beside the words of the extreme and the limits.
        extreme: Of what they have least or most.
        limits: Within what they lie.
        had: Whether they have what is named, or are like that, by its form: 화면 in "화면이 없는
            방" and 맵 in "안 매운 거", not.
        done: The nouns by which it says what they do: 퇴사 in 퇴사한.
        is_open: Whether it says by a verb what they do.
    """

    asked: Question
    named: tuple[Named, ...]
    extreme: Extreme | None
    limits: tuple[Limit, ...]
    had: Mapping[str, bool]
    done: frozenset[str]
    is_open: bool

    @property
    def is_measured(self) -> bool:
        """Whether their values decide."""
        return self.extreme is not None or bool(self.limits)

    @property
    def is_compared(self) -> bool:
        """Whether one of them tells nothing by itself; what is free says so of itself."""
        return self.extreme is not None or any(limit.value.first for limit in self.limits)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of value that tell what they have least or most of, likeliest first."""
        own = self.extreme.kinds if self.extreme else ()
        others = (n for n in self.named if not (n.is_asked and self.asked.kind is Kind.WHO))
        counted = kinds_of_unit(self.asked.unit) if self.extreme and self.asked.unit else ()
        return own or tuple(filter(None, (*map(kind_named, others), *sorted(counted))))


def demand_of(asked: Question) -> Demand | None:
    """Take apart what a question says of the things that it asks for.

    Returns:
        It; ``None`` where something is denied or compared in another way.
    """
    morphemes = asked.morphemes
    extreme = extreme_in(asked.text, morphemes) or _end_asked(asked)
    limits = (*limits_in(asked.text, morphemes), *_costs_nothing(asked))
    had = _had(morphemes)
    others = [m for m in morphemes if not (had and m.form in _LACKING)]
    if not limits and (denies(asked.text, others) or (asks_otherwise(others) and not extreme)):
        return None
    said = frozenset[str]().union(*(limit.words for limit in limits))
    verbs = {m.form for m in morphemes if m.tag in {"VV", "VA"}} - {extreme.stem if extreme else ""}
    is_open = any(term.form in verbs for term in asked.terms)
    done = frozenset(a.form for a, b in pairwise(morphemes) if b.tag == "XSV")
    # "추천해 줘" is what is to be done with them.
    requested = {
        a.form
        for a, b, c, d in zip(*(morphemes[n:] for n in range(4)), strict=False)
        if (b.tag, c.tag, d.form) == ("XSV", "EC", "주")
    }
    requested |= (_HAVING | _LACKING) if had else set()
    requested |= extreme.words if extreme else set()
    wanted = tuple(n for n in asked.named if n.word not in said and n.form not in requested)
    return Demand(asked, wanted, extreme, limits, had, done, is_open)


def _had(morphemes: Sequence[Morpheme]) -> dict[str, bool]:
    """What a question says that things have, or are, or not: "화면이 있는 방", "안 매운 거"."""
    body = [m for m in morphemes if m.tag not in {"JKS", "JKC", "JX"}]
    found: dict[str, bool] = {}
    ends = [n for n, m in enumerate(body) if m.tag == "ETM"]
    # "화면이 있고 창이 없는 방": both are said of it.
    ends += [n for n, m in enumerate(body) if ends and n < ends[-1] and m.form in _AND_SO]
    for end in ends:
        at, there, is_had = end - 1, True, False
        while at >= 0:
            own = body[at]
            if own.form not in _HAVING | _LACKING | _JOINING and own.tag != "ETM":
                break
            if own.tag == "ETM" and body[at + 1].form != "수":
                break
            there ^= own.form in _LACKING
            is_had |= own.form in _HAVING | _LACKING
            at -= 1
        if at < 0:
            continue
        noun = body[at]
        if is_had and noun.tag[0] in "NS" and noun.tag != "NNB":
            found[noun.form.lower()] = there
        elif noun.tag == "VA" and noun.form not in _MORE | _LESS:
            before = body[at - 1].form if at else ""
            found[noun.form] = there ^ (before in _LACKING)
    return found


def kind_named(named: Named) -> str:
    """Return the kind of value that a thing named is: 원 for 가격, 명 for 사람; "" for none."""
    return measure_of(named.form) or (kind_of_unit(named.form) if named.form in UNITS else "")


def kinds_of_degree(stem: str) -> tuple[str, ...] | None:
    """Return the kinds of value that tell how much there is of something; empty for any.

    ``None`` for a word that no value tells: 예쁘.
    """
    return (_MORE | _LESS).get(stem.removesuffix("하"))


def is_least(stem: str) -> bool:
    """Tell whether there is less of something where there is more of a word: 짧, 싸."""
    return stem.removesuffix("하") in _LESS


def denies(text: str, morphemes: Sequence[Morpheme]) -> bool:
    """Tell whether a question denies something: 안 within a name does not."""
    return any(
        is_denial(m) and not (m.tag == "MAG" and text[: m.start].rstrip() == text[: m.start] != "")
        for m in morphemes
    )


def extreme_in(text: str, morphemes: Sequence[Morpheme]) -> Extreme | None:
    """Find what a question heightens: 비싼 in "제일 비싼 메뉴".

    Returns:
        It; ``None`` where nothing is, or what no value tells, or what is denied.
    """
    most = superlatives_in(text)
    if len(most) != 1 or denies(text, morphemes):
        return None
    behind = [n for n, m in enumerate(morphemes) if m.start >= most[0].end]
    for n in behind[:_NEAR]:
        own, following = morphemes[n], morphemes[n + 1 : n + 2]
        stem = own.form.removesuffix("하")
        if own.tag[0] not in "VMNX" or stem not in _MORE | _LESS:
            continue
        since = stem == "오래" and any(m.form == _SINCE for m in following)
        kinds = (DATE,) if since else (_MORE | _LESS)[stem]
        said = (m for m in morphemes if most[0].start <= m.start < most[0].end or m == own)
        words = frozenset(text[m.start : m.end] for m in said)
        return Extreme(stem, kinds, since or stem in _LESS, words, most[0].rank)
    return None


def _end_asked(asked: Question) -> Extreme | None:
    """What comes last or first, where it is asked when: "마지막 배 몇 시야?", "첫차는 언제야?"."""
    end = end_of_order(asked.text) if asked.kind is Kind.WHEN else None
    if end is None or superlatives_in(asked.text) or denies(asked.text, asked.morphemes):
        return None
    words = frozenset(m.form for m in asked.morphemes if m.start <= end[0] < m.end)
    return Extreme("늦" if end[1] else "이르", _CLOCK, not end[1], words)


def _costs_nothing(asked: Question) -> list[Limit]:
    """The limit that what is asked for is free: "공짜로 들을 수 있는 강좌"."""
    free = _IS_FREE.search(asked.text)
    is_one = asked.kind in {Kind.YES_NO, Kind.HOW_MANY} or denies(asked.text, asked.morphemes)
    if free is None or is_one:
        return []
    words = (word for word in asked.text.split() if free["free"] in word)
    return [Limit(Measured("원", 0, 0), True, False, frozenset((*words, free["free"])))]


def limits_told(text: str, morphemes: Sequence[Morpheme]) -> list[Limit]:
    """Find the limits that a text sets: besides those of a question 5kg까지 and 19~64세."""
    ends = [
        Limit(Measured(own.kind, end, end), is_upper, False, frozenset())
        for _, own in values_of(text, morphemes)
        if own.first < own.last
        for end, is_upper in ((own.first, False), (own.last, True))
    ]
    return [*limits_in(text, morphemes, is_told=True), *ends]


def limits_in(text: str, morphemes: Sequence[Morpheme], *, is_told: bool = False) -> list[Limit]:
    """Find the limits that a question sets, or a text where it is told."""
    found: list[Limit] = []
    for value in find_values(text, morphemes):
        written = text[value.start : value.end]
        bound = _BOUND.match(text, value.end) or (is_told and _SPAN.match(text, value.end))
        own = measured(written, value.kind)
        sense = _sense(bound, morphemes) if bound else None
        if bound and own and sense:
            words = text[value.start : bound.end()].split()
            found.append(Limit(own, *sense, frozenset((*words, "".join(written.split())))))
    return found


def _sense(found: re.Match[str], morphemes: Sequence[Morpheme]) -> tuple[bool, bool] | None:
    """Whether a limit is an upper one, and whether what it names is left out."""
    said = {name for name, words in found.groupdict().items() if words}
    if "than" in said:
        behind = [m for m in morphemes if m.start >= found.start("than")][:2]
        stems = [m.form.removesuffix("하") for m in behind]
        known = next((stem for stem in stems if stem in _MORE | _LESS), None)
        return None if known is None else (known in _LESS, True)
    if said & {"within", "until", "not", "denied"}:
        return True, False
    return ("below" in said, not said & {"from", "since"})
