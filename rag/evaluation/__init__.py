"""Measures retrieval, reading, citations, refusal and latency on questions with known answers."""

from rag.evaluation.cases import Case, CaseSet, Gold, GoldSpan, load_cases, sample_cases
from rag.evaluation.evaluate import evaluate_index, evaluate_paragraphs
from rag.evaluation.metrics import Estimate
from rag.evaluation.outcome import Outcome, Verdict
from rag.evaluation.report import EvaluationReport, load_report, save_report
from rag.evaluation.text import format_report

__all__ = [
    "Case",
    "CaseSet",
    "Estimate",
    "EvaluationReport",
    "Gold",
    "GoldSpan",
    "Outcome",
    "Verdict",
    "evaluate_index",
    "evaluate_paragraphs",
    "format_report",
    "load_cases",
    "load_report",
    "sample_cases",
    "save_report",
]
