"""Files that are made to do harm are refused by name; the rest is read, and nothing is written."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import format_files as files
import hostile_files as hostile
import pytest

from rag.sources import read_sources
from rag.sources.extracting import Extractor
from rag.sources.formats import Extract, Limits, Reason, RefusedError

LIMIT = Limits(5_000_000)


@pytest.fixture(scope="module")
def extractor():
    with Extractor() as worker:
        yield worker


@pytest.mark.slow
@pytest.mark.parametrize("case", hostile.REFUSED)
def test_hostile_files_are_refused_for_what_they_are(extractor: Extractor, case: str):
    module, make, reason = hostile.REFUSED[case]
    with pytest.raises(RefusedError) as caught:
        extractor.read(module, make(), LIMIT)
    assert caught.value.reason is reason
    (found,) = extractor.read("docx", files.docx(), LIMIT)
    assert isinstance(found, Extract)


@pytest.mark.slow
@pytest.mark.parametrize("case", hostile.READ)
def test_files_that_say_that_they_are_huge_are_read_for_what_they_hold(
    extractor: Extractor, case: str
):
    module, make, text = hostile.READ[case]
    (found,) = extractor.read(module, make(), LIMIT)
    assert isinstance(found, Extract)
    assert text in "".join(piece.text + "".join(piece.cells) for piece in found.pieces)


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
    from rag.sources import extracting

    (tmp_path / "trap.py").write_text(TRAP)
    start = extracting._START.replace(
        "main()",
        "import rag.sources.formats.worker as w, rag.sources.formats as f; "
        f"f.__path__.append({str(tmp_path)!r}); w.CPU_SECONDS = 2; "
        "w.MEMORY_BYTES = 1 << 29; main()",
    )
    monkeypatch.setattr(extracting, "_START", start)
    with Extractor() as worker:
        yield worker


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "reason"),
    [("spin", Reason.TOO_SLOW), ("grow", Reason.MEMORY), ("end", Reason.CRASHED)],
)
def test_what_a_reader_uses_is_bounded(trapped: Extractor, what: str, reason: Reason):
    with pytest.raises(RefusedError) as caught:
        trapped.read("trap", what.encode(), LIMIT)
    assert caught.value.reason is reason
    assert trapped.read("trap", b"", LIMIT) == []


def test_a_reader_that_waits_is_ended(trapped: Extractor, monkeypatch: pytest.MonkeyPatch):
    from rag.sources import extracting

    assert trapped.read("trap", b"", LIMIT) == []
    monkeypatch.setattr(extracting, "WALL_SECONDS", 1.0)
    begun = time.monotonic()
    with pytest.raises(RefusedError, match="too_slow"):
        trapped.read("trap", b"wait", LIMIT)
    assert time.monotonic() - begun < 500


def test_a_reader_writes_no_file_and_tells_nothing_by_printing(trapped: Extractor, tmp_path: Path):
    target = tmp_path / "쓰기"
    with pytest.raises(RefusedError):
        trapped.read("trap", str(target).encode(), LIMIT)
    assert not target.exists() or target.stat().st_size == 0
    assert trapped.read("trap", b"tell", LIMIT) == []
