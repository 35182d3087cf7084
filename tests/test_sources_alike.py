"""One text through every format: the same answers, resting on the same words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import format_files as files
import pytest

from rag import RagPipeline
from rag.answering import POSSIBLE_TEXT, Answer
from rag.settings import Settings
from rag.sources import BlockKind, Document, load_documents

TABLE_QUESTIONS = {
    "주차장 요금은 얼마야?": "1,200원",
    "전시관 문의 번호는 뭐야?": "02-000-0002",
}
QUESTIONS = {
    "숲길은 모두 몇 km야?": "12.4km",
    "다솜숲길은 언제부터 열어?": "2025년 3월 20일",
    "평일은 몇 시부터 열어?": "오전 9시",
    "주말에는 몇 시까지 열어?": "오후 8시",
    "무슨 요일에 쉬어?": "월요일",
    "비가 많이 오면 어떻게 돼?": "문을 닫는다",
    **TABLE_QUESTIONS,
}


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


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Answer]]:
    """Each format's answers."""
    told = {}
    for name, make in {**WHOLE, **PARTS}.items():
        place = tmp_path_factory.mktemp("글")
        (place / name).write_bytes(make())
        pipeline = RagPipeline.build([place / name], place / "index", Settings())
        questions = TABLE_QUESTIONS if name in PARTS else QUESTIONS
        told[name] = {question: pipeline.ask(question) for question in questions}
    return told


@pytest.mark.slow
@pytest.mark.parametrize("name", [*WHOLE, *PARTS])
def test_every_format_gives_the_same_answers_and_quotes(
    asked: dict[str, dict[str, Answer]], name: str
):
    differing = []
    for question, answer in asked[name].items():
        expected = asked["글.md"][question]
        assert QUESTIONS[question] in expected.text, question
        same = bare(answer.text) == bare(expected.text)
        if not same or quotes(answer) != quotes(expected):
            differing.append((question, answer.text, quotes(answer), expected.text))
    assert differing == []


def quotes(answer: Answer) -> set[str]:
    return {bare(citation.quote) for citation in answer.citations}


def bare(text: str) -> str:
    """A text without the marks of items, and without whether it is sure, which is near a limit."""
    text = text.removeprefix(POSSIBLE_TEXT)
    return "".join(text.replace("- ", "").replace("• ", "").replace("|", "").split())
