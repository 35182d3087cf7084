"""Files that are made to do harm are refused by name; the rest is read, and nothing is written."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import format_files as files
import pytest

from rag.sources import read_sources
from rag.sources.extracting import Extractor
from rag.sources.formats import Extract, Reason, RefusedError

NULL = b"\0"
LIMIT = 5_000_000


def with_member(content: bytes, name: str, data: bytes) -> bytes:
    """Add a file to a ZIP, in place of the one of that name."""
    old = zipfile.ZipFile(io.BytesIO(content))
    members = {member: old.read(member) for member in old.namelist() if member != name}
    return files.zipped({**members, name: data})


def bomb(size: int) -> bytes:
    return files.zipped({"큰 글.txt": bytes(size)})


def entities(root: str) -> bytes:
    """Ten entities, each ten times the one before."""
    names = "abcdefghij"
    lines = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{lines}]><{root}>&j;</{root}>'.encode()
    )


def outside_entity(root: str) -> bytes:
    return f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><{root}>&a;</{root}>'.encode()


def locked_zip() -> bytes:
    """A ZIP whose entries say that they are encrypted."""
    content = bytearray(files.zipped({"글.txt": files.text()}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def locked_pdf() -> bytes:
    import fpdf

    page = fpdf.FPDF()
    page.set_encryption(owner_password="a", user_password="b")
    page.add_page()
    page.set_font("helvetica")
    page.cell(0, 10, "locked")
    return bytes(page.output())


def nested_zip(depth: int) -> bytes:
    content = files.zipped({"글.txt": files.text()})
    for _ in range(depth):
        content = files.zipped({"안.zip": content})
    return content


def deep_html() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + "글이다.".encode()


def many_pages() -> bytes:
    pages = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % n for n in range(3, 6003))
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 6003))
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids["
        + kids
        + b"]/Count 6000>>endobj\n"
        + pages
        + b"trailer<</Root 1 0 R>>"
    )


def hwp_bomb() -> bytes:
    deflate = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    body = b"".join(deflate.compress(bytes(10**7)) for _ in range(31)) + deflate.flush()
    head = b"HWP Document File".ljust(32, NULL) + struct.pack("<II", 0x5010000, 1)
    info = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return files.ole({"FileHeader": head, "DocInfo": info.flush(), "BodyText/Section0": body})


def wide_hwpx() -> bytes:
    """A cell that says that it spans a million columns and rows."""
    section = zipfile.ZipFile(io.BytesIO(files.hwpx())).read("Contents/section0.xml")
    span = b'colSpan="1000000" rowSpan="1000000"'
    return with_member(
        files.hwpx(), "Contents/section0.xml", section.replace(b'colSpan="1" rowSpan="1"', span)
    )


def sparse_xlsx() -> bytes:
    """A sheet that says that it is as large as a sheet may be, of one cell at its far end."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576">'
        '<c r="XFD1048576" t="inlineStr"><is><t>끝이다.</t></is></c></row></sheetData></worksheet>'
    )
    return with_member(files.xlsx(), "xl/worksheets/sheet1.xml", sheet.encode())


def many_parts() -> bytes:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\na\r\n"
    head = b"Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + part * 3_000 + b"--b--\r\n"


