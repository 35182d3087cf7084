"""The checks that say by themselves what is wrong with a claim."""

from __future__ import annotations

from dataclasses import dataclass

from rag.grounding.evidence import Evidence
from rag.grounding.names import check_letters, check_names
from rag.grounding.statement import Statement
from rag.grounding.values import check_figures


@dataclass(frozen=True, slots=True)
class Faults:
    """What the checks find wrong, each in Korean; empty where nothing is.

    Attributes:
        figure: A number or date in figures that the evidence does not give.
        letters: Latin letters, digits or a title in quotes that it does not have.
        name: What the analyser takes for a name, and it does not have.
    """

    figure: str
    letters: str
    name: str

    @property
    def decisive(self) -> str:
        """What refuses the claim whatever else speaks for it; a name is only weighed."""
        return self.figure or self.letters


def find_faults(claim: Statement, evidence: Evidence) -> Faults:
    """Go through the checks.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    return Faults(
        figure=check_figures(claim, evidence),
        letters=check_letters(claim, evidence),
        name=check_names(claim, evidence),
    )
