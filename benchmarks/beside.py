"""Measure what documents beside an index change: ``python -m benchmarks.beside CASES``.

CASES is a SQuAD file. The paragraphs of every 14th article are added one by one beside an index of
all others, as a visitor of the chat adds files. Questions on either are asked of those documents
alone, of both together, and, for the ranking, of one index of all.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rag import RagPipeline, Settings
from rag.embedding import load_embedder
from rag.evaluation import Case, load_cases
from rag.index import index_in_memory
from rag.korean import default_analyzer
from rag.reading import Reader
from rag.sources import Document

_EVERY = 14


def main() -> None:
    """Print how often rankings and answers are the same, and right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--ranked", type=int, default=300, help="questions of each kind to rank")
    parser.add_argument("--asked", type=int, default=60, help="questions of each kind to ask")
    options = parser.parse_args()
    case_set = load_cases(options.cases)
    groups = [*dict.fromkeys(case.group for case in case_set.cases)]
    added = set(groups[::_EVERY])
    own_ids = {case.document_id for case in case_set.cases if case.group in added}
    own = [d for d in case_set.documents if d.id in own_ids]
    index = _pipeline([d for d in case_set.documents if d.id not in own_ids])
    beside = [index.index_of([document]) for document in own]
    together, whole = index.over(index.index, *beside), _pipeline(case_set.documents)
    print(f"{len(index.documents):,} documents, {len(own):,} beside them")
    for name, alone in (("the index", index), ("what is beside it", index.over(*beside))):
        cases = [c for c in case_set.cases if (c.group in added) == (alone is not index)]
        print(f"\nquestions on {name}")
        _rank(_spread(cases, options.ranked), alone, together, whole)
        _ask(_spread(cases, options.asked), alone, together)


def _pipeline(documents: list[Document] | tuple[Document, ...]) -> RagPipeline:
    settings = Settings()
    embedder = load_embedder(settings)
    index = index_in_memory(
        documents,
        embedder=embedder,
        analyzer=default_analyzer(),
        passage_chars=settings.passage_chars,
    )
    return RagPipeline(index, embedder, Reader.load(), settings)


def _spread(cases: list[Case], limit: int) -> list[Case]:
    kept = min(limit, len(cases))
    return [cases[i * len(cases) // kept] for i in range(kept)]


def _rank(cases: list[Case], alone: RagPipeline, together: RagPipeline, whole: RagPipeline) -> None:
    firsts = [[_first(p, case.question) for p in (alone, together, whole)] for case in cases]
    right = [
        sum(f[i] == c.document_id for f, c in zip(firsts, cases, strict=True)) for i in (0, 1, 2)
    ]
    print(
        f"  right document first, of {len(cases)}: alone {right[0]}, together {right[1]}, ", end=""
    )
    print(f"one index {right[2]}")
    print(f"  same first as alone: {sum(f[0] == f[1] for f in firsts)}", end="")
    print(f", as one index: {sum(f[1] == f[2] for f in firsts)}")


def _first(pipeline: RagPipeline, question: str) -> str | None:
    found = pipeline.finder.match(question).passages(1)
    return found[0].passage.document_id if found else None


def _ask(cases: list[Case], alone: RagPipeline, together: RagPipeline) -> None:
    same, right = 0, [0, 0]
    for case in cases:
        replies = [pipeline.ask(case.question) for pipeline in (alone, together)]
        cited = [[(c.document_id, c.start, c.end) for c in reply.citations] for reply in replies]
        same += cited[0] == cited[1] and replies[0].status is replies[1].status
        for i, reply in enumerate(replies):
            quotes = " ".join(c.quote for c in reply.citations)
            right[i] += any(all(s in quotes for s in gold.strings) for gold in case.golds)
    print(f"  same status and citations as alone, of {len(cases)}: {same}")
    print(f"  answer in what is cited: alone {right[0]}, together {right[1]}")


if __name__ == "__main__":
    main()
