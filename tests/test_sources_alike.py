"""One text through every format: the same lines, headings and rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import format_files as files
import pytest

from rag.sources import BlockKind, Document, load_documents


def table(cells: str, begin: str = "", end: str = "") -> list[str]:
    return [begin + cells.join(row) + end for row in files.ROWS]


def text() -> bytes:
    items = "\n".join(f"- {item}" for item in files.ITEMS)
    rows = "\n".join(table(" | "))
    first, second = files.PARAGRAPHS
    parts = [files.TITLE, first, files.HEADING, second, items, rows]
    return "\n\n".join(parts).encode()


def markdown() -> bytes:
    head, *rows = table(" | ", "| ", " |")
    items = "\n".join(f"- {item}" for item in files.ITEMS)
    lines = "\n".join([head, "|---|---|---|", *rows])
    first, second = files.PARAGRAPHS
    return "\n\n".join(
        [f"# {files.TITLE}", first, f"## {files.HEADING}", second, items, lines]
    ).encode()


def record() -> bytes:
    _, _, body = text().decode().partition("\n\n")
    return json.dumps({"id": "a", "title": files.TITLE, "text": body}).encode()


WHOLE: dict[str, Callable[[], bytes]] = {
    **files.PROSE,
    "글.txt": text,
    "글.md": markdown,
    "글.jsonl": record,
}
PARTS = {name: files.TABLES[name] for name in ("표.xlsx", "표.csv", "표.tsv")}


def read(path: Path, content: bytes) -> list[Document]:
    path.write_bytes(content)
    return load_documents(path)


@pytest.mark.parametrize("name", [*WHOLE, *PARTS])
def test_every_format_has_the_same_parts(tmp_path: Path, name: str):
    documents = read(tmp_path / name, {**WHOLE, **PARTS}[name]())
    rows = [(document, b) for document in documents for b in document.blocks if b.columns]
    told = {(d.text[b.start : b.end], b.columns) for d, b in rows}
    assert {(" | ".join(row), files.ROWS[0]) for row in files.ROWS[1:]} <= told
    if name in PARTS:
        return
    lines = documents[0].text.replace("- ", "").replace("• ", "").split("\n")
    assert {*files.PARAGRAPHS, *files.ITEMS} <= set(lines)
    # A letter in plain text has its table attached, and one bare line alone is no heading.
    if name not in ("글.eml", "글.txt", "글.jsonl"):
        kinds = {b.kind for b in documents[0].blocks}
        assert {BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW} <= kinds
        at = documents[0].text.index(files.PARAGRAPHS[1])
        assert documents[0].heading_at(at) == files.HEADING
