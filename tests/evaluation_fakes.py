"""A document in four sentences, and a system whose every answer is scripted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answering import POSSIBLE_TEXT, Answer, AnswerStatus, Quotation, compose, refuse
from rag.evaluation import Case, Gold, GoldSpan, Outcome, Verdict
from rag.index import Passage
from rag.korean import Sentence
from rag.reading import Band, Evidence, Reading
from rag.retrieval import RetrievedPassage, SentenceCandidate
from rag.sources import Document

SENTENCES = (
    "나루는 강가의 마을이다.",
    "마을에는 배가 12척 있다.",
    "봄에는 축제가 열린다.",
    "축제는 사흘 동안 이어진다.",
)
TEXT = " ".join(SENTENCES)
DOCUMENT = Document(id="naru-10", title="나루", text=TEXT, source="naru.txt")
DOCUMENTS = {DOCUMENT.id: DOCUMENT}


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def span(words: str) -> GoldSpan:
    return GoldSpan(DOCUMENT.id, *place(words))


def passage(first: int, last: int) -> Passage:
    """Sentences ``first`` to ``last``, both included."""
    start, end = place(" ".join(SENTENCES[first : last + 1]))
    return Passage(f"{DOCUMENT.id}:{start}-{end}", DOCUMENT.id, start, end, TEXT[start:end])


PASSAGES = (passage(0, 1), passage(2, 3))


def evidence(number: int, score: float = 0.5, short: str = "") -> Evidence:
    start, end = place(SENTENCES[number])
    candidate = SentenceCandidate(
        sentence=Sentence(start, end, SENTENCES[number], ()),
        passage=PASSAGES[number // 2],
        position=number,
        lexical_score=1.0,
        passage_score=1.0,
    )
    return Evidence(
        candidate, score, place(short) if short in SENTENCES[number] and short else None
    )


@dataclass(frozen=True)
class Script:
    """What the system makes of one question: numbers of sentences with their scores."""

    evidence: Mapping[int, float] = field(default_factory=dict)
    band: Band = Band.SURE
    confidence: float = 0.5
    retrieved: Sequence[Passage] = PASSAGES
    short: str = ""


@dataclass(frozen=True)
class ScriptedSystem:
    scripts: Mapping[str, Script]

    def read(self, question: str) -> Reading:
        script = self.scripts[question]
        found = tuple(evidence(n, score, script.short) for n, score in script.evidence.items())
        return Reading(found, script.confidence, script.band)

    def ask(self, question: str) -> Answer:
        script, reading = self.scripts[question], self.read(question)
        quoted, status = compose(reading.evidence, DOCUMENTS), AnswerStatus.ANSWERED
        if script.band is Band.POSSIBLE:
            quoted = compose(reading.evidence, DOCUMENTS, POSSIBLE_TEXT)
            status = AnswerStatus.POSSIBLE
        if script.band is Band.NONE:
            quoted = Quotation(refuse(reading.evidence, DOCUMENTS), (), ())
            status = AnswerStatus.NO_EVIDENCE
        return Answer(
            question=question,
            text=quoted.text,
            status=status,
            confidence=reading.confidence,
            citations=quoted.citations,
            retrieved=tuple(
                RetrievedPassage(passage, 1.0, 0.5, 1.0, rank)
                for rank, passage in enumerate(script.retrieved, start=1)
            ),
            model="scripted",
            seconds=0.0,
            highlights=quoted.highlights,
        )


def case(
    question: str = "배는 몇 척인가요?",
    *golds: Gold,
    case_id: str = "",
    document_id: str | None = None,
    group: str = "",
) -> Case:
    return Case(case_id or question, question, golds, document_id, group or question)


def outcome(  # noqa: PLR0913 - keyword arguments, one for each field that tests vary
    case_id: str,
    *,
    right: bool = True,
    answerable: bool = True,
    band: Band = Band.SURE,
    confidence: float = 0.5,
    rank: int | None = None,
    seconds: float = 0.01,
    group: str = "",
    question: str = "배는 몇 척인가요?",
    answer: str = "마을에는 배가 12척 있다.",
    gold: str = "12척",
    kind: str = "",
) -> Outcome:
    """An outcome as judging would give it, where ``right`` tells whether the evidence is."""
    answered = band is not Band.NONE
    if not answerable:
        verdict = {
            Band.SURE: Verdict.FALSE_ANSWER,
            Band.POSSIBLE: Verdict.OFFERED,
            Band.NONE: Verdict.RIGHT_REFUSAL,
        }[band]
    elif not answered:
        verdict = Verdict.FALSE_REFUSAL
    else:
        verdict = Verdict.RIGHT if right else Verdict.WRONG_ANSWER
    shown = answered and answerable
    return Outcome(
        case_id=case_id,
        question=question,
        gold=gold if answerable else "",
        kind=kind,
        group=group or case_id,
        answerable=answerable,
        band=band,
        answer=answer,
        confidence=confidence,
        verdict=verdict,
        evidence_right=right and answerable,
        evidence_holds=right if answerable else None,
        evidence_covers=right if answerable else None,
        best_covers=right if answerable else None,
        best_holds=right if answerable else None,
        document_rank=rank,
        passage_rank=rank,
        sentences=1,
        citations=1 if answered else 0,
        right_citations=int(right and shown) if answerable else None,
        cited_share=float(right and shown) if answerable else None,
        seconds=seconds,
    )
