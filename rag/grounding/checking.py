"""The one entry: a claim and the sentences it cites to a verdict with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.grounding.aliases import unify
from rag.grounding.causes import check_causes
from rag.grounding.comparisons import check_comparisons
from rag.grounding.conditions import check_conditions
from rag.grounding.coordination import members
from rag.grounding.coverage import check_coverage
from rag.grounding.evidence import Evidence
from rag.grounding.extent import check_extent
from rag.grounding.framing import unframe
from rag.grounding.names import check_names
from rag.grounding.polarity import check_polarity, contradicts
from rag.grounding.reader import read
from rag.grounding.roles import check_roles
from rag.grounding.statement import Statement
from rag.grounding.substitution import check_substitution
from rag.grounding.values import check_values
from rag.korean import normalize

_CHECKS = (
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
)
# Of these, the ones that ask whether a claim speaks of what the evidence speaks of.
_OF_TERMS = (check_values, check_names, check_substitution, check_coverage)
_LETTERS = re.compile(r"[\w%]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim is supported by what it cites.

    Attributes:
        supported: Whether every check passed.
        reason: In Korean: what failed, or that the evidence confirms the claim.
    """

    supported: bool
    reason: str


def check_claim(claim: str, cited: Sequence[str], question: str = "") -> Verdict:
    """Check one sentence of a language model against the sentences it cites.

    Args:
        claim: One Korean sentence.
        cited: The sentences it cites, in any order.
        question: The question that the claim answers; its names may be repeated.

    Returns:
        The verdict. A claim without words, or without anything cited, is not supported.
    """
    claim = normalize(claim).strip()
    texts = sorted({normalize(text).strip() for text in cited} - {""})
    if not _LETTERS.search(claim):
        return Verdict(supported=False, reason="확인할 내용이 없는 문장입니다.")
    if not texts:
        return Verdict(supported=False, reason="근거로 든 문장이 없습니다.")
    if claim in texts:
        return Verdict(supported=True, reason="근거 문장과 같습니다.")
    claim, texts = unify(claim, texts)
    evidence = Evidence(tuple(map(read, texts)), read(normalize(question).strip()))
    reason = _fault(read(claim), evidence)
    return Verdict(supported=not reason, reason=reason or "근거에서 확인됩니다.")


def _fault(claim: Statement, evidence: Evidence) -> str:
    """Say in Korean what speaks against a claim; nothing when nothing does."""
    framed = unframe(claim.text, claim.morphemes)
    if framed is None:
        reason = next((reason for check in _CHECKS if (reason := check(claim, evidence))), "")
        parts = () if reason else map(read, members(claim))
        return reason or next((r for part in parts if (r := check_polarity(part, evidence))), "")
    core = read(framed.core)
    if not framed.denied:
        return _fault(core, evidence)
    if reason := next((reason for check in _OF_TERMS if (reason := check(core, evidence))), ""):
        return reason
    if _denied_by(core, evidence):
        return ""
    return f"근거에 없는 부정입니다: {claim.text[len(core.text) - 1 :].strip() or claim.text}"


def _denied_by(core: Statement, evidence: Evidence) -> bool:
    """Tell whether the cited texts deny a statement, in a frame or by saying the opposite."""
    framed = [unframe(statement.text, statement.morphemes) for statement in evidence.cited]
    denied = tuple(read(f.core) for f in framed if f is not None and f.denied)
    if denied and not _fault(core, replace(evidence, cited=denied)):
        return True
    plain = tuple(
        statement
        for statement, f in zip(evidence.cited, framed, strict=True)
        if f is None or not f.denied
    )
    rest = replace(evidence, cited=plain)
    return bool(plain) and (contradicts(core, rest) or bool(check_extent(core, rest)))
