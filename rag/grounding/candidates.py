"""A value of the evidence that a value of a claim may come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.grounding.evidence import Place
from rag.grounding.statement import Statement, Value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of the evidence that a value of the claim may come from."""

    statement: Statement
    value: Value
    rivals: Sequence[Value]
    agrees: bool

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return Place(self.statement, self.value)
