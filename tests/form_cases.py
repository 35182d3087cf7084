"""Cases in the form in which an answer is asked for, and what is wrong with an answer to one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.answering import POSSIBLE_TEXT, Answer
from rag.sources import Document

Case = dict[str, Any]
PATH = Path(__file__).parent / "data" / "form_cases.jsonl"


def load_cases() -> tuple[dict[str, dict[str, str]], list[Case]]:
    """The documents by name, and the cases, which name one or ask the article in seeds."""
    rows = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
    documents = {row["document"]: row | {"id": row["document"]} for row in rows if "text" in row}
    return documents, [row for row in rows if "text" not in row]


def faults(case: Case, answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    """Say what an answer lacks, or has and should not have; white space does not count."""
    text = _squeeze(answer.text)
    quotes = _squeeze(" ".join(c.quote for c in answer.citations))
    found = [f"lacks {s}" for s in case.get("all", ()) if _squeeze(s) not in text]
    if case.get("any") and not any(_squeeze(s) in text for s in case["any"]):
        found.append(f"has none of {case['any']}")
    found += [f"has {s}" for s in case.get("none", ()) if _squeeze(s) in text]
    found += [f"does not cite {s}" for s in case.get("cited", ()) if _squeeze(s) not in quotes]
    marks = [_squeeze(answer.text[h.start : h.end]) for h in answer.highlights]
    found += [f"marks {marks}" for s in case.get("highlight", ()) if _squeeze(s) not in marks]
    found += [f"repeats {s}" for s in case.get("once", ()) if text.count(_squeeze(s)) > 1]
    # What is not sure says so first.
    own = text.removeprefix(_squeeze(POSSIBLE_TEXT)).removeprefix("아마")
    if not own.startswith(_squeeze(case.get("starts", ""))):
        found.append(f"does not begin with {case['starts']}")
    if case.get("status", answer.status) != answer.status:
        found.append(f"is {answer.status}")
    if case.get("form", answer.form) != answer.form:
        found.append(f"has form {answer.form}")
    if len(answer.text) > case.get("max_chars", len(answer.text)):
        found.append(f"has {len(answer.text)} characters")
    if len(answer.citations) != case.get("sentences", len(answer.citations)):
        found.append(f"has {len(answer.citations)} sentences")
    if case.get("notice", "") not in (answer.notice or ""):
        found.append(f"has notice {answer.notice}")
    for c in answer.citations:
        if documents[c.document_id].text[c.start : c.end] != c.quote:
            found.append(f"misquotes {c.quote}")
        if not 0 <= c.answer_start < c.answer_end <= len(answer.text):
            found.append(f"cites {c.quote} for nothing")
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
