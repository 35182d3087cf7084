"""Measures retrieval, reading, citations, refusal and latency on questions with known answers."""

from rag.evaluation.cases import Case, CaseSet, Gold, GoldSpan, sample_cases
from rag.evaluation.command import run_command
from rag.evaluation.compare import compare_reports, format_comparison
from rag.evaluation.estimates import Estimate
from rag.evaluation.evaluate import evaluate_index, evaluate_paragraphs
from rag.evaluation.loading import load_cases, read_feedback
from rag.evaluation.outcome import Outcome, Verdict
from rag.evaluation.page import write_report
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
    "compare_reports",
    "evaluate_index",
    "evaluate_paragraphs",
    "format_comparison",
    "format_report",
    "load_cases",
    "load_report",
    "read_feedback",
    "run_command",
    "sample_cases",
    "save_report",
    "write_report",
]
