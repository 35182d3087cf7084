"""Measure what a language model that lies gets past the check of claims, beside one that does not.

    python -m benchmarks.claims ../shared/data

Both models cite the right sentence. The questions are those on the seed article, one on every
sentence of the tests' news pages, and some of KorQuAD's, which lie in the folder named. Each is
asked once of the model that tells the truth, and once for each kind of lie that can be told of the
sentence that answers it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.lying import KINDS
from benchmarks.scripted_models import known_by_question, liar, lies_of, perfect
from rag import RagPipeline, Settings
from rag.evaluation import (
    Case,
    CaseSet,
    EvaluationReport,
    Gold,
    GoldSpan,
    evaluate_index,
    load_cases,
    sample_cases,
)
from rag.evaluation.estimates import estimate
from rag.evaluation.paragraphs import Models
from rag.evaluation.text import figure, interval
from rag.korean import default_analyzer
from rag.settings import DEFAULT_SOURCES
from rag.sources import Document, load_documents
from rag.writing import ChatModel

_TEST_DATA = Path(__file__).parent.parent / "tests" / "data"
_TOPICS = ("answers", "citations", "claims")


def main() -> None:
    """Print both models' figures side by side, and what the check gets wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=300, help="questions taken from KorQuAD")
    options = parser.parse_args()
    case_set = gather(options.data, options.limit)
    truth, lies = measure(case_set)
    print(f"{len(case_set.cases):,} questions\n\n{side_by_side(truth, together(lies))}\n")
    print(f"{by_kind(lies)}\n\ntruths that are not shown as supported")
    for outcome in truth.outcomes:
        if outcome.supported_claims < outcome.claims:
            print(f"            {outcome.answer}")


def measure(
    case_set: CaseSet,
) -> tuple[EvaluationReport, dict[str, EvaluationReport]]:
    """Ask the questions of the model that tells the truth, and of a liar for each kind of lie.

    Args:
        case_set: Questions with the documents that they are about.

    Returns:
        The report on the truthful model, and by kind of lie those on the liars; a liar is asked
        only where its kind of lie can be told.
    """
    models = Models.load(Settings())
    index = models.over(case_set.documents, case_set.path, None).index
    known = known_by_question(case_set.cases, case_set.documents, default_analyzer())

    def ask(model: ChatModel, cases: Iterable[Case]) -> EvaluationReport:
        pipeline = RagPipeline(
            index, models.embedder, models.reader, models.settings, chat_model=model
        )
        asked = replace(case_set, cases=tuple(cases), documents=())
        return evaluate_index(asked, pipeline, models.settings)

    lied: dict[str, EvaluationReport] = {}
    for kind in KINDS:
        told = {item.question for item in known.values() if lies_of(item, kind)}
        if told:
            asked = (case for case in case_set.cases if case.question in told)
            lied[kind] = ask(liar(known, kind), asked)
    return ask(perfect(known), case_set.cases), lied


def gather(data: Path, limit: int) -> CaseSet:
    """Put together all questions and documents.

    Args:
        data: The folder that holds KorQuAD.
        limit: How many of its questions to take.
    """
    article = load_cases(_TEST_DATA / "article_questions.jsonl")
    paragraphs = sample_cases(load_cases(data / "korquad_v1_dev_part.json"), limit)
    seeds = load_documents(DEFAULT_SOURCES)
    pages = load_documents(_TEST_DATA / "news_pages")
    return CaseSet(
        path=data,
        cases=(
            *(replace(case, document_id=seeds[0].id, group="seed") for case in article.cases),
            *(case for page in pages for case in continuations(page)),
            *paragraphs.cases,
        ),
        documents=(*seeds, *pages, *paragraphs.documents),
    )


def continuations(document: Document) -> Iterator[Case]:
    """Ask of each sentence that states something how it goes on after its first half.

    Args:
        document: Its header is left out.
    """
    for sentence in default_analyzer().sentences(document.text[document.header_end :]):
        words = sentence.text.split()
        if not sentence.text.endswith("다.") or len(words) < 4:
            continue
        start, end = sentence.start + document.header_end, sentence.end + document.header_end
        yield Case(
            id=f"{document.id}:{start}",
            question=f"“{' '.join(words[: len(words) // 2])}” 다음에는 무엇이라고 나와 있나요?",
            golds=(Gold((), spans=(GoldSpan(document.id, start, end),)),),
            document_id=document.id,
            group=document.id,
        )


def together(reports: Mapping[str, EvaluationReport]) -> EvaluationReport:
    """Make one report of several on the same documents."""
    outcomes = tuple(outcome for report in reports.values() for outcome in report.outcomes)
    first = next(iter(reports.values()))
    return replace(first, outcomes=outcomes, estimates=estimate(outcomes))


def side_by_side(truth: EvaluationReport, lied: EvaluationReport) -> str:
    """Lay out the figures on answers, citations and claims of two reports."""
    rows = [f"{'':60}{'truthful':>10}{'lying':>10}  {'95 % interval':>16}"]
    for name, label in {e.name: e.label for e in truth.estimates if e.topic in _TOPICS}.items():
        told, lie = truth[name], lied[name]
        rows.append(
            f"{label:60}{figure(told.value, told):>10}{figure(lie.value, lie):>10}"
            f"  {interval(lie):>16}"
        )
    return "\n".join(rows)


def by_kind(lies: Mapping[str, EvaluationReport]) -> str:
    """Lay out how many lies of each kind were told and shown as supported, and show those."""
    rows = [f"{'lie':12}{'told':>8}{'shown as supported':>20}"]
    shown = []
    for kind, report in lies.items():
        told = sum(outcome.claims for outcome in report.outcomes)
        believed = sum(outcome.supported_claims for outcome in report.outcomes)
        rows.append(f"{kind:12}{told:>8,}{believed:>20,}")
        shown += [f"{kind:12}{o.answer}" for o in report.outcomes if o.supported_claims]
    return "\n".join([*rows, "", *shown])


if __name__ == "__main__":
    main()
