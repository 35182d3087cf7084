"""Asks every question and judges what comes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

from rag.answering import Answer, AnswerStatus
from rag.evaluation.cases import Case
from rag.evaluation.outcome import Outcome, judge, quotes_of_answer, quotes_of_evidence
from rag.index import Progress
from rag.reading import Reading


class System(Protocol):
    """What is measured; :class:`rag.pipeline.RagPipeline` is one."""

    def ask(self, question: str) -> Answer:
        """Answer a question."""

    def read(self, question: str) -> Reading:
        """Return the evidence for an answer, whether or not it is enough to give one."""


def run_cases(
    system: System, cases: Sequence[Case], progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Ask every question, in order.

    Returns:
        One outcome for each case, in the same order. Only the asking is timed; the first
        question is asked once before, because some parts load when they are first used.
    """
    outcomes = []
    for case in cases[:1]:
        system.ask(case.question)
    for number, case in enumerate(cases, start=1):
        started = time.perf_counter()
        answer = system.ask(case.question)
        seconds = time.perf_counter() - started
        if answer.status in (AnswerStatus.NO_EVIDENCE, AnswerStatus.ASIDE):
            quotes = quotes_of_evidence(system.read(case.question).evidence)
        else:
            quotes = quotes_of_answer(answer)
        outcomes.append(judge(case, answer, quotes, seconds))
        if progress is not None:
            progress("questions", number, len(cases))
    return tuple(outcomes)
