"""Whether the documents bear out a statement, and if not, what they say in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answering.listing import side_by_side
from rag.encoder import bundled_encoder
from rag.grounding import check_claim
from rag.korean import (
    NOUN_TAGS,
    Analyzer,
    Morpheme,
    Sentence,
    attach,
    content_form,
    is_denial,
    is_denied,
)
from rag.reading import DATE, TIME, Evidence, analyse_question, find_values, fitting, topic_of

Ask = Callable[[str], Sequence[Evidence]]
"""Finds the sentences that answer a question, each with its likeliest short answer."""

_SUBJECT, _OBJECT, _PLACE = (
    ("이", "가", "은", "는", "도"),
    ("을", "를"),
    ("에", "에서", "로", "으로"),
)
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|으로|로)(?=[\s,])")
_LONGEST = 25
# Log odds below which the encoder takes a statement for not borne out.
_LEAST_ENTAILED = -3.0
_CLAUSE_ENDINGS = frozenset("고 며 으며 지만 는데 은데 ᆫ데 으나".split())
_FIGURES = re.compile(r"\d[\d,.]*(?:[십백천만억조]+\s?(?:\d[\d,.]*)?)*")
_DIGIT = re.compile(r"\d")
# 투자하 is 투자 and 하.
_VERBAL = re.compile(r"(?:하|되|받|시키)$")
_PLAIN = re.compile(r"[\s‘’“”'\"「」『』]")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the documents say of a statement.

    Attributes:
        holds: Whether they bear it out; ``False`` only where they say something in its place, and
            ``None`` where they say neither.
        evidence: The sentences that say so.
        wrong: What is wrong in it, as asked.
        right: What the documents say in its place, as written there.
        log_odds: How likely the sentences entail the statement, or what is right in its place.
    """

    holds: bool | None
    evidence: tuple[Evidence, ...] = ()
    wrong: str = ""
    right: str = ""
    log_odds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Source:
    """What a statement is held against: a clause, a sentence, or several.

    Attributes:
        text: Its words.
        evidence: The sentences that it is from.
        morphemes: Of a single clause or sentence, offsets into ``text``; empty for several.
    """

    text: str
    evidence: tuple[Evidence, ...]
    morphemes: tuple[Morpheme, ...] = ()

    @property
    def title(self) -> str:
        """The title that the sentences stand under."""
        return self.evidence[0].candidate.title


