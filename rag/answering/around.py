"""The evidence with the sentences around it, or without some; and whether it leaves why open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.answering.answer import on_one_line
from rag.answering.draft import AlsoIn
from rag.korean import ResolvedDate, content_form, find_moments
from rag.reading import EMPTY, REASON_NOUNS, Evidence, Question, topic_of
from rag.retrieval import SearchResult, SentenceCandidate
from rag.sources import BlockKind

# Text that runs on, in a document with structure or without.
_RUNNING = (None, BlockKind.PARAGRAPH)
# What a reason is told with; numbers and adverbs alone tell none.
_TELLING = frozenset({"NNG", "NNP", "VV", "VA", "XR", "SL", "SH"})
# What joins a reason in a sentence of its own with what it is a reason for.
_REASONS = REASON_NOUNS | {"때문", "덕분", "그래서", "따라서"}


def with_topics(found: SearchResult, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Add the sentence before one that takes its topic over."""
    before = (found.before(e.candidate) for e in evidence if not topic_of(e.candidate.sentence))
    return _with(before, evidence)


def with_headings(found: SearchResult, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Add the headings right above, which may say what became of a thing."""
    return _with((found.heading_of(item.candidate) for item in evidence), evidence)


def with_neighbours(found: SearchResult, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Add the sentences right before and behind."""
    return _with((o for item in evidence for o in found.around(item.candidate)), evidence)


def _with(
    others: Iterable[SentenceCandidate | None], evidence: Sequence[Evidence]
) -> list[Evidence]:
    """The evidence and other sentences, in the order of the document, each once."""
    by_place = {other.position: Evidence(other, 0.0) for other in others if other is not None}
    by_place |= {item.candidate.position: item for item in evidence}
    return [by_place[position] for position in sorted(by_place)]


def likeliest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out other rows and items than the best; sentences may need each other."""
    best = max((item.score for item in evidence), default=0.0)
    return [e for e in evidence if e.score in {best, 0.0} or e.candidate.kind in _RUNNING]


def dates_of_best(evidence: Sequence[Evidence]) -> list[ResolvedDate]:
    """Return what the relative dates of the best sentence mean."""
    best = max(evidence, key=lambda item: item.score, default=None)
    return best.candidate.dates if best else []


def in_older(older: SentenceCandidate) -> tuple[str, list[Evidence]]:
    """Say that a text of an earlier day tells something else, and where it does."""
    text = f"더 이른 문서인 「{on_one_line(older.title)}」에는 다르게 적혀 있습니다."
    return text, [Evidence(older, 0.0)]


def is_copied(item: Evidence, also_in: AlsoIn) -> bool:
    """Tell whether other files hold a sentence word for word."""
    candidate = item.candidate
    return bool(also_in(candidate.passage.document_id, candidate.sentence.text))


def leaves_why_open(evidence: Sequence[Evidence], asked: Question) -> bool:
    """Tell whether the best sentence only repeats what a question asks the reason of.

    "매주 월요일에 쉰다" does, asked why the shop is closed on Mondays: but for days and times it
    has no word that the question lacks, and no sentence beside it is marked as a reason.
    """
    known = {term.form for term in asked.terms} | EMPTY
    best = max(evidence, key=lambda item: item.score).candidate.sentence
    moments = find_moments(best.text)
    repeats = all(
        m.tag not in _TELLING
        or content_form(m) in known
        or any(moment.start <= m.start < moment.end for moment in moments)
        for m in best.own_morphemes
    )
    marked = (m.form in _REASONS for e in evidence for m in e.candidate.sentence.morphemes)
    return repeats and not any(marked)
