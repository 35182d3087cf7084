"""The checks that say by themselves what is wrong with a claim."""

from __future__ import annotations

from dataclasses import dataclass

from rag.grounding.evidence import Evidence
from rag.grounding.names import Surface, check_letters, check_names, exchanged
from rag.grounding.standing import check_stage
from rag.grounding.statement import Statement, Word
from rag.grounding.values import check_figures


@dataclass(frozen=True, slots=True)
class Faults:
    """What the checks find wrong, each in Korean; empty where nothing is.

    Attributes:
        figure: A number or date in figures that the evidence does not give.
        letters: Latin letters, digits or a title in quotes that it does not have.
        stage: What the claim tells as done and the evidence as planned, or the other way round.
        name: What the analyser takes for a name, and it does not have.
        in_place: Nouns that it does not have, each with one that it has in their place.
    """

    figure: str
    letters: str
    stage: str
    name: str
    in_place: tuple[tuple[Word, Word], ...] = ()

    @property
    def decisive(self) -> str:
        """What refuses the claim whatever else speaks for it; a name is only weighed."""
        return self.figure or self.letters or self.stage


def find_faults(claim: Statement, evidence: Evidence) -> Faults:
    """Go through the checks.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    surface = Surface(evidence)
    return Faults(
        figure=check_figures(claim, evidence),
        letters=check_letters(claim, surface),
        stage=check_stage(claim, evidence),
        name=check_names(claim, surface),
        in_place=tuple(exchanged(claim, evidence, surface)),
    )
