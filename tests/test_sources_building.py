"""Documents put together block by block."""

from __future__ import annotations

from rag.sources import Block, BlockKind, Document
from rag.sources.building import DocumentBuilder


def texts(document: Document) -> list[tuple[BlockKind, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def test_blocks_point_at_their_text() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.TITLE, " 숲길  안내\n")
    builder.add(BlockKind.METADATA, "글쓴이: 도서윤")
    builder.add(BlockKind.HEADING, "이용 시간", level=1)
    builder.add(BlockKind.PARAGRAPH, "여름에는\r\n늦게 닫는다. \n\n 겨울은 다르다.")
    builder.add(BlockKind.PARAGRAPH, " \n ")
    builder.add(BlockKind.LIST_ITEM, "1. 평일")
    builder.add(BlockKind.LIST_ITEM, "2. 주말", level=1)
    builder.add(BlockKind.CODE, "\nif open:\n    walk()\n")
    document = builder.build(source="a.md", published="2025-03-20")

    assert document.text == (
        "숲길 안내\n글쓴이: 도서윤\n\n이용 시간\n\n여름에는\n늦게 닫는다.\n 겨울은 다르다.\n\n"
        "1. 평일\n2. 주말\n\nif open:\n    walk()"
    )
    assert texts(document) == [
        (BlockKind.TITLE, "숲길 안내"),
        (BlockKind.METADATA, "글쓴이: 도서윤"),
        (BlockKind.HEADING, "이용 시간"),
        (BlockKind.PARAGRAPH, "여름에는\n늦게 닫는다.\n 겨울은 다르다."),
        (BlockKind.LIST_ITEM, "1. 평일"),
        (BlockKind.LIST_ITEM, "2. 주말"),
        (BlockKind.CODE, "if open:\n    walk()"),
    ]
    assert [b.level for b in document.blocks] == [0, 0, 1, 0, 0, 1, 0]
    assert (document.title, document.published) == ("숲길 안내", "2025-03-20")
    assert document.text[: document.header_end] == "숲길 안내\n글쓴이: 도서윤"


def test_a_row_knows_its_cells_and_columns() -> None:
    builder = DocumentBuilder()
    builder.add_row(["", "가격", "재고"], is_header=True)
    builder.add_row(["배", "5,500원", ""], ["", "가격", "재고"])
    builder.add_row(["", "", ""])
    document = builder.build(source="a.csv", title="과일")

    assert document.text == "| 가격 | 재고\n배 | 5,500원 |"
    header, row = document.blocks
    assert (header.kind, row.kind) == (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW)
    assert [document.text[a:b] for a, b in header.cells] == ["", "가격", "재고"]
    assert [document.text[a:b] for a, b in row.cells] == ["배", "5,500원", ""]
    assert all(header.start <= a <= b <= header.end for a, b in header.cells)
    assert all(row.start <= a <= b <= row.end for a, b in row.cells)
    assert row.columns == ("", "가격", "재고")
    assert document.header_end == 0


def test_a_text_stands_under_its_headings() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.HEADING, "안내", level=1)
    builder.add(BlockKind.PARAGRAPH, "머리말")
    builder.add(BlockKind.HEADING, "요금", level=2)
    builder.add(BlockKind.HEADING, "어른", level=3)
    builder.add(BlockKind.PARAGRAPH, "5천 원")
    builder.add(BlockKind.HEADING, "시간", level=2)
    builder.add(BlockKind.PARAGRAPH, "9시")
    document = builder.build(source="a.md", title="안내")

    paths = {word: document.heading_at(document.text.index(word)) for word in document.text.split()}
    assert paths == {
        "안내": "",
        "머리말": "",
        "요금": "",
        "어른": "요금",
        "5천": "요금 › 어른",
        "원": "요금 › 어른",
        "시간": "",
        "9시": "시간",
    }


def test_the_block_at_a_place_is_found() -> None:
    document = Document(
        "d",
        "",
        "가나 다",
        "s",
        blocks=(Block(BlockKind.HEADING, 0, 2, 1), Block(BlockKind.CODE, 3, 4)),
    )
    kinds = [block and block.kind for block in map(document.block_at, range(4))]
    assert kinds == [BlockKind.HEADING, BlockKind.HEADING, None, BlockKind.CODE]


def test_a_form_feed_begins_a_page_at_the_exact_character():
    builder = DocumentBuilder()
    builder.begin_page()
    builder.add(BlockKind.PARAGRAPH, "첫째 쪽에서 시작해 \f둘째 쪽에서 끝난다.")
    builder.add(BlockKind.PARAGRAPH, "\f\f넷째 쪽이다.")
    document = builder.build(source="글.pdf")
    assert document.text == "첫째 쪽에서 시작해 둘째 쪽에서 끝난다.\n\n넷째 쪽이다."
    pages = [document.page_at(document.text.index(word)) for word in ("시작해", "둘째", "넷째")]
    assert pages == [1, 2, 4]


def test_a_source_without_pages_has_none():
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "글이다.")
    assert builder.build(source="글.txt").page_at(0) is None
