"""A text as the checks see it: content words with role, polarity and certainty, and values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.grounding.lexicon import (
    CHANGES,
    CARRIERS,
    COMPLETED,
    FUTURE,
    HEDGES,
    INTRANSITIVE,
    NEGATORS,
    POLES,
    PROJECTS,
    SUFFIXES,
    SUPERLATIVES,
    SYNONYMS,
    Certainty,
    Pole,
)
from rag.grounding.moments import Moment, find_moments
from rag.grounding.quantities import Quantity, find_quantities
from rag.korean import Morpheme, default_analyzer


# A form, the number of a group of synonyms, or a place on an axis.
Key = str | int | Pole


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A content word; two are equal only when they are the same one of the same text.

    Attributes:
        index: Its number among the words and values of the text.
        form: Dictionary form; verbs and adjectives end in 다, suffixes are joined (가능성).
        base: ``form`` without suffix and negating prefix.
        tag: Sejong tag of its first morpheme.
        start: First character in the text.
        end: One past the last.
        place: Where it stands, in words; breaks between clauses and sentences count extra, so
            that the difference of two places says how loosely two words belong together.
        clause: Number of the clause.
        cell: Number of the clause, or of the item of an enumeration of values within one.
        case: What its particle says: ``subject``, ``topic``, ``object``, ``at``, ``to``, ``from``,
            ``than``, ``by``, ``of``, ``and``, ``unlike`` (와 달리),
            ``focus`` (도, 만: any of them) or empty.
        predicate: Whether it is a predicate (a verb, or a noun with 하다 or 이다).
        voice: Of a predicate: ``active``, ``passive`` or ``causative``.
        relative: Whether it is a predicate that modifies the noun after it.
        copular: Whether it is a predicate with 이다.
        quoted: Whether it is a predicate of reported speech.
        conditional: Whether it is the predicate of a condition.
        denies: Whether it says no itself (않다, 없다, 부인, 불-).
        negated: Whether it is denied, double negation counted.
        certainty: How certain the text is about it.
        written: The letters from the last space to its end, for names that are split wrongly.
        poles: Its places on the axes of opposites.
        keys: What it is compared by: its forms, synonyms and poles.
    """

    index: int
    form: str
    base: str
    tag: str
    start: int
    end: int
    place: float
    clause: int
    cell: int
    case: str
    predicate: bool
    voice: str
    relative: bool
    copular: bool
    quoted: bool
    conditional: bool
    denies: bool
    negated: bool
    certainty: Certainty
    written: str
    poles: frozenset[Pole]
    keys: frozenset[Key]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A quantity or a moment and where it stands, as in :class:`Word`.

    Attributes:
        index: Its number among the words and values of the text.
        content: The quantity or moment.
        place: Where it stands.
        clause: Number of the clause.
        cell: Number of the item of an enumeration.
        case: What its particle says, as in :class:`Word`.
        partitive: Whether it is a whole of which a part is told (120명 중).
        universal: Whether it is said of all (다섯 명 모두).
        negated: Whether it is denied (처음이 아니다).
        change: Whether it is by how much something rises or falls (3% 올랐다).
    """

    index: int
    content: Quantity | Moment
    place: float
    clause: int
    cell: int
    case: str
    partitive: bool
    universal: bool
    negated: bool
    change: bool

    @property
    def surface(self) -> str:
        """The characters."""
        return self.content.surface


@dataclass(frozen=True, slots=True)
class Statement:
    """A text, read.

    Attributes:
        text: The text.
        morphemes: Its morphemes.
        words: Its content words in order.
        values: Its quantities and moments in order.
        items: Both together, in order.
        elliptic: Cells that take their words from the cell before: "오늘 기온은 31도, 내일은 28도".
    """

    text: str
    morphemes: tuple[Morpheme, ...]
    words: tuple[Word, ...]
    values: tuple[Value, ...]
    items: tuple[Word | Value, ...]
    elliptic: frozenset[int]

    def before(self, item: Word | Value) -> Word | Value | None:
        """Return the word or value before another one."""
        return self.items[item.index - 1] if item.index else None


_NOUNS = frozenset({"NNG", "NNP", "NNB", "XR", "SL", "SH", "NR", "NP"})
_VERBS = frozenset({"VV", "VA", "VCN"})
_CONTENT = _NOUNS | _VERBS | {"MAG", "MM", "SN", "W_SERIAL", "UN"}
_OTHER_PREFIXES = frozenset("준 부 전 역".split())
_OFFICES = frozenset("장리사표관령수감")  # 부회장, 부총리: a deputy, not a denial
_PREFIX_NEGATION = frozenset("불 부 비 미 무 몰 반 탈".split())
_SUBJECT = {"이": "subject", "가": "subject", "께서": "subject"}
_CASES = {
    **_SUBJECT,
    "을": "object",
    "를": "object",
    "ᆯ": "object",
    "은": "topic",
    "는": "topic",
    "ᆫ": "topic",
    "에": "at",
    "에게": "at",
    "한테": "at",
    "께": "at",
    "로": "to",
    "으로": "to",
    "에서": "from",
    "에게서": "from",
    "로부터": "from",
    "보다": "than",
    "의": "of",
    "와": "and",
    "과": "and",
    "랑": "and",
    "이랑": "and",
    "하고": "and",
    # Any role.
    "도": "focus",
    "만": "focus",
    "조차": "focus",
    "마저": "focus",
    "까지": "focus",
}
_AUXILIARY_AFTER = {
    "지": ("VX", "MAG"),
    "고": ("VX",),
    "어": ("VX",),
    "아": ("VX",),
    "게": ("VV", "VX"),
}
# Between a noun and the ending that makes it a predicate: 검토를 하다, 검토 중이다.
_PREDICATE_LINKS = frozenset({("VV", "하"), ("VV", "되"), ("NNB", "중")})
_NEAR_CHARACTERS = 7
_POSTPOSITIONS = frozenset("인하 말미암 대하 관하 통하 위하 따르 의하 비하 비롯하 걸치 힘입 앞서".split())
# Predicates that govern a noun through 에 or 로: 합의에 실패하다, 필요로 하다.
_GOVERNORS = {
    "at": frozenset("실패 성공 합의 착수 돌입 나서다 들어가다 도전 대비".split()),
    "to": frozenset({"하다", "삼다"}),
}
_VOICES = {"되": "passive", "당하": "passive", "받": "passive", "시키": "causative"}
_PURPOSE = frozenset({"려고", "으려고", "려", "으려", "고자", "ᆯ려고"})
_PARTITIVE = re.compile(r"\s?(?:중|가운데)(?:에서|에)?(?![가-힣])")
_PART_OF_BEFORE = re.compile(r"(?:이|그)\s?(?:중|가운데)(?:에서|에)?\s*$")
_UNIVERSAL = re.compile(r"(?:이|은)?\s?(?:모두|전원|전부|다)(?=\s|가\s|이\s)")
_DENIED = re.compile(r"(?:[이가은는]|[이가]라고는)?\s?(?:아니|아닌|아닙|아녔)|이?지\s?않")
_COUNT_PARTICLE = re.compile(r"([을를이가은는])(?=\s)")
_AFTER_SIGN = re.compile(
    r"(?:에서|부터|까지|으로|로|보다|은|는|이|가|을|를|의|에|와|과|도|만)(?=[\s,.)]|$)"
)


@lru_cache(maxsize=1024)
def read(text: str) -> Statement:
    """Analyse a text.

    Args:
        text: Normalised text, see :func:`rag.korean.normalize`.

    Returns:
        The statement; equal texts give the same one.
    """
    morphemes = default_analyzer().morphemes(text)
    moments = find_moments(text)
    quantities = find_quantities(text, morphemes, [(m.start, m.end) for m in moments])
    contents: list[Quantity | Moment] = sorted([*moments, *quantities], key=lambda c: c.start)
    return _Reader(text, morphemes, contents).statement()


@dataclass(frozen=True, slots=True)
class _Part:
    """A content word before its surroundings are read: morphemes ``first`` to ``last``."""

    first: int
    last: int
    form: str
    base: str
    tag: str
    predicate: bool
    prefixed: bool  # with a negating prefix


@dataclass(frozen=True, slots=True)
class _Tail:
    """What follows a word up to the word that governs it."""

    stop: int  # index of the morpheme after it
    negated: bool = False
    certainty: Certainty = Certainty.STATED
    voice: str = "active"
    relative: bool = False
    closes: bool = False  # ends a clause
    governed: bool = False  # the next word may change what this one says
    case: str = ""
    quoted: bool = False
    conditional: bool = False


class _Reader:
    """Reads one text."""

    def __init__(
        self,
        text: str,
        morphemes: tuple[Morpheme, ...],
        contents: Sequence[Quantity | Moment],
    ) -> None:
        self.text = text
        self.morphemes = morphemes
        self.contents = contents
        self.parts = self._parts()
        self.tails = [self._tail(part) for part in self.parts]
        self._drop_auxiliaries()
        self.part_at = {part.first: index for index, part in enumerate(self.parts)}

    def statement(self) -> Statement:
        words: list[Word] = []
        values: list[Value] = []
        states = self._states()
        place, clause, cell, last = 0.0, 0, 0, 0
        after_value = False
        order: list[tuple[int, int]] = [(self._start(p), i) for i, p in enumerate(self.parts)]
        order += [(c.start, -1 - i) for i, c in enumerate(self.contents)]
        future = self._future_clauses(order)
        for number, (start, index) in enumerate(sorted(order)):
            place += 1 + self._break(last, start)
            cell += after_value and "," in self.text[last:start]
            after_value = index < 0
            if index < 0:
                content = self.contents[-1 - index]
                partitive = _PARTITIVE.match(self.text, content.end) is not None
                universal = _UNIVERSAL.match(self.text, content.end) is not None
                denied = _DENIED.match(self.text, content.end) is not None
                values.append(Value(number, content, place, clause, cell, self._particle(content), partitive, universal, denied, self._changes(content)))
                last = content.end
                continue
            part, tail = self.parts[index], self.tails[index]
            negated, certainty = states[index]
            if part.predicate and certainty is Certainty.STATED and clause in future:
                certainty = Certainty.PLANNED
            words.append(self._word(number, part, tail, (place, clause, cell), negated, certainty))
            last = self.morphemes[part.last].end
            if tail.closes:
                clause += 1
                cell += 1
                place += 1.5
        items = sorted([*words, *values], key=lambda item: item.index)
        return Statement(self.text, self.morphemes, tuple(words), tuple(values), tuple(items), _elliptic(items, self.text))

    def _word(
        self,
        number: int,
        part: _Part,
        tail: _Tail,
        where: tuple[float, int, int],
        negated: bool,
        certainty: Certainty,
    ) -> Word:
        names = _names(part.form, part.base)
        written = self._written(part)
        superlative = SUPERLATIVES.get(part.form) if self._superlative(part) else None
        poles = _poles([superlative] if superlative else [*self._becoming(part), *names])
        return Word(
            index=number,
            form=part.form,
            base=part.base,
            tag=part.tag,
            start=self._start(part),
            end=self.morphemes[part.last].end,
            place=where[0],
            clause=where[1],
            cell=where[2],
            case=tail.case or self._case_of_count(part),
            predicate=part.predicate,
            voice=tail.voice,
            relative=tail.relative,
            copular=self._copular(part),
            quoted=tail.quoted,
            conditional=tail.conditional or self._in_case(tail),
            denies=tail.negated ^ part.prefixed ^ bool({part.form, part.base} & NEGATORS),
            negated=negated,
            certainty=certainty,
            poles=poles,
            written=written,
            keys=_keys(names, "" if part.tag in _VERBS else written) | poles,
        )

    def _changes(self, content: Quantity | Moment) -> bool:
        """Tell whether a verb of rising or falling follows without a particle."""
        if not isinstance(content, Quantity) or content.role or self.text[content.end :][:1] in "에":
            return False
        for part in self.parts:
            if self._start(part) >= content.end and part.tag != "MAG":
                near = self._start(part) - content.end <= _NEAR_CHARACTERS
                return near and bool(_poles([part.form, part.base]) & CHANGES)
        return False

    def _case_of_count(self, part: _Part) -> str:
        """서버 40대를: the particle after the count is that of the noun before it."""
        end = self.morphemes[part.last].end
        for content in self.contents:
            if isinstance(content, Quantity) and end <= content.start <= end + 1:
                return self._particle(content)
        return ""

    def _particle(self, content: Quantity | Moment) -> str:
        particle = _COUNT_PARTICLE.match(self.text, content.end)
        return _CASES[particle[1]] if particle else ""

    def _written(self, part: _Part) -> str:
        """Return the letters from the last space to the end of a word, for unknown names."""
        end = self.morphemes[part.last].end
        return re.split(r"[\s'\"‘’“”(\[「『《〈,·]", self.text[:end])[-1]

    def _in_case(self, tail: _Tail) -> bool:
        """확인될 경우: a condition."""
        following = self.morphemes[tail.stop : tail.stop + 1]
        return tail.relative and bool(following) and following[0].form == "경우"

    def _copular(self, part: _Part) -> bool:
        after = self.morphemes[part.last + 1 : part.last + 2]
        return bool(after) and after[0].tag == "VCP"

    def _superlative(self, part: _Part) -> bool:
        before = self.morphemes[part.first - 1] if part.first else None
        return before is not None and before.form in ("가장", "제일")

    def _becoming(self, part: _Part) -> list[str]:
        """낮아지다 is a change, 낮다 a state."""
        after = self.morphemes[part.last + 1 : part.last + 3]
        if part.tag != "VA" or [m.tag for m in after] != ["EC", "VX"] or after[1].form != "지":
            return []
        return [f"{part.form[:-1]}{vowel}지다" for vowel in "아어"]

    def _start(self, part: _Part) -> int:
        return self.morphemes[part.first].start

    def _break(self, start: int, end: int) -> float:
        between = self.text[start:end]
        if re.search(r"[.!?。]\s", between):
            return 6.0
        return 1.0 if re.search(r"[,;·/:]|[”\"’']\s", between) else 0.0

    def _future_clauses(self, items: list[tuple[int, int]]) -> frozenset[int]:
        """Number the clauses that speak of a time to come."""
        found: set[int] = set()
        clause = 0
        for start, index in sorted(items):
            if index < 0:
                content = self.contents[-1 - index]
                if isinstance(content, Moment) and any(
                    field.endswith("_rel") and value > 0 for field, value in content.fields.items()
                ):
                    found.add(clause)
                if self.text[:start].rstrip().endswith(" 오는"):
                    found.add(clause)
            else:
                if self.parts[index].form in FUTURE:
                    found.add(clause)
                if self.tails[index].closes:
                    clause += 1
        return frozenset(found)

    def _parts(self) -> list[_Part]:
        parts: list[_Part] = []
        index = 0
        while index < len(self.morphemes):
            part = self._part(index)
            if part is None:
                index += 1
            else:
                parts.append(part)
                index = part.last + 1
        return parts

    def _drop_auxiliaries(self) -> None:
        """Drop words that are only part of the predicate before them (수, 있다, 못)."""
        kept: list[int] = []
        stop = 0
        for index, (part, tail) in enumerate(zip(self.parts, self.tails, strict=True)):
            if part.first >= stop:
                kept.append(index)
                stop = tail.stop
        self.parts = [self.parts[index] for index in kept]
        self.tails = [self.tails[index] for index in kept]

    def _taken(self, morpheme: Morpheme) -> bool:
        for content in self.contents:
            if morpheme.start < content.end and content.start < morpheme.end:
                return True
            # After a sign such as %, the analyser may read a particle as a word.
            if morpheme.start >= content.end and not self.text[content.end - 1].isalpha():
                particle = _AFTER_SIGN.match(self.text, content.end)
                if particle and morpheme.start < particle.end():
                    return True
        return False

    def _part(self, index: int) -> _Part | None:
        m = self.morphemes[index]
        if self._taken(m):
            return None
        if m.form in _POSTPOSITIONS and self._postposition(index):
            return None
        if m.tag in _VERBS:
            return _Part(index, index, f"{m.form}다", f"{m.form}다", m.tag, True, False)
        prefixed = m.tag == "XPN"
        first = index
        if prefixed:
            index += 1
            if index == len(self.morphemes) or self.morphemes[index].tag not in _NOUNS:
                return None
            m = self.morphemes[index]
        if m.tag not in _CONTENT:
            return None
        if m.form == "우리" and self.text.startswith("나라", m.end):
            return _Part(index, index + 1, "우리나라", "우리나라", "NNP", False, False)
        form = base = m.form.lower() if m.tag == "SL" else m.form
        last = index
        while last + 1 < len(self.morphemes) and self.morphemes[last + 1].tag == "XSN":
            last += 1
            if self.morphemes[last].form not in ("들", "적"):
                form += self.morphemes[last].form
        prefix = self.morphemes[first].form if prefixed else ""
        negating = prefix in _PREFIX_NEGATION and not (prefix == "부" and form[-1] in _OFFICES)
        form = prefix + form
        if prefix and not negating and prefix in _OTHER_PREFIXES:
            base = form  # 준우승 is no 우승
        return _Part(first, last, form, base, m.tag, self._predicative(last + 1), negating)

    def _postposition(self, index: int) -> bool:
        """Tell whether a verb only continues a particle: 태풍으로 인해, 법에 따라."""
        around = self.morphemes[index - 1 : index] + self.morphemes[index + 1 : index + 2]
        return len(around) == 2 and around[0].tag.startswith("J") and around[1].tag in ("EC", "ETM")

    def _predicative(self, index: int) -> bool:
        """Tell whether the noun before ``index`` is a predicate."""
        if index >= len(self.morphemes):
            return True
        m = self.morphemes[index]
        if m.tag in ("XSV", "XSA", "VCP", "SF") or (m.tag == "NNB" and m.form == "중"):
            return True
        if m.tag == "MAG" and m.form in ("안", "못"):  # 생각 못 하다
            return self._predicative(index + 1) or self.morphemes[index + 1].form == "하"
        light = self.morphemes[index + 1 : index + 2]
        if m.tag == "JKS":  # 마비가 되다
            return any(n.form == "되" and n.tag == "VV" for n in light)
        return m.tag in ("JKO", "JX") and any(n.form == "하" and n.tag == "VV" for n in light)

    def _tail(self, part: _Part) -> _Tail:
        return _TailReader(self.morphemes, part).read()

    def _states(self) -> list[tuple[bool, Certainty]]:
        """Read polarity and certainty of each word, the last first: what follows governs."""
        states: dict[int, tuple[bool, Certainty]] = {}
        absent: set[int] = set()
        for index in range(len(self.parts) - 1, -1, -1):
            part, tail = self.parts[index], self.tails[index]
            negated = tail.negated ^ part.prefixed
            certainty = tail.certainty
            governor = self._governor(index)
            if governor is not None:
                over = self.parts[governor]
                if over.form == "없다" and not states[governor][0]:
                    absent.add(index)
                if tail.relative and governor in absent and self._happens(index, over):
                    negated = not negated  # 다친 사람은 없다
                if tail.relative and certainty is Certainty.STATED and over.base in PROJECTS:
                    certainty = Certainty.PLANNED  # 교체하는 사업
                negated, certainty = self._governed(negated, certainty, over, states[governor])
            states[index] = (negated, certainty)
        return [states[index] for index in range(len(self.parts))]

    def _happens(self, index: int, head: _Part) -> bool:
        """Tell whether a modifying predicate is an event, and its noun what it happens to."""
        part = self.parts[index]
        after = self.morphemes[part.last + 1 : part.last + 2]
        event = part.tag == "VV" or any(m.tag == "XSV" for m in after)
        return event and not {head.form, head.base} & (CARRIERS | HEDGES.keys())

    def _governor(self, index: int) -> int | None:
        """Find the word that may change what this one says."""
        tail, form = self.tails[index], self.parts[index].form
        if not tail.governed:
            return None
        governor = self._governing(index, tail)
        if governor is not None and len(form) > 2 and form[-1] in SUFFIXES:
            # 인상률 is no event, but may be wanting.
            return governor if self.parts[governor].form in ("없다", "아니다") else None
        return governor

    def _governing(self, index: int, tail: _Tail) -> int | None:
        if tail.case not in ("subject", "object", "topic", "focus", "at", "to"):
            return self.part_at.get(tail.stop)
        for position in range(index + 1, len(self.parts)):
            part = self.parts[position]
            if part.form == "사실" and tail.case != "object":
                return position  # 소문은 사실이 아니다
            if part.predicate:
                return position if self._may_govern(tail, position) else None
            # A noun with a particle is governed by its predicate, not by the next noun.
            if self.tails[position].case in ("subject", "object", "and", "focus"):
                return None
        return None

    def _may_govern(self, tail: _Tail, position: int) -> bool:
        """An active predicate says something of its object, not of who does it."""
        part = self.parts[position]
        if tail.case in _GOVERNORS:
            return part.form in _GOVERNORS[tail.case]
        if tail.case in ("object", "focus") or self.tails[position].voice == "passive":
            return True
        return bool({part.form, part.base} & INTRANSITIVE)

    def _governed(
        self,
        negated: bool,
        certainty: Certainty,
        governor: _Part,
        state: tuple[bool, Certainty],
    ) -> tuple[bool, Certainty]:
        names = {governor.form, governor.base}
        if names & NEGATORS:
            own = state[0] ^ governor.prefixed
            return negated ^ (not own), certainty
        for name in (governor.form, governor.base):
            if name in HEDGES:
                level = min(HEDGES[name], state[1])
                weaker = min(certainty, level)
                return negated ^ state[0], weaker
        if names & CARRIERS:
            if names & COMPLETED and state[1] >= Certainty.STATED:
                return negated ^ state[0], Certainty.DONE
            if certainty is Certainty.STATED:
                return negated ^ state[0], state[1]
            weaker = min(certainty, state[1])
            return negated ^ state[0], certainty if state[1] is Certainty.STATED else weaker
        return negated, certainty


class _TailReader:
    """Reads endings, auxiliaries and particles after one word."""

    def __init__(self, morphemes: tuple[Morpheme, ...], part: _Part) -> None:
        self.morphemes = morphemes
        self.part = part
        self.index = part.last + 1
        self.negated = self._negated_before()
        self.certainty = Certainty.STATED
        self.voice = "active"

    def _at(self, offset: int = 0) -> Morpheme | None:
        position = self.index + offset
        return self.morphemes[position] if position < len(self.morphemes) else None

    def _negated_before(self) -> bool:
        before = self.morphemes[self.part.first - 1] if self.part.first else None
        if before is None:
            return False
        # 2m밖에 되지 않는다 says that it is 2m.
        return before.form == "밖에" or (before.tag == "MAG" and before.form in ("안", "못"))

    def read(self) -> _Tail:
        if self.part.predicate:
            return self._predicate()
        return self._noun()

    def _noun(self) -> _Tail:
        """Read particles; a word that follows at once or after one may govern."""
        case = ""
        while (m := self._at()) is not None and m.tag.startswith("J"):
            found = _CASES.get(m.form, "")
            if m.tag != "JX" or not case:
                case = found or case
            self.index += 1
        following = self._at(0), self._at(1)
        if case == "and" and following[0] is not None and following[0].form in ("달리", "다르"):
            case = "unlike"
        if case == "at" and following[0] is not None and following[0].form in ("의하", "따르"):
            case = "by"
        governed = case in ("", "object", "subject", "topic", "focus", "of", "at", "to")
        return _Tail(self.index, self.negated, self.certainty, governed=governed, case=case)

    def _predicate(self) -> _Tail:
        while (m := self._at()) is not None:
            step = self._ending(m)
            if isinstance(step, _Tail):
                return step
        return self._done(closes=True)

    def _done(
        self, *, closes: bool = False, relative: bool = False, governed: bool = False
    ) -> _Tail:
        return _Tail(
            self.index,
            self.negated,
            self.certainty,
            self.voice,
            relative,
            closes,
            governed,
        )

    def _ending(self, m: Morpheme) -> _Tail | None:  # noqa: C901, PLR0911, PLR0912
        """Read one morpheme; return the tail when it ends here."""
        if m.tag == "EP":
            if m.form in ("었", "았", "였"):
                self._set(Certainty.DONE)
            elif m.form == "겠":
                self._set(Certainty.PLANNED)
        elif m.tag in ("XSV", "XSA"):
            self.voice = _VOICES.get(m.form, self.voice)
        elif m.tag == "VX" or (m.tag == "MAG" and m.form in ("못", "안")):
            if m.form in ("않", "못하", "말", "못", "안", "아니하"):
                self.negated = not self.negated
            elif m.form == "지" and self.part.tag == "VV" and self.part.predicate:
                self.voice = "passive"  # 미뤄지다
            elif m.form in HEDGES or f"{m.form}다" in HEDGES:
                self._set(Certainty.POSSIBLE)
        elif m.tag in ("VCP", "JX", "JKO", "JKS") or (m.tag, m.form) in _PREDICATE_LINKS:
            pass
        elif m.tag == "EC":
            return self._connective(m)
        elif m.tag == "ETN":
            return self._nominal(m)
        elif m.tag == "ETM":
            return self._modifier(m)
        elif m.tag == "EF":
            self.index += 1
            return self._done(closes=True)
        else:
            return self._done(closes=False)
        self.index += 1
        return None

    def _set(self, certainty: Certainty) -> None:
        if self.certainty is Certainty.STATED:
            self.certainty = certainty

    def _connective(self, m: Morpheme) -> _Tail | None:
        self.index += 1
        following = self._at()
        auxiliary = _AUXILIARY_AFTER.get(m.form, ())
        if following is not None and following.tag in ("JX", "JKO"):  # 시끄럽지는 않다
            following = self._at(1)
        if following is not None and following.tag in auxiliary:
            self.index += self._at() is not following
            return None
        if m.form in _PURPOSE:
            self._set(Certainty.PLANNED)
        if m.form in (*_PURPOSE, "어야", "아야", "도록") and following is not None:
            if following.form in ("하", "되"):
                if m.form in ("어야", "아야"):
                    self._set(Certainty.PLANNED)
                self.index += 1
                return None
        if self._forbidden():
            self.negated = not self.negated
            return None
        quoted = m.form.endswith(("다고", "라고", "자고", "냐고"))
        conditional = m.form.endswith(("면", "거든"))
        tail = self._done(closes=True, governed=quoted)
        return replace(tail, quoted=quoted, conditional=conditional)

    def _forbidden(self) -> bool:
        """Read 안 된다 after 서는 and 면: what must not be."""
        ahead = [m for m in (self._at(0), self._at(1), self._at(2)) if m is not None]
        if ahead and ahead[0].tag == "JX":
            ahead.pop(0)
        if len(ahead) < 2 or ahead[0].form != "안" or ahead[1].form != "되":
            return False
        while (m := self._at()) is not None and m.form != "되":
            self.index += 1
        self.index += 1
        return True

    def _nominal(self, m: Morpheme) -> _Tail:
        """Read 기 and 음: 하기로 했다 is decided, not done."""
        self.index += 1
        following = self._at()
        if following is not None and following.tag.startswith("J"):
            if m.form == "기" and following.form in ("로", "에"):
                self._set(Certainty.PLANNED)
            self.index += 1
        elif following is not None and following.form in ("위하", "전"):
            self._set(Certainty.PLANNED)
        return self._done(governed=True)

    def _modifier(self, m: Morpheme) -> _Tail:
        """Read a modifying ending and what stands between it and the noun."""
        self.index += 1
        if m.form in ("ᆯ", "을"):
            following = self._at()
            if following is not None and following.form in ("것", "듯", "만"):
                self._set(Certainty.PLANNED)
            elif following is not None and following.form == "수":
                return self._ability()
        elif m.form in ("ᆫ", "은", "던") and self.part.tag not in ("VA", "VCN"):
            self._set(Certainty.DONE if not self._adjectival() else Certainty.STATED)
        quoted = m.form.endswith(("다는", "라는", "자는", "냐는"))
        return replace(self._done(relative=True, governed=True), quoted=quoted)

    def _adjectival(self) -> bool:
        after = self.morphemes[self.part.last + 1]
        return after.tag in ("XSA", "VCP")

    def _ability(self) -> _Tail:
        """Read 수 있다, 수 없다, 수도 있다."""
        self.index += 1
        particle = self._at()
        possible = only = False
        if particle is not None and particle.tag.startswith("J"):
            possible, only = particle.form == "도", particle.form == "밖에"
            self.index += 1
        verb = self._at()
        if verb is not None and verb.form == "없" and not only:
            self.negated = not self.negated
        level = Certainty.POSSIBLE if possible else Certainty.ABLE
        self.certainty = min(self.certainty, level)
        self.index += 1
        # What follows 있다 or 없다 is tense and connection.
        while (m := self._at()) is not None:
            if m.tag == "VX" and m.form in ("않", "못하"):
                self.negated = not self.negated
            if m.tag in ("EC", "EF", "ETM", "ETN"):
                following = self._at(1)
                self.index += 1
                if m.form == "지" and following is not None and following.tag == "VX":
                    continue
                return self._done(closes=m.tag in ("EC", "EF"), relative=m.tag == "ETM")
            if m.tag not in ("EP", "VX", "JX"):
                break
            self.index += 1
        return self._done(closes=True)


def _elliptic(items: Sequence[Word | Value], text: str) -> frozenset[int]:
    """Number the cells of values only that go on an enumeration, and those of 이 중 3곳."""
    clause_of = {item.cell: item.clause for item in items}
    valued = {item.cell for item in items if isinstance(item, Value)}
    named = {i.cell for i in items if isinstance(i, Word) and not i.predicate}
    going_on = {cell for cell in valued - named if clause_of.get(cell - 1) == clause_of[cell]}
    parts = {
        item.cell
        for item in items
        if isinstance(item, Value) and _PART_OF_BEFORE.search(text[: item.content.start])
    }
    return frozenset(going_on | parts)


def _names(form: str, base: str) -> list[str]:
    """List the forms by which a word is known: 합격자 also counts as 합격."""
    names = [form, base]
    names.extend(n[:-1] for n in {form, base} if len(n) > 2 and n[-1] in SUFFIXES)
    return names


def _poles(names: Sequence[str]) -> frozenset[Pole]:
    found = [POLES[name] for name in names if name in POLES]
    return found[0] if found else frozenset()


def _keys(names: Sequence[str], written: str) -> frozenset[Key]:
    keys: set[Key] = set(names)
    for name in names[:2]:  # a publisher is not what is published
        keys |= SYNONYMS.get(name, frozenset())
    if written:
        keys.add(written)
        keys |= SYNONYMS.get(written, frozenset())
    return frozenset(keys)
