"""A numbered provision that a question names: "제4조 2항" is told by its place, not its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.encoder import cut_windows
from rag.korean import content_form, is_denial
from rag.reading.changes import turns_away
from rag.reading.changing import is_proposed, topic_nouns, values_in
from rag.reading.evidence import Evidence
from rag.reading.kinds import Kind, names_kind
from rag.reading.question import EMPTY, Question
from rag.reading.values import Span
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import HEADING_SEPARATOR, Block, BlockKind, Document, mark_style

_PART = r"제?\s?(?P<number>\d+)\s?(?P<part>편|장|절|관|조)(?:의\s?(?P<branch>\d+))?"
_NAMED = re.compile(
    rf"(?<![\d가-힣]){_PART}(?![\d억천만원]|\s?\d+\s?[억천만])"
    r"(?:\s?제?\s?(?P<clause>\d+)\s?항)?(?:\s?제?\s?(?P<item>\d+)\s?호)?"
)
_HEADING = re.compile(rf"(?:#+\s*)?{_PART}")
# "위약금은 몇 조에 있어?", "어느 장에 나와?"; but not "사진은 몇 장이야?"
_WHICH = re.compile(
    r"(?:몇|어느)\s?(?P<part>편|장|절|관|조)(?:항|문)?"
    r"(?:에\s?(?:있|나[오와온]|적[히혀힌]|쓰|써|들어|규정)|(?<=조)(?:야|예요|이야|이에요|인가요?|입니까))"
)
# What a clause and an item of it are marked with.
_CLAUSE_STYLES = ("circled", "number", "bracketed")
_ITEM_STYLES = ("number", "number_closed", "bracketed")
_DESPITE = "불구"
_AS_SAID = frozenset({"라고", "이라고"})
_TOLD_WHOLE = frozenset({Kind.WHAT, Kind.DEFINITION, Kind.HOW, Kind.YES_NO})
_MOST_SENTENCES, _MOST_PASSAGES = 20, 100


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision that a question names.

    Attributes:
        sentences: Its sentences in order; empty where the text that has such provisions has not
            this one.
        is_whole: Whether it is asked for itself, and not something that is told in it.
    """

    sentences: tuple[SentenceCandidate, ...]
    is_whole: bool

    @property
    def windows(self) -> list[tuple[SentenceCandidate, ...]]:
        """Its sentences as they are read together."""
        spans = [(c.sentence.start, c.sentence.end) for c in self.sentences]
        return [self.sentences[w.start : w.stop] for w in cut_windows(spans)]


def asked_provision(asked: Question, found: SearchResult) -> Provision | None:
    """Find the provision that a question names.

    Returns:
        ``None`` where it names none, or no text that was found is made of such provisions.
    """
    named = _NAMED.search(asked.text)
    if named is None:
        return None
    others = _others(asked, named.span())
    is_counted = not named[0].startswith("제") and not (named["clause"] or named["item"])
    if is_counted and (others or named["part"] != "조"):
        return None  # "사진 3장", "3조는 어디서 모여?"
    there: list[tuple[int, Provision]] = []
    for number, document in _documents(found):
        sections = list(_sections(document, named["part"]))
        if not sections:
            continue
        left = {form for form in others if form not in document.title.lower()}
        span = next((span for key, span in sections if key == _key(named)), None)
        own = [found.candidate(n) for n in found.index.sentences.of_document(number)]
        told = [c for c in own if span and span[0] <= c.sentence.start < span[1]]
        told = _within(told, named["clause"], _CLAUSE_STYLES)
        told = _within(told, named["item"], _ITEM_STYLES)
        left -= {form for form in left if told and form in told[0].heading.lower()}
        is_whole = not left and asked.kind in _TOLD_WHOLE
        there.append((len(others) - len(left), Provision(tuple(told[:_MOST_SENTENCES]), is_whole)))
    # Of texts that are alike the one whose title is named, or the one found first.
    there.sort(key=lambda each: (-each[0], not each[1].sentences))
    return there[0][1] if there else None


def with_provision(
    evidence: Sequence[Evidence], asked: Question, found: SearchResult
) -> list[Evidence]:
    """Put the heading of the provision before what it tells, where it is asked which one that is.

    Args:
        evidence: What is shown, not empty.
        asked: The question.
        found: Knows the documents.
    """
    which = _WHICH.search(asked.text)
    best = max(evidence, key=lambda item: item.score)
    own = found.document_of(best.candidate)[: best.candidate.position]
    for above in map(found.candidate, reversed(own)) if which else ():
        head = _HEADING.match(above.sentence.text)
        if above.kind is BlockKind.HEADING and head and which and head["part"] == which["part"]:
            return [Evidence(above, best.score), replace(best, highlight=None)]
    return list(evidence)


