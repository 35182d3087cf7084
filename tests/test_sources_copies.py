"""The same text twice is one document that names all its files, and is cited once for all."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import format_files as files
import pytest
from pydantic import TypeAdapter

from rag import RagPipeline
from rag.settings import Settings
from rag.sources import Document, load_documents, read_content

CLOSED = "누리시는 12일 누리강 다리의 통행을 전면 금지했다."
MORE = "복구에는 두 달이 걸린다."


def write(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_files_with_the_same_text_are_one_document_with_all_its_files(tmp_path: Path):
    same = f"다리 통행 안내\n\n{CLOSED} {MORE}"
    write(tmp_path, {"가.txt": same, "나/다.txt": same, "라.txt": f"{same} 문의는 시청으로 한다."})
    one, other = load_documents(tmp_path)
    assert (one.source, one.copies) == ("가.txt", ("나/다.txt",))
    assert other.copies == ()


def test_what_is_read_twice_is_no_copy_of_itself(tmp_path: Path):
    path = write(tmp_path, {"가.txt": CLOSED}) / "가.txt"
    assert load_documents(path, path)[0].copies == ()


def test_files_of_an_archive_with_the_same_text_are_one_document():
    packed = files.zipped({"가.txt": CLOSED.encode(), "나.txt": CLOSED.encode()})
    (document,) = read_content(packed, "글.zip", max_bytes=10_000).documents
    assert (document.source, document.copies) == ("글.zip/가.txt", ("글.zip/나.txt",))


def test_an_index_keeps_the_files():
    document = Document("a", "글", "글이다.", "가.txt", copies=("나.txt",))
    assert TypeAdapter(Document).validate_json(json.dumps(asdict(document))) == document


SAME = f"다리 통행 안내\n\n{CLOSED} {MORE}"
FOLDERS = {
    "the same file twice": {"가.txt": SAME, "나.txt": SAME},
    "a flash of an agency": {
        "가.txt": f"[속보] 다리 막았다\n\n[속보] {CLOSED} 다리에서 금이 발견됐다.",
        "나.txt": f"다리 통행 안내\n\n{CLOSED} {MORE}",
    },
    "a line broken otherwise": {
        "가.txt": SAME,
        "나.txt": f"다리 공사 소식\n\n{CLOSED.replace('다리의 ', '다리의' + chr(10))}\n\n{MORE}",
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("case", FOLDERS)
def test_the_same_sentence_is_cited_once_with_all_its_files(tmp_path: Path, case: str):
    folder = write(tmp_path / "글", FOLDERS[case])
    pipeline = RagPipeline.build([folder], tmp_path / "index", Settings())
    answer = pipeline.ask("누리시는 언제 다리 통행을 금지했어?")
    assert "12일" in answer.text
    assert answer.text.count("전면 금지했다") <= 1
    cited = [citation for citation in answer.citations if "전면 금지" in citation.quote]
    assert {citation.number for citation in cited} == {1}
    assert {(c.source, *c.also_from) for c in cited} <= {("가.txt", "나.txt"), ("나.txt", "가.txt")}
    texts = ["".join(found.passage.text.split()) for found in answer.retrieved]
    assert len(texts) == len(set(texts))


@pytest.mark.slow
def test_a_paragraph_that_a_file_repeats_is_cited_once(tmp_path: Path):
    text = f"다리 통행 안내\n\n{CLOSED} {MORE}\n\n시장은 현장을 둘러봤다.\n\n{CLOSED} {MORE}"
    folder = write(tmp_path / "글", {"가.txt": text})
    answer = RagPipeline.build([folder], tmp_path / "index", Settings()).ask(
        "누리강 다리 통행 금지에 대해 알려 줘"
    )
    quotes = ["".join(citation.quote.split()) for citation in answer.citations]
    assert len(quotes) == len(set(quotes)) > 0


@pytest.mark.slow
def test_rows_that_say_alike_of_different_things_are_kept_apart(tmp_path: Path):
    text = "# 휴관일\n\n## 도서관\n\n매주 월요일은 쉰다.\n\n## 체육관\n\n매주 월요일은 쉰다.\n"
    folder = write(tmp_path / "글", {"가.md": text})
    pipeline = RagPipeline.build([folder], tmp_path / "index", Settings())
    for place in ("도서관", "체육관"):
        answer = pipeline.ask(f"{place}은 언제 쉬어?")
        assert {c.heading for c in answer.citations} == {place}
