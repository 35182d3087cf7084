"""What came of one question, judged against what was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.answering import POSSIBLE_TEXT, Answer, AnswerStatus
from rag.evaluation.cases import Case, Gold
from rag.index import Passage
from rag.reading import Band, Evidence
from rag.retrieval import RetrievedPassage

_BANDS = {
    AnswerStatus.ANSWERED: Band.SURE,
    AnswerStatus.POSSIBLE: Band.POSSIBLE,
    AnswerStatus.NO_EVIDENCE: Band.NONE,
    AnswerStatus.ASIDE: Band.NONE,
}
# What may stand around or inside a short answer without making it another.
_AROUND = re.compile(r"[\s'\"‘’“”《》〈〉「」『』<>()\[\].,·]")


class Verdict(StrEnum):
    """How an answer, or its absence, compares with what was asked for.

    An answer is one whether it was given as sure or as possible, but where none is asked for: there
    a possible one is ``OFFERED``, which deceives nobody.
    """

    RIGHT = "right"
    RIGHT_REFUSAL = "right refusal"
    OFFERED = "offered"
    WRONG_ANSWER = "wrong answer"
    WRONG_CITATION = "wrong citation"
    FALSE_REFUSAL = "false refusal"
    FALSE_ANSWER = "false answer"

    @property
    def is_right(self) -> bool:
        """Whether that is what should have come."""
        return self in (Verdict.RIGHT, Verdict.RIGHT_REFUSAL, Verdict.OFFERED)


_WHERE_NONE_IS = {
    Band.SURE: Verdict.FALSE_ANSWER,
    Band.POSSIBLE: Verdict.OFFERED,
    Band.NONE: Verdict.RIGHT_REFUSAL,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; ``None`` stands for what the case does not tell.

    "Evidence" is what the answer quotes; for a refusal, what would have been quoted.

    Attributes:
        case_id: The case.
        question: The question.
        gold: The strings asked for, to be shown; empty when a refusal is asked for.
        kind: The kind of question, as the case says.
        group: What it is resampled with.
        answerable: Whether an answer is asked for.
        band: Whether one came as sure, as possible, or not at all.
        answer: The text that came, refusals included.
        confidence: As the answer says.
        verdict: How the two compare.
        evidence_right: Whether the evidence holds the strings, and lies where it should.
        evidence_holds: Whether it holds the strings.
        evidence_covers: Whether any of its sentences lies where it should.
        best_covers: Whether its best sentence lies where it should.
        best_holds: Whether its best sentence holds the strings.
        document_rank: Rank of the right document among the distinct ones retrieved, 0 when it
            is not among them.
        passage_rank: Rank of the first passage that holds the evidence asked for, or 0.
        sentences: Sentences in the evidence.
        citations: Citations shown.
        right_citations: How many of them hold evidence asked for.
        cited_share: Share of the evidence asked for that is cited, in [0, 1].
        seconds: From question to answer.
        marked: Whether a short answer is marked.
        mark_right: Whether what is marked is one of the strings asked for, quotation marks,
            brackets and spaces aside.
        claims: Claims that a language model wrote, those of a refusal included.
        supported_claims: How many of them are shown as borne out by what they cite.
    """

    case_id: str
    question: str
    gold: str
    kind: str
    group: str
    answerable: bool
    band: Band
    answer: str
    confidence: float
    verdict: Verdict
    evidence_right: bool
    evidence_holds: bool | None
    evidence_covers: bool | None
    best_covers: bool | None
    best_holds: bool | None
    document_rank: int | None
    passage_rank: int | None
    sentences: int
    citations: int
    right_citations: int | None
    cited_share: float | None
    seconds: float
    marked: bool = False
    mark_right: bool | None = None
    claims: int = 0
    supported_claims: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document that an answer rests on, or would have rested on."""

    document_id: str
    start: int
    end: int
    text: str
    score: float


def quotes_of_answer(answer: Answer) -> list[Quote]:
    """Return what an answer cites."""
    return [Quote(c.document_id, c.start, c.end, c.quote, c.score) for c in answer.citations]


def quotes_of_evidence(evidence: Iterable[Evidence]) -> list[Quote]:
    """Return what the reader chose."""
    return [
        Quote(
            e.candidate.passage.document_id,
            e.candidate.sentence.start,
            e.candidate.sentence.end,
            e.candidate.sentence.text,
            e.score,
        )
        for e in evidence
    ]


def judge(case: Case, answer: Answer, quotes: Sequence[Quote], seconds: float) -> Outcome:
    """Compare an answer with what was asked for.

    ``quotes`` are what it cites; for a refusal, what the reader chose all the same.
    """
    band = _BANDS[answer.status]
    answered = band is not Band.NONE
    text = (
        answer.text.removeprefix(POSSIBLE_TEXT)
        if answered
        else " ".join(quote.text for quote in quotes)
    )
    holds = _any(case, lambda gold: _holds(gold, text))
    right = any(_holds(gold, text) and _is_cited(gold, quotes) for gold in case.golds)
    best = max(quotes, key=lambda quote: quote.score, default=None)
    shown = quotes if answered else []
    placed = any(gold.placed for gold in case.golds)
    return Outcome(
        case_id=case.id,
        question=case.question,
        gold=" / ".join(", ".join(gold.strings) for gold in case.golds),
        kind=case.kind,
        group=case.group,
        answerable=case.answerable,
        band=band,
        answer=answer.text,
        confidence=answer.confidence,
        verdict=_verdict(case, band, right=right, holds=bool(holds)),
        evidence_right=right,
        evidence_holds=holds,
        evidence_covers=any(supports(case, quote) for quote in quotes) if placed else None,
        best_covers=best is not None and supports(case, best) if placed else None,
        best_holds=_any(case, lambda gold: best is not None and _holds(gold, best.text)),
        document_rank=_document_rank(case, answer.retrieved),
        passage_rank=_passage_rank(case, answer.retrieved) if placed else None,
        sentences=len(quotes),
        citations=len(shown),
        right_citations=sum(supports(case, quote) for quote in shown) if placed else None,
        cited_share=_cited_share(case, shown) if placed else None,
        seconds=seconds,
        marked=bool(answer.highlights),
        mark_right=_mark_right(case, answer),
        claims=len(answer.claims),
        supported_claims=sum(claim.supported for claim in answer.claims),
    )


def supports(case: Case, words: Quote | Passage) -> bool:
    """Whether words of a document hold a piece of the evidence asked for."""
    return any(any(_units(gold, words)) for gold in case.golds)


def _verdict(case: Case, band: Band, *, right: bool, holds: bool) -> Verdict:
    if not case.answerable:
        return _WHERE_NONE_IS[band]
    if band is Band.NONE:
        return Verdict.FALSE_REFUSAL
    if right:
        return Verdict.RIGHT
    return Verdict.WRONG_CITATION if holds else Verdict.WRONG_ANSWER


def _any(case: Case, test: Callable[[Gold], bool]) -> bool | None:
    return any(test(gold) for gold in case.golds) if case.golds else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _holds(gold: Gold, text: str) -> bool:
    """Whether all strings appear in a text, line breaks and repeated spaces aside.

    Digits at a string's ends are not part of a longer number: "7" is not in "17명".
    """
    text = _plain(text)
    return all(_whole(_plain(string)).search(text) for string in gold.strings)


def _whole(string: str) -> re.Pattern[str]:
    before = r"(?<!\d)" if string[:1].isdecimal() else ""
    after = r"(?!\d)" if string[-1:].isdecimal() else ""
    return re.compile(before + re.escape(string) + after)


def _mark_right(case: Case, answer: Answer) -> bool | None:
    """Whether everything marked is asked for; ``None`` when nothing is marked or known."""
    if not answer.highlights or not case.golds:
        return None
    strings = {_bare(string) for gold in case.golds for string in gold.strings}
    return all(_bare(answer.text[h.start : h.end]) in strings for h in answer.highlights)


def _bare(text: str) -> str:
    return _AROUND.sub("", text)


def _units(gold: Gold, quote: Quote | Passage) -> list[bool]:
    """For each piece of evidence asked for, whether it lies inside a quote."""
    if gold.spans:
        return [
            span.document_id == quote.document_id
            and quote.start <= span.start
            and span.end <= quote.end
            for span in gold.spans
        ]
    return [_plain(gold.evidence) in _plain(quote.text)] if gold.evidence else []


def _covered(gold: Gold, quotes: Sequence[Quote]) -> list[bool]:
    """For each piece of evidence asked for, whether it lies inside one of the quotes."""
    if not quotes:
        return [False] * max(1, len(gold.spans))
    return [any(column) for column in zip(*(_units(gold, quote) for quote in quotes), strict=True)]


def _is_cited(gold: Gold, quotes: Sequence[Quote]) -> bool:
    """Whether all evidence asked for is quoted; where none is, any quote will do."""
    return bool(quotes) and all(_covered(gold, quotes))


def _cited_share(case: Case, quotes: Sequence[Quote]) -> float:
    """Share of the evidence asked for that is quoted, for the alternative that fits best."""
    shares = [_covered(gold, quotes) for gold in case.golds if gold.placed]
    return max(sum(share) / len(share) for share in shares)


def _document_rank(case: Case, retrieved: Sequence[RetrievedPassage]) -> int | None:
    if case.document_id is None or not case.answerable:
        return None
    distinct = list(dict.fromkeys(found.passage.document_id for found in retrieved))
    return distinct.index(case.document_id) + 1 if case.document_id in distinct else 0


def _passage_rank(case: Case, retrieved: Sequence[RetrievedPassage]) -> int:
    for rank, found in enumerate(retrieved, start=1):
        if supports(case, found.passage):
            return rank
    return 0
