"""What the words after a word make of it: denied, planned, possible or done."""

from __future__ import annotations

from collections.abc import Sequence

from rag.grounding.endings import Tail
from rag.grounding.lexicon import (
    ACCEPTING,
    CARRIERS,
    COMPLETED,
    EMPTY,
    HEDGES,
    INTRANSITIVE,
    NEGATORS,
    PROJECTS,
    RETRACTABLE,
    RETRACTING,
    SUFFIXES,
    UNDECIDED,
    Certainty,
)
from rag.grounding.parts import Part
from rag.korean import Morpheme

# Whether a word is denied, and how certain it is.
State = tuple[bool, Certainty]

# With 로 and an object these say under which circumstances: 비를 이유로, 청년을 대상으로.
_SETTING = frozenset(
    ["이유", "계기", "대상", "중심", "바탕", "토대", "기준", "목적", "전제", "조건", "명목"]
)
# Of what is not so one says the same: 사실이 아니라고 부인하다.
_DISPUTING = frozenset({"부인", "반박", "일축"})
_BY_PREDICATE = frozenset({"subject", "object", "topic", "focus", "at", "to"})
# Predicates that govern a noun through 에 or 로: 합의에 실패하다, 필요로 하다.
_GOVERNORS = {
    "at": frozenset(
        [
            "실패",
            "성공",
            "합의",
            "착수",
            "돌입",
            "나서다",
            "들어가다",
            "도전",
            "대비",
            "이르다",
            "도달",
            "응하다",
        ]
    ),
    "to": frozenset({"하다", "삼다"}),
}


def read_states(
    morphemes: Sequence[Morpheme], parts: Sequence[Part], tails: Sequence[Tail]
) -> list[State]:
    """Read polarity and certainty of each word, double negation counted.

    Each word is read after the one that governs it: in "인수설을 부인하지 않았다", 부인 is denied
    first, and then 인수설 is not.

    Args:
        morphemes: The morphemes of the text.
        parts: Its content words.
        tails: What follows each.

    Returns:
        One state for each word.
    """
    return _Government(morphemes, parts, tails).read()


