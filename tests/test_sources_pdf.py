"""What a page shows of a text is read back: its paragraphs, headings, lists, tables and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import format_files as files
import pytest

from rag.errors import SourceError
from rag.sources import BlockKind, Document, load_documents, read_sources

fpdf = pytest.importorskip("fpdf")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not files.FONT.is_file(), reason="needs Debian's fonts-nanum"),
]

TITLE = "한들시 공공도서관 운영 안내"
SECTIONS = {
    "이용 시간": (
        "종합자료실은 평일 오전 9시부터 오후 10시까지 문을 열고, 주말에는 오후 6시까지만 운영한다. "
        "어린이자료실은 평일과 주말 모두 오후 6시에 문을 닫으며, 매월 둘째 주 월요일에는 쉰다.",
        "지하 1층 열람실은 시험 기간에 한하여 자정까지 개방한다. 개방 기간은 누리집에 알린다.",
    ),
    "대출과 반납": (
        "한 사람이 한 번에 빌릴 수 있는 책은 일곱 권이며 대출 기간은 14일이다. 예약한 사람이 "
        "없으면 한 차례에 한하여 이레 동안 연장할 수 있다. 잃어버린 책은 같은 책으로 변상한다.",
    ),
}
ITEMS = (
    "신분증을 지참한다.",
    "자리를 쓰고 난 뒤에는 정리하고 담당 직원에게 확인을 받은 다음에 나가야 하며, 어기면 석 달 "
    "동안 대관이 제한된다.",
)
ROWS = (
    ("시설", "쓰임", "사용료"),
    ("강당", "공연과 강연에 쓰며 음향과 조명을 함께 빌려준다", "50,000원"),
    ("연습실", "악기 연습", "5,000원"),
    ("운동장", "축구와 야구", "80,000원"),
)
NEXT = {"new_x": "LMARGIN", "new_y": "NEXT"}
BOLD = files.FONT.with_name("NanumGothicBold.ttf")


class Paper(fpdf.FPDF):
    """Small pages, each with an office above and a number below."""

    def __init__(self, *, is_headed: bool = True, format_: tuple[int, int] = (130, 170)) -> None:
        super().__init__(format=format_)
        self.is_headed = is_headed
        self.add_font("nanum", "", files.FONT)
        self.add_font("nanum", "B", BOLD)
        self.add_page()

    def header(self) -> None:
        if self.is_headed:
            self.set_font("nanum", size=8)
            self.cell(0, 6, "한들시 도서관정책과", align="R", **NEXT)

    def footer(self) -> None:
        if self.is_headed:
            self.set_y(-15)
            self.set_font("nanum", size=8)
            self.cell(0, 6, f"- {self.page_no()} -", align="C")

    def put(self, text: str, size: float = 10, style: str = "", **more: Any) -> None:
        self.set_font("nanum", style, size)
        self.multi_cell(0, size * 0.55, text, **NEXT, **more)

    def rows(self, rows: Sequence[Sequence[str]], **more: Any) -> None:
        self.set_font("nanum", size=10)
        with self.table(first_row_as_headings=False, line_height=6, **more) as table:
            for row in rows:
                cells = table.row()
                for cell in row:
                    cells.cell(cell)


def one_column(is_headed: bool = False, **wrap: Any) -> Paper:
    paper = Paper(is_headed=is_headed)
    paper.put(TITLE, 18)
    for heading, paragraphs in SECTIONS.items():
        paper.ln(3)
        paper.put(heading, 13)
        for paragraph in paragraphs:
            paper.put(paragraph, **wrap)
    for item in ITEMS:
        paper.put(f"• {item}", **wrap)
    return paper


def two_columns(**wrap: Any) -> Paper:
    paper = Paper(is_headed=False)
    paper.put(TITLE, 18)
    with paper.text_columns(ncols=2, gutter=6, line_height=1.5, **wrap) as columns:
        for heading, paragraphs in SECTIONS.items():
            paper.set_font("nanum", size=13)
            with columns.paragraph(top_margin=2, bottom_margin=1) as part:
                part.write(heading)
            paper.set_font("nanum", size=9)
            for paragraph in paragraphs:
                with columns.paragraph() as part:
                    part.write(paragraph)
        for item in ITEMS:
            with columns.paragraph() as part:
                part.write(f"• {item}")
    return paper


def read(tmp_path: Path, paper: Any) -> Document:
    path = tmp_path / "글.pdf"
    path.write_bytes(bytes(paper.output()))
    return load_documents(path)[0]


def of_kind(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


@pytest.mark.parametrize("layout", [one_column, two_columns])
@pytest.mark.parametrize("wrapmode", ["WORD", "CHAR"])
def test_what_was_written_is_read_back(tmp_path: Path, layout: Callable[..., Paper], wrapmode: str):
    align = {} if wrapmode == "WORD" else {"align" if layout is one_column else "text_align": "J"}
    document = read(tmp_path, layout(wrapmode=fpdf.enums.WrapMode[wrapmode], **align))
    assert document.title == TITLE
    assert of_kind(document, BlockKind.HEADING) == list(SECTIONS)
    assert of_kind(document, BlockKind.PARAGRAPH) == [p for ps in SECTIONS.values() for p in ps]
    assert of_kind(document, BlockKind.LIST_ITEM) == list(ITEMS)
    for heading, paragraphs in SECTIONS.items():
        assert document.heading_at(document.text.index(paragraphs[0])) == heading


def test_the_lines_of_pages_are_left_out_and_their_numbers_kept(tmp_path: Path):
    paper = one_column(is_headed=True)
    for text in SECTIONS["이용 시간"]:
        paper.add_page()
        paper.put(text)
    document = read(tmp_path, paper)
    assert "도서관정책과" not in document.text
    assert "- 1 -" not in document.text
    assert [document.page_at(start) for start in document.pages] == [1, 2, 3]
    assert document.page_at(document.text.rindex("지하 1층")) == 3


def test_what_heads_one_page_is_no_title(tmp_path: Path):
    paper = Paper()
    paper.put(TITLE, 18)
    paper.put(SECTIONS["이용 시간"][0])
    assert read(tmp_path, paper).title == TITLE


def test_pages_that_begin_alike_keep_their_headings(tmp_path: Path):
    paper = Paper()
    for number, text in enumerate(("예산을 늘린다.", "놀이터를 짓는다.", "노선을 바꾼다.")):
        paper.put(f"안건 {number + 1}", 16)
        paper.put(f"{text} 심의는 {number + 5}월에 한다.")
        if number < 2:
            paper.add_page()
    document = read(tmp_path, paper)
    assert of_kind(document, BlockKind.HEADING) == ["안건 1", "안건 2", "안건 3"]
    assert document.heading_at(document.text.index("6월")) == "안건 2"


def test_bold_lines_of_the_same_size_are_headings(tmp_path: Path):
    paper = Paper()
    paper.put(TITLE, 18)
    for heading, paragraphs in SECTIONS.items():
        paper.put(heading, style="B")
        for paragraph in paragraphs:
            paper.put(paragraph)
    paper.put("신분증이 없으면 들어갈 수 없다.", style="B")
    paper.put("문의: 02-000-0001", style="B")
    paper.put("이용에 불편이 없도록 하겠다.")
    assert of_kind(read(tmp_path, paper), BlockKind.HEADING) == list(SECTIONS)


def test_typed_numbers_head_sections_or_count_items(tmp_path: Path):
    paper = Paper()
    for number, (heading, paragraphs) in enumerate(SECTIONS.items(), start=1):
        paper.put(f"{number}. {heading}")
        paper.put(paragraphs[0])
    for mark, item in zip("가나", ITEMS, strict=True):
        paper.put(f"{mark}. {item}")
    document = read(tmp_path, paper)
    assert of_kind(document, BlockKind.HEADING) == ["1. 이용 시간", "2. 대출과 반납"]
    assert of_kind(document, BlockKind.LIST_ITEM) == [
        f"{mark}. {item}" for mark, item in zip("가나", ITEMS, strict=True)
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("시는 내년부터 급식비를 모두 지원하기로 했다고 밝혔", "다. 신청서를 내야 한다."),
        ("도서관이 문을 여는 날은 많은 사람이 기다린 2026. 3. ", "14. 오전 10시이다."),
    ],
)
def test_a_line_that_happens_to_begin_like_an_item_goes_on(tmp_path: Path, above: str, below: str):
    paper = Paper()
    paper.set_font("nanum", size=10)
    for line in (above, below):
        paper.cell(0, 6, line.strip(), **NEXT)
    assert above + below in read(tmp_path, paper).text


@pytest.mark.parametrize("borders", ["ALL", "NO_HORIZONTAL_LINES", "MINIMAL", "NONE"])
def test_tables_know_their_columns_ruled_or_not(tmp_path: Path, borders: str):
    paper = Paper()
    paper.put(SECTIONS["이용 시간"][0])
    paper.ln(4)
    # What is broken in a cell is told from a row by rules alone.
    rows = [row if borders == "ALL" else (row[0], row[1][:8].strip(), row[2]) for row in ROWS]
    paper.rows(rows, borders_layout=borders, col_widths=(20, 45, 25))
    document = read(tmp_path, paper)
    assert of_kind(document, BlockKind.TABLE_HEADER) == [" | ".join(rows[0])]
    assert of_kind(document, BlockKind.TABLE_ROW) == [" | ".join(row) for row in rows[1:]]
    assert SECTIONS["이용 시간"][0] in of_kind(document, BlockKind.PARAGRAPH)


def test_a_cell_over_several_rows_is_in_each(tmp_path: Path):
    paper = Paper()
    paper.set_font("nanum", size=10)
    with paper.table(first_row_as_headings=False, line_height=6) as table:
        for row in (("구분", "시설", "사용료"), ("실내", "강당", "5만원"), ("연습실", "5천원")):
            cells = table.row()
            for cell in row:
                cells.cell(cell, rowspan=2 if cell == "실내" else 1)
    rows = of_kind(read(tmp_path, paper), BlockKind.TABLE_ROW)
    assert rows == ["실내 | 강당 | 5만원", "실내 | 연습실 | 5천원"]


@pytest.mark.parametrize("borders", ["ALL", "NONE"])
@pytest.mark.parametrize("repeats", [True, False])
def test_a_table_goes_on_over_pages(tmp_path: Path, borders: str, repeats: bool):
    paper = Paper()
    rows = [(f"{n}호실", f"{n + 3}명", f"{n},000원") for n in range(1, 61)]
    paper.set_font("nanum", size=10)
    with paper.table(
        borders_layout=borders, line_height=6, repeat_headings=int(repeats),
        headings_style=fpdf.FontFace(emphasis=""),
    ) as table:  # fmt: skip
        for row in [("방", "정원", "사용료"), *rows]:
            cells = table.row()
            for cell in row:
                cells.cell(cell)
    document = read(tmp_path, paper)
    assert of_kind(document, BlockKind.TABLE_HEADER) == ["방 | 정원 | 사용료"]
    assert of_kind(document, BlockKind.TABLE_ROW) == [" | ".join(row) for row in rows]
    assert document.page_at(document.text.index("60호실")) == len(document.pages) == 3


def test_frames_and_pictures_of_lines_are_no_tables(tmp_path: Path):
    paper = Paper(is_headed=False)
    paper.rect(8, 8, 114, 154)
    paper.put(SECTIONS["이용 시간"][0], border=1)
    paper.ln(3)
    for step in range(5):
        paper.line(20, 80 + 8 * step, 100, 80 + 8 * step)
        paper.line(20 + 20 * step, 80, 20 + 20 * step, 112)
    assert of_kind(read(tmp_path, paper), BlockKind.TABLE_ROW) == []
    assert read(tmp_path, paper).text == SECTIONS["이용 시간"][0]


def test_longer_files_than_the_setting_says_are_told(tmp_path: Path):
    paper = one_column()
    for _ in range(3):
        paper.add_page()
        paper.put(ITEMS[0])
    (tmp_path / "긴 글.pdf").write_bytes(bytes(paper.output()))
    (tmp_path / "글.txt").write_bytes(files.text())
    report = read_sources(tmp_path, pdf_pages=3)
    (left,) = report.left_out
    assert "RAG_MAX_PDF_PAGES" in left.reason
    assert "쪽수가 너무 많습니다" in left.korean
    assert len(read_sources(tmp_path, pdf_pages=4).documents) == 2
    with pytest.raises(SourceError, match="more pages"):
        read_sources(tmp_path / "긴 글.pdf", pdf_pages=1)
