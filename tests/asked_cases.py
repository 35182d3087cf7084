"""What cases with small documents have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rag import RagPipeline
from rag.answering import Answer
from rag.settings import Settings
from rag.sources import Document

Open = Callable[[dict[str, str]], RagPipeline]


def opener(folders: pytest.TempPathFactory) -> Open:
    """Index files, by name and text; those of one case, and of others with the same, once."""
    opened: dict[str, RagPipeline] = {}

    def open_them(files: dict[str, str]) -> RagPipeline:
        key = json.dumps(files)
        if key not in opened:
            folder = folders.mktemp("case")
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8")
            opened[key] = RagPipeline.build(folder, folder / "index", Settings())
        return opened[key]

    return open_them


def ask_in_turn(case: dict[str, Any], pipeline: RagPipeline) -> Answer:
    """Ask what was asked before, one after the other, and then the question."""
    history: list[tuple[str, str]] = []
    for earlier in case.get("history", ()):
        history.append((earlier, pipeline.ask(earlier, history=history).text))
    return pipeline.ask(case["question"], history=history)


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
    if "any" in case:
        assert [part for part in case["any"] if squeeze(part) in text] != []
    assert [part for part in case.get("none", ()) if squeeze(part) in text] == []
    assert [part for part in case.get("once", ()) if text.count(squeeze(part)) > 1] == []


def squeeze(text: str) -> str:
    return "".join(text.split())
