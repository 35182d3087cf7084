"""Fits the weight of the cosine against BM25 on cases with known evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.errors import EvaluationError
from rag.evaluation.bootstrap import FloatArray
from rag.evaluation.cases import Case, CaseSet, check_documents
from rag.evaluation.outcome import supports
from rag.evaluation.paragraphs import place_in_index
from rag.index import Progress
from rag.pipeline import RagPipeline
from rag.retrieval import RetrievedPassage

WEIGHTS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
"""The grid; steps grow because equal ratios change a ranking about as much."""

FOLDS = 5
# More than retrieval brings, so that a passage which only a high weight lifts is seen.
_ALL_FOUND = 1000


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well a weight, or a way to choose one, ranks.

    Attributes:
        weight: The weight; ``None`` when each fold chose its own.
        recall_at_1: Share of the questions with the right passage first.
        mrr: Mean reciprocal rank of the right passage.
    """

    weight: float | None
    recall_at_1: float
    mrr: float


@dataclass(frozen=True, slots=True)
class FusionFit:
    """A weight and what it was chosen by.

    Attributes:
        grid: Every weight tried, ascending.
        best: The weight with the highest MRR.
        chosen: The smallest weight whose MRR is within one standard error of the best.
        held_out: What the same way of choosing gives on articles it did not see; ``None`` when
            all cases are about one.
        questions: How many could be used.
    """

    grid: tuple[Ranking, ...]
    best: float
    chosen: float
    held_out: Ranking | None
    questions: int


def fit_fusion(
    case_set: CaseSet, pipeline: RagPipeline, progress: Progress | None = None
) -> FusionFit:
    """Choose the weight of the cosine on an index, by cases that tell where their evidence lies.

    Raises:
        EvaluationError: If no case tells where its evidence lies, or the index lacks it.
    """
    if case_set.documents:
        case_set = place_in_index(case_set, pipeline.index.documents)
    check_documents(case_set, pipeline.documents)
    cases = [c for c in case_set.cases if any(gold.placed for gold in c.golds)]
    if not cases:
        raise EvaluationError(
            f"{case_set.path}: no case tells where its evidence lies, so no weight can be fitted; "
            "add `evidence` to the cases",
            korean=f"{case_set.path}에 근거 위치가 적힌 질문이 없습니다. evidence 를 적어 주세요.",
        )
    rows = []
    for number, case in enumerate(cases, start=1):
        rows.append(reciprocal_ranks(case, pipeline.retrieve(case.question, _ALL_FOUND)))
        if progress is not None:
            progress("questions", number, len(cases))
    return choose(np.array(rows), [case.group for case in cases])


def reciprocal_ranks(case: Case, found: Sequence[RetrievedPassage]) -> FloatArray:
    """Rank the right passage under every weight.

    Returns:
        One over the rank, 0 where no right passage was brought, shape (len(WEIGHTS),). A tie
        counts against the right passage.
    """
    right = np.array([supports(case, one.passage) for one in found], dtype=bool)
    if not right.any():
        return np.zeros(len(WEIGHTS))
    lexical = np.array([one.lexical_score for one in found], dtype=np.float32)
    dense = np.array([one.dense_score for one in found], dtype=np.float32)
    ranks = []
    for weight in WEIGHTS:
        fused = lexical + np.float32(weight) * dense
        ranks.append(1 + int((fused[~right] >= fused[right].max()).sum()))
    return 1 / np.array(ranks)


def choose(reciprocal: FloatArray, groups: Sequence[str]) -> FusionFit:
    """Choose a weight, and measure the way of choosing on articles held out.

    Args:
        reciprocal: Reciprocal ranks, shape (questions, len(WEIGHTS)).
        groups: For each question its article, shape (questions,).
    """
    _, group_of = np.unique(np.asarray(groups), return_inverse=True)
    chosen, best = _one_standard_error(reciprocal, group_of)
    grid = tuple(_ranking(weight, reciprocal[:, i]) for i, weight in enumerate(WEIGHTS))
    return FusionFit(
        grid=grid,
        best=WEIGHTS[best],
        chosen=WEIGHTS[chosen],
        held_out=_held_out(reciprocal, group_of),
        questions=len(reciprocal),
    )


def format_fit(fit: FusionFit) -> str:
    """Lay out a fit for a terminal, with the setting to use as its last line."""
    lines = [f"{'dense weight':>12}  {'recall@1':>8}  {'MRR':>6}"]
    for row in fit.grid:
        notes = [
            note
            for note, weight in (("best", fit.best), ("chosen", fit.chosen))
            if row.weight == weight
        ]
        lines.append(
            f"{row.weight:>12g}  {row.recall_at_1:>8.4f}  {row.mrr:>6.4f}  {', '.join(notes)}"
        )
    lines += [
        "",
        f"{fit.questions:,} questions. Chosen is the smallest weight whose MRR is within one "
        "standard error of the best.",
    ]
    if fit.held_out is not None:
        lines.append(
            f"The same choice on articles held out ({FOLDS} folds): recall@1 "
            f"{fit.held_out.recall_at_1:.4f}, MRR {fit.held_out.mrr:.4f}; BM25 alone: "
            f"{fit.grid[0].recall_at_1:.4f}, {fit.grid[0].mrr:.4f}."
        )
    lines.append(
        "Questions that repeat the words of their passage flatter BM25: fit on questions as your "
        "readers ask them."
    )
    return "\n".join([*(line.rstrip() for line in lines), "", f"RAG_DENSE_WEIGHT={fit.chosen:g}"])


def _one_standard_error(reciprocal: FloatArray, group_of: NDArray[np.intp]) -> tuple[int, int]:
    """Return the columns of the chosen and of the best weight (Breiman et al. 1984).

    The standard error is of the paired difference to the best, over articles.
    """
    best = int(np.argmax(reciprocal.mean(axis=0)))
    for column in range(best):
        behind = reciprocal[:, best] - reciprocal[:, column]
        by_group = np.bincount(group_of, behind - behind.mean())
        error = np.sqrt((by_group**2).sum()) / len(behind)
        if behind.mean() <= error:
            return column, best
    return best, best


def _held_out(reciprocal: FloatArray, group_of: NDArray[np.intp]) -> Ranking | None:
    folds = min(FOLDS, int(group_of.max()) + 1)
    if folds < 2:
        return None
    fold_of = group_of % folds
    taken = np.empty(len(reciprocal))
    for fold in range(folds):
        out = fold_of == fold
        column, _ = _one_standard_error(reciprocal[~out], group_of[~out])
        taken[out] = reciprocal[out, column]
    return _ranking(None, taken)


def _ranking(weight: float | None, reciprocal: FloatArray) -> Ranking:
    return Ranking(weight, float((reciprocal == 1).mean()), float(reciprocal.mean()))
