"""Amounts in a Korean text: numbers with their units, exact and comparable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rag.grounding.numerals import read_digits, read_native, read_word
from rag.grounding.units import DAY_WORDS, PER_WORDS, STRICT_UNITS, UNITS
from rag.korean import Morpheme


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        start: First character in the text.
        end: One past the last.
        surface: The characters between.
        values: The number in ``unit``; two numbers for a score such as 2대 1.
        unit: Canonical unit, see :mod:`rag.grounding.units`, or the counter as written; empty
            for a bare number.
        role: ``from`` (3에서), ``to`` (6으로), ``than`` (5보다) or empty.
        bound: ``이상``, ``이하``, ``초과``, ``미만`` when one of them follows, ``over`` or
            ``under`` for other words of that meaning, else empty.
        approximate: Whether the text says 약, 가량 or the like.
        loose: Whether it counts a noun without a counter (두 나라), which may stand for names.
        negative: Whether it is below zero.
    """

    start: int
    end: int
    surface: str
    values: tuple[Fraction, ...]
    unit: str
    role: str = ""
    bound: str = ""
    approximate: bool = False
    negative: bool = False
    loose: bool = False


_SYMBOL_BEFORE = re.compile(r"[$₩€¥£]\s?$")
_NEGATIVE = re.compile(r"(?:영하|마이너스)\s?$|(?:^|[\s(~])[-−–]$")
_APPROXIMATE = re.compile(r"(?:약|대략|거의|어림잡아)\s?$")
_LEAST = re.compile(r"(?:최소한|최소|적어도|최저)\s?$")
_MOST = re.compile(r"(?:최대|많아야|최고|최장)\s?$")
_SPEED = re.compile(r"(?P<per>시속|분속|초속)\s?(?:약\s?)?$")
_SECONDS = {"시속": 3600, "분속": 60, "초속": 1}
_FRACTION = re.compile(r"(\d+)\s?분의\s?(\d+)|(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])")
_FRACTION_WORD = re.compile(r"([이삼사오육칠팔구십]+)\s?분의\s?([일이삼사오육칠팔구십]+)")
_SCORE = re.compile(
    r"(\d{1,3})\s?(?:대|:|-|–|―|—)\s?(\d{1,3})"
    r"(?![\d.%:-]|,\d|\s?[만억조천]|\s?(?:명|원|개|년|월|일|시|회|번|세|살|위|점)(?!의))"
)
_RANGE = re.compile(r"\s?[~∼〜～]\s?|(?<=\d)[-–](?=\d)")
_SECOND_DECIMALS = re.compile(r"(\d+)초(\d{1,3})")
_LATIN = re.compile(r"[A-Za-z]")
_PER = re.compile(r"/[A-Za-zμ㎗㎖㎏㎡㎥]+")
_LONGEST_UNIT = max(map(len, UNITS))
_MORE = re.compile(r"\s?(?:여|남짓)(?=\s?[가-힣A-Za-z㎡㎢㎏㎞%])")
_AFTER = re.compile(
    r"(?P<about>\s?(?:가량|정도|쯤|안팎|내외|남짓|여))?"
    r"\s?(?:의\s)?(?P<bound>이상|이하|초과|미만|이내|(?P<rated>이용가|관람가))?"
    r"(?P<over>[을를도이가]?\s?(?:훌쩍\s)?(?:넘|돌파|웃돌|상회|초과|위로\s?올)(?P<denied>[가-힣]{0,2}지\s?(?:않|못|말))?)?"
    r"(?P<under>[을를에도이가]?\s?(?:못\s?미[치친쳐쳤]|미치지\s?못|밑도|밑돌|하회|\s?아래로|\s?밑으로|안\s?[되되돼]))?"
    r"(?P<role>에서|부터|까지|으로|로|보다|\s?대비|에\s?비해)?"
)
_COMPARED = re.compile(
    r"\s?(?:더\s|훨씬\s|조금\s)*(?:(?P<more>많|크|큰|높|길|긴|오래|비싸|비싼|무거|늦)"
    r"|적|작|낮|짧|싸|싼|가벼|가볍|이르|이른|빠르|빠른)"
)
_ROLES = {"에서": "from", "부터": "from", "까지": "to", "으로": "to", "로": "to", "보다": "than"}
_ROLES |= {"대비": "than", "에비해": "than"}
# What a claim says of the limit → what the source may say.
_BOUNDS = {
    "": {"", "over", "under", "least", "most", "이내"},
    "over": {"over", "이상", "초과"},
    "under": {"under", "이하", "미만"},
    "이상": {"이상", "over", "least"},
    "이하": {"이하", "most", "이내"},
    "초과": {"초과", "over"},
    "미만": {"미만", "under"},
    "이내": {"이내", "이하", "most"},
    "least": {"least", "이상"},
    "most": {"most", "이하", "이내"},
}
_MEASURES = frozenset(unit for unit, factor in UNITS.values() if factor != 1)
_FIRST_WORDS = frozenset({"첫", "처음", "최초", "첫째"})
_RANK_WORDS = {"우승": 1, "정상": 1, "금메달": 1, "은메달": 2, "동메달": 3}


