"""The figures that are means over questions: what each adds, and how people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.evaluation.outcome import Outcome
from rag.reading import Band

PerQuestion = Callable[[Outcome], float | None]
"""What one outcome adds to a mean; ``None`` leaves the question out."""

TOPICS = ("answers", "retrieval", "reading", "citations", "claims", "refusal", "kinds", "latency")

RETRIEVED = 10
"""How many passages an answer keeps, and so how far ranks are known."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A figure that is a mean over questions.

    Attributes:
        topic: What it is about, one of :data:`TOPICS`.
        name: Key in the JSON report.
        label: What people read.
        of: What one outcome adds.
        binary: Whether that is 0 or 1.
        higher_is_better: Which way is up, when two systems are compared.
        unit: See :class:`rag.evaluation.estimates.Estimate`.
    """

    topic: str
    name: str
    label: str
    of: PerQuestion
    binary: bool = True
    higher_is_better: bool = True
    unit: str = "share"


def share(test: Callable[[Outcome], bool | None]) -> PerQuestion:
    """Turn a yes-or-no test of an outcome into what it adds to a share; ``None`` stays."""

    def of(outcome: Outcome) -> float | None:
        held = test(outcome)
        return None if held is None else float(held)

    return of


def _came(band: Band, *, answerable: bool, right: bool | None = None) -> PerQuestion:
    """Count what came so, of the questions that have an answer or of those that have none."""

    def of(outcome: Outcome) -> float | None:
        if outcome.answerable != answerable:
            return None
        return float(outcome.band is band and right in (None, outcome.verdict.is_right))

    return of


def _retrieval(what: str, rank: Callable[[Outcome], int | None]) -> Iterator[Mean]:
    """Give the figures of what is right to retrieve, by its rank; 0 stands for not found."""

    def within(k: int) -> PerQuestion:
        return share(lambda o: None if (found := rank(o)) is None else 0 < found <= k)

    def reciprocal(outcome: Outcome) -> float | None:
        found = rank(outcome)
        return 1 / found if found else found

    for k in (1, 3, 10):
        yield Mean("retrieval", f"{what}_recall_at_{k}", f"{what} recall@{k}", within(k))
    label = f"{what} MRR@{RETRIEVED}"
    yield Mean("retrieval", f"{what}_mrr", label, reciprocal, binary=False)


def _read(name: str, label: str, test: Callable[[Outcome], bool | None]) -> Mean:
    return Mean("reading", name, label, share(test))


MEANS: tuple[Mean, ...] = (
    Mean(
        "answers",
        "right",
        "right: answered and cited, or not answered as sure",
        share(lambda o: o.verdict.is_right),
    ),
    Mean(
        "answers",
        "answered_and_cited",
        "answered and cited correctly, where there is an answer",
        share(lambda o: o.verdict.is_right if o.answerable else None),
    ),
    *(
        Mean(
            "answers",
            f"{name}_{band}",
            f"{name}, answered as {band}",
            _came(band, answerable=True, right=name == "right"),
            higher_is_better=name == "right",
        )
        for name in ("right", "wrong")
        for band in (Band.SURE, Band.POSSIBLE)
    ),
    Mean(
        "answers",
        "false_refusals",
        "refused, though there is an answer",
        _came(Band.NONE, answerable=True),
        higher_is_better=False,
    ),
    *_retrieval("document", lambda o: o.document_rank),
    *_retrieval("passage", lambda o: o.passage_rank),
    _read("sentence_accuracy", "best sentence holds the evidence", lambda o: o.best_covers),
    _read(
        "evidence_among",
        "a sentence of the evidence is among those chosen",
        lambda o: o.evidence_covers,
    ),
    _read("sentence_holds", "best sentence holds the string", lambda o: o.best_holds),
    _read("evidence_holds", "all evidence holds the string", lambda o: o.evidence_holds),
    Mean(
        "reading",
        "sentences",
        "sentences of evidence",
        lambda o: float(o.sentences) if o.answerable else None,
        binary=False,
        higher_is_better=False,
        unit="sentences",
    ),
    _read("highlight_precision", "marked short answer is the string", lambda o: o.mark_right),
    _read(
        "highlight_coverage",
        "a short answer is marked",
        lambda o: o.marked if o.answerable else None,
    ),
    Mean("citations", "citation_recall", "citation recall", lambda o: o.cited_share, binary=False),
    *(
        Mean(
            "refusal",
            name,
            f"{came}, where there is no answer",
            _came(band, answerable=False),
            higher_is_better=band is Band.NONE,
        )
        for name, came, band in (
            ("right_refusals", "refused", Band.NONE),
            ("offered", "answered as possible", Band.POSSIBLE),
            ("false_answers", "answered as sure", Band.SURE),
        )
    ),
)
