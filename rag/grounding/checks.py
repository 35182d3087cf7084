"""The checks that a claim goes through, each of one thing that could be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.grounding.attachment import check_attachment, check_exchange, check_use
from rag.grounding.causes import check_causes
from rag.grounding.comparisons import check_comparisons
from rag.grounding.conditions import check_conditions
from rag.grounding.coordination import check_members
from rag.grounding.coverage import check_coverage
from rag.grounding.evidence import Evidence
from rag.grounding.extent import check_extent
from rag.grounding.names import check_names
from rag.grounding.polarity import check_polarity
from rag.grounding.roles import check_roles
from rag.grounding.statement import Statement
from rag.grounding.substitution import check_substitution
from rag.grounding.values import check_counts, check_figures

Check = Callable[[Statement, Evidence], str]

# In the order in which their reasons are told.
CHECKS: tuple[Check, ...] = (
    check_figures,
    check_counts,
    check_names,
    check_exchange,
    check_use,
    check_attachment,
    check_polarity,
    check_roles,
    check_conditions,
    check_causes,
    check_comparisons,
    check_extent,
    check_substitution,
    check_coverage,
    check_members,
)
# Of these, the ones that ask whether a claim speaks of what the evidence speaks of.
OF_TERMS: tuple[Check, ...] = (
    check_figures,
    check_counts,
    check_names,
    check_exchange,
    check_use,
    check_attachment,
    check_substitution,
    check_coverage,
)
# What these find wrong refuses a claim, whatever else speaks for it: a name or a figure that the
# evidence does not have is never shown as supported. What the others find, the judge weighs: on
# claims by eight writers they were wrong as often as right.
DECISIVE: tuple[Check, ...] = (check_figures, check_names)


@dataclass(frozen=True, slots=True)
class Faults:
    """What the checks find wrong.

    Attributes:
        reasons: For each of :data:`CHECKS` in Korean what is wrong, or an empty text.
    """

    reasons: tuple[str, ...]

    @property
    def first(self) -> str:
        """The first reason; empty when nothing is wrong."""
        return next(filter(None, self.reasons), "")

    @property
    def decisive(self) -> bool:
        """Whether one of them refuses the claim by itself."""
        return any(
            reason and check in DECISIVE for check, reason in zip(CHECKS, self.reasons, strict=True)
        )


def find_faults(claim: Statement, evidence: Evidence) -> Faults:
    """Go through all checks.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    return Faults(tuple(check(claim, evidence) for check in CHECKS))
