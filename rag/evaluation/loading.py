"""Reads case files of either format."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from rag.evaluation.cases import EXAMPLE_ROW, CaseSet, cases_error
from rag.evaluation.jsonl import read_jsonl
from rag.evaluation.squad import read_squad


def load_cases(path: str | Path) -> CaseSet:
    """Read evaluation cases.

    Args:
        path: A ``.jsonl`` file with one case a line, or a ``.json`` file in the format of
            SQuAD and KorQuAD.

    Returns:
        The cases, and for SQuAD the paragraphs as documents.

    Raises:
        EvaluationError: If the file cannot be read, or a case in it cannot be used; the message
            names the line or the question.
    """
    path = Path(path)
    readers = {".jsonl": read_jsonl, ".json": read_squad}
    if path.suffix not in readers:
        raise cases_error(
            path,
            f"the name ends in {path.suffix!r}; name a .jsonl file with one case a line, such as "
            f"{EXAMPLE_ROW}, or a .json file in SQuAD format",
        )
    case_set = readers[path.suffix](path)
    if not case_set.cases:
        raise cases_error(path, f"it holds no question; give it lines such as {EXAMPLE_ROW}")
    seen: set[str] = set()
    for case in case_set.cases:
        if case.id in seen:
            raise cases_error(path, f"the id {case.id!r} occurs twice; make ids unique")
        seen.add(case.id)
    return replace(case_set, digest=hashlib.sha256(path.read_bytes()).hexdigest())
