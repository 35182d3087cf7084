"""Files that are made to do harm, each with what is to be said of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise

import format_files as files

from rag.sources.formats import Reason

NULL = b"\0"


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
    "a ZIP of a bomb": ("zip", lambda: bomb(250_000_000), Reason.TOO_LARGE),
    "a ZIP of more than is unpacked": ("zip", lambda: bomb(310_000_000), Reason.TOO_LARGE),
    "a ZIP of too many files": (
        "zip",
        lambda: files.zipped({f"{n}.txt": b"" for n in range(10_001)}, zipfile.ZIP_STORED),
        Reason.MANY_FILES,
    ),
    "a ZIP cut off": ("zip", lambda: files.zipped({"글.txt": b"a"})[:-9], Reason.DAMAGED),
    "a picture named .zip": ("zip", lambda: b"\x89PNG" * 99, Reason.DAMAGED),
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


def linked_zip() -> bytes:
    """An archive with links that lead to each other, and to a file outside."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, target in (("가.txt", "나.txt"), ("나.txt", "가.txt"), ("다.txt", "/etc/passwd")):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o120777 << 16
            packed.writestr(entry, target)
        packed.writestr("글.txt", files.text())
    return file.getvalue()


def overlapping_zip() -> bytes:
    """An archive of which a thousand entries name the same ten million zeros."""
    content = bytearray(files.zipped({"0.txt": bytes(10**7)}))
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = bytes(content[at:end])
    count = 1000
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, at, 0)
    return bytes(content[:at]) + entry * count + tail


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of some objects, the first of them its root; readers find them without a table."""
    body = b"".join(b"%d 0 obj%sendobj\n" % (n, o) for n, o in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>"


def looped_pdf() -> bytes:
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")


def stream_of(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return head + packed + b"\nendstream "


def page_of(content: bytes, side: int = 600) -> bytes:
    """A PDF of one page."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R" % (side, side)
        + b"/Resources<</Font<</F 5 0 R>>>>>>",
        stream_of(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def crowded_page() -> bytes:
    places = ((9 + 200 * (n // 1400), 10 * (n % 1400)) for n in range(15_000))
    shown = b"".join(b"1 0 0 1 %d %d Tm (aaaaaaaaaaaaaaaaaaaa) Tj " % place for place in places)
    return page_of(b"BT /F 9 Tf " + shown + b"ET", side=14_000)


def drawn_page() -> bytes:
    """A page of a hundred thousand strokes across each other."""
    strokes = b"".join(b"%d 0 m %d 600 l 0 %d m 600 %d l " % (n, n, n, n) for n in range(600))
    return page_of((strokes + b"S ") * 80 + b"BT /F 9 Tf 9 9 Td (drawn) Tj ET")


def wide_page() -> bytes:
    return page_of(b"BT /F 9 Tf 9 9 Td (wide) Tj ET", side=2_000_000_000)


def letters_within_letters() -> bytes:
    letter = files.eml()
    for _ in range(60):
        letter = b"Subject: a\r\nContent-Type: message/rfc822\r\n\r\n" + letter
    return letter


def deep_docx() -> bytes:
    inner = "<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'
    return with_member(files.docx(), WORD, xml.encode())


def deep_json() -> bytes:
    return b'{"id": "a", "title": "a", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def one_line() -> bytes:
    return ("가나다라 " * 300_000).encode()


def packed_with(name: str) -> Callable[[], bytes]:
    return lambda: files.zipped({name: b"a", "글.txt": files.text()})


# As they come in a folder, by their names.
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a ZIP with a name of ..": ("a.zip", packed_with("../밖.txt")),
    "a ZIP with a name from the root": ("a.zip", packed_with("/밖.txt")),
    "a ZIP with a name on a drive": ("a.zip", packed_with("C:\\밖.txt")),
    "a ZIP of links in a circle": ("a.zip", linked_zip),
    "a ZIP of entries over each other": ("a.zip", overlapping_zip),
    "a ZIP of ZIPs, eight deep": ("a.zip", lambda: nested_zip(8)),
    "a ZIP with a password": ("a.zip", locked_zip),
    "a PDF whose pages are each other's": ("a.pdf", looped_pdf),
    "a PDF of 300,000 letters on a page": ("a.pdf", crowded_page),
    "a PDF of 100,000 strokes on a page": ("a.pdf", drawn_page),
    "a PDF of a page as large as can be": ("a.pdf", wide_page),
    "a PDF cut off": ("a.pdf", lambda: files.pdf()[:9000]),
    "a .docx of 3,000 tables within each other": ("a.docx", deep_docx),
    "a letter within 60 others": ("a.eml", letters_within_letters),
    "a record nested 100,000 deep": ("a.jsonl", deep_json),
    "a text of one line": ("a.txt", one_line),
    "a text of NUL bytes": ("a.txt", lambda: bytes(100_000)),
    "a text with NUL bytes within": ("a.txt", lambda: files.text().replace(b" ", NULL)),
    "a program named .txt": ("a.txt", lambda: b"\x7fELF" + bytes(range(256)) * 40),
    "a picture named .pdf": ("a.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "a .docx named .pdf": ("a.pdf", files.docx),
    "a PDF named .docx": ("a.docx", files.pdf),
    "a web page named .xlsx": ("a.xlsx", files.html),
    "a table of a million strokes": ("a.md", lambda: b"|" * 10**6),
    "a table of one cell that never ends": ("a.csv", lambda: b'a,b\n"' + b"a,\n" * 500_000),
    "headings as deep as can be": ("a.md", lambda: b"> " * 100_000 + b"a"),
}
