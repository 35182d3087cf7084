"""Whether what follows from a condition is what follows from it in the cited text."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grounding.evidence import Evidence
from rag.grounding.statement import Statement, Word


def check_conditions(claim: Statement, evidence: Evidence) -> str:
    """Find a condition of the claim that leads to what the cited text ties to another one.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    for condition, result in _conditions(claim):
        for statement in evidence.cited:
            pairs = list(_conditions(statement))
            own = any(_same(condition, c) and _same(result, r) for c, r in pairs)
            known = any(_same(condition, c) for c, _ in pairs)
            elsewhere = any(_same(result, r) and not _same(condition, c) for c, r in pairs)
            if known and elsewhere and not own:
                surface = claim.text[condition.start : result.end]
                return f"근거와 조건이 다릅니다: {surface}"
    return ""


def _conditions(statement: Statement) -> Iterator[tuple[Word, Word]]:
    """Go through conditions and the predicates of what follows from them."""
    for index, word in enumerate(statement.words):
        if not word.conditional:
            continue
        for later in statement.words[index + 1 :]:
            if later.predicate and not later.relative:
                yield word, later
                break


def _same(first: Word, second: Word) -> bool:
    return bool(first.keys & second.keys) and first.negated == second.negated
