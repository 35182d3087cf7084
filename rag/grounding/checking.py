"""The one entry: a claim and the sentences it cites to a verdict with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.encoder import bundled_encoder
from rag.grounding.evidence import Evidence
from rag.grounding.faults import find_faults
from rag.grounding.judging import describe, load_judge, missing_words
from rag.grounding.lexicon import LIGHT, NEGATORS
from rag.grounding.reader import read
from rag.grounding.statement import Statement, Word
from rag.korean import normalize

_LETTERS = re.compile(r"[\w%]")
_ENDING = re.compile(r"\w*")
# "…다는 말은 사실이 아닙니다", "…라고 볼 수 없습니다", "… 것은 아닙니다": a whole statement and
# what is said of it.
_FRAMED = re.compile(r"^(?P<core>.+(?:[다라](?=[는고]\s)|\s것(?=[은이으])))[^,]{2,24}$")
_AFFIRMED = {"다": "다.", "라": "다.", "것": "것이다."}


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
    core = _denied_core(claim)
    if core and check_claim(core, texts, question).supported:
        return Verdict(supported=False, reason="근거와 다른 내용입니다.")
    reason = _fault(*read_together(claim, texts, question))
    return Verdict(supported=not reason, reason=reason or "근거에서 확인됩니다.")


def _denied_core(claim: str) -> str:
    """Return the statement that a claim denies as a whole; nothing where it denies none."""
    framed = _FRAMED.match(claim)
    if framed is None:
        return ""
    end = framed.end("core")
    said = [word for word in read(claim).words if word.start >= end]
    if not any(word.negated or {word.form, word.base} & NEGATORS for word in said):
        return ""
    core = framed["core"]
    return core[:-1] + _AFFIRMED[core[-1]]


def read_together(
    claim: str, cited: Sequence[str], question: str = ""
) -> tuple[Statement, Evidence]:
    """Read a claim and what it cites.

    Args:
        claim: Normalised, see :func:`rag.korean.normalize`.
        cited: Normalised too.
        question: The question that the claim answers.
    """
    evidence = Evidence(tuple(map(read, cited)), read(normalize(question).strip()))
    return read(claim), evidence


def _fault(claim: Statement, evidence: Evidence) -> str:
    """Say in Korean what speaks against a claim; nothing when nothing does."""
    faults = find_faults(claim, evidence)
    if faults.decisive:
        return faults.decisive
    entailment = bundled_encoder().entailment(claim.text, [s.text for s in evidence.cited])
    if load_judge().accepts(describe(claim, evidence, faults), entailment.log_odds):
        return ""
    if faults.name:
        return faults.name
    if entailment.contradicted > entailment.not_told:
        return "근거와 다른 내용입니다."
    words = [word for word in claim.words if word.form not in LIGHT]
    missing = [_written(word, claim) for word in missing_words(words, claim, evidence)]
    return f"근거에 없는 내용입니다: {', '.join(missing)}" if missing else "근거에 없는 내용입니다."


def _written(word: Word, claim: Statement) -> str:
    """Return a noun without its particle, and a predicate with its ending."""
    end = _ENDING.match(claim.text, word.end) if word.predicate else None
    return claim.text[word.start : end.end() if end else word.end]