def changed_elsewhere(
    asked: Question, best: SentenceCandidate, found: SearchResult
) -> SentenceCandidate | None:
    """Find what is changed elsewhere of what answers, if it is: "제5조의 2개월은 3개월로 한다"."""
    head = _HEADING.match(best.heading.rpartition(HEADING_SEPARATOR)[2])
    if head is None:
        return None
    own = [found.candidate(number) for number in found.document_of(best)]
    section = [c for c in own if c.heading == best.heading]
    named = re.compile(rf"(?<!\d){re.escape(head[0])}(?!의\d)(?:\s?제?\s?(\d+)\s?항)?")
    for other in reversed([c for c in own if c not in section]):
        there = named.search(other.sentence.text)
        if there is None or not _gives_otherwise(other, best, asked):
            continue
        about = topic_nouns(other.sentence.morphemes)
        # "제2조의 회비는": of what the section tells by value, what tells of that.
        told = [c for c in section if about and _says(c, about) and values_in(c, asked)]
        is_of = best in _within(section, there[1], _CLAUSE_STYLES) and best in (told or section)
        if is_of and not turns_away(about, other.sentence, best.sentence, asked):
            return other
    return None


def _gives_otherwise(other: SentenceCandidate, best: SentenceCandidate, asked: Question) -> bool:
    """Whether a sentence gives a value in place of another: "…로 한다", "…에도 불구하고"."""
    text, tokens, told = other.sentence.text, other.sentence.morphemes, values_in(other, asked)
    ends = {m.form for m in tokens if m.tag in {"EC", "JKB"}}
    if any(m.form == _DESPITE for m in tokens):
        return bool(told)
    if ends & {"면", "으면"} or any(map(is_denial, tokens)):
        return False
    given = [text.index(f"{v}{to}") for v in told for to in ("로", "으로") if f"{v}{to}" in text]
    if not given:
        return bool(ends & {"로", "으로"}) and any(
            f"{v}에서" in text for v in values_in(best, asked)
        )
    start = other.sentence.start + min(given)
    return not is_proposed([m for m in tokens if m.start >= start])


def _says(candidate: SentenceCandidate, words: Sequence[str]) -> bool:
    return all(word in candidate.sentence.text for word in words)


def _others(asked: Question, named: Span) -> set[str]:
    """What a question says beside the provision, but for words that only ask what it says."""
    is_quoted = any(m.form in _AS_SAID and m.tag in {"EC", "JKQ"} for m in asked.morphemes)
    forms = {content_form(m) for m in asked.morphemes if m.end <= named[0] or m.start >= named[1]}
    return {
        term.form
        for term in asked.terms
        if term.form in forms
        and not names_kind(term.form, Kind.WHAT)
        and not (is_quoted and term.is_predicate)
    } - EMPTY


def _documents(found: SearchResult) -> Iterator[tuple[int, Document]]:
    """The documents that were found, best first, with their numbers."""
    numbers = {d.id: (n, d) for n, d in enumerate(found.index.documents)}
    ids = dict.fromkeys(p.passage.document_id for p in found.passages(_MOST_PASSAGES))
    return (numbers[each] for each in ids)


def _key(match: re.Match[str]) -> tuple[int, int]:
    return int(match["number"]), int(match["branch"] or 0)


def _sections(document: Document, part: str) -> Iterator[tuple[tuple[int, int], Span]]:
    """The provisions that a text is made of: the number of each, and what stands below it."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    for place, block in enumerate(headings):
        head = _HEADING.match(document.text, block.start, block.end)
        if head is None or head["part"] != part:
            continue
        below = (b.start for b in headings[place + 1 :] if b.level <= block.level)
        yield _key(head), (block.end, next(below, len(document.text)))


def _within(
    sentences: Sequence[SentenceCandidate], wanted: str | None, styles: Sequence[str]
) -> list[SentenceCandidate]:
    """The sentences from the mark with a number to the next mark of its style."""
    if wanted is None:
        return list(sentences)
    found = [mark_style(c.sentence.text) for c in sentences]
    style = next((style for style in styles if style in found), None)
    marked = [n for n, own in enumerate(found) if style and own == style]
    if not marked:  # a list of a format that counts by itself
        marked = [n for n, c in enumerate(sentences) if c.block and _is_item(c.block)]
        numbers = list(range(1, len(marked) + 1))
    else:
        numbers = [_number(sentences[n].sentence.text) for n in marked]
    if int(wanted) not in numbers:
        return []
    at = numbers.index(int(wanted))
    return list(sentences[marked[at] : [*marked, len(sentences)][at + 1]])


def _is_item(block: Block) -> bool:
    return block.kind is BlockKind.LIST_ITEM and block.level == 0


def _number(text: str) -> int:
    """The number that a mark counts: 2 of ②, "2." and (2)."""
    digits = re.search(r"\d+", unicodedata.normalize("NFKC", text[:4]))
    return int(digits[0]) if digits else 0
