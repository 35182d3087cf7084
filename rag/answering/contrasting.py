"""Answers that hold things against each other: side by side, by how much, and whether more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.amounts import same_value
from rag.answering.answer import Answer, AnswerStatus, Part
from rag.answering.attributes import labels_of, told_by_attribute
from rag.answering.comparing import (
    Side,
    asked_of_all,
    asks_for_less,
    compared,
    difference,
    each_asked,
    names_told,
    sides_of,
    values_of_each,
)
from rag.answering.draft import Draft
from rag.answering.plan import Form, Plan
from rag.answering.statements import Statement
from rag.answering.tabular import say_attributes, side_by_side
from rag.korean import Analyzer
from rag.reading import Evidence, Finder
from rag.retrieval import SearchResult


class Contrasts:
    """Finds what the documents say of each of some things; may be used from several threads."""

    def __init__(self, finder: Finder, analyzer: Analyzer) -> None:
        """Join the parts."""
        self._finder = finder
        self._analyzer = analyzer

    def difference(self, plan: Plan, plain: Answer) -> Answer | None:
        """By how much one of two things has more than the other; ``None`` where that is open."""
        names = plan.parts if plan.form is Form.COMPARISON else ()
        questions = each_asked(plan.question, names, self._analyzer)
        told = questions and values_of_each(questions, self._ask, self._analyzer)
        if not told or not (gap := difference(told[0])):
            return None
        sides, (own, other) = told
        draft = Draft(self._finder.documents)
        # "A가 B보다 얼마나 비싸?" where B is: the premise is wrong.
        if not names and (own.first < other.first) is not asks_for_less(
            plan.question, self._analyzer
        ):
            draft.say("아니요.")
        draft.say(f"{gap} 차이입니다.", _all_of(sides))
        return _side_by_side(plan, plain, draft, sides, Form.COMPARISON)

    def whether_more(
        self, plan: Plan, plain: Answer, question: str, names: tuple[str, str]
    ) -> Answer | None:
        """Yes or no where one of two has more, and by as much as is claimed; the values always.

        Args:
            plan: Asks it of one thing beside another.
            plain: What was found.
            question: Which of the two has more.
            names: The two, the one of which it is asked first.

        Returns:
            ``None`` where the documents do not give both a number of one kind.
        """
        by_value = compared(question, names, self._ask, self._analyzer)
        if by_value is None:
            return None
        sides, best = by_value
        said, gap = Statement(plan.statement, self._analyzer), difference(sides)
        claimed = said.amount_behind("보다")
        verdict: bool | None = best == names[0]
        if said.predicate is None or said.predicate.is_denied:
            verdict = None  # "안 비싸?" may be answered either way
        elif claimed and verdict:
            verdict = same_value(claimed, gap)
        draft = Draft(self._finder.documents)
        if verdict is not None:
            draft.say("네." if verdict else "아니요.")
        if claimed and gap:
            draft.say(f"{gap} 차이입니다.", _all_of(sides))
        return _side_by_side(plan, plain, draft, sides, Form.YES_NO)

    def compare(self, plan: Plan, plain: Answer, found: SearchResult) -> Answer | None:
        """What the documents say of each side; numbers of one kind are compared by code.

        Returns:
            ``None`` where no two things are named.
        """
        names = plan.parts or names_told(self._ask(asked_of_all(plan.question, self._analyzer)))
        names = names and labels_of(plan.question, names, found)
        if len(set(names)) < 2:
            return None
        draft = Draft(self._finder.documents)
        by_number = compared(plan.question, names, self._ask, self._analyzer)
        table = by_number is None and told_by_attribute(
            plan.question, names, self._finder, self._analyzer, is_alone=plan.as_table
        )
        if table:
            told = say_attributes(draft, names, table, as_table=plan.as_table)
            return _answered(draft.filled(plain, Form.COMPARISON), told)
        if by_number is not None:
            sides, best = by_number
            same = "둘이 같습니다." if len(sides) == 2 else "모두 같습니다."
            draft.say(f"{best}입니다." if best else same, _all_of(sides))
        else:
            sides = sides_of(plan.question, names, self._ask, self._analyzer)
        if not any(side.evidence for side in sides):
            return replace(plain, form=Form.COMPARISON)
        return _side_by_side(plan, plain, draft, sides, Form.COMPARISON)

    def _ask(self, question: str) -> tuple[Evidence, ...]:
        return self._finder.read_widely(question, self._finder.search(question))


def _all_of(sides: Sequence[Side]) -> list[Evidence]:
    return [item for side in sides for item in side.evidence]


def _side_by_side(
    plan: Plan, plain: Answer, draft: Draft, sides: Sequence[Side], form: Form
) -> Answer:
    parts = side_by_side(draft, sides, as_table=plan.as_table)
    return _answered(draft.filled(plain, form), parts)


def _answered(answer: Answer, parts: Sequence[Part]) -> Answer:
    return replace(answer, status=AnswerStatus.ANSWERED, parts=tuple(parts))
