"""Numbers in a Korean text, in digits and in words, with their units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rag.grounding.quantities import Quantity
from rag.grounding.quantity_context import join_neighbours
from rag.korean import DAY_WORDS, UNITS, Morpheme, read_digits, read_native, read_word

_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[A-Za-z]")
_HANGUL = re.compile(r"[가-힣]")
_SYMBOL_BEFORE = re.compile(r"[$₩€¥£]\s?$")
_FRACTION = re.compile(r"(\d+)\s?분의\s?(\d+)|(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])")
_FRACTION_WORD = re.compile(r"([이삼사오육칠팔구십]+)\s?분의\s?([일이삼사오육칠팔구십]+)")
_SCORE = re.compile(
    r"(?<![\w.,-])(\d{1,3})\s?(?:대|:|-|–|―|—)\s?(\d{1,3})"
    r"(?![\d.%:-]|,\d|\s?[만억조천]|\s?(?:명|원|개|년|월|일|시|회|번|세|살|위|점)(?!의))"
)
_HALF_YEAR = re.compile(r"(?<![가-힣])반년(?!도)")
# A batting average: 3할1푼8리 is 0.318.
_AVERAGE = re.compile(r"(\d)할\s?(\d)푼(?:\s?(\d)리)?")
_SECOND_DECIMALS = re.compile(r"(\d+)초(\d{1,3})")
_PER = re.compile(r"/[A-Za-zμ㎗㎖㎏㎡㎥]+")
_MORE = re.compile(r"\s?(?:여|남짓)(?=\s?[가-힣A-Za-z㎡㎢㎏㎞%])")
# Digits after one of these are a number, after other Hangul part of a name (그라비톤3).
_NUMBER_AFTER = re.compile(r"(?:제|약|총|연|월|만|단|각|또|최대|최소|평균|불과)$")
_NAME_GOES_ON = re.compile(r"·\d|-\d+-|-\d{4}")
_LONGEST_UNIT = max(map(len, UNITS))
# "$12.5 million" and the like.
_ENGLISH = re.compile(r"\s?(thousand|million|billion|trillion)(?![A-Za-z])", re.IGNORECASE)
_THOUSANDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
# Half of the unit before it: 1년 반, 한 시간 반, 1큰술 반.
_AND_HALF = re.compile(
    r"\s반(?=[\s,.)]|(?:을|이|의|은|간|씩|이나|쯤|가량|정도|만에|째)(?![가-힣]))"
)
_HALVED = frozenset(
    "년 개월 달 해 시간 일 주 주일 배 큰술 작은술 컵 스푼 숟갈 숟가락 바퀴 박자 평 잔 병 개".split()
)
# Counters of two parts that the analyser now joins and now splits.
_COMPOUND = re.compile(r"호선|호기|호실|호차|호관|호점|호골|부제|연승|연패|번기|개년")
_LATIN_UNIT = re.compile(r"\s?([A-Za-z]{2,5})(?![A-Za-z\d])")
_WRITTEN_AMOUNT = re.compile(r"[만억조천,.]")
# 하루 종일 counts no days.
_NO_SPAN = re.compile(r"\s?(?:종일|빨리|속히|아침에|걸러|하루)")
_NAME_SYLLABLES = frozenset("시바지데줄리터")
_AGED = re.compile(
    r"(?:[이의에을]|인|이며|이고|이던|이지만|살|세|\s?(?:나이|고개|넘|줄))(?![가-힣]{3})"
)
_ADULT = 20
_NO_COUNTERS = frozenset(["수", "것", "중", "때", "등"])
# Words that are numbers by themselves: value and unit.
_SPANS = {word: (Fraction(days * 86400), "초") for word, days in DAY_WORDS.items()}
_SHARES = dict.fromkeys(("절반", "과반", "반값"), (Fraction(50), "%"))
_TIMES = dict.fromkeys(("갑절", "곱절"), (Fraction(2), "배"))
_FIRSTS = dict.fromkeys(("첫", "처음", "최초", "첫째"), (Fraction(1), "째"))
_ORDINALS = {"둘째": (Fraction(2), "째"), "셋째": (Fraction(3), "째"), "넷째": (Fraction(4), "째")}
_NUMBER_NAMES = {**_SPANS, **_SHARES, **_TIMES, **_FIRSTS, **_ORDINALS}


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
    finder = _Finder(text, morphemes, list(taken))
    finder.read_patterns()
    finder.read_digits()
    finder.read_words()
    return join_neighbours(sorted(finder.found, key=lambda q: q.start), text)


class _Finder:
    """Collects quantities of one text; what is found first keeps its characters."""

    def __init__(
        self, text: str, morphemes: Sequence[Morpheme], taken: list[tuple[int, int]]
    ) -> None:
        self.text = text
        self.morphemes = morphemes
        self.ends = frozenset(m.end for m in morphemes)
        self.taken = taken
        self.found: list[Quantity] = []

    def _add(
        self, span: tuple[int, int], values: tuple[Fraction, ...], unit: str, *, loose: bool = False
    ) -> None:
        start, end = span
        self.taken.append(span)
        self.found.append(Quantity(start, end, self.text[start:end], values, unit, loose=loose))

    def _free(self, start: int, end: int) -> bool:
        return not any(start < stop and begin < end for begin, stop in self.taken)

    def read_patterns(self) -> None:
        """Read fractions, scores and times such as 22초71."""
        for match in _FRACTION.finditer(self.text):
            whole, part = (match[1], match[2]) if match[1] else (match[4], match[3])
            if self._free(*match.span()) and int(whole):
                self._add(match.span(), (Fraction(int(part) * 100, int(whole)),), "%")
        for match in _FRACTION_WORD.finditer(self.text):
            whole_value, part_value = read_word(match[1]), read_word(match[2])
            if self._free(*match.span()) and whole_value and part_value:
                self._add(match.span(), (Fraction(part_value * 100, whole_value),), "%")
        for match in _HALF_YEAR.finditer(self.text):
            if self._free(*match.span()):
                self._add(match.span(), (Fraction(6),), "개월")
        for match in _AVERAGE.finditer(self.text):
            if self._free(*match.span()):
                digits = "".join(match.groups(""))
                self._add(match.span(), (Fraction(f"0.{digits}"),), "")
        for match in _SECOND_DECIMALS.finditer(self.text):
            if self._free(*match.span()):
                self._add(match.span(), (Fraction(f"{match[1]}.{match[2]}"),), "초")
        for match in _SCORE.finditer(self.text):
            if self._free(*match.span()):
                self._add(match.span(), (Fraction(match[1]), Fraction(match[2])), "대")

    def read_digits(self) -> None:
        """Read every number that begins with a digit and is not part of a name."""
        position = 0
        while digit := _DIGIT.search(self.text, position):
            start = digit.start()
            number = self._number_at(start)
            position = number[1] if number else start + 1
            if number is None or not self._free(start, number[1]):
                continue
            before = self.text[start - 1 : start]
            if before.isdigit() or before == "." or _LATIN.match(before):
                continue
            end, unit, factor = self._unit_at(number[1])
            if not unit and self._in_name(start, number[1]):
                unit_after = _LATIN_UNIT.match(self.text, number[1])
                if not unit_after or not _WRITTEN_AMOUNT.search(self.text[start : number[1]]):
                    continue
                end, unit, factor = unit_after.end(), unit_after[1].lower(), Fraction(1)
            if symbol := _SYMBOL_BEFORE.search(self.text[max(0, start - 2) : start]):
                unit, factor = UNITS[symbol[0].strip()]
            value, end = self._and_half(number[0], number[1], end)
            position = max(position, end)
            self._add((start, end), (value * factor,), unit)

    def _and_half(self, value: Fraction, start: int, end: int) -> tuple[Fraction, int]:
        """Add the half of 1년 반 to a number whose unit stands from ``start`` to ``end``."""
        half = _AND_HALF.match(self.text, end)
        if half is None or self.text[start:end].strip() not in _HALVED:
            return value, end
        return value + Fraction(1, 2), half.start() + 2

    def _number_at(self, start: int) -> tuple[Fraction, int] | None:
        if self.text[start - 1 : start] == "제" and (plain := re.match(r"\d+", self.text[start:])):
            return Fraction(plain[0]), start + plain.end()  # 제3조 is an article, not a trillion
        number = read_digits(self.text, start)
        if number and (english := _ENGLISH.match(self.text, number[1])):
            return number[0] * _THOUSANDS[english[1].lower()], english.end()
        return number

    def _in_name(self, start: int, end: int) -> bool:
        """Tell whether bare digits are glued to a name: 그라비톤3, 5G, 02-781-1234."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        glued = re.match(r"[가-힣)\-·]", before) and not _NUMBER_AFTER.search(self.text[:start])
        return bool(glued or _LATIN.match(after) or _NAME_GOES_ON.match(self.text, end))

    def _unit_at(self, end: int, *, spelled: bool = False) -> tuple[int, str, Fraction]:
        """Read the unit after a number that ends at ``end``.

        Args:
            end: Where the number ends.
            spelled: Whether the number is in Hangul, so that a noun glued to it is no counter.

        Returns:
            Where the unit ends, its canonical name, and its factor.
        """
        if more := _MORE.match(self.text, end):
            end = more.end()
        if compound := _COMPOUND.match(self.text, end):
            return compound.end(), compound[0], Fraction(1)
        for start in (end, end + 1) if self.text.startswith(" ", end) else (end,):
            for length in range(min(_LONGEST_UNIT, len(self.text) - start), 0, -1):
                spelling = self.text[start : start + length]
                unit = UNITS.get(spelling)
                if spelling in ("기가", "메가") and start + 1 in self.ends:
                    continue  # 가마터 4기가: a counter and its particle
                if unit and self._ends_here(start + length):
                    if per := _PER.match(self.text, start + length):  # mg/dL
                        return per.end(), unit[0] + per[0], unit[1]
                    return start + length, *unit
            if counter := self._counter_at(start, glued=start == end and not spelled):
                return counter.end, counter.form, Fraction(1)
        return end, "", Fraction(1)

    def _ends_here(self, end: int) -> bool:
        """Tell whether a unit that ends at ``end`` is not the beginning of a longer word."""
        last, following = self.text[end - 1], self.text[end : end + 1]
        if _LATIN.match(last):
            return not _LATIN.match(following)
        return end in self.ends or not (_HANGUL.match(last) and _HANGUL.match(following))

    def _counter_at(self, start: int, *, glued: bool) -> Morpheme | None:
        for m in self.morphemes:
            if m.start < start < m.end and m.tag == "NNG" and glued:  # 1심 as one morpheme
                return Morpheme(self.text[start : m.end], m.tag, start, m.end)
            if m.start == start:
                wanted = ("NNB", "NNG") if glued else ("NNB",)
                known = m.tag in wanted and m.form not in _NO_COUNTERS
                return m if known and not self._begins_name(start, m) else None
        return None

    def _begins_name(self, start: int, counter: Morpheme) -> bool:
        """Tell whether a number and counter in Hangul are syllables of a name: 백시온."""
        return counter.form in _NAME_SYLLABLES and bool(_HANGUL.match(self.text[start - 1]))

    def read_words(self) -> None:
        """Read numbers in Hangul, which are numbers only before a counter, and words for one."""
        index = 0
        while index < len(self.morphemes):
            stop = index
            word = ""
            while stop < len(self.morphemes) and self._continues(index, stop, word):
                word += self.morphemes[stop].form
                stop += 1
            value = read_word(word) if word else None
            if value is not None and self._add_word(index, stop, value):
                index = stop
                continue
            self._add_name(self.morphemes[index])
            index += 1

    def _continues(self, first: int, index: int, word: str) -> bool:
        m = self.morphemes[index]
        if not word and m.start and _HANGUL.match(self.text[m.start - 1]):
            return False
        glued = index == first or m.start == self.morphemes[index - 1].end
        return m.tag in ("NR", "MM") and glued and read_word(word + m.form) is not None

    def _add_word(self, first: int, stop: int, value: int) -> bool:
        start, end = self.morphemes[first].start, self.morphemes[stop - 1].end
        if not self._free(start, end):
            return False
        unit_end, unit, factor = self._unit_at(end, spelled=True)
        native = read_native(self.text[start:end]) is not None
        alone = not unit or self.text[end:unit_end] == "인"
        if native and alone and value >= _ADULT and _AGED.match(self.text, end):
            self._add((start, end), (Fraction(value),), "세")  # 일흔여덟인 할머니
            return True
        if not unit and (value < 100 or end - start == 1):
            return self._add_loose(start, end, stop, value)
        whole, unit_end = self._and_half(Fraction(value), end, unit_end)
        at_once = (value, unit) == (1, "회") and self.text.startswith("에 ", unit_end)  # 한 번에
        self._add((start, unit_end), (whole * factor,), unit, loose=at_once)
        return True

    def _add_loose(self, start: int, end: int, index: int, value: int) -> bool:
        """Read 두 나라: a native number and the noun that it counts."""
        following = self.morphemes[index] if index < len(self.morphemes) else None
        if value < 2 or following is None or following.tag != "NNG":
            return False
        if following.start != end + 1 or read_native(self.text[start:end]) is None:
            return False
        self._add((start, end), (Fraction(value),), following.form, loose=True)
        return True

    def _add_name(self, m: Morpheme) -> None:
        """Read 사흘, 절반, 최초."""
        if m.form in _SPANS and _NO_SPAN.match(self.text, m.end):
            return
        if m.form in _NUMBER_NAMES and m.tag in ("NNG", "MM", "NR") and self._free(m.start, m.end):
            value, unit = _NUMBER_NAMES[m.form]
            self._add((m.start, m.end), (value,), unit)
            if m.form == "과반":
                self.found[-1] = replace(self.found[-1], bound="over")
