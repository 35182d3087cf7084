"""Whether a claim's numbers and dates are those of the cited text."""

from __future__ import annotations

import re

from rag.grounding.arithmetic import follows
from rag.grounding.evidence import Evidence, same_value
from rag.grounding.statement import Statement, Value
from rag.korean import Moment, moment_supported

_DIGIT = re.compile(r"\d")


def check_figures(claim: Statement, evidence: Evidence) -> str:
    """Find a number or date of the claim, written with figures, that the cited texts cannot give.

    Args:
        claim: The claim.
        evidence: What it cites.

    Returns:
        In Korean, what is wrong; empty when nothing is.
    """
    cited = [other.content for _, other in evidence.values()]
    asked = [other.content for other in evidence.question.values]
    for value in claim.values:
        if not _DIGIT.search(value.surface) or is_given(value, evidence):
            continue
        beside = [other.content for other in claim.values if other is not value]
        if not follows(value.content, cited, [*beside, *asked]):
            return f"근거에 없는 숫자나 날짜입니다: {value.surface}"
    return ""


def is_given(value: Value, evidence: Evidence) -> bool:
    """Tell whether a value stands in the evidence, in whatever notation.

    Args:
        value: A value of the claim.
        evidence: What it cites.
    """
    told = [v for s in (*evidence.cited, evidence.question) for v in s.values]
    if any(_stands(value, other) for other in told):
        return True
    if value.negated or not isinstance(value.content, Moment):
        return False
    # A date may be told in several parts.
    moments = [v.content for v in told if isinstance(v.content, Moment)]
    return moment_supported(value.content, moments)


def _stands(value: Value, other: Value) -> bool:
    return (
        same_value(value, other)
        and value.negated == other.negated
        and not (value.universal and other.partitive)
    )
