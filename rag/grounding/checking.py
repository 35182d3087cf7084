"""The one entry: a claim and the sentences it cites to a verdict with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.grounding.conditions import check_conditions
from rag.grounding.coverage import check_coverage
from rag.grounding.evidence import Evidence
from rag.grounding.names import check_names
from rag.grounding.polarity import check_polarity
from rag.grounding.reader import read
from rag.grounding.roles import check_roles
from rag.grounding.substitution import check_substitution
from rag.grounding.values import check_values
from rag.korean import normalize

_CHECKS = (
    check_values,
    check_names,
    check_polarity,
    check_roles,
    check_conditions,
    check_substitution,
    check_coverage,
)
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
    statement = read(claim)
    evidence = Evidence(tuple(map(read, texts)), read(normalize(question).strip()))
    for check in _CHECKS:
        if reason := check(statement, evidence):
            return Verdict(supported=False, reason=reason)
    return Verdict(supported=True, reason="근거에서 확인됩니다.")