class Confirmer:
    """Holds statements against sentences; may be used from several threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        """Begin.

        Args:
            analyzer: Finds the morphemes.
        """
        self._analyzer = analyzer

    def confirm(self, statement: str, evidence: Sequence[Evidence], ask: Ask) -> Confirmation:
        """Hold a statement against the sentences found for it.

        To be borne out it needs more than the check of claims: every thing that it names must
        stand in the same clause, and not in different items of one list ("테슬라 D1, 아마존
        그라비톤3" says nothing of 아마존 and D1).

        Args:
            statement: What is asked to be confirmed.
            evidence: What was found.
            ask: Asks for one part of the statement.
        """
        sources = _sources(evidence)
        for source in sources:
            if self._holds(statement, source):
                return self._told(True, statement, source)
        for source in sources:
            for span, told in self._instead(statement, source):
                other = _exchanged(statement, span, told)
                if self._holds(other, source):
                    return self._told(False, other, source, statement[slice(*span)], told)
        told_so = self._by_words(statement, evidence)
        if told_so is not None:
            return told_so
        for start, end, interrogative in _phrases(self._analyzer.morphemes(statement)):
            asked = statement[start:end]
            # "옛날에" is no place that another could be told in the place of.
            if _DIGIT.search(asked) or interrogative == "어디":
                continue
            question = f"{statement[:start]}{interrogative}{_behind(statement, end)}"
            for item in ask(f"{question.rstrip('.')}?")[:1]:
                told = _short(item)
                if not told or told in statement or asked in told or _DIGIT.search(told):
                    continue
                other = _exchanged(statement, (start, end), told)
                for source in _sources([replace(item, highlight=None)]):
                    if self._holds(other, source):
                        return self._told(False, other, source, asked, told)
        return Confirmation(None)

    def _by_words(self, statement: str, evidence: Sequence[Evidence]) -> Confirmation | None:
        """Ask for each part of a statement, and take what the words around tell in a sentence.

        What is told in its place says that the statement is wrong only where both are values of
        one kind: who came besides, a sentence need not say.
        """
        morphemes = self._analyzer.morphemes(statement)
        if any(map(is_denial, morphemes)):
            return None
        values = find_values(statement, morphemes)
        names = self._names(statement)
        asking = [(v.start, v.end, _asking(statement[v.start : v.end], v.kind)) for v in values]
        for start, end, interrogative in (*asking, *_phrases(morphemes)):
            part = statement[start:end]
            question = f"{statement[:start]}{interrogative}{_behind(statement, end)}".rstrip(".")
            asked = analyse_question(f"{question}?", self._analyzer.morphemes(f"{question}?"))
            rest = [n for n in names if _squeeze(n) not in _squeeze(part)]
            for item in sorted(evidence, key=lambda item: -item.score):
                before = _before(item, evidence)
                around = _context((*before, item))
                found = fitting(item.candidate.sentence, asked, around)
                text = item.candidate.sentence.text
                if found is None or not all(_squeeze(n) in _squeeze(around + text) for n in rest):
                    continue
                if not _affirms(item.candidate.sentence, found[1], asked.governor):
                    continue
                told = text[slice(*found)]
                if _holds_whole(told, part):
                    whole = " ".join((*(e.candidate.sentence.text for e in before), text))
                    confirmed = max(
                        (
                            self._told(True, statement, _Source(told_in, (*before, item)))
                            for told_in in dict.fromkeys((text, whole))
                        ),
                        key=lambda confirmation: confirmation.log_odds,
                    )
                    return confirmed if confirmed.log_odds >= _LEAST_ENTAILED else None
                if any((v.start, v.end) == (start, end) for v in values):
                    other = _exchanged(statement, (start, end), told)
                    return self._told(False, other, _Source(text, (*before, item)), part, told)
        return None

    def _told(
        self, holds: bool, claim: str, source: _Source, wrong: str = "", right: str = ""
    ) -> Confirmation:
        log_odds = bundled_encoder().entailment(claim, [source.text]).log_odds
        return Confirmation(holds, source.evidence, wrong, right, log_odds)

    def _holds(self, claim: str, source: _Source) -> bool:
        """Whether a source bears a claim out."""
        names = self._names(claim)
        if not _covers(source, names) or self._crosses(claim, names, source):
            return False
        values = find_values(claim, self._analyzer.morphemes(claim))
        if not all(_holds_whole(source.text, claim[v.start : v.end]) for v in values):
            return False
        for name in names:  # what the title says need not be said again
            if _squeeze(name) not in _squeeze(source.text):
                claim = re.sub(rf"{re.escape(name)}(?:에서는|에는|에서|에|의|은|는)?\s+", "", claim)
        return check_claim(claim, [source.text]).supported

    def _instead(self, statement: str, source: _Source) -> list[tuple[tuple[int, int], str]]:
        """What a source has in the place of a value, or of a name in another item of its list."""
        names = self._names(statement)
        if not source.morphemes or not _covers(source, names):
            return []
        found: list[tuple[tuple[int, int], str]] = []
        there = find_values(source.text, source.morphemes)
        for value in find_values(statement, self._analyzer.morphemes(statement)):
            others = {
                source.text[v.start : v.end] for v in there if v.kind == value.kind and value.kind
            }
            own = statement[value.start : value.end]
            if not _holds_whole(source.text, own) and len(others) == 1:
                found.append(((value.start, value.end), others.pop()))
        for first, second in self._crossed(statement, names, source):
            owner = second[1].partition(second[0])[0].strip()
            at = statement.find(first)
            if owner and at >= 0:
                found.append(((at, at + len(first)), owner))
        return found

    def _names(self, statement: str) -> list[str]:
        """The things that a statement names: its written nouns, but for values and verbal nouns."""
        morphemes = self._analyzer.morphemes(statement)
        values = find_values(statement, morphemes)
        names: list[str] = []
        run: list[Morpheme] = []
        for m in (*morphemes, Morpheme("", "", -1, -1)):
            if m.tag in NOUN_TAGS and (not run or run[-1].end == m.start):
                run.append(m)
                continue
            is_verbal = m.tag in {"XSV", "XSA"}
            own = run if not is_verbal else run[:-1]
            is_value = any(own and v.start < own[-1].end and own[0].start < v.end for v in values)
            if not is_value and any(k.tag not in {"NNB", "NR"} for k in own):
                names.append(statement[own[0].start : own[-1].end])
            run = [m] if m.tag in NOUN_TAGS else []
        return names

    def _crosses(self, claim: str, names: Sequence[str], source: _Source) -> bool:
        return bool(self._crossed(claim, names, source))

    def _crossed(
        self, claim: str, names: Sequence[str], source: _Source
    ) -> list[tuple[str, tuple[str, str]]]:
        """Names of a claim that stand in different items of one list of the source.

        Returns:
            A name, and another one with the item that holds it.
        """
        morphemes = source.morphemes
        claimed = self._analyzer.morphemes(claim)
        for name in names:
            at = source.text.find(name)
            if not morphemes or at < 0:
                continue
            items = [
                source.text[start:end]
                for start, end in side_by_side(source.text, morphemes, (at, at + len(name)))
            ]
            begin = claim.find(name)
            together = [
                claim[start:end]
                for start, end in side_by_side(claim, claimed, (begin, begin + len(name)))
            ]
            for other in names:
                holding = [item for item in items if other in item]
                if (
                    other != name
                    and len(holding) == 1
                    and name not in holding[0]
                    and not any(other in item for item in together)
                ):
                    return [(name, (other, holding[0]))]
        return []


def _sources(evidence: Sequence[Evidence]) -> list[_Source]:
    """Clauses with a topic of their own, else sentences, the best first; then all together."""
    found: list[_Source] = []
    for item in sorted(evidence, key=lambda item: -item.score):
        sentence = item.candidate.sentence
        tokens = sentence.own_morphemes
        cuts = [0, *_clause_ends(tokens), len(sentence.text)]
        for start, end in pairwise(cuts):
            own = tuple(
                Morpheme(m.form, m.tag, m.start - start, m.end - start)
                for m in tokens
                if start <= m.start and m.end <= end
            )
            found.append(_Source(sentence.text[start:end], (item,), own))
    if len(evidence) > 1:
        text = " ".join(item.candidate.sentence.text for item in evidence)
        found.append(_Source(text, tuple(evidence)))
    return found


def _clause_ends(tokens: Sequence[Morpheme]) -> list[int]:
    """Where a clause ends after which another with a topic of its own begins."""
    ends: list[int] = []
    start = 0
    for n, m in enumerate(tokens):
        if not (m.tag == "EC" and m.form in _CLAUSE_ENDINGS) and m.tag != "SP":
            continue
        rest = next((k for k in tokens[n + 1 :] if k.tag in {"EC", "EF", "SP"}), None)
        behind = [k for k in tokens[n + 1 :] if rest is None or k.start < rest.start]
        if _has_topic(tokens[start:n]) and _has_topic(behind):
            ends.append(m.end)
            start = n + 1
    return ends


def _has_topic(tokens: Sequence[Morpheme]) -> bool:
    return any(m.tag == "JX" and m.form in {"은", "는"} for m in tokens)


def _asking(value: str, kind: str) -> str:
    """What asks for a value: 언제 for a date, 몇 명 for 40명."""
    return "언제" if kind in {DATE, TIME} else _FIGURES.sub("몇 ", value, count=1)


def _before(item: Evidence, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The sentence before one without a topic of its own, which takes over that one's."""
    own = item.candidate
    if topic_of(own.sentence):
        return ()
    return tuple(e for e in evidence if e.candidate.position == own.position - 1)


def _context(evidence: Sequence[Evidence]) -> str:
    """What need not be said again in the last sentence: the title, and what stands before it."""
    own = evidence[-1].candidate
    before = (e.candidate.sentence.text for e in evidence[:-1])
    return " ".join([own.title, own.heading, *before, ""])


def _covers(source: _Source, names: Sequence[str]) -> bool:
    """Whether all names stand in a source or in its title, and one at least in the source."""
    own, title = _squeeze(source.text), _squeeze(source.title)
    return all(_squeeze(n) in own or _squeeze(n) in title for n in names) and (
        not names or any(_squeeze(n) in own for n in names)
    )


def _affirms(sentence: Sentence, end: int, governor: str) -> bool:
    """Whether the predicate behind a place of a sentence is the one wanted, and not denied.

    Args:
        sentence: The sentence.
        end: Where what it says ends, as an offset into its text.
        governor: The predicate; "" for any.
    """
    behind = [m for m in sentence.morphemes if m.start - sentence.start >= end]
    wanted = {governor, _VERBAL.sub("", governor)}
    for n, m in enumerate(behind):
        if governor and content_form(m) in wanted:
            return not is_denied(behind, n)
    return not governor and not any(map(is_denial, behind))


def _holds_whole(text: str, part: str) -> bool:
    """Whether a text holds some words; 3명 is not in 13명."""
    return re.search(rf"(?<![\d.,]){re.escape(_squeeze(part))}(?!\d)", _squeeze(text)) is not None


def _squeeze(text: str) -> str:
    return _PLAIN.sub("", text).lower()


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
        if morphemes[n - 1].tag not in NOUN_TAGS:
            continue
        first = n
        while first > 0 and morphemes[first - 1].tag in NOUN_TAGS:
            first -= 1
        start, end = morphemes[first].start, morphemes[n - 1].end
        # Of what would something else be told, if not of a thing named before?
        if m.tag == "VCP" and any(k.tag in NOUN_TAGS for k in morphemes[:first]):
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
        ("도", "가"),
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
    if not own or own[-1].tag not in NOUN_TAGS or own[-1].end - own[0].start > _LONGEST:
        return ""
    return sentence.text[own[0].start - sentence.start : own[-1].end - sentence.start]
