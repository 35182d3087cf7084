"""Questions with answers: KorQuAD's, and those written on news articles."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from pathlib import Path

from rag.documents import Document
from rag.korean import Morpheme, default_analyzer, normalize


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its answer lies.

    Attributes:
        id: Unique.
        group: The article, by which folds are made.
        text: The normalised question.
        morphemes: Its morphemes.
        document: Id of the document that holds the answer.
        answers: Strings; for KorQuAD any of them, for news all must appear.
        spans: Offsets of the answer (KorQuAD) or evidence (news) in the document; empty when
            there is no answer.
        kind: As labelled, or "".
    """

    id: str
    group: str
    text: str
    morphemes: tuple[Morpheme, ...]
    document: str
    answers: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    kind: str = ""


def korquad(path: Path) -> tuple[list[Document], list[Asked]]:
    """Every paragraph as a document titled by its article, and all questions."""
    documents: list[Document] = []
    asked: list[Asked] = []
    analyzer = default_analyzer()
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        title = normalize(article["title"]).replace("_", " ")
        for paragraph in article["paragraphs"]:
            raw = paragraph["context"]
            text = normalize(raw)
            document = Document(f"kq{len(documents)}", title, text, "korquad")
            documents.append(document)
            for qa in paragraph["qas"]:
                question = normalize(qa["question"]).strip()
                spans = []
                for answer in qa["answers"]:
                    start = len(normalize(raw[: answer["answer_start"]]))
                    spans.append((start, start + len(normalize(answer["text"]))))
                asked.append(
                    Asked(
                        id=qa["id"],
                        group=title,
                        text=question,
                        morphemes=analyzer.morphemes(question),
                        document=document.id,
                        answers=tuple(normalize(a["text"]) for a in qa["answers"]),
                        spans=tuple(spans),
                    )
                )
    return documents, asked


def news(articles: Path, questions: Path) -> tuple[list[Document], list[Asked]]:
    """News articles with a header of title and date, and the questions written on them."""
    rows = [json.loads(line) for line in questions.open(encoding="utf-8")]
    wanted = {row["document"] for row in rows}
    documents: dict[str, Document] = {}
    with lzma.open(articles, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            if record["id"] in wanted:
                documents[record["id"]] = _article(record)
    analyzer = default_analyzer()
    asked = []
    for number, row in enumerate(rows):
        document = documents[row["document"]]
        by = document.header_end + 2
        question = normalize(row["question"]).strip()
        asked.append(
            Asked(
                id=f"news{number}",
                group=document.id,
                text=question,
                morphemes=analyzer.morphemes(question),
                document=document.id,
                answers=tuple(document.text[s + by : e + by] for s, e in row["answers"]),
                spans=tuple((s + by, e + by) for s, e in row["evidence"] + row.get("also", [])),
                kind=row["kind"],
            )
        )
    return list(documents.values()), asked


def _article(record: dict[str, str]) -> Document:
    header = f"{normalize(record['title'])}\n입력 {record['date']}"
    return Document(
        id=record["id"],
        title=record["title"],
        text=f"{header}\n\n{normalize(record['text'])}",
        source="wikinews",
        publisher="위키뉴스",
        published=record["date"],
        header_end=len(header),
    )
