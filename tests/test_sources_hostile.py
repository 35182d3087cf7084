"""Files that are made to do harm are refused by name; the rest is read, and nothing is written."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import format_files as files
import hostile_files as hostile
import pytest

from rag.sources import Document, read_sources
from rag.sources.apart import ApartReader
from rag.sources.formats import Left, Limits, Reason, refusal

LIMIT = Limits(5_000_000)


@pytest.fixture(scope="module")
def extractor():
    with closing(ApartReader()) as worker:
        yield worker


def why(reader: ApartReader, content: bytes, name: str) -> str:
    found, problem = reader.read(content, name, LIMIT)
    assert found in ([], [Left("", Reason.NO_TEXT)])
    return str(problem or "")


@pytest.mark.slow
@pytest.mark.parametrize("case", hostile.REFUSED)
def test_hostile_files_are_refused_for_what_they_are(extractor: ApartReader, case: str):
    suffix, make, reason = hostile.REFUSED[case]
    assert why(extractor, make(), f"a.{suffix}") == str(refusal(reason, f"a.{suffix}"))
    (found,), _ = extractor.read(files.docx(), "a.docx", LIMIT)
    assert isinstance(found, Document)


@pytest.mark.slow
@pytest.mark.parametrize("case", hostile.READ)
def test_files_that_say_that_they_are_huge_are_read_for_what_they_hold(
    extractor: ApartReader, case: str
):
    suffix, make, text = hostile.READ[case]
    (found,), _ = extractor.read(make(), f"a.{suffix}", LIMIT)
    assert isinstance(found, Document)
    assert text in found.text


@pytest.mark.parametrize(
    ("content", "inner", "words"),
    [
        (lambda: files.zipped({"../밖.txt": b"a", "글.txt": files.text()}), "../밖.txt", "outside"),
        (lambda: files.zipped({"/밖.txt": b"a", "글.txt": files.text()}), "/밖.txt", "outside"),
        (
            lambda: files.zipped({"C:\\밖.txt": b"a", "글.txt": files.text()}),
            "C:/밖.txt",
            "outside",
        ),
        (
            lambda: files.zipped({"안.zip": hostile.nested_zip(3), "글.txt": files.text()}),
            "안.zip/안.zip",
            "nested",
        ),
        (
            lambda: files.zipped({"큰.txt": b"a" * 6_000_000, "글.txt": files.text()}),
            "큰.txt",
            "more than",
        ),
        (lambda: files.zipped({"안.docx": b"a", "글.txt": files.text()}), "안.docx", "damaged"),
        (lambda: files.zipped({"안.jsonl": b"a", "글.txt": files.text()}), "안.jsonl", "JSON"),
    ],
)
def test_the_rest_of_an_archive_is_read(
    tmp_path: Path, content: Callable[[], bytes], inner: str, words: str
):
    folder = tmp_path / "안" / "더 안"
    folder.mkdir(parents=True)
    (folder / "모음.zip").write_bytes(content())
    before = sorted(tmp_path.rglob("*"))
    report = read_sources(folder, max_bytes=LIMIT.file_bytes)
    assert [document.source for document in report.documents] == ["모음.zip/글.txt"]
    assert [left.name for left in report.left_out] == [f"모음.zip/{inner}"]
    assert words in report.left_out[0].reason
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_whose_files_are_locked_is_told(tmp_path: Path):
    (tmp_path / "잠김.zip").write_bytes(hostile.locked_zip())
    (tmp_path / "글.txt").write_bytes(files.text())
    report = read_sources(tmp_path)
    assert "password" in report.left_out[0].reason


# A reader that does what no reader may, in the worker's own process.
TRAP = """
import os, sys, time
from pathlib import Path

def read(content, limits):
    what = content.decode()
    if what == "spin":
        while True:
            pass
    if what == "wait":
        time.sleep(1000)
    if what == "grow":
        kept = []
        while True:
            kept.append(bytes(10**7))
    if what == "end":
        os._exit(1)
    if what == "tell":
        print("{}")
        os.write(1, b"{}")
    if what.startswith("/"):
        Path(what).write_bytes(b"a")
    return
    yield
"""


@pytest.fixture
def trapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A worker with such a reader, and little time."""
    from rag.sources import apart

    (tmp_path / "trap.py").write_text(TRAP)
    start = apart._START.replace(
        "main()",
        "import rag.sources.apart as w, rag.sources.formats as f; "
        "import rag.sources.formats.registry as r; "
        f"f.__path__.append({str(tmp_path)!r}); w.CPU_SECONDS = 2; w.MEMORY_BYTES = 1 << 29; "
        "r._BY_SUFFIX['.trap'] = r.Format(('.trap',), r.Place.APART, 'trap'); main()",
    )
    monkeypatch.setattr(apart, "_START", start)
    with closing(ApartReader()) as worker:
        yield worker


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "reason"),
    [("spin", Reason.TOO_SLOW), ("grow", Reason.MEMORY), ("end", Reason.CRASHED)],
)
def test_what_a_reader_uses_is_bounded(trapped: ApartReader, what: str, reason: Reason):
    assert why(trapped, what.encode(), "a.trap") == str(refusal(reason, "a.trap"))
    assert trapped.read(b"", "a.trap", LIMIT) == ([Left("", Reason.NO_TEXT)], None)


def test_a_reader_that_waits_is_ended(trapped: ApartReader, monkeypatch: pytest.MonkeyPatch):
    from rag.sources import apart

    trapped.read(b"", "a.trap", LIMIT)
    monkeypatch.setattr(apart, "WALL_SECONDS", 1.0)
    begun = time.monotonic()
    assert why(trapped, b"wait", "a.trap") == str(refusal(Reason.TOO_SLOW, "a.trap"))
    assert time.monotonic() - begun < 500


def test_a_reader_writes_no_file_and_tells_nothing_by_printing(
    trapped: ApartReader, tmp_path: Path
):
    target = tmp_path / "쓰기"
    assert why(trapped, str(target).encode(), "a.trap")
    assert not target.exists() or target.stat().st_size == 0
    assert why(trapped, b"tell", "a.trap") == ""
