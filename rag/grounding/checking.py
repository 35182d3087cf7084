"""The one entry: a claim and the sentences it cites to a verdict with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.encoder import bundled_encoder
from rag.grounding.aliases import unify
from rag.grounding.checks import OF_TERMS, Faults, find_faults
from rag.grounding.evidence import Evidence
from rag.grounding.extent import check_extent
from rag.grounding.framing import unframe
from rag.grounding.judging import describe, load_judge
from rag.grounding.polarity import contradicts
from rag.grounding.reader import read
from rag.grounding.statement import Statement
from rag.korean import normalize

_LETTERS = re.compile(r"[\w%]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim is supported by what it cites.

    Attributes:
        supported: Whether what is cited bears the claim out, as the checks and the judge see it.
        reason: In Korean: what speaks against it, or that the evidence confirms the claim.
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

    Raises:
        ModelError: If the judge cannot be read, at the first claim.
    """
    claim = normalize(claim).strip()
    texts = sorted({normalize(text).strip() for text in cited} - {""})
    if not _LETTERS.search(claim):
        return Verdict(supported=False, reason="확인할 내용이 없는 문장입니다.")
    if not texts:
        return Verdict(supported=False, reason="근거로 든 문장이 없습니다.")
    if claim in texts:
        return Verdict(supported=True, reason="근거 문장과 같습니다.")
    reason = _fault(*read_together(claim, texts, question))
    return Verdict(supported=not reason, reason=reason or "근거에서 확인됩니다.")


def read_together(
    claim: str, cited: Sequence[str], question: str = ""
) -> tuple[Statement, Evidence]:
    """Read a claim and what it cites, with one name for each thing that they name.

    Args:
        claim: Normalised, see :func:`rag.korean.normalize`.
        cited: Normalised too.
        question: The question that the claim answers.
    """
    claim, cited = unify(claim, cited)
    evidence = Evidence(tuple(map(read, cited)), read(normalize(question).strip()))
    return read(claim), evidence


def without_affirming_frames(claim: Statement) -> Statement:
    """Take away what only affirms a whole statement: … 했다는 말은 사실이다.

    Args:
        claim: The claim.
    """
    framed = unframe(claim.text, claim.morphemes)
    if framed is None or framed.denied:
        return claim
    return without_affirming_frames(read(framed.core))


def _fault(claim: Statement, evidence: Evidence) -> str:
    """Say in Korean what speaks against a claim; nothing when nothing does."""
    claim = without_affirming_frames(claim)
    framed = unframe(claim.text, claim.morphemes)
    if framed is None:
        faults = find_faults(claim, evidence)
        if not faults.decisive and _is_borne_out(claim, evidence, faults):
            return ""
        return faults.first or "근거에서 분명하게 확인되지 않습니다."
    core = read(framed.core)
    if reason := next((reason for check in OF_TERMS if (reason := check(core, evidence))), ""):
        return reason
    if _denied_by(core, evidence):
        return ""
    return f"근거에 없는 부정입니다: {claim.text[len(core.text) - 1 :].strip() or claim.text}"


def _is_borne_out(claim: Statement, evidence: Evidence, faults: Faults) -> bool:
    """Weigh what the checks find and what the encoder says."""
    entailment = bundled_encoder().entailment(claim.text, [s.text for s in evidence.cited])
    return load_judge().accepts(describe(claim, evidence, faults), entailment)


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
