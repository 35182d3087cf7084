"""The two checks that refuse a claim by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from rag.grounding.evidence import Evidence
from rag.grounding.names import check_names
from rag.grounding.statement import Statement
from rag.grounding.values import check_figures

# A name or a figure that the evidence does not have is never shown as supported. All else the
# judge weighs.
DECISIVE = (check_figures, check_names)


@dataclass(frozen=True, slots=True)
class Faults:
    """What the decisive checks find wrong.

    Attributes:
        reasons: For each of :data:`DECISIVE` in Korean what is wrong, or an empty text.
    """

    reasons: tuple[str, ...]

    @property
    def first(self) -> str:
        """The first reason; empty when nothing is wrong."""
        return next(filter(None, self.reasons), "")


def find_faults(claim: Statement, evidence: Evidence) -> Faults:
    """Go through the decisive checks.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    return Faults(tuple(check(claim, evidence) for check in DECISIVE))