class _Government:
    def __init__(
        self, morphemes: Sequence[Morpheme], parts: Sequence[Part], tails: Sequence[Tail]
    ) -> None:
        self.morphemes = morphemes
        self.parts = parts
        self.tails = tails
        self.part_at = {part.first: index for index, part in enumerate(parts)}

    def read(self) -> list[State]:
        """Read all states, the last word first."""
        states: dict[int, State] = {}
        absent: set[int] = set()
        for index in range(len(self.parts) - 1, -1, -1):
            part, tail = self.parts[index], self.tails[index]
            negated, certainty = tail.negated ^ part.prefixed, tail.certainty
            governor = self._governor(index)
            if governor is not None:
                over = self.parts[governor]
                if over.form == "없다" and not states[governor][0]:
                    absent.add(index)
                if tail.relative and governor in absent and self._happens(index, over):
                    negated = not negated  # 다친 사람은 없다
                if tail.relative and certainty is Certainty.STATED and over.base in PROJECTS:
                    certainty = Certainty.PLANNED  # 교체하는 사업
                if not (tail.quoted and negated and over.form in _DISPUTING):
                    negated, certainty = _governed(
                        (negated, certainty), part, over, states[governor]
                    )
            if tail.serial:
                certainty = self._of_next(index, states)
            states[index] = (negated, certainty)
        return [states[index] for index in range(len(self.parts))]

    def _of_next(self, index: int, states: dict[int, State]) -> Certainty:
        """Read whether a clause happens from the next one: 공장을 지어 생산하는 방안을 검토하다."""
        for position in range(index + 1, len(self.parts)):
            if self.parts[position].predicate:
                return min(states[position][1], Certainty.STATED)
        return Certainty.STATED

    def _happens(self, index: int, head: Part) -> bool:
        """Tell whether a modifying predicate is an event, and its noun what it happens to."""
        part = self.parts[index]
        after = self.morphemes[part.last + 1 : part.last + 2]
        event = part.tag == "VV" or any(m.tag == "XSV" for m in after)
        return event and not {head.form, head.base} & (CARRIERS | HEDGES.keys())

    def _governor(self, index: int) -> int | None:
        """Find the word that may change what a word says."""
        if not self.tails[index].governed:
            return None
        governor = self._governing(index)
        form = self.parts[index].form
        if governor is not None and len(form) > 2 and form[-1] in SUFFIXES:
            # 인상률 is no event, but may be wanting.
            return governor if self.parts[governor].form in ("없다", "아니다") else None
        return governor

    def _governing(self, index: int) -> int | None:
        tail = self.tails[index]
        if tail.case not in _BY_PREDICATE:
            return self.part_at.get(tail.stop)
        inner = False  # whether a clause after a topic has a subject of its own
        for position in range(index + 1, len(self.parts)):
            part = self.parts[position]
            if part.form == "사실" and tail.case != "object":
                return position  # 소문은 사실이 아니다
            if part.predicate:
                if tail.case == "topic" and self._modifies(position):
                    continue  # 시는 아직 결정된 것이 없다: the topic of what comes later
                beside = position == index + 1 or tail.case not in _GOVERNORS
                if beside and not inner and self._may_govern(tail, position):
                    return position
                if tail.case == "topic" and self.tails[position].serial:
                    inner = False
                    continue  # 인수는 차이를 좁히지 못해 불발됐다
                return None
            # A noun with a particle is governed by its predicate, not by the next noun.
            case = self.tails[position].case
            following = self.parts[position + 1 : position + 2]
            if case == "and" and following and following[0].predicate:
                continue  # 부처와 협의하다
            if tail.case == "topic" and case == "topic":
                return None
            if tail.case == "topic" and case in ("subject", "focus"):
                after = self.morphemes[part.last + 1]
                inner |= case == "subject" or after.form in ("조차", "마저")
                continue
            if case == "subject" or (
                case in ("object", "and", "focus") and tail.case not in ("topic", "subject")
            ):
                return None
            if case == "to" and part.form in _SETTING and tail.case == "object":
                return None  # 인력 부족을 이유로
        return None

    def _modifies(self, position: int) -> bool:
        """Tell whether a predicate only modifies a noun: not 없는 것으로 보이다."""
        tail = self.tails[position]
        if not tail.relative or tail.quoted or position + 1 == len(self.parts):
            return False
        head = self.parts[position + 1]
        return head.form not in EMPTY | CARRIERS or self.tails[position + 1].case == "subject"

    def _may_govern(self, tail: Tail, position: int) -> bool:
        """An active predicate says something of its object, not of who does it."""
        part = self.parts[position]
        if tail.case in _GOVERNORS:
            return part.form in _GOVERNORS[tail.case]
        if tail.case in ("object", "focus") or self.tails[position].voice == "passive":
            return True
        return bool({part.form, part.base} & INTRANSITIVE)


def _governed(state: State, part: Part, governor: Part, over: State) -> State:
    """Combine what a word says with what its governor makes of it."""
    negated, certainty = state
    names = {governor.form, governor.base}
    if "여부" in names or (over[0] and names & UNDECIDED and not part.predicate):
        return negated, Certainty.POSSIBLE  # 시행 시기는 정해지지 않았다
    if names & RETRACTING and {part.form, part.base} & RETRACTABLE:
        return negated ^ (not over[0]), certainty
    if names & ACCEPTING and not names & (CARRIERS | HEDGES.keys()):
        return negated ^ over[0], certainty
    if names & NEGATORS:
        return negated ^ (not (over[0] ^ governor.prefixed)), certainty
    negated ^= over[0]
    hedge = HEDGES.get(governor.form) or HEDGES.get(governor.base)
    if hedge is not None:
        return negated, min(certainty, hedge, over[1])
    if not names & CARRIERS:
        return state
    if names & COMPLETED and over[1] >= Certainty.STATED:
        return negated, Certainty.DONE
    if certainty is Certainty.STATED:
        return negated, over[1]
    return negated, certainty if over[1] is Certainty.STATED else min(certainty, over[1])