def find_quantities(
    text: str, morphemes: Sequence[Morpheme], taken: Sequence[tuple[int, int]]
) -> list[Quantity]:
    """Find numbers with their units.

    Args:
        text: Normalised text.
        morphemes: Its morphemes.
        taken: Spans that are already read as something else, such as dates.

    Returns:
        Quantities in order. Digits that belong to a name (X220, 그라비톤3) are left out.
    """
    ends = frozenset(m.end for m in morphemes)
    finder = _Finder(text, ends, morphemes, list(taken))
    finder.read_special()
    finder.read_all_digits()
    finder.read_words()
    found = sorted(finder.found, key=lambda q: q.start)
    found = [_finished(q, text) for q in _summed(found, text)]
    return _ranged(found, text)


class _Finder:
    """Collects quantities of one text; what is found first keeps its characters."""

    def __init__(
        self,
        text: str,
        ends: frozenset[int],
        morphemes: Sequence[Morpheme],
        taken: list[tuple[int, int]],
    ) -> None:
        self.text = text
        self.ends = ends
        self.morphemes = morphemes
        self.taken = taken
        self.found: list[Quantity] = []

    def add(self, start: int, end: int, values: tuple[Fraction, ...], unit: str) -> None:
        before = self.text[max(0, start - 8) : start]
        self.taken.append((start, end))
        if per := _SPEED.search(before):
            values, unit = (values[0] / _SECONDS[per["per"]],), "m/s"
        least, most = _LEAST.search(before), _MOST.search(before)
        if limit := least or most:
            start -= len(limit[0])
            self.taken.append((start, end))
        bound = "least" if least else "most" if most else ""
        self.found.append(
            Quantity(
                start,
                end,
                self.text[start:end],
                values,
                unit,
                bound=bound,
                approximate=bool(_APPROXIMATE.search(before)),
                negative=bool(_NEGATIVE.search(before)),
            )
        )

    def free(self, start: int, end: int) -> bool:
        return not any(start < stop and begin < end for begin, stop in self.taken)

    def read_special(self) -> None:
        """Read fractions, scores and times such as 22초71."""
        for match in _FRACTION.finditer(self.text):
            whole, part = (match[1], match[2]) if match[1] else (match[4], match[3])
            if self.free(*match.span()) and int(whole):
                self.add(*match.span(), (Fraction(int(part), int(whole)) * 100,), "%")
        for match in _FRACTION_WORD.finditer(self.text):
            whole_value, part_value = read_word(match[1]), read_word(match[2])
            if self.free(*match.span()) and whole_value and part_value:
                self.add(*match.span(), (Fraction(part_value, whole_value) * 100,), "%")
        for match in _SECOND_DECIMALS.finditer(self.text):
            if self.free(*match.span()):
                self.add(*match.span(), (Fraction(f"{match[1]}.{match[2]}"),), "초")
        for match in _SCORE.finditer(self.text):
            before = self.text[match.start() - 1 : match.start()]
            if self.free(*match.span()) and not re.match(r"[\w.,-]", before):
                self.add(*match.span(), (Fraction(match[1]), Fraction(match[2])), "대")

    def read_all_digits(self) -> None:
        """Read every number that begins with a digit and is not part of a name."""
        position = 0
        while digit := re.compile(r"\d").search(self.text, position):
            start = digit.start()
            number = self.digits_at(start)
            position = number[1] if number else start + 1
            if number is None or not self.free(start, number[1]):
                continue
            before = self.text[start - 1 : start]
            if before.isdigit() or before == "." or _LATIN.match(before):
                continue
            end, unit, factor = self.unit_at(number[1])
            if not unit and self.in_name(start, number[1]):
                continue
            if symbol := _SYMBOL_BEFORE.search(self.text[max(0, start - 2) : start]):
                unit, factor = UNITS[symbol[0].strip()]
            position = max(position, end)
            self.add(start, end, (number[0] * factor,), unit)

    def digits_at(self, start: int) -> tuple[Fraction, int] | None:
        if self.text[start - 1 : start] == "제" and (plain := re.match(r"\d+", self.text[start:])):
            return Fraction(plain[0]), start + plain.end()  # 제3조 is an article, not a trillion
        return read_digits(self.text, start)

    def in_name(self, start: int, end: int) -> bool:
        """Tell whether bare digits are glued to a name: 그라비톤3, 5G, 02-781-1234."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        glued = re.match(r"[가-힣)\-·]", before) and not re.search(
            r"(?:제|약|총|연|월|만|단|각|또|최대|최소|평균|불과)$", self.text[:start]
        )
        return bool(glued or _LATIN.match(after) or re.match(r"·\d|-\d+-|-\d{4}", self.text[end:]))

    def unit_at(self, end: int, *, spelled: bool = False) -> tuple[int, str, Fraction]:
        """Read the unit after a number that ends at ``end``.

        Args:
            end: Where the number ends.
            spelled: Whether the number is in Hangul, so that a noun glued to it is no counter.

        Returns:
            Where the unit ends, its canonical name, and its factor.
        """
        if more := _MORE.match(self.text, end):
            end = more.end()
        spaced = self.text.startswith(" ", end)
        for start in (end, end + 1) if spaced else (end,):
            for length in range(min(_LONGEST_UNIT, len(self.text) - start), 0, -1):
                unit = UNITS.get(self.text[start : start + length])
                if unit and self.ends_here(start + length):
                    per = _PER.match(self.text, start + length)
                    if per:  # mg/dL
                        return per.end(), unit[0] + per[0], unit[1]
                    return start + length, *unit
            if counter := self.counter_at(start, glued=start == end and not spelled):
                return counter.end, counter.form, Fraction(1)
        return end, "", Fraction(1)

    def ends_here(self, end: int) -> bool:
        """Tell whether a unit that ends at ``end`` is not the beginning of a longer word."""
        last, following = self.text[end - 1], self.text[end : end + 1]
        if _LATIN.match(last):
            return not _LATIN.match(following)
        return end in self.ends or not re.match(r"[가-힣]", last) or not re.match(r"[가-힣]", following)

    def counter_at(self, start: int, *, glued: bool) -> Morpheme | None:
        for m in self.morphemes:
            if m.start < start < m.end and m.tag == "NNG" and glued:
                return Morpheme(self.text[start : m.end], m.tag, start, m.end)
            if m.start == start:
                wanted = ("NNB", "NNG") if glued else ("NNB",)
                return m if m.tag in wanted and m.form not in ("수", "것", "중", "때", "등") else None
        return None

    def read_words(self) -> None:
        """Read numbers in Hangul, which are numbers only before a counter, and words for one."""
        index = 0
        while index < len(self.morphemes):
            stop = index
            word = ""
            while stop < len(self.morphemes) and self.continues(index, stop, word):
                word += self.morphemes[stop].form
                stop += 1
            value = read_word(word) if word else None
            if value is not None and self.add_word(index, stop, value):
                index = stop
                continue
            self.add_name_of_number(self.morphemes[index])
            index += 1

    def continues(self, first: int, index: int, word: str) -> bool:
        m = self.morphemes[index]
        if not word and re.match(r"[가-힣]", self.text[m.start - 1 : m.start] or " "):
            return False
        glued = index == first or m.start == self.morphemes[index - 1].end
        return m.tag in ("NR", "MM") and glued and read_word(word + m.form) is not None

    def add_word(self, first: int, stop: int, value: int) -> bool:
        start, end = self.morphemes[first].start, self.morphemes[stop - 1].end
        if not self.free(start, end):
            return False
        unit_end, unit, factor = self.unit_at(end, spelled=True)
        if not unit and (value < 100 or end - start == 1):
            return self.add_loose(start, end, stop, value)
        self.add(start, unit_end, (value * factor,), unit)
        if self.text.startswith("에 ", unit_end) and (value, unit) == (1, "회"):
            self.found[-1] = replace(self.found[-1], loose=True)  # 한 번에: at once
        return True

    def add_loose(self, start: int, end: int, index: int, value: int) -> bool:
        """Read 두 나라: a native number and the noun that it counts."""
        following = self.morphemes[index] if index < len(self.morphemes) else None
        if value < 2 or following is None or following.tag != "NNG":
            return False
        if following.start != end + 1 or read_native(self.text[start:end]) is None:
            return False
        self.add(start, end, (Fraction(value),), following.form)
        self.found[-1] = replace(self.found[-1], loose=True)
        return True

    def add_name_of_number(self, m: Morpheme) -> None:
        if not self.free(m.start, m.end):
            return
        if m.form in DAY_WORDS and m.tag == "NNG":
            self.add(m.start, m.end, (Fraction(DAY_WORDS[m.form] * 86400),), "초")
        elif m.form in ("절반", "과반", "반값"):
            self.add(m.start, m.end, (Fraction(50),), "%")
            if m.form == "과반":
                self.found[-1] = replace(self.found[-1], bound="over")
        elif m.form in ("갑절", "곱절"):
            self.add(m.start, m.end, (Fraction(2),), "배")
        elif m.form in _FIRST_WORDS:
            self.add(m.start, m.end, (Fraction(1),), "째")


def _ranged(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the first number of ``10~20%`` the unit of the second."""
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if _RANGE.fullmatch(text, first.end, second.start) or (
            text[first.end : second.start] in ("-", "–")
        ):
            values, unit = first.values, first.unit
            if not unit and len(first.values) == 1:
                factor = UNITS.get(_spelled_unit(second), (second.unit, Fraction(1)))[1]
                values, unit = (first.values[0] * factor,), second.unit
            found[index] = replace(first, values=values, unit=unit, role="from")
            found[index + 1] = replace(second, role="to")
        elif first.role == "from" and first.unit == "m/s" and second.unit == "m":
            per = _SPEED.search(text[max(0, first.start - 8) : first.start])
            if per:  # 시속 50㎞에서 30㎞로
                values = (second.values[0] / _SECONDS[per["per"]],)
                found[index + 1] = replace(second, values=values, unit="m/s")
    return found


