"""The checks that a claim goes through, each of one thing that could be wrong."""

from __future__ import annotations

from collections.abc import Callable

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
from rag.grounding.values import check_values

Check = Callable[[Statement, Evidence], str]

# In the order in which their reasons are told.
CHECKS: tuple[Check, ...] = (
    check_values,
    check_names,
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
OF_TERMS: tuple[Check, ...] = (check_values, check_names, check_substitution, check_coverage)


def find_faults(claim: Statement, evidence: Evidence) -> tuple[str, ...]:
    """Go through all checks.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        For each of :data:`CHECKS` in Korean what is wrong, or an empty text.
    """
    return tuple(check(claim, evidence) for check in CHECKS)
