"""Whether the documents bear out a statement, and if not, what they say in its place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.clauses import (
    SAYING,
    Source,
    agreement,
    best_first,
    covers,
    crossed,
    dictionary_form,
    holds,
    roles_differ,
    short_of,
    sources_of,
)
from rag.answering.days import days_in
from rag.answering.statements import Statement, holds_whole, says_alone, squeeze
from rag.answering.weighing import Confirmation, Weigher, is_row
from rag.encoder import bundled_encoder
from rag.grounding import check_claim, load_decider, stance
from rag.korean import (
    Analyzer,
    Morpheme,
    find_moments,
    is_denial,
    moment_supported,
    report_in,
)
from rag.reading import Evidence, Finder
from rag.sources import write_out

# Log odds of what the rules say below which it is not said.
_LEAST_LIKELY = -1.0
# The opposite of a statement is believed of a sentence that answers with this probability.
_LEAST_DENIED = 0.3
# A sentence with such a score surely answers.
_SURE = 0.6
_DIGIT = re.compile(r"\d")
_CLOSED = " ([{·:,"
# 지난해에 이은: what is said stands in the sentence before.
_GOES_ON = re.compile(r"(?:에|과|와)?\s?(?:이어|이은|마찬가지|연속)")


class Confirmer:
    """Holds statements against sentences; may be used from several threads."""

    def __init__(self, finder: Finder, analyzer: Analyzer) -> None:
        """Begin.

        Args:
            finder: Asks for parts of a statement.
            analyzer: Finds the morphemes.
        """
        self._finder = finder
        self._analyzer = analyzer
        self._weigher = Weigher(finder, analyzer)

    def confirm(
        self,
        question: str,
        statement: str,
        evidence: Sequence[Evidence],
        shown: Sequence[Evidence],
        *,
        is_read: bool,
    ) -> Confirmation:
        """Hold a statement against the sentences found for it.

        To be borne out it needs more than the check of claims: every thing that it names must
        stand in the same clause, and not in different items of one list ("테슬라 D1, 아마존
        그라비톤3" says nothing of 아마존 and D1). A value is asked for without naming it, and
        what is told is compared with it.

        Values are compared by code. All else is said where the decider does not speak against it,
        and of the sentences shown where it is likely enough alone.

        Args:
            question: What is asked.
            statement: What it asks to be confirmed.
            evidence: What was found, with what stands around it.
            shown: The sentences that answer, if any.
            is_read: Whether it is sure that they do.
        """
        said = Statement(statement, self._analyzer)
        if not said.names and not said.values:
            return Confirmation(None)  # of what names nothing all may be true
        sources = sources_of(evidence)
        steps: tuple[Callable[[], Confirmation | None], ...] = (
            lambda: self._weigher.by_row(said, evidence),
            lambda: self._weigher.by_days(said, evidence),
            lambda: self._weigher.by_value(said, evidence),
            lambda: self._borne_out(said, sources),
            lambda: self._in_its_list(said, sources),
            lambda: self._by_words(said, sources),
            lambda: self._by_asking(said),
        )
        told = next(filter(None, (step() for step in steps)), Confirmation(None))
        if not told.is_sure and (told.evidence or shown):
            told = self._decided(question, said, told, tuple(shown))
            told = replace(told, is_sure=told.is_sure and is_read)
        tokens = (m for e in told.evidence for m in e.candidate.sentence.morphemes)
        if told.holds and says_alone(said.morphemes) and not says_alone([*tokens]):
            return Confirmation(None)  # that it is so of one says nothing of all others
        report = next(filter(None, map(_report, told.evidence)), None)
        if told.holds and report is not None:
            _, is_false = report
            return replace(told, holds=False, is_sure=True) if is_false else Confirmation(None)
        return told

    def _decided(
        self, question: str, said: Statement, told: Confirmation, shown: tuple[Evidence, ...]
    ) -> Confirmation:
        """Weigh what the rules say, or else the sentences shown."""
        evidence = told.evidence or shown
        # Of a cell's value code knows, or nobody, and of a day of the week.
        has_row = any(map(is_row, evidence))
        if told.holds is None and said.claimed and (has_row or days_in(said.text)):
            return Confirmation(None)
        decision = load_decider().decide(question, said.text, [*map(_written, evidence)])
        if told.holds is None:
            best = max(item.score for item in evidence)
            # A row says little of what none of its cells is about.
            return Confirmation(
                decision.holds if decision.is_sure or not has_row else None,
                evidence,
                confidence=best,
                is_sure=decision.is_sure,
                is_told=decision.is_told,
            )
        likely = decision.leaning if told.holds else -decision.leaning
        if likely < _LEAST_LIKELY and not said.claimed:
            return Confirmation(None)
        return replace(told, is_sure=decision.is_sure and likely > 0)

    def _borne_out(self, said: Statement, sources: Sequence[Source]) -> Confirmation | None:
        for source in sources:
            if self._holds(said, source):
                log_odds = _entailed(said.text, source.text)
                if _says_so(said, source, log_odds):
                    return _told(True, source, log_odds)
        return None

    def _in_its_list(self, said: Statement, sources: Sequence[Source]) -> Confirmation | None:
        """Find what a list has beside a name, where the statement names another of its items."""
        for source in sources:
            if not source.morphemes or not covers(source, said.names):
                continue
            for first, (second, item) in crossed(said, source):
                owner = self._owner(item.partition(second)[0].strip(_CLOSED))
                at = said.text.find(first)
                if not owner or at < 0:
                    continue
                other = self._exchanged(said, (at, at + len(first)), owner)
                if self._holds(other, replace(source, text=item.strip(), morphemes=())):
                    log_odds = _entailed(other.text, source.text)
                    return _told(False, source, log_odds, first, owner)
        return None

    def _owner(self, before: str) -> str:
        """What an item is of: 애플 of "애플이 최근 출시한 M2칩"; "" where that is open."""
        tokens = self._analyzer.morphemes(before)
        subjects = [m.start for m in tokens if m.tag == "JKS"]
        is_clause = any(m.tag == "ETM" for m in tokens)
        if not is_clause:
            return before
        return before[: subjects[0]] if len(subjects) == 1 else ""

    def _by_words(self, said: Statement, sources: Sequence[Source]) -> Confirmation | None:
        """Find all that a statement names in one clause, and whether that says so or the opposite.

        Words that lists know as the same (무료, 공짜) or as opposite (가결, 부결) count.
        """
        predicate = said.predicate
        if predicate is None or said.claimed:
            return None
        for source in sources:
            tokens = source.morphemes
            if tokens and self._names_all(said, source) and not crossed(said, source):
                agrees = agreement(said, tokens)
                best = max(item.score for item in source.evidence)
                in_own = all(holds(source.text, name) for name in said.names)
                if agrees or (agrees is False and (in_own or best >= _LEAST_DENIED)):
                    return Confirmation(agrees, source.evidence, confidence=best)
        return None

    def _names_all(self, said: Statement, source: Source) -> bool:
        """Whether a clause is about all that a statement names, in the same roles and time.

        Of a sentence that surely answers one name may stand elsewhere in its document.
        """
        known, item = f"{source.around} {source.text}", source.evidence[-1]
        forms = [dictionary_form(m) for m in source.morphemes if m.tag in SAYING]
        said_of = [n for n in said.names if said.predicate is None or n != said.predicate.word]
        missing = [
            n
            for n in said.names
            if not self._weigher.is_near(n, known, item)
            and not any(stance(n, form) for form in forms)
        ]
        whole = item.candidate.sentence.text
        elsewhere = [
            n for n in missing if self._weigher.in_document(n, item) and not holds(whole, n)
        ]
        if missing and not (len(missing) == len(elsewhere) == 1 and item.score >= _SURE):
            return False
        own = [n for n in (*said_of, *said.given) if n not in missing and holds(source.text, n)]
        return (
            bool(own)
            and all(holds_whole(known, given) for given in said.given)
            and self._at_its_time(said, source)
            and not roles_differ(said, source)
        )

    def _at_its_time(self, said: Statement, source: Source) -> bool:
        """Whether the time that a statement names is that of the source."""
        there = find_moments(source.text)
        for moment in find_moments(said.text):
            if not moment_supported(moment, there):
                return False
            # What only goes on from then is told of in the sentence before.
            places = [m.end for m in there if moment_supported(moment, [m])]
            if len(source.evidence) > 1 and not any(
                _GOES_ON.match(source.text, place) for place in places
            ):
                return False
        return True

    def _by_asking(self, said: Statement) -> Confirmation | None:
        """Ask for each part of a statement in turn, and hold what is told in its place instead."""
        for start, end, interrogative in said.parts():
            part = said.text[start:end]
            # "옛날에" is no place that another could be told in the place of, 사람 no one else.
            if _DIGIT.search(part) or interrogative == "어디" or not self._is_named(part):
                continue
            question = said.with_interrogative((start, end), interrogative)
            read = self._finder.read_widely(question, self._finder.search(question))
            for item in best_first(read)[:1]:
                told = short_of(item)
                if not told or told in said.text or _DIGIT.search(told):
                    continue
                if not self._is_named(told):
                    continue
                if part in told or any(n in told for n in said.names if n not in part):
                    continue
                other = self._exchanged(said, (start, end), told)
                for source in sources_of([replace(item, highlight=None)]):
                    # Of one thing alone the predicate must be told; two may stand side by side.
                    tells = len(other.names) > 1 or agreement(other, source.morphemes)
                    if tells and self._holds(other, source):
                        log_odds = _entailed(other.text, source.text)
                        return _told(False, source, log_odds, part, told)
        return None

    def _is_named(self, part: str) -> bool:
        return any(m.tag in {"NNP", "SL"} for m in self._analyzer.morphemes(part))

    def _exchanged(self, said: Statement, span: tuple[int, int], told: str) -> Statement:
        return Statement(said.exchanged(span, told), self._analyzer)

    def _holds(self, said: Statement, source: Source) -> bool:
        """Whether a source bears a statement out."""
        if not covers(source, said.names) or crossed(said, source):
            return False
        if not self._at_its_time(said, source):
            return False
        values = (said.text[v.start : v.end] for v in said.values)
        if not all(holds_whole(source.text, value) for value in values):
            return False
        claim = said.text
        for name in said.names:  # what the title says need not be said again
            if squeeze(name) not in squeeze(source.text):
                claim = re.sub(rf"{re.escape(name)}(?:에서는|에는|에서|에|의|은|는)?\s+", "", claim)
        return check_claim(claim, [source.text]).supported


def _says_so(said: Statement, source: Source, log_odds: float) -> bool:
    """Whether a source has the predicate of a statement, or else entails it with such log odds.

    The check of claims weighs all words alike, and the predicate tells most.
    """
    agrees = agreement(said, source.morphemes)
    is_denied = agrees is False or any(map(is_denial, source.morphemes))
    return agrees is True or (not is_denied and log_odds > 0)


def _told(
    holds: bool, source: Source, log_odds: float, wrong: str = "", right: str = ""
) -> Confirmation:
    likely = 1 / (1 + math.exp(-log_odds))
    confidence = max(likely, *(item.score for item in source.evidence))
    return Confirmation(holds, source.evidence, wrong, right, confidence)


def _report(item: Evidence) -> tuple[Morpheme, bool] | None:
    return report_in(item.candidate.sentence.morphemes)


def _written(item: Evidence) -> str:
    """A sentence as it is shown: a row with the names of its columns."""
    sentence = item.candidate.sentence
    return write_out(sentence.text, sentence.start, item.candidate.block).text


def _entailed(claim: str, text: str) -> float:
    return bundled_encoder().entailment(claim, [text]).log_odds
