"""One document in every format, each made by that format's own writer."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

TITLE = "다솜숲길 이용 안내"
AUTHOR = "다솜시 공원과"
HEADING = "이용 시간"
PARAGRAPHS = (
    "다솜시는 2025년 3월 20일부터 다솜숲길을 연다. 숲길은 모두 12.4km이며 입장료는 받지 않는다.",
    "평일은 오전 9시부터 오후 6시까지 연다. 주말은 오후 8시까지 연다.",
)
ITEMS = ("월요일은 쉰다.", "비가 많이 오면 문을 닫는다.")
ROWS = (
    ("시설", "요금", "문의"),
    ("주차장", "1,200원", "02-000-0001"),
    ("전시관", "3,400원", "02-000-0002"),
)
QUESTIONS = {
    "숲길은 모두 몇 km야?": "숲길은 모두 12.4km이며 입장료는 받지 않는다.",
    "주말에는 몇 시까지 열어?": "주말은 오후 8시까지 연다.",
}
"""Questions on the document, and the sentences that answer them."""

FONT = Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf")


def text() -> bytes:
    parts = [TITLE, PARAGRAPHS[0], HEADING, PARAGRAPHS[1], *ITEMS]
    return "\n\n".join(parts).encode()


def html() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"
        for row, tag in zip(ROWS, ("th", "td", "td"), strict=True)
    )
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{TITLE}</title>'
        f'<meta name="author" content="{AUTHOR}"></head><body><nav><ul>'
        f'<li><a href="/">처음</a></li><li><a href="/b">알림</a></li></ul></nav>'
        f"<main><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>"
        f"<h2>{HEADING}</h2><p>{PARAGRAPHS[1]}</p><ul>{items}</ul><table>{rows}</table></main>"
        "<footer>다솜시청 대표 전화</footer></body></html>"
    ).encode()


def pdf() -> bytes:
    import fpdf

    if not FONT.is_file():
        pytest.skip("needs Debian's fonts-nanum")
    page = fpdf.FPDF()
    page.add_font("nanum", "", FONT)
    page.set_title(TITLE)
    page.set_author(AUTHOR)
    page.add_page()
    line = {"new_x": "LMARGIN", "new_y": "NEXT"}
    page.set_font("nanum", size=20)
    page.multi_cell(0, 14, TITLE, **line)
    page.set_font("nanum", size=11)
    page.multi_cell(0, 7, PARAGRAPHS[0], **line)
    page.add_page()
    page.set_font("nanum", size=15)
    page.multi_cell(0, 12, HEADING, **line)
    page.set_font("nanum", size=11)
    page.multi_cell(0, 7, PARAGRAPHS[1], **line)
    page.ln(6)
    for item in ITEMS:
        page.multi_cell(0, 7, f"• {item}", **line)
    with page.table(first_row_as_headings=False) as table:
        for row in ROWS:
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    return bytes(page.output())


def docx() -> bytes:
    import docx as word

    document = word.Document()
    document.core_properties.title, document.core_properties.author = TITLE, AUTHOR
    document.add_heading(TITLE, 0)
    document.add_paragraph(PARAGRAPHS[0])
    document.add_heading(HEADING, 1)
    document.add_paragraph(PARAGRAPHS[1])
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(0, len(ROWS[0]))
    for row in ROWS:
        for cell, content in zip(table.add_row().cells, row, strict=True):
            cell.text = content
    return _saved(document.save)


def pptx() -> bytes:
    import pptx as powerpoint
    from pptx.util import Inches

    show = powerpoint.Presentation()
    show.core_properties.title, show.core_properties.author = TITLE, AUTHOR
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = TITLE
    first.placeholders[1].text = PARAGRAPHS[0]
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = HEADING
    second.placeholders[1].text = "\n".join([PARAGRAPHS[1], *ITEMS])
    place = [Inches(number) for number in (1, 5, 8, 2)]
    table = second.shapes.add_table(len(ROWS), len(ROWS[0]), *place).table
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, content in zip(row.cells, cells, strict=True):
            cell.text = content
    return _saved(show.save)


def xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.title, book.properties.creator = TITLE, AUTHOR
    for row in ROWS:
        book.active.append(row)
    return _saved(book.save)


def delimited(delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(ROWS)
    return file.getvalue().encode(encoding)


def eml() -> bytes:
    letter = EmailMessage()
    letter["Subject"], letter["From"] = TITLE, f"{AUTHOR} <park@dasom.example>"
    letter["Date"] = "Thu, 20 Mar 2025 09:00:00 +0900"
    letter.set_content("\n\n".join([*PARAGRAPHS, *ITEMS]), cte="base64")
    letter.add_attachment(xlsx(), maintype="application", subtype="xlsx", filename="요금.xlsx")
    return letter.as_bytes()


def hwpx() -> bytes:
    """A file of 한글 as its open standard (OWPML, KS X 6101) lays it out."""
    spaces = "".join(
        f' xmlns:{name}="http://www.hancom.co.kr/hwpml/2011/{space}"'
        for name, space in (("hp", "paragraph"), ("hs", "section"), ("hh", "head"))
    )

    def paragraph(content: str, shape: int = 0) -> str:
        return f'<hp:p paraPrIDRef="{shape}"><hp:run>{content}</hp:run></hp:p>'

    def words(content: str) -> str:
        return f"<hp:t>{content}</hp:t>"

    cells = "".join(
        "<hp:tr>"
        + "".join(
            f"<hp:tc><hp:subList>{paragraph(words(cell))}</hp:subList>"
            f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            '<hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>'
            for column, cell in enumerate(line)
        )
        + "</hp:tr>"
        for row, line in enumerate(ROWS)
    )
    body = [
        paragraph(words(TITLE)),
        paragraph(words(PARAGRAPHS[0])),
        paragraph(words(HEADING), 1),
        paragraph(words(PARAGRAPHS[1])),
        *(paragraph(words(item), 2) for item in ITEMS),
        paragraph(f"<hp:tbl>{cells}</hp:tbl>"),
    ]
    shapes = "".join(
        f'<hh:paraPr id="{number}"><hh:heading type="{kind}" idRef="0" level="0"/></hh:paraPr>'
        for number, kind in enumerate(("NONE", "OUTLINE", "BULLET"))
    )
    data = (
        '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata>'
        f'<opf:title>{TITLE}</opf:title><opf:meta name="creator" content="text">{AUTHOR}</opf:meta>'
        '<opf:meta name="CreatedDate" content="text">2025-03-20T00:00:00Z</opf:meta>'
        "</opf:metadata></opf:package>"
    )
    return zipped(
        {
            "mimetype": b"application/hwp+zip",
            "Contents/header.xml": f"<hh:head{spaces}>{shapes}</hh:head>".encode(),
            "Contents/section0.xml": f"<hs:sec{spaces}>{''.join(body)}</hs:sec>".encode(),
            "Contents/content.hpf": data.encode(),
        }
    )


def hwp(flags: int = 1) -> bytes:
    """A file of 한글 as Hancom's description of the format 5.0 lays it out."""
    shapes = b"".join(_record(25, 0, struct.pack("<I", kind << 23)) for kind in (0, 1, 3))
    body = [
        _paragraph(TITLE, 0),
        _paragraph(PARAGRAPHS[0], 0),
        _paragraph(HEADING, 1),
        _paragraph(PARAGRAPHS[1], 0),
        *(_paragraph(item, 2) for item in ITEMS),
        _paragraph(b"\x0b\0" + b" lbt" + bytes(8) + b"\x0b\0", 0),
        _record(71, 1, b" lbt" + bytes(40)),
        _record(77, 2, struct.pack("<IHH", 0, len(ROWS), len(ROWS[0]))),
    ]
    for row, line in enumerate(ROWS):
        for column, cell in enumerate(line):
            place = struct.pack("<HHIHHHH", 1, 0, 0, column, row, 1, 1) + bytes(20)
            body += [_record(72, 2, place), _paragraph(cell, 0, level=2)]
    return ole(
        {
            "FileHeader": b"HWP Document File".ljust(32, b"\0")
            + struct.pack("<II", 0x5010000, flags),
            "DocInfo": _deflated(shapes),
            "BodyText/Section0": _deflated(b"".join(body)),
        }
    )


