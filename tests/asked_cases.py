"""What cases with small documents have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rag.answering import Answer
from rag.sources import Document


def marked(case: dict[str, Any], missed: Mapping[str, str]) -> Any:
    """A test's parameter; one that is not reached yet may fail."""
    reason = missed.get(case["id"])
    marks = [pytest.mark.xfail(reason=reason, strict=False)] if reason else []
    return pytest.param(case, id=case["id"], marks=marks)


def assert_told(case: dict[str, Any], answer: Answer, documents: Mapping[str, Document]) -> None:
    """Every quote is exact, and the text has what it must and nothing that it must not."""
    for citation in answer.citations:
        document = documents[citation.document_id]
        assert document.text[citation.start : citation.end] == citation.quote
    text = squeeze(answer.text)
    assert [part for part in case.get("all", ()) if squeeze(part) not in text] == []
    assert [part for part in case.get("none", ()) if squeeze(part) in text] == []
    assert [part for part in case.get("once", ()) if text.count(squeeze(part)) > 1] == []


def squeeze(text: str) -> str:
    return "".join(text.split())
