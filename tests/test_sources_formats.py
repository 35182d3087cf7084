"""The same text through every format gives the same blocks; its own data become the header."""

from __future__ import annotations

import json
import lzma
import zipfile
from pathlib import Path

import format_files as files
import pytest

from rag import RagPipeline
from rag.errors import SourceError
from rag.sources import Block, BlockKind, Document, load_documents, read_sources

pytestmark = pytest.mark.slow

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def read(path: Path, content: bytes) -> Document:
    return load_documents(write(path, content))[0]


def quoted(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def of_kind(document: Document, *kinds: BlockKind) -> list[str]:
    return [quoted(document, block) for block in document.blocks if block.kind in kinds]


@pytest.mark.parametrize("name", files.PROSE)
def test_the_same_sentences_are_read_from_every_format(tmp_path: Path, name: str):
    document = read(tmp_path / name, files.PROSE[name]())
    assert document.title == files.TITLE
    for sentence in (*files.PARAGRAPHS, *files.ITEMS):
        assert sentence in document.text.split("\n")
    for outside in ("알림", "대표 전화"):
        assert outside not in document.text


@pytest.mark.parametrize("name", files.PROSE)
def test_the_same_sentences_answer_in_every_format(tmp_path: Path, name: str):
    write(tmp_path / name, files.PROSE[name]())
    pipeline = RagPipeline.build([tmp_path], tmp_path / "index")
    for question, sentence in files.QUESTIONS.items():
        answer = pipeline.ask(question)
        assert sentence in answer.text
        assert {c.quote for c in answer.citations} == {sentence}, question


@pytest.mark.parametrize("name", files.HEADINGS)
def test_headings_hold_for_what_stands_under_them(tmp_path: Path, name: str):
    document = read(tmp_path / name, files.PROSE[name]())
    assert document.heading_at(document.text.index(files.PARAGRAPHS[1])) == files.HEADING
    assert files.HEADING not in document.heading_at(document.text.index(files.PARAGRAPHS[0]))
    items = of_kind(document, BlockKind.LIST_ITEM)
    assert [item for item in items if item in files.ITEMS] == list(files.ITEMS)


@pytest.mark.parametrize("name", files.TABLES)
def test_rows_know_their_columns(tmp_path: Path, name: str):
    document = read(tmp_path / name, files.TABLES[name]())
    assert of_kind(document, BlockKind.TABLE_HEADER) == [" | ".join(files.ROWS[0])]
    rows = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [row.columns for row in rows] == [files.ROWS[0]] * 2
    for row, cells in zip(rows, files.ROWS[1:], strict=True):
        assert [document.text[start:end] for start, end in row.cells] == list(cells)


@pytest.mark.parametrize("name", ["글.html", "글.pdf", "글.docx", "글.pptx", "글.hwpx", "표.xlsx"])
def test_the_author_is_in_the_header(tmp_path: Path, name: str):
    document = read(tmp_path / name, {**files.PROSE, **files.TABLES}[name]())
    assert f"글쓴이: {files.AUTHOR}" in document.text[: document.header_end].split("\n")


def test_pages_are_known_where_a_format_has_them(tmp_path: Path):
    for name in ("글.pdf", "글.pptx"):
        document = read(tmp_path / name, files.PROSE[name]())
        assert document.page_at(document.text.index(files.PARAGRAPHS[0])) == 1
        assert document.page_at(document.text.index(files.PARAGRAPHS[1])) == 2
    assert read(tmp_path / "글.docx", files.docx()).page_at(0) is None


def test_dates_come_from_the_files_own_data(tmp_path: Path):
    assert read(tmp_path / "글.hwpx", files.hwpx()).published == "2025-03-20"
    assert read(tmp_path / "글.eml", files.eml()).published == "2025-03-20T09:00:00+09:00"


def test_a_letter_brings_its_attachments(tmp_path: Path):
    letter, table = load_documents(write(tmp_path / "편지.eml", files.eml()))
    assert (letter.source, table.source) == ("편지.eml", "편지.eml/요금.xlsx")
    assert "보낸 사람: 다솜시 공원과 <park@dasom.example>" in letter.text[: letter.header_end]


def test_an_archive_is_read_like_a_folder(tmp_path: Path):
    members = {"안/글.txt": files.text(), "안/글.docx": files.docx(), "그림.png": b"\x89PNG"}
    report = read_sources(write(tmp_path / "모음.zip", files.zipped(members)))
    assert [d.source for d in report.documents] == ["모음.zip/안/글.docx", "모음.zip/안/글.txt"]
    assert [left.name for left in report.left_out] == ["모음.zip/그림.png"]


def test_names_that_windows_packs_in_cp949_are_read(tmp_path: Path):
    packed = files.zipped({"AA.txt": files.text()})
    content = packed.replace(b"AA.txt", "글".encode("cp949") + b".txt")
    assert read(tmp_path / "모음.zip", content).source == "모음.zip/글.txt"


def test_what_is_left_out_is_told_in_both_languages(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    write(tmp_path / "글.txt", files.text())
    write(tmp_path / "깨짐.docx", b"PK\x03\x04")
    write(tmp_path / "그림.png", b"\x89PNG")
    report = read_sources(tmp_path)
    assert [d.source for d in report.documents] == ["글.txt"]
    reasons = {left.name: left for left in report.left_out}
    assert set(reasons) == {"깨짐.docx", "그림.png"}
    assert reasons["깨짐.docx"].reason.startswith("깨짐.docx is damaged")
    assert "손상" in reasons["깨짐.docx"].korean
    assert "깨짐.docx is damaged" in caplog.text


def test_what_is_not_installed_is_one_line_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("rag.sources.loading.missing_packages", lambda format_: format_.packages)
    write(tmp_path / "글.txt", files.text())
    for name in ("가.docx", "나.pdf"):
        write(tmp_path / name, b"")
    report = read_sources(tmp_path)
    (line,) = (entry.message for entry in caplog.records)
    assert "2 files are left out" in line
    assert "[formats]" in line
    assert all("설치" in left.korean for left in report.left_out)
    with pytest.raises(SourceError, match=r"가\.docx needs docx, which is not installed"):
        load_documents(tmp_path / "가.docx")


# --- One format each ---------------------------------------------------------------------------


def test_numbers_that_word_counts_are_read(tmp_path: Path):
    import docx

    document = docx.Document()
    for item in ("첫째 안건이다.", "둘째 안건이다."):
        document.add_paragraph(item, style="List Number")
    found = read(tmp_path / "글.docx", files._saved(document.save))
    assert of_kind(found, BlockKind.LIST_ITEM) == ["1. 첫째 안건이다.", "2. 둘째 안건이다."]


def test_typed_marks_make_headings_in_word(tmp_path: Path):
    import docx

    document = docx.Document()
    for line in ("제1조(목적)", "이 규칙은 숲길을 정한다.", "제2조(벌칙)", "어기면 5만원을 낸다."):
        document.add_paragraph(line)
    found = read(tmp_path / "글.docx", files._saved(document.save))
    assert "제2조(벌칙)" in found.heading_at(found.text.index("5만원"))


def test_text_that_word_shows_is_read_and_what_was_deleted_is_not(tmp_path: Path):
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    paragraph = document.add_paragraph("요금은 ")
    for part in (
        "<w:del {0}><w:r><w:delText>900원</w:delText></w:r></w:del>",
        "<w:ins {0}><w:r><w:t>1,200원</w:t></w:r></w:ins>",
        "<w:r {0}><w:t>이다.</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(part.format(nsdecls("w"))))
    assert "요금은 1,200원이다." in read(tmp_path / "글.docx", files._saved(document.save)).text


def test_cells_are_read_as_excel_shows_them(tmp_path: Path):
    import datetime

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("항목", "값"),
        ("예산", 387000000),
        ("비율", 0.425),
        ("날짜", datetime.date(2025, 3, 20)),
    ):
        sheet.append(row)
    sheet["B2"].number_format = '#,##0"원"'
    sheet["B3"].number_format = "0.0%"
    hidden = book.create_sheet("감춤")
    hidden.append(("감춘 값",))
    hidden.sheet_state = "hidden"
    text = read(tmp_path / "표.xlsx", files._saved(book.save)).text
    for shown in ("예산 | 387,000,000원", "비율 | 42.5%", "날짜 | 2025-03-20"):
        assert shown in text
    assert "감춘" not in text


def test_lines_that_a_page_breaks_within_words_are_joined(tmp_path: Path):
    import fpdf

    if not files.FONT.is_file():
        pytest.skip("needs Debian's fonts-nanum")
    page = fpdf.FPDF()
    page.add_font("nanum", "", files.FONT)
    page.add_page()
    page.set_font("nanum", size=11)
    lines = [
        "다솜시는 내년부터 어린이집에 다니는 아이들의 급식비를 모두 지원하기로 했다고 밝혔",
        "다. 지원을 받으려면 주민센터에 신청서를 내야 한다.",
    ]
    for line in lines:
        page.cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    document = read(tmp_path / "글.pdf", bytes(page.output()))
    assert document.text == "".join(lines)


def test_a_scan_is_told(tmp_path: Path):
    import fpdf

    page = fpdf.FPDF()
    page.add_page()
    page.rect(10, 10, 50, 50)
    with pytest.raises(SourceError, match="has pages but no text") as caught:
        read(tmp_path / "스캔.pdf", bytes(page.output()))
    assert "스캔" in caught.value.korean


@pytest.mark.parametrize("style", ["wire", "daily", "twice", "plain"])
def test_news_pages_are_cleaned_as_their_text_is(tmp_path: Path, style: str):
    if not (SHARED / "news_pages").is_dir():
        pytest.skip("needs the page styles")
    expected = json.loads((SHARED / "news_pages" / "expected.json").read_text())[f"{style}.txt"]
    page = Path(__file__).parent / "data" / "news_html" / f"{style}.html"
    document = read(tmp_path / page.name, page.read_bytes())
    assert document.title == expected["title"]
    assert (document.published or "")[:10] == (expected["published"] or "")
    for kept in expected["keep"]:
        assert document.text.count(kept) == 1
    for dropped in expected["drop"]:
        assert dropped not in document.text


def test_korean_encodings_of_web_pages(tmp_path: Path):
    page = '<html><head><meta charset="euc-kr"></head><body><p>똠방각하가 왔다.</p></body></html>'
    assert read(tmp_path / "글.html", page.encode("cp949")).text == "똠방각하가 왔다."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_no_encoding_is_misread(encoding: str):
    from rag.sources.decoding import decode

    if not (SHARED / "wikinews.jsonl.xz").is_file():
        pytest.skip("needs the Wikinews texts")
    with lzma.open(SHARED / "wikinews.jsonl.xz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    assert len(texts) >= 300
    for text in texts:
        plain = text.encode(encoding, "ignore").decode(encoding)
        assert decode(text.encode(encoding, "ignore"), "글.txt") == plain


def test_the_archives_of_office_files_are_no_documents_of_their_own(tmp_path: Path):
    path = write(tmp_path / "글.docx", files.docx())
    assert zipfile.is_zipfile(path)
    assert len(load_documents(tmp_path)) == 1


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        ("누리마당 자주 묻는 질문", "자주 묻는 질문", "누리마당 자주 묻는 질문"),
        ("2026 강가 축제 프로그램 | 강가시", "프로그램", "2026 강가 축제 프로그램"),
        ("이용 안내 - 누리마당", "이용 안내", "이용 안내"),
        ("누리마당 > 이용 안내", "이용 안내", "이용 안내"),
        ("누리마당", "이용 안내", "이용 안내"),
    ],
)
def test_a_pages_fuller_title_without_its_site(
    tmp_path: Path, title: str, heading: str, expected: str
) -> None:
    page = (
        f"<html><head><title>{title}</title></head><body><main><h1>{heading}</h1>"
        "<p>글이 하나 있습니다.</p></main></body></html>"
    )
    document = read(tmp_path / "글.html", page.encode())
    assert document.title == expected
    assert document.text == f"{expected}\n\n글이 하나 있습니다."


FOOT = (
    "<html><head><title>안내</title></head><body><header><nav><a href=a>홈</a></nav></header>"
    "<main><h1>안내</h1>{main}"
    "</main><footer><p>© 2026 누리마당 | 전화 031-222-3333</p><ul><li><a href=b>약관</a></li></ul>"
    "</footer></body></html>"
)


def test_how_to_reach_whom_a_page_is_by_is_kept(tmp_path: Path) -> None:
    page = FOOT.format(main="<p>글이 하나 있습니다.</p>")
    text = "안내\n\n전화 031-222-3333\n\n글이 하나 있습니다."
    assert read(tmp_path / "글.html", page.encode()).text == text
    named = page.replace("<footer>", '<div id="footer">').replace("</footer>", "</div>")
    assert read(tmp_path / "글.html", named.encode()).text == text
    day = '<meta property="article:published_time" content="2026-03-02T10:00:00+09:00">'
    dated = page.replace("</head>", f"{day}</head>")
    assert "031" not in read(tmp_path / "글.html", dated.encode()).text
    told = FOOT.format(main="<p>전화 031-222-3333</p>")
    assert read(tmp_path / "글.html", told.encode()).text.count("031") == 1


def test_terms_and_folds_head_what_is_told_below_them(tmp_path: Path) -> None:
    page = (
        "<html><body><main><h1>안내</h1><dl><dt>몇 권 되나요?</dt><dd>일곱 권입니다.</dd>"
        "<dt>책을 잃어버렸어요.</dt><dd>같은 책을 냅니다.</dd></dl>"
        "<details><summary>언제 여나요?</summary><p>9시에 엽니다.</p></details>"
        "<dl><dt>데크:</dt><dd>4만 원</dd><dt>쉼터</dt><dd><p>숲에 있습니다.</p><p>큽니다.</p></dd>"
        "</dl></main></body></html>"
    )
    document = read(tmp_path / "글.html", page.encode())
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks[1:]] == [
        (BlockKind.QUESTION, "몇 권 되나요?"),
        (BlockKind.PARAGRAPH, "일곱 권입니다."),
        (BlockKind.QUESTION, "책을 잃어버렸어요."),
        (BlockKind.PARAGRAPH, "같은 책을 냅니다."),
        (BlockKind.QUESTION, "언제 여나요?"),
        (BlockKind.PARAGRAPH, "9시에 엽니다."),
        (BlockKind.LIST_ITEM, "데크: 4만 원"),
        (BlockKind.HEADING, "쉼터"),
        (BlockKind.PARAGRAPH, "숲에 있습니다."),
        (BlockKind.PARAGRAPH, "큽니다."),
    ]


def test_a_file_without_a_title_is_called_by_its_name_in_words(tmp_path: Path) -> None:
    assert read(tmp_path / "분식집_가격표.csv", "이름,값\n김밥,3\n국수,5\n".encode()).title == (
        "분식집 가격표"
    )
