"""What of a claim stands where in the cited texts."""

from __future__ import annotations

from dataclasses import dataclass

from rag.grounding.evidence import Anchor, Evidence, Place, same
from rag.grounding.lexicon import LIGHT
from rag.grounding.statement import Statement, Value, Word


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A claim's words and values, each with its counterparts.

    Attributes:
        claim: The claim.
        evidence: What it cites.
        items: The claim's words and values in order, without words that say nothing.
        places: For each of them the places of the cited texts that say the same.
    """

    claim: Statement
    evidence: Evidence
    items: tuple[Anchor, ...]
    places: tuple[tuple[Place, ...], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The claim's words that say something."""
        return tuple(item for item in self.items if isinstance(item, Word))

    def places_of(self, item: Anchor) -> tuple[Place, ...]:
        """Return the places that say what an item of the claim says."""
        return self.places[self.items.index(item)]


def align(claim: Statement, evidence: Evidence) -> Alignment:
    """Find the counterparts of a claim's words and values.

    Args:
        claim: The claim.
        evidence: What it cites.
    """
    items = tuple(i for i in claim.items if isinstance(i, Value) or i.form not in LIGHT)
    places = tuple(
        tuple(Place(s, other) for s in evidence.cited for other in s.items if same(item, other))
        for item in items
    )
    return Alignment(claim, evidence, items, places)