def _paragraph(content: str | bytes, shape: int, level: int = 0) -> bytes:
    units = content if isinstance(content, bytes) else content.encode("utf-16-le")
    units += b"\r\0"
    head = struct.pack("<IIHBB", len(units) // 2, 0, shape, 0, 0) + bytes(10)
    return _record(66, level, head) + _record(67, level + 1, units)


def _record(tag: int, level: int, data: bytes) -> bytes:
    size = min(len(data), 0xFFF)
    long = struct.pack("<I", len(data)) if size == 0xFFF else b""
    return struct.pack("<I", tag | level << 10 | size << 20) + long + data


def _deflated(data: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE file; every stream is padded to where it needs no small sectors."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    folders = sorted({name.split("/")[0] for name in streams if "/" in name})
    names = ["Root Entry", *folders, *streams]
    children = {
        "": [n for n in names[1:] if "/" not in n],
        **{folder: [n for n in streams if n.startswith(f"{folder}/")] for folder in folders},
    }
    place, fat, content, starts = 0, [], b"", {}
    for name, data in streams.items():
        padded = data.ljust(4096, b"\0")
        padded = padded.ljust(-(-len(padded) // sector) * sector, b"\0")
        count = len(padded) // sector
        starts[name] = (place, max(len(data), 4096))
        fat += [*range(place + 1, place + count), end]
        content += padded
        place += count
    entries = b""
    siblings = {
        names.index(group[n]): names.index(group[n + 1]) if n + 1 < len(group) else free
        for group in children.values()
        for n in range(len(group))
    }
    for number, name in enumerate(names):
        label = name.rpartition("/")[2].encode("utf-16-le")
        inner = children.get("" if number == 0 else name, [])
        kind = 5 if number == 0 else 1 if name in folders else 2
        start, size = starts.get(name, (end if number == 0 else 0, 0))
        entries += label.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(label) + 2, kind, 1, free, siblings.get(number, free),
            names.index(inner[0]) if inner else free, bytes(16), 0, 0, 0, start, size,
        )  # fmt: skip
    entries = entries.ljust(-(-len(entries) // sector) * sector, b"\0")
    directory, count = place, len(entries) // sector
    fat += [*range(place + 1, place + count), end]
    fat_start = place + count
    fat_count = -(-(len(fat) + 1) // 127)
    fat += [0xFFFFFFFD] * fat_count
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * sector, b"\xff")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE,
        9, 6, bytes(6), 0, fat_count, directory, 0, 4096, end, 0, end, 0, fat_start,
    )  # fmt: skip
    chain = struct.pack(f"<{fat_count - 1}I", *range(fat_start + 1, fat_start + fat_count))
    return (head + chain).ljust(512, b"\xff") + content + entries + table


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return file.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


PROSE: dict[str, Callable[[], bytes]] = {
    "글.txt": text,
    "글.html": html,
    "글.pdf": pdf,
    "글.docx": docx,
    "글.pptx": pptx,
    "글.hwpx": hwpx,
    "글.hwp": hwp,
    "글.eml": eml,
}
TABLES: dict[str, Callable[[], bytes]] = {
    **{name: make for name, make in PROSE.items() if name not in ("글.txt", "글.eml")},
    "표.xlsx": xlsx,
    "표.csv": delimited,
    "표.tsv": lambda: delimited("\t", "cp949"),
}
HEADINGS: Sequence[str] = ("글.html", "글.pdf", "글.docx", "글.pptx", "글.hwpx", "글.hwp")
