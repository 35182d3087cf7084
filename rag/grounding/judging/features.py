"""The numbers by which the judge sees a claim beside what it cites."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.grounding.evidence import Evidence
from rag.grounding.faults import Faults
from rag.grounding.judging import found, given, order, stance
from rag.grounding.judging.alignment import align
from rag.grounding.names import NAME_TAGS
from rag.grounding.statement import Statement

FEATURES = (
    "figures",
    "names",
    "exchanged",
    "exchanged.names",
    *found.NAMES,
    *order.NAMES,
    *given.NAMES,
    *stance.NAMES,
)


def describe(claim: Statement, evidence: Evidence, faults: Faults) -> NDArray[np.float32]:
    """Describe a claim and what it cites.

    Args:
        claim: The claim.
        evidence: What it cites.
        faults: What the checks find wrong.

    Returns:
        One value for each of :data:`FEATURES`.
    """
    alignment = align(claim, evidence)
    row = [
        bool(faults.figure),
        bool(faults.letters or faults.name),
        len(faults.in_place),
        sum(other.tag in NAME_TAGS for _, other in faults.in_place),
        *found.found_row(alignment),
        *order.order_row(alignment),
        *given.given_row(alignment),
        *stance.stance_row(alignment),
    ]
    return np.array(row, dtype=np.float32)
