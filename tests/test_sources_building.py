"""Documents put together block by block."""

from __future__ import annotations

from rag.sources import Block, BlockKind, Document
from rag.sources.building import build_document
from rag.sources.formats import Piece


def texts(document: Document) -> list[tuple[BlockKind, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def test_blocks_point_at_their_text() -> None:
    pieces = [
        Piece(BlockKind.TITLE, " 숲길  안내\n"),
        Piece(BlockKind.METADATA, "글쓴이: 도서윤"),
        Piece(BlockKind.HEADING, "이용 시간", 1),
        Piece(BlockKind.PARAGRAPH, "여름에는\r\n늦게 닫는다. \n\n 겨울은 다르다."),
        Piece(BlockKind.PARAGRAPH, " \n "),
        Piece(BlockKind.LIST_ITEM, "1. 평일"),
        Piece(BlockKind.LIST_ITEM, "2. 주말", 1),
        Piece(BlockKind.CODE, "\nif open:\n    walk()\n"),
    ]
    document = build_document(pieces, source="a.md", published="2025-03-20")

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
    pieces = [
        Piece(BlockKind.TABLE_HEADER, cells=("", "가격", "재고")),
        Piece(BlockKind.TABLE_ROW, cells=("배", "5,500원", ""), columns=("", "가격", "재고")),
        Piece(BlockKind.TABLE_ROW, cells=("", "", "")),
    ]
    document = build_document(pieces, source="a.csv", title="과일")

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
    pieces = [
        Piece(BlockKind.HEADING, "안내", 1),
        Piece(BlockKind.PARAGRAPH, "머리말"),
        Piece(BlockKind.HEADING, "요금", 2),
        Piece(BlockKind.HEADING, "어른", 3),
        Piece(BlockKind.PARAGRAPH, "5천 원"),
        Piece(BlockKind.HEADING, "시간", 2),
        Piece(BlockKind.PARAGRAPH, "9시"),
    ]
    document = build_document(pieces, source="a.md", title="안내")

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
    pieces = [
        Piece(BlockKind.PARAGRAPH, "첫째 쪽에서 시작해 \f둘째 쪽에서 끝난다."),
        Piece(BlockKind.PARAGRAPH, "\f\f넷째 쪽이다."),
    ]
    document = build_document(pieces, source="글.pdf", is_paged=True)
    assert document.text == "첫째 쪽에서 시작해 둘째 쪽에서 끝난다.\n\n넷째 쪽이다."
    pages = [document.page_at(document.text.index(word)) for word in ("시작해", "둘째", "넷째")]
    assert pages == [1, 2, 4]


def test_a_source_without_pages_has_none():
    pieces = [
        Piece(BlockKind.PARAGRAPH, "글이다."),
    ]
    assert build_document(pieces, source="글.txt").page_at(0) is None
