"""Record what is answered now, and tell what has changed: ``python -m benchmarks.recorded FILE``.

Asks every question of the tests' tables, with what was said before it, and checks every claim on
texts that no model was trained on. What each was told goes to FILE, one JSON object a line. With
``--before EARLIER`` those that were told otherwise in an earlier record are printed: a change that
is meant to keep behaviour has none.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from tqdm import tqdm

from rag import Answer, RagPipeline, Settings
from rag.grounding import check_claim
from training.encoder.texts import read_written

_ROOT = Path(__file__).resolve().parents[1]
_DATA = _ROOT / "tests" / "data"
_SEEDS = (_ROOT / "seeds",)
# Sets by writers who saw neither rules nor code.
_CLAIMS = ("t", "t_news", "u", "u_news", "v", "v_news")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions asked one after the other of the same sources.

    Attributes:
        name: Tells it from all others.
        sources: What is asked.
        questions: At least one; each is asked with those before it as its history.
    """

    name: str
    sources: tuple[Path, ...]
    questions: tuple[str, ...]


def conversations(folder: Path) -> Iterator[Conversation]:
    """Read the tests' tables.

    Args:
        folder: Where the documents that stand in the tables are written.
    """
    for row in _rows("article_questions"):
        yield Conversation(f"article:{row['id']}", _SEEDS, (row["question"],))
    for row in _rows("document_cases"):
        files = tuple(sorted((_DATA / "documents").glob(row["file"])))
        yield Conversation(f"document:{row['id']}", files, (row["question"],))
    for row in _rows("form_cases"):
        if "text" in row:
            _write(folder / f"{row['document']}.jsonl", row | {"id": row["document"]})
            continue
        name = row.get("document")
        sources = (folder / f"{name}.jsonl",) if name else _SEEDS
        yield Conversation(f"form:{row['id']}", sources, _asked(row))
    for row in _rows("structure_cases"):
        own = folder / row["id"]
        own.mkdir()
        for name, text in row["files"].items():
            (own / name).write_text(text, encoding="utf-8")
        yield Conversation(f"structure:{row['id']}", (own,), _asked(row))
    news = (*_SEEDS, *sorted((_DATA / "news_pages").glob("*.txt")))
    for number, row in enumerate(_rows("conversations")):
        questions = tuple(turn["question"] for turn in row["turns"])
        yield Conversation(f"conversation:{number}", news, questions)


def ask_all(told: Sequence[Conversation], folder: Path) -> Iterator[Record]:
    """Hold the conversations, and say what each question was told.

    Args:
        told: The conversations.
        folder: Where indexes are built.
    """
    by_sources = sorted(told, key=attrgetter("sources"))
    with tqdm(total=len(told), unit="conversation") as progress:
        for number, (sources, group) in enumerate(groupby(by_sources, attrgetter("sources"))):
            pipeline = RagPipeline.build(sources, folder / f"index{number}", Settings())
            for conversation in group:
                history: list[tuple[str, str]] = []
                for turn, question in enumerate(conversation.questions):
                    answer = pipeline.ask(question, history)
                    history.append((question, answer.text))
                    yield {
                        "id": f"{conversation.name}:{turn}",
                        "question": question,
                        **_told(answer),
                    }
                progress.update()


def check_all(every: int) -> Iterator[Record]:
    """Check each so manieth claim, and say what was made of it."""
    for name in _CLAIMS:
        for text in tqdm(read_written(_ROOT / "training" / "encoder" / "data" / f"{name}.jsonl")):
            for number, claim in enumerate(text.claims[::every]):
                verdict = check_claim(claim.text, [text.text[slice(*span)] for span in claim.cited])
                yield {
                    "id": f"claim:{text.id}:{number}",
                    "claim": claim.text,
                    "true": claim.supported,
                    "supported": verdict.supported,
                    "reason": verdict.reason,
                }


def differences(before: Sequence[Record], now: Sequence[Record]) -> list[str]:
    """Say what is told otherwise than before, or only once."""
    earlier = {record["id"]: record for record in before}
    later = {record["id"]: record for record in now}
    return [
        f"{name}\n  {earlier.get(name)}\n  {later.get(name)}"
        for name in earlier | later
        if earlier.get(name) != later.get(name)
    ]


def _told(answer: Answer) -> Record:
    return {
        "looked_up": answer.standalone_question,
        "status": answer.status.value,
        "form": answer.form.value,
        "confidence": round(answer.confidence, 3),
        "text": answer.text,
        "citations": [[Path(c.source).name, c.start, c.end] for c in answer.citations],
        "marked": [answer.text[h.start : h.end] for h in answer.highlights],
    }


def _asked(row: Record) -> tuple[str, ...]:
    return (*row.get("history", ()), row["question"])


def _rows(name: str) -> list[Record]:
    return _read(_DATA / f"{name}.jsonl")


def _read(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, *records: Record) -> None:
    lines = (f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Ask, check, write, and compare where that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="is written")
    parser.add_argument("--before", type=Path, help="an earlier file, of the same --every")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take only each Nth")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = [*conversations(folder)][:: options.every]
        records = [*ask_all(told, folder), *check_all(options.every)]
    _write(options.file, *records)
    print(f"{len(records):,} questions and claims")
    if options.before:
        changed = differences(_read(options.before), records)
        print(*changed, f"{len(changed):,} are told otherwise", sep="\n")


if __name__ == "__main__":
    main()
