"""Whether the documents bear out a statement, and if not, what they say in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.grounding import Verdict
from rag.korean import Analyzer, Morpheme, Sentence, attach
from rag.reading import Evidence, Value, find_values

Check = Callable[[str, Sequence[str], str], Verdict]
"""Checks a claim against sentences; see :mod:`rag.grounding`."""
Entailment = Callable[[str, Sequence[str]], float]
"""Log odds that sentences entail a claim; see :meth:`rag.encoder.Encoder.entailment`."""
Ask = Callable[[str], Sequence[Evidence]]
"""Finds the sentences that answer a question, each with its likeliest short answer."""

# By so much likelier a statement must be with the documents' word than with the one asked about.
# Set by hand and not tuned.
_LIKELIER = 1.0
_NOUNS = frozenset({"NNG", "NNP", "NR", "SL", "SH", "SN", "XPN", "XSN", "NNB"})
_SUBJECT, _OBJECT, _PLACE = ("이", "가", "은", "는"), ("을", "를"), ("에", "에서", "로", "으로")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|으로|로)(?=[\s,])")
# Behind 누 and 무엇.
_INTERROGATIVE_PARTICLES = (
    ("이다", "인가"),
    ("은", "가"),
    ("는", "가"),
    ("이", "가"),
    ("를", "을"),
)
_LONGEST = 25


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the documents say of a statement.

    Attributes:
        holds: Whether they bear it out; ``False`` only where they say something in its place, and
            ``None`` where they say neither.
        evidence: The sentences that say so.
        wrong: What is wrong in it, as asked.
        right: What the documents say in its place, as written there.
    """

    holds: bool | None
    evidence: tuple[Evidence, ...] = ()
    wrong: str = ""
    right: str = ""


def confirm(
    statement: str,
    evidence: Sequence[Evidence],
    ask: Ask,
    analyzer: Analyzer,
    check: Check,
    entailment: Entailment,
) -> Confirmation:
    """Hold a statement against the sentences found for it.

    Args:
        statement: What is asked to be confirmed.
        evidence: What was found.
        ask: Asks for one part of the statement.
        analyzer: Finds the morphemes.
        check: Checks a claim against sentences.
        entailment: Says how likely sentences entail a claim.
    """
    best_first = sorted(evidence, key=lambda item: -item.score)
    morphemes = analyzer.morphemes(statement)
    values = find_values(statement, morphemes)
    for item in best_first:
        if not _other_values(values, statement, item.candidate.sentence) and _bears(
            check, statement, [item]
        ):
            return Confirmation(True, (item,))
    if len(best_first) > 1 and _bears(check, statement, best_first):
        return Confirmation(True, tuple(evidence))
    for item in best_first:
        for value, told in _other_values(values, statement, item.candidate.sentence):
            asked = statement[value.start : value.end]
            other = _exchanged(statement, (value.start, value.end), told)
            if _likelier(other, statement, item, check, entailment):
                return Confirmation(False, (item,), asked, told)
    for start, end, interrogative in _phrases(morphemes):
        asked = statement[start:end]
        question = f"{statement[:start]}{interrogative}{_behind(statement, end)}".rstrip(".") + "?"
        for item in ask(question)[:1]:
            told = _short(item)
            if not told or told in statement or asked in told or asked in question:
                continue
            other = _exchanged(statement, (start, end), told)
            if _likelier(other, statement, item, check, entailment):
                return Confirmation(False, (replace(item, highlight=None),), asked, told)
    return Confirmation(None)


def _bears(check: Check, claim: str, evidence: Sequence[Evidence]) -> bool:
    return check(claim, [item.candidate.sentence.text for item in evidence], "").supported


def _likelier(
    other: str, statement: str, item: Evidence, check: Check, entailment: Entailment
) -> bool:
    """Whether a sentence says the one thing and not the other."""
    text = [item.candidate.sentence.text]
    if not _bears(check, other, [item]) or _bears(check, statement, [item]):
        return False
    return entailment(other, text) - entailment(statement, text) >= _LIKELIER


def _other_values(
    values: Sequence[Value], statement: str, sentence: Sentence
) -> list[tuple[Value, str]]:
    """For each value of a statement that a sentence lacks, those of its kind that it has."""
    text = sentence.text
    tokens = [
        Morpheme(m.form, m.tag, m.start - sentence.start, m.end - sentence.start)
        for m in sentence.morphemes
    ]
    there = find_values(text, tokens)
    return [
        (value, text[other.start : other.end])
        for value in values
        if statement[value.start : value.end] not in text
        for other in there
        if other.kind == value.kind and value.kind
    ]


def _exchanged(statement: str, span: tuple[int, int], told: str) -> str:
    """Put other words in the place of some, the particle behind them fitting."""
    rest = statement[span[1] :]
    found = _PARTICLE.match(rest)
    particle = found[0] if found else ""
    return f"{statement[: span[0]]}{attach(told, particle)}{rest[len(particle) :]}"


def _phrases(morphemes: Sequence[Morpheme]) -> list[tuple[int, int, str]]:
    """What can be asked for: the complement, the subject, the object, the place, in this order.

    Returns:
        Where each lies, without its particle, and the interrogative in its place.
    """
    found: list[tuple[int, int, int, str]] = []
    for n, m in enumerate(morphemes[1:], start=1):
        if morphemes[n - 1].tag not in _NOUNS:
            continue
        first = n
        while first > 0 and morphemes[first - 1].tag in _NOUNS:
            first -= 1
        start, end = morphemes[first].start, morphemes[n - 1].end
        if m.tag == "VCP":
            found.append((0, start, end, "무엇"))
        elif m.tag == "JKS" or (m.tag == "JX" and m.form in _SUBJECT):
            found.append((1, start, end, "누"))
        elif m.tag == "JKO":
            found.append((2, start, end, "무엇"))
        elif m.tag == "JKB" and m.form in _PLACE:
            found.append((3, start, end, "어디"))
    return [(start, end, asking) for _, start, end, asking in sorted(found)]


def _behind(statement: str, end: int) -> str:
    """What stands behind a phrase, its particle fit for an interrogative."""
    rest = statement[end:]
    for particle, used in (
        ("이다", "인가"),
        ("은", "가"),
        ("는", "가"),
        ("이", "가"),
        ("를", "을"),
    ):
        if rest.startswith(particle):
            return used + rest[len(particle) :]
    return rest


def _short(item: Evidence) -> str:
    """The likeliest short answer of a sentence without particles; "" when it is no noun phrase."""
    if item.highlight is None:
        return ""
    sentence = item.candidate.sentence
    start, end = item.highlight
    own = [m for m in sentence.morphemes if start <= m.start and m.end <= end]
    while own and (own[-1].tag[0] in "JE" or own[-1].tag in {"VCP", "SP", "SF"}):
        own.pop()
    if not own or own[-1].tag not in _NOUNS or own[-1].end - own[0].start > _LONGEST:
        return ""
    return sentence.text[own[0].start - sentence.start : own[-1].end - sentence.start]