WORD = "word/document.xml"
SECTION = "Contents/section0.xml"
# Refused as a whole, each for what it is.
REFUSED: dict[str, tuple[str, Callable[[], bytes], Reason]] = {
    "a ZIP of a bomb": ("archive", lambda: bomb(250_000_000), Reason.TOO_LARGE),
    "a ZIP of more than is unpacked": ("archive", lambda: bomb(310_000_000), Reason.TOO_LARGE),
    "a ZIP of too many files": (
        "archive",
        lambda: files.zipped({f"{n}.txt": b"" for n in range(10_001)}, zipfile.ZIP_STORED),
        Reason.MANY_FILES,
    ),
    "a ZIP cut off": ("archive", lambda: files.zipped({"글.txt": b"a"})[:-9], Reason.DAMAGED),
    "a picture named .zip": ("archive", lambda: b"\x89PNG" * 99, Reason.DAMAGED),
    "a .docx with a bomb": (
        "docx",
        lambda: with_member(files.docx(), "word/media/a.png", bytes(400_000_000)),
        Reason.TOO_LARGE,
    ),
    "a .docx with entities": (
        "docx",
        lambda: with_member(files.docx(), WORD, entities("a")),
        Reason.ENTITIES,
    ),
    "a .docx that asks for a file": (
        "docx",
        lambda: with_member(files.docx(), WORD, outside_entity("a")),
        Reason.ENTITIES,
    ),
    "a .docx with a name outside": (
        "docx",
        lambda: with_member(files.docx(), "../../밖.xml", b"<a/>"),
        Reason.OUTSIDE,
    ),
    "a .docx with a password": (
        "docx",
        lambda: files.ole({"EncryptedPackage": b"a"}),
        Reason.ENCRYPTED,
    ),
    "a .docx without its text": ("docx", lambda: files.zipped({"a.txt": b"a"}), Reason.DAMAGED),
    "a .pptx with entities": (
        "pptx",
        lambda: with_member(files.pptx(), "ppt/presentation.xml", entities("a")),
        Reason.ENTITIES,
    ),
    "an .xlsx with entities": (
        "xlsx",
        lambda: with_member(files.xlsx(), "xl/sharedStrings.xml", entities("sst")),
        Reason.ENTITIES,
    ),
    "a .hwpx with entities": (
        "hwpx",
        lambda: with_member(files.hwpx(), SECTION, entities("a")),
        Reason.ENTITIES,
    ),
    "a .hwpx with a password": (
        "hwpx",
        lambda: with_member(files.hwpx(), "META-INF/manifest.xml", b"<a><encryption-data/></a>"),
        Reason.ENCRYPTED,
    ),
    "a .hwp with a password": ("hwp", lambda: files.hwp(flags=0b11), Reason.ENCRYPTED),
    "a .hwp for distribution": ("hwp", lambda: files.hwp(flags=0b101), Reason.ENCRYPTED),
    "a .hwp of version 3": ("hwp", lambda: b"HWP Document File V3.00" + bytes(999), Reason.OLD),
    "a .hwp with a bomb": ("hwp", hwp_bomb, Reason.TOO_LARGE),
    "a .hwp cut off": ("hwp", lambda: files.hwp()[:3000], Reason.DAMAGED),
    "a .pdf with a password": ("pdf", locked_pdf, Reason.ENCRYPTED),
    "a .pdf of too many pages": ("pdf", many_pages, Reason.MANY_PAGES),
    "a .pdf of nothing": ("pdf", lambda: b"%PDF-1.7\n", Reason.DAMAGED),
    "a page nested without end": ("html", deep_html, Reason.NESTED),
    "a page of zeros": ("html", lambda: bytes(1000), Reason.DAMAGED),
    "a letter of too many parts": ("eml", many_parts, Reason.MANY_FILES),
    "a picture named .eml": ("eml", lambda: b"\x89PNG\r\n" * 99, Reason.DAMAGED),
}
# Read as far as there is something to read, within the limits.
READ: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a sheet as large as can be": ("xlsx", sparse_xlsx, "끝이다."),
    "a cell over a million others": ("hwpx", wide_hwpx, ""),
}


@pytest.fixture(scope="module")
def extractor():
    with Extractor() as worker:
        yield worker


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_files_are_refused_for_what_they_are(extractor: Extractor, case: str):
    module, make, reason = REFUSED[case]
    with pytest.raises(RefusedError) as caught:
        extractor.read(module, make(), LIMIT)
    assert caught.value.reason is reason
    (found,) = extractor.read("docx", files.docx(), LIMIT)
    assert isinstance(found, Extract)


@pytest.mark.parametrize("case", READ)
def test_files_that_say_that_they_are_huge_are_read_for_what_they_hold(
    extractor: Extractor, case: str
):
    module, make, text = READ[case]
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
            lambda: files.zipped({"안.zip": nested_zip(3), "글.txt": files.text()}),
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
    report = read_sources(folder, max_bytes=LIMIT)
    assert [document.source for document in report.documents] == ["모음.zip/글.txt"]
    assert [left.name for left in report.left_out] == [f"모음.zip/{inner}"]
    assert words in report.left_out[0].reason
    assert sorted(tmp_path.rglob("*")) == before


def test_an_archive_whose_files_are_locked_is_told(tmp_path: Path):
    (tmp_path / "잠김.zip").write_bytes(locked_zip())
    (tmp_path / "글.txt").write_bytes(files.text())
    report = read_sources(tmp_path)
    assert "password" in report.left_out[0].reason


# A reader that does what no reader may, in the worker's own process.
TRAP = """
import os, sys, time
from pathlib import Path

def read(content, max_bytes):
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