def _spelled_unit(quantity: Quantity) -> str:
    return re.sub(r"^[\d.,\s]+", "", quantity.surface)


def _summed(found: list[Quantity], text: str) -> list[Quantity]:
    """Join the parts of one span of time: ``1시간 30분`` is 90 minutes."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.unit == quantity.unit
            and quantity.unit in ("초", "개월")
            and not text[last.end : quantity.start].strip()
            and quantity.values[0] < last.values[0]
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


def _finished(quantity: Quantity, text: str) -> Quantity:
    """Read what follows: 이상, 가량, 에서."""
    after = _AFTER.match(text, quantity.end)
    if after is None:
        return quantity
    bound = "이상" if after["rated"] else after["bound"] or quantity.bound
    if not after["bound"] and (after["over"] or after["under"]):
        over = after["over"] and not after["denied"]
        bound = "over" if over else "이하" if after["over"] else "under"
    if after["role"] == "보다" and (compared := _COMPARED.match(text, after.end())):
        bound = "over" if compared["more"] else "under"
    end = after.end("bound") if after["bound"] else quantity.end
    return replace(
        quantity,
        end=end,
        surface=text[quantity.start : end],
        role=quantity.role or ("" if quantity.unit == "째" else _ROLES.get((after["role"] or "").replace(" ", ""), "")),
        bound=bound,
        approximate=quantity.approximate
        or bool(after["about"])
        or bool(re.search(r"[\d만천억조]\s?여", quantity.surface)),
    )


def implied_quantities(statement_text: str, morphemes: Sequence[Morpheme]) -> list[Quantity]:
    """List amounts that words imply: 월 for 한 달에, 우승 for 1위.

    They support a claim that spells them out; nothing is held against them.

    Args:
        statement_text: Normalised text.
        morphemes: Its morphemes.
    """
    implied: list[Quantity] = []
    for m in morphemes:
        surface = statement_text[m.start : m.end]
        if m.form in PER_WORDS and m.tag != "NNB":
            unit, factor = PER_WORDS[m.form]
            implied.append(Quantity(m.start, m.end, surface, (Fraction(factor),), unit))
        second = statement_text[m.start - 1 : m.start] == "준"
        if rank := _RANK_WORDS.get(m.form, 0):
            value = Fraction(2 if second else rank)
            implied.append(Quantity(m.start, m.end, surface, (value,), "위"))
    return implied


def units_agree(first: str, second: str) -> bool:
    """Tell whether two canonical units may count the same thing.

    Args:
        first: A canonical unit; empty for a bare number.
        second: Another.
    """
    if first == second or not first or not second:
        return True
    loose = {first, second} - STRICT_UNITS
    return "개" in loose and len(loose) == 2 and not any(u in _MEASURES for u in loose)


def same_amount(claim: Quantity, source: Quantity) -> bool:
    """Tell whether a source's quantity supports a claim's: value, unit, bound and sign.

    Args:
        claim: The claim's quantity.
        source: The source's.
    """
    return (
        (units_agree(claim.unit, source.unit) or _counts_alike(claim, source))
        and _values_agree(claim, source)
        and source.bound in _BOUNDS.get(claim.bound, {claim.bound})
        and (claim.negative == source.negative or "%" in claim.unit)
    )


def _counts_alike(claim: Quantity, source: Quantity) -> bool:
    """두 후보 may be 후보 두 명."""
    if not (claim.loose or source.loose):
        return False
    return not {claim.unit, source.unit} & (_MEASURES | {"원", "달러", "%", "%p"})


def _values_agree(claim: Quantity, source: Quantity) -> bool:
    if len(claim.values) != len(source.values):
        return False
    if claim.values in (source.values, source.values[::-1]):
        return True  # a score may be told from either side
    if not claim.approximate or len(claim.values) > 1:
        return False
    return _rounded(source.values[0], claim.values[0])


def _rounded(exact: Fraction, about: Fraction) -> bool:
    """Tell whether ``about`` is ``exact``, rounded or cut to no fewer than two digits."""
    if not about or not exact or abs(exact - about) > about / 20:
        return False
    step = Fraction(1)
    while about % (step * 10) == 0:
        step *= 10
    return abs(exact - about) < step
